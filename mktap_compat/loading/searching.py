"""
Where the modules of a tap come from: the path that the user set, then the directory that twistd is started in.

That directory is searched last, and only for what the tap itself or code from there imports: never for a module of
any supported Python, of Twisted or of what Twisted can use. What directories a tap names doesn't matter.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import FrameType, ModuleType
from typing import TypeVar

from mktap_compat.errors import TapError
from mktap_compat.trust.table import PLUGINS
from mktap_compat.trust.trusted import isForeign

T = TypeVar("T")
#: What imports for the tap itself.
_LOADERS = frozenset(
    f"mktap_compat.{each}"
    for each in ("thaw", "tapfile.format", "loading.checked", "loading.building", "making.plugins")
)
#: Imports a plugin's module by its name.
_REFLECT = "twisted.python.reflect"


class MissingModule(TapError):
    """A module of the user's own is not on the path."""


class StartDirectory:
    """
    A finder of modules in the directory that twistd was started in, the last on ``sys.meta_path``.

    :ivar directory: that directory.
    :ivar packages: what plugins of the tap may have imported from it.
    """

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.packages: set[str] = set()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module at the top level, if it may come from here."""
        if path is not None or isForeign(name) or not self._mayAsk(name):
            return None
        return PathFinder.find_spec(name, [self.directory])

    def _mayAsk(self, name: str) -> bool:
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_globals.get("__name__", "").startswith("importlib"):
            frame = frame.f_back
        if frame is None:
            return False
        importer = str(frame.f_globals.get("__name__", ""))
        if importer in _LOADERS or (importer == _REFLECT and name in self.packages):
            return True
        file = str(frame.f_globals.get("__file__") or "")
        return file.startswith(os.path.join(self.directory, ""))


def _finder() -> StartDirectory:
    for finder in sys.meta_path:
        if isinstance(finder, StartDirectory):
            return finder
    finder = StartDirectory(os.getcwd())
    sys.meta_path.append(finder)
    return finder


def searching(load: Callable[[], T], services: Iterable[dict[str, object]], plugins: Collection[str] | None) -> T:
    """
    Load a tap, with the directory that twistd is started in as the last place for its modules.

    :param load: what loads it.
    :param services: the recipes in its header.
    :param plugins: whose modules may come from there; ``None`` for any plugin that isn't Twisted's.
    :return: what ``load`` returns.
    :raise MissingModule: if a module isn't found; it names the directory that the tap was made in.
    """
    services = list(services)
    try:
        finder = _finder()
    except OSError:
        # the directory is gone
        return load()
    for service in services:
        plugin = str(service.get("plugin"))
        if plugin not in PLUGINS and (plugins is None or plugin in plugins):
            finder.packages |= addPlugins(plugin, finder.directory)
    try:
        return load()
    except (ModuleNotFoundError, TapError) as error:
        what = _missing(error)
        if what is None:
            raise
        raise MissingModule(f"{what}{remedy(services)}") from error


def _missing(error: Exception) -> str | None:
    """Say what of the user's own is missing; ``None`` if an error is about something else."""
    from mktap_compat.making.plugins import NoSuchPlugin

    if isinstance(error, NoSuchPlugin):
        return str(error)
    cause = error.__cause__ if isinstance(error, TapError) else error
    if not (isinstance(cause, ModuleNotFoundError) or type(cause).__name__ == "ModuleNotFound"):
        return None
    # reflect's own has the name in its text only
    name = getattr(cause, "name", None) or str(cause).removeprefix("No module named ").strip("'")
    return None if isForeign(name) else f"No module named {name!r}"


def remedy(services: Iterable[dict[str, object]]) -> str:
    """Say which directory a tap was made in, and what adds it to the path."""
    directories = [str(service["directory"]) for service in services if service.get("directory")]
    where = directories[0] if directories else "DIR"
    made = f": the tap was made in {where}" if directories else ": it is not on the path"
    return f"{made} (to look there: 'PYTHONPATH={where} twistd -f FILE', or 'twistd tap --path {where} FILE')"


def addPlugins(plugin: str, directory: str) -> set[str]:
    """
    Let Twisted look for a plugin in a directory too, if it isn't found without.

    :param plugin: its name.
    :param directory: the one above ``twisted/plugins``.
    :return: the packages that it names.
    """
    import twisted.plugins
    from twisted.application.service import IServiceMaker
    from twisted.plugin import getPlugins

    import mktap_compat.shim  # noqa: F401  (old plugin files import names of 2007)

    def modules() -> set[str]:
        named = [each for each in getPlugins(IServiceMaker) if each.tapname == plugin]
        return {str(getattr(each, "module", "")).partition(".")[0] for each in named}

    folder = os.path.join(directory, "twisted", "plugins")
    if not os.path.isdir(folder):
        return set()
    found = modules()
    if not found and folder not in twisted.plugins.__path__:
        twisted.plugins.__path__.append(folder)
        found = modules()
    return found


def addPath(directory: str) -> None:
    """
    Add a directory that the user named to the path.

    :param directory: as ``--path`` was given it.
    """
    import twisted.plugins

    directory = os.path.abspath(directory)
    if directory not in sys.path:
        sys.path.append(directory)
    folder = os.path.join(directory, "twisted", "plugins")
    if folder not in twisted.plugins.__path__ and os.path.isdir(folder):
        twisted.plugins.__path__.append(folder)
