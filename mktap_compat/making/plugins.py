"""From a plugin's name and command line to its service, through twistd's own ServerOptions."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from types import TracebackType
from typing import Any, NamedTuple, TypeVar, cast

import twisted
from twisted.application.service import Application, IProcess, IService, IServiceMaker
from twisted.plugin import getPlugins
from twisted.python import usage
from twisted.python.components import Componentized
from twisted.scripts.twistd import ServerOptions  # type: ignore[attr-defined]

from mktap_compat.errors import TapError
from mktap_compat.freezing.frozen import Preference
from mktap_compat.making.tmlplugins import registered
from mktap_compat.making.updating import makeService
from mktap_compat.tapfile import Header, Recipe, recipesOf
from mktap_compat.thaw import atDirectory

T = TypeVar("T")

#: The attribute of a plugin's :class:`~twisted.application.service.IServiceMaker` with which it says what its taps are
#: made for: ``myplugin.tapStyle = "graph"`` where what matters is in the objects that ``makeService`` returns.
TAP_STYLE = "tapStyle"
#: Where twistd's plugins are.
DROPINS = "twisted.plugins"


class NoSuchPlugin(TapError):
    """No plugin has this name; the text names the closest one."""


class MakingError(TapError):
    """A plugin failed while it parsed its options or made its service; the text says where."""


class PluginOptions(ServerOptions):
    """twistd's options, of which only the plugin and its own options are used."""

    synopsis = "Usage: mkapp [options]"

    @staticmethod
    def _getPlugins(interface: Any) -> list[Any]:  # type: ignore[override]
        """Return twistd's plugins, and those of before 2005 whose name none of them has."""
        found = list(getPlugins(interface))
        names = {each.tapname for each in found}
        for old in registered():
            if old.tapname not in names:
                names.add(old.tapname)
                found.append(old)
        return found


class Made(NamedTuple):
    """
    A service and what is known of how it was made.

    :ivar service: the service.
    :ivar recipe: how.
    :ivar preference: what a tap of it boots from where nobody insists.
    :ivar imports: the modules that :func:`importPlugin` imports.
    """

    service: IService
    recipe: Recipe
    preference: Preference
    imports: tuple[str, ...]


def make(recipe: Recipe, synopsis: str = PluginOptions.synopsis) -> Made:
    """
    Make a service.

    :param recipe: how; its ``package`` is not needed.
    :param synopsis: how the plugin's help begins.
    :return: the service, and the recipe with its package; it is a repaired one only if something was broken.
    :raise NoSuchPlugin: if there is no plugin of that name.
    :raise twisted.python.usage.UsageError: if the plugin refuses its command line.
    :raise MakingError: if it fails in any other way.
    """
    import mktap_compat.shim  # noqa: F401  (old plugin files import names of 2007)

    options = PluginOptions()
    options.synopsis = synopsis
    with atDirectory(recipe.directory):
        try:
            calling(
                f"the options of {recipe.plugin!r}", lambda: options.parseOptions([recipe.plugin, *recipe.arguments])
            )
        except usage.UsageError:
            if options.subCommand is None:
                raise NoSuchPlugin(f"no plugin {recipe.plugin!r}: {closest(recipe.plugin)}") from None
            raise
        plugin = options.loadedPlugins[recipe.plugin]
        service = calling(f"makeService of {recipe.plugin!r}", lambda: makeService(plugin, options.subOptions))
    if not IService.providedBy(service):
        raise MakingError(f"makeService of {recipe.plugin!r} returned {service!r}, which is no service")
    repaired = False
    if recipe.repaired:
        from mktap_compat.making.repairing import repair

        repaired = bool(repair(service))
    dropin = "" if _isTwisteds(plugin) else _dropinOf(plugin)
    known = recipe._replace(package=_packageOf(plugin), repaired=repaired, dropin=dropin)
    # what importing Twisted's own modules leaves in Twisted is there as soon as anything needs it
    imports = (dropin, _moduleOf(plugin)) if dropin else (_moduleOf(plugin),)
    return Made(service, known, _preferenceOf(plugin), imports)


def _packageOf(plugin: object) -> str:
    """Return the package that a plugin's service comes from; of Twisted itself, which part."""
    names = _moduleOf(plugin).split(".")
    return ".".join(names[:2]) if names[0] == "twisted" else names[0]


def _moduleOf(plugin: object) -> str:
    """Return the module that makes a plugin's service."""
    return str(getattr(plugin, "module", None) or type(plugin).__module__)


def _isTwisteds(plugin: object) -> bool:
    """Tell whether a plugin is one of Twisted's own."""
    module = _moduleOf(plugin)
    return module.startswith("twisted.") and not module.startswith(f"{DROPINS}.")


