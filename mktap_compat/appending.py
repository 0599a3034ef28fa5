"""What ``mkapp`` asks for: a service in an application of its own, or added to those of a tap, and frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from twisted.application.service import IProcess, IService, IServiceCollection

from mktap_compat import making, tapfile
from mktap_compat.errors import TapError
from mktap_compat.freezing import completeness, headers, versions
from mktap_compat.freezing.watching import Watch

if TYPE_CHECKING:
    from twisted.python.components import Componentized

    from mktap_compat.reading import Tap


class Request(NamedTuple):
    """
    What is to be made.

    :ivar recipe: the new service.
    :ivar style: ``"auto"``, ``"graph"`` or ``"recipe"``.
    :ivar uid: the user to run as; ``None`` leaves what is there, as for the next two.
    :ivar gid: the group to run as.
    :ivar processName: the process name.
    :ivar tap: the tap to add the service to; ``None`` for an application of its own.
    :ivar synopsis: how the plugin's help begins.
    """

    recipe: making.Recipe
    style: str = "auto"
    uid: int | None = None
    gid: int | None = None
    processName: str | None = None
    tap: str | None = None
    synopsis: str = making.PluginOptions.synopsis


class Before(NamedTuple):
    """
    What a tap holds already.

    :ivar application: with its services; without them where only recipes matter.
    :ivar recipes: how they were made; ``None`` if nobody knows.
    :ivar style: the style that the result has to have.
    :ivar shutdown: whether they have served.
    :ivar distributions: what their plugins come from.
    """

    application: Componentized
    recipes: list[making.Recipe] | None
    style: str
    shutdown: bool
    distributions: tuple[str, ...] = ()


def freeze(request: Request) -> tapfile.Frozen:
    """
    Make the service, and freeze the application that it belongs to.

    :param request: what to make.
    :return: the tap.
    :raise making.NoSuchPlugin: if there is no such plugin.
    :raise twisted.python.usage.UsageError: if the plugin refuses its command line.
    :raise TapError: if the service can't be made, the tap can't be added to, or the result can't be frozen.
    """
    with Watch() as watch:
        before = begin(
            request.recipe.plugin,
            tap=request.tap,
            style=request.style,
            uid=request.uid,
            gid=request.gid,
            processName=request.processName,
        )
        made = making.make(request.recipe, request.synopsis)
        application = before.application
        try:
            made.service.setServiceParent(IServiceCollection(application))
        except RuntimeError as error:
            raise TapError(f"{request.tap}: has such a service already: {error}") from None
        return tapfile.freeze(
            application,
            [] if before.recipes is None else [*before.recipes, made.recipe],
            style=before.style,
            shutdown=before.shutdown,
            missing=lambda graph: completeness.missing(application, graph, watch, made.recipe.package),
            distributions=before.distributions,
        )


def begin(
    name: str, *, tap: str | None, style: str, uid: int | None, gid: int | None, processName: str | None
) -> Before:
    """
    Return the application to put a service into.

    :param name: the name of a new application.
    :param tap: the tap whose application it is; ``None`` for a new one.
    :param style: the style asked for.
    :param uid: as in :class:`Request`, and so are the next two.
    :raise TapError: if the tap can't be loaded, or can't be had in that style.
    """
    if tap is None:
        return Before(making.newApplication(name, uid, gid, processName), [], style, False)
    before = load(tap, style)
    process = IProcess(before.application)
    process.uid = process.uid if uid is None else uid
    process.gid = process.gid if gid is None else gid
    process.processName = processName or process.processName
    return before


def load(path: str, style: str) -> Before:
    """
    Load what a tap holds, to add to it.

    :param path: the tap's file.
    :param style: the style asked for.
    :raise TapError: if it can't be loaded, or can't be had in that style.
    """
    from mktap_compat.reading import Limits

    try:
        with open(path, "rb") as file:
            data = file.read(Limits().bytes + 1)
    except OSError as error:
        raise TapError(f"{path}: can't be read: {error.strerror}") from None
    tap = _read(path, data)
    parts = tapfile.unpack(data) if tap.header is not None else None
    if parts is None:
        return Before(_foreign(path, tap), None, style, False)
    header, graph = parts
    recipes = headers.recipesOf(header)
    distributions = tuple(name for name in header["versions"] if name not in versions.BASE)
    if graph is None:
        if style == "graph":
            raise TapError(f"{path}: holds command lines only, so the result does too; leave --style graph out")
        application = making.newApplication(header["name"], header["uid"], header["gid"], header["processName"])
        return Before(application, recipes, "recipe", False, distributions)
    if header["shutdown"] and style == "recipe":
        raise TapError(f"{path}: holds saved state, which --style recipe would lose")
    application = tapfile.thaw(header, graph)
    style = "graph" if header["shutdown"] else style
    return Before(application, recipes or None, style, header["shutdown"], distributions)


def _read(path: str, data: bytes) -> Tap:
    """Read a tap first: what has no limits comes after, and nine bytes can have it take two gigabytes."""
    from mktap_compat.reading import readTap
    from mktap_compat.reading.errors import ReadingError

    try:
        return readTap(data, path)
    except ReadingError as error:
        raise TapError(f"{path}: is no tap: {str(error).removeprefix(f'{path}: ')}") from None


def _foreign(path: str, tap: Tap) -> Componentized:
    """Load a tap that somebody else's program wrote."""
    if tap.style != "pickle" or tap.python == 2:
        kind = "Python 2 wrote it" if tap.python == 2 else f"its style is {tap.style}"
        raise TapError(f"{path}: can't be added to, {kind}: convert it first, with 'tapconvert --in {path} --out ...'")
    try:
        loaded: Componentized = tapfile.loadGraph(tap.data)
        IService(loaded)
    except Exception as error:
        # a pickle can raise anything
        raise TapError(f"{path}: can't be loaded to add to: {type(error).__name__}: {error}") from error
    return loaded
