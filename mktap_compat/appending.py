"""What ``mkapp`` asks for: a service in an application of its own, or added to those of a tap, and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twisted.application.service import IProcess, IService, IServiceCollection

from mktap_compat import making, tapfile
from mktap_compat.errors import TapError
from mktap_compat.freezing import completeness, headers, versions
from mktap_compat.freezing.watching import Watch

if TYPE_CHECKING:
    from twisted.python.components import Componentized


@dataclass(frozen=True)
class Request:
    """
    What is to be made.

    :ivar recipe: the new service.
    :ivar style: ``"auto"``, ``"graph"`` or ``"recipe"``.
    :ivar uid: the user to run as; ``None`` leaves what is there, as for the next two.
    :ivar gid: the group to run as.
    :ivar processName: the process name.
    :ivar tap: the tap to add the service to; ``None`` for an application of its own.
    """

    recipe: making.Recipe
    style: str = "auto"
    uid: int | None = None
    gid: int | None = None
    processName: str | None = None
    tap: str | None = None


@dataclass(frozen=True)
class Before:
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
        before = _before(request)
        made = making.make(request.recipe)
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


def _before(request: Request) -> Before:
    """Return the application to put the service into."""
    if request.tap is None:
        application = making.newApplication(request.recipe.plugin, request.uid, request.gid, request.processName)
        return Before(application, [], request.style, False)
    before = load(request.tap, request.style)
    process = IProcess(before.application)
    process.uid = process.uid if request.uid is None else request.uid
    process.gid = process.gid if request.gid is None else request.gid
    process.processName = request.processName or process.processName
    return before


def load(path: str, style: str) -> Before:
    """
    Load what a tap holds, to add to it.

    :param path: the tap's file.
    :param style: the style asked for.
    :raise TapError: if it can't be loaded, or can't be had in that style.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise TapError(f"{path}: can't be read: {error.strerror}") from None
    parts = tapfile.unpack(data)
    if parts is None:
        return Before(_foreign(path, data), None, style, False)
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


def _foreign(path: str, data: bytes) -> Componentized:
    """Load a tap that somebody else's program wrote."""
    from mktap_compat.reading import readTap
    from mktap_compat.reading.errors import ReadingError

    try:
        tap = readTap(data, path)
    except ReadingError as error:
        raise TapError(f"{path}: is no tap: {error}") from None
    if tap.style != "pickle" or tap.python == 2:
        kind = "Python 2 wrote it" if tap.python == 2 else f"its style is {tap.style}"
        raise TapError(f"{path}: can't be added to, {kind}: convert it first, with 'tapconvert --in {path} --out ...'")
    try:
        loaded: Componentized = tapfile.loadGraph(data)
        IService(loaded)
    except Exception as error:
        # a pickle can raise anything
        raise TapError(f"{path}: can't be loaded to add to: {type(error).__name__}: {error}") from error
    return loaded