def _dropinOf(plugin: object) -> str:
    """Return the module under ``twisted.plugins`` that offers a plugin, empty if there is none."""
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{DROPINS}.") and any(value is plugin for value in vars(module).values()):
            return name
    return ""


def _preferenceOf(plugin: object) -> Preference:
    """Return what taps of a plugin boot from where nobody insists."""
    if getattr(plugin, TAP_STYLE, None) == "graph":
        return Preference("graph", "as its plugin asks for")
    if _isTwisteds(plugin):
        return Preference("graph", "with what the files hold that its options name")
    return Preference("recipe", "its plugin makes it anew at each start, as with twistd")


def importPlugin(recipe: Recipe) -> None:
    """
    Import what making a service imports before anything else: the plugin, and the module that makes its service.

    :param recipe: of a service that was made here; nothing is imported if it names no dropin.
    :raise ImportError: if one of them is gone.
    :raise TapError: if the dropin is none.
    """
    if not recipe.dropin:
        return
    import mktap_compat.shim  # noqa: F401  (old plugin files import names of 2007)

    package, _, name = recipe.dropin.rpartition(".")
    if package != DROPINS or not name.isidentifier():
        raise TapError(f"{recipe.dropin!r} is no module of {DROPINS}")
    for plugin in list(vars(import_module(recipe.dropin)).values()):
        if IServiceMaker.providedBy(plugin) and plugin.tapname == recipe.plugin:
            import_module(_moduleOf(plugin))


def application(header: Header) -> Componentized:
    """
    Make the application that a tap's header describes.

    :param header: with its recipes in ``services``.
    :raise TapError: as :func:`make`; a command line that its plugin refuses today is one too.
    """
    made = newApplication(header["name"], header["uid"], header["gid"], header["processName"])
    for recipe in recipesOf(header):
        try:
            service = make(recipe).service
        except usage.UsageError as error:
            raise MakingError(f"{recipe.plugin!r} refuses its command line of then: {error}") from None
        service.setServiceParent(made)
    return made


def newApplication(name: str, uid: int | None, gid: int | None, processName: str | None) -> Componentized:
    """Return an application without services."""
    made = Application(name, uid, gid)
    if processName is not None:
        IProcess(made).processName = processName
    return cast(Componentized, made)


def pluginNames() -> list[str]:
    """Return the names of all plugins that twistd offers."""
    return sorted(plugin.tapname for plugin in getPlugins(IServiceMaker))


def closest(name: str) -> str:
    """Return a hint that names the plugin whose name is most like this one, or where to see them all."""
    import difflib

    near = difflib.get_close_matches(name, pluginNames(), 1)
    return f"did you mean {near[0]!r}?" if near else "'mkapp --help-plugins' lists them"


def calling(what: str, call: Callable[[], T]) -> T:
    """
    Call a plugin's code.

    :param what: what is called, for the message.
    :param call: calls it.
    :return: what it gave.
    :raise MakingError: if it raises anything but a usage error; it says where, and what converts Python 2.
    """
    try:
        return call()
    except usage.UsageError:
        raise
    except SystemExit as leaving:
        if leaving.code in (None, 0):
            raise
        raise MakingError(f"{what} ended with: {leaving.code}") from None
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.EPIPE, errno.ENOSPC) and error.filename is None:
            # that is about standard output, not about the plugin
            raise
        raise MakingError(f"{what} failed: {failure(error)}") from error


def failure(error: BaseException) -> str:
    """
    Say what an exception out of a plugin means: its kind, its text, its place, and a hint if it looks like Python 2.

    :param error: the exception.
    :return: one line.
    """
    hint = "; if it is still Python 2, 2to3 or modernize converts it"
    if isinstance(error, SyntaxError) and error.filename:
        return f"{type(error).__name__}: {error.msg} ({error.filename} line {error.lineno}){hint}"
    old = isinstance(error, (SyntaxError, ImportError, AttributeError, NameError))
    return f"{type(error).__name__}: {error} ({where(error.__traceback__)}){hint if old else ''}"


def where(trace: TracebackType | None) -> str:
    """
    Return the place that an exception comes from, like ``tap.py line 12, in makeService``.

    That is the last one in somebody's own file: what Python and Twisted do for it is not where the mistake is.
    """
    frames = traceback.extract_tb(trace)
    if not frames:
        return "no traceback"
    own = [frame for frame in frames if _isOwn(frame.filename)]
    last = (own or frames)[-1]
    return f"{last.filename} line {last.lineno}, in {last.name}"


def _isOwn(filename: str) -> bool:
    """Tell whether a file is neither Python's nor Twisted's nor this project's."""
    ours = (os.path.dirname(str(twisted.__file__)), os.path.dirname(os.path.dirname(__file__)))
    library = filename.startswith(os.path.dirname(os.__file__)) and "-packages" not in filename
    return not filename.startswith(("<", *ours)) and not library
