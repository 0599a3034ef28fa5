"""How a tap comes to be, from top to bottom: what was asked for is made, watched, pickled, checked and written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from twisted.application.service import IProcess, IService
from twisted.python.components import Componentized

from mktap_compat.errors import TapError
from mktap_compat.freezing import completeness
from mktap_compat.freezing.frozen import GRAPH, Frozen, Graph, Preference, chosen, graphOf
from mktap_compat.freezing.watching import Watch
from mktap_compat.making import plugins
from mktap_compat.tapfile import Recipe, digest, pack, unpack


class Before(NamedTuple):
    """
    The application that a service is added to.

    :ivar application: with its services; without them where only recipes matter.
    :ivar recipes: how they were made; ``None`` if nobody knows.
    :ivar style: the style that the result has to have, as :func:`mktap_compat.freezing.frozen.chosen` takes it.
    :ivar shutdown: whether they have served.
    :ivar distributions: what their plugins come from.
    :ivar name: of the tap that it was loaded from, for messages; empty for a new one.
    :ivar preference: what that tap boots from.
    :ivar state: what a server had learned, if that tap is a state file.
    """

    application: Componentized
    recipes: list[Recipe] | None
    style: str
    shutdown: bool = False
    distributions: tuple[str, ...] = ()
    name: str = ""
    preference: Preference = GRAPH
    state: dict[str, Any] | None = None


class Request(NamedTuple):
    """
    What is to be made.

    :ivar recipe: the new service.
    :ivar style: ``"auto"``, ``"graph"`` or ``"recipe"``.
    :ivar uid: the user to run as; ``None`` leaves what is there, as for the next two.
    :ivar gid: the group to run as.
    :ivar processName: the process name.
    :ivar before: the application to add the service to; ``None`` for one of its own.
    :ivar synopsis: how the plugin's help begins.
    :ivar preference: what the tap boots from where nobody insists; ``None`` leaves that to the plugin.
    :ivar name: of the application; ``None`` for that of the plugin, or what is there.
    """

    recipe: Recipe
    style: str = "auto"
    uid: int | None = None
    gid: int | None = None
    processName: str | None = None
    before: Before | None = None
    synopsis: str = plugins.PluginOptions.synopsis
    preference: Preference | None = None
    name: str | None = None


class Making(NamedTuple):
    """
    An application with the new service in it.

    :ivar application: the application.
    :ivar recipes: how its services were made; empty if nobody knows.
    :ivar recipe: how the new one was.
    :ivar before: what it was added to.
    :ivar preference: what the tap boots from where nobody insists.
    :ivar imports: what booting the graph imports before.
    """

    application: Componentized
    recipes: list[Recipe]
    recipe: Recipe
    before: Before
    preference: Preference
    imports: tuple[str, ...]


def freeze(request: Request) -> Frozen:
    """
    Make the service, and freeze the application that it belongs to.

    :param request: what to make.
    :return: the tap.
    :raise plugins.NoSuchPlugin: if there is no such plugin.
    :raise twisted.python.usage.UsageError: if the plugin refuses its command line.
    :raise TapError: if the service can't be made, the tap can't be added to, or the result can't be frozen.
    """
    with Watch(rehearsing=request.style != "recipe") as watch:
        making = make(request)
        graph = graphFor(making)
        graph = examined(graph, making, watch)
        return written(graph, making)


def freezePlugin(
    plugin: str, arguments: Sequence[str] = (), *, directory: str | None = None, style: str = "auto"
) -> Frozen:
    """
    Freeze what ``twistd PLUGIN ARGUMENTS`` would run, as ``mkapp`` does.

    Unless the reactor is imported already, plugins get a stand-in for it, and this process must not run one afterwards.

    :param plugin: the plugin's name.
    :param arguments: its command line, a word each.
    :param directory: where relative paths in it begin; the current directory if ``None``.
    :param style: ``"auto"``, ``"graph"`` or ``"recipe"``, as ``mkapp --style`` takes it.
    :return: the tap: its bytes in ``data``, its ``style``, and in ``reason`` why it has that.
    :raise twisted.python.usage.UsageError: if the plugin refuses its command line.
    :raise TapError: if there is no such plugin, its service can't be made, or can't be stored in that style.
    """
    return freeze(Request(Recipe(plugin, tuple(arguments), directory or os.getcwd()), style))


def make(request: Request) -> Making:
    """Make the application: the new service, in the application that it is added to."""
    before = begin(
        request.name or request.recipe.plugin,
        before=request.before,
        style=request.style,
        uid=request.uid,
        gid=request.gid,
        processName=request.processName,
    )
    if request.name is not None:
        IService(before.application).name = request.name
    made = plugins.make(request.recipe, request.synopsis)
    try:
        # as twistd does: a program brings an application of its own, and knows this one by it
        made.service.setServiceParent(before.application)
    except RuntimeError as error:
        raise TapError(f"{before.name}: has such a service already: {error}") from None
    recipes = [] if before.recipes is None else [*before.recipes, made.recipe]
    preference = before.preference if before.preference.style == "recipe" else request.preference or made.preference
    return Making(before.application, recipes, made.recipe, before, preference, made.imports)


def graphFor(making: Making) -> Graph:
    """Pickle the application, unless only its command line is asked for."""
    if making.before.style == "recipe":
        return Graph(None)
    return graphOf(making.application, shutdown=making.before.shutdown)


def examined(graph: Graph, making: Making, watch: Watch) -> Graph:
    """Add to a graph what it would miss: it is loaded once, and what was watched is compared."""
    if graph.data is None:
        return graph
    gaps = completeness.missing(making.application, graph.data, watch, making.imports)
    return graph._replace(gaps=gaps)


def written(graph: Graph, making: Making) -> Frozen:
    """Write the bytes of the tap, in the style that the request and the graph leave."""
    before = making.before
    frozen = chosen(
        making.application,
        making.recipes,
        graph,
        before.style,
        preference=making.preference,
        shutdown=before.shutdown,
        distributions=before.distributions,
    )
    return frozen if before.state is None else frozen._replace(data=withState(frozen.data, before.state))


def withState(tap: bytes, state: dict[str, Any]) -> bytes:
    """Return a tap with what a server had learned."""
    parts = unpack(tap)
    assert parts is not None
    header, graph = parts
    header["state"] = state
    header["digest"] = digest(header, graph)
    return pack(header, graph)


def begin(
    name: str, *, before: Before | None, style: str, uid: int | None, gid: int | None, processName: str | None
) -> Before:
    """
    Return the application to put a service into.

    :param name: the name of a new application.
    :param before: the application that is there; ``None`` for a new one.
    :param style: the style asked for; one that is there has its own.
    :param uid: as in :class:`Request`, and so are the next two.
    """
    if before is None:
        return Before(plugins.newApplication(name, uid, gid, processName), [], style)
    process = IProcess(before.application)
    process.uid = process.uid if uid is None else uid
    process.gid = process.gid if gid is None else gid
    process.processName = processName or process.processName
    return before
