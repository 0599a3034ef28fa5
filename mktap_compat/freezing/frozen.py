"""From a live application to the bytes of a tap: its graph, what speaks against that, and the style that is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from twisted.python.components import Componentized

from mktap_compat.freezing import headers, pickling
from mktap_compat.freezing.errors import FreezeError
from mktap_compat.tapfile import Recipe, pack


class Graph(NamedTuple):
    """
    The graph of an application.

    :ivar data: its pickle; ``None`` if it can't be had.
    :ivar gaps: why it would not do, a phrase for each reason; none if it serves as well as the application.
    """

    data: bytes | None
    gaps: Sequence[str] = ()


class Frozen(NamedTuple):
    """
    What freezing gave.

    :ivar data: the tap's bytes.
    :ivar style: ``"graph"`` or ``"recipe"``.
    :ivar reason: why this style, in a few words for a person; empty when there is nothing to explain.
    """

    data: bytes
    style: str
    reason: str


def graphOf(application: Componentized, *, shutdown: bool = False) -> Graph:
    """
    Pickle an application.

    :param application: what :func:`twisted.application.service.Application` returns, with its services.
    :param shutdown: whether it has served, so that what belongs to the running process is left out.
    :return: its graph; without data, and with the reason, if something in it can't be pickled.
    """
    try:
        return Graph(pickling.dump(application, shutdown=shutdown))
    except FreezeError as error:
        return Graph(None, [str(error)])


def chosen(
    application: Componentized,
    recipes: Sequence[Recipe],
    graph: Graph,
    style: str,
    *,
    shutdown: bool = False,
    distributions: Sequence[str] = (),
) -> Frozen:
    """
    Choose the style, and write the tap.

    :param application: the application.
    :param recipes: how each of its services was made, in order; empty when nobody knows, then only a graph will do.
    :param graph: its graph.
    :param style: ``"auto"`` takes the graph if it is complete, else the recipes; ``"graph"`` and ``"recipe"`` insist.
    :param shutdown: whether it has served, so that its graph holds state that recipes can't give.
    :param distributions: what else the graph is tied to, beside Twisted and where the recipes' plugins come from.
    :raise FreezeError: if that style is not possible.
    """
    header = headers.describe(application, recipes, shutdown, distributions)
    if style == "recipe" and not recipes:
        raise FreezeError("there is no recipe: nobody knows the command line that made this application")
    if style == "recipe":
        return Frozen(pack(header, None), "recipe", "asked for")
    if graph.data is not None and not graph.gaps:
        return Frozen(pack(header, graph.data), "graph", "")
    reason = "; ".join(graph.gaps)
    if graph.data is not None:
        reason = f"the graph would not be complete: {reason}"
    if style == "graph" or not recipes:
        raise FreezeError(reason)
    return Frozen(pack(header, None), "recipe", reason)


def freeze(
    application: Componentized, recipes: Sequence[Recipe] = (), *, style: str = "auto", shutdown: bool = False
) -> Frozen:
    """
    Freeze a live application that your program made by itself.

    :param application: what :func:`twisted.application.service.Application` returns, with its services, not started.
    :param recipes: how each of its services was made, in order, if somebody knows; then a recipe will do too.
    :param style: ``"auto"``, ``"graph"`` or ``"recipe"``, as ``mkapp --style`` takes it.
    :param shutdown: whether it has served, so that what belongs to the running process is left out.
    :return: the tap: its bytes in ``data``, its ``style``, and in ``reason`` why it has that.
    :raise FreezeError: if something in it can't be stored in that style; the text names its path, and what to do.
    """
    graph = Graph(None) if style == "recipe" else graphOf(application, shutdown=shutdown)
    return chosen(application, recipes, graph, style, shutdown=shutdown)
