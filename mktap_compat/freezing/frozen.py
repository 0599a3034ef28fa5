"""From a live application to the bytes of a tap: its graph, what speaks against that, and how the tap boots."""

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

    @property
    def complete(self) -> bool:
        """Whether it serves as well as the application that it was made from."""
        return self.data is not None and not self.gaps


class Preference(NamedTuple):
    """
    What a tap boots from where nobody insists.

    :ivar style: ``"graph"``, which is taken if it is complete, or ``"recipe"``.
    :ivar reason: why, in a few words.
    """

    style: str
    reason: str


#: For an application that a program made: nobody may know how to make it again.
GRAPH = Preference("graph", "")


class Frozen(NamedTuple):
    """
    What freezing gave.

    :ivar data: the tap's bytes.
    :ivar style: what it boots from, ``"graph"`` or ``"recipe"``.
    :ivar reason: why, in a few words for a person; empty when there is nothing to explain.
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
    preference: Preference = GRAPH,
    shutdown: bool = False,
    distributions: Sequence[str] = (),
) -> Frozen:
    """
    Choose what the tap boots from, and write it.

    :param application: the application.
    :param recipes: how each of its services was made, in order; empty when nobody knows, then only a graph will do.
    :param graph: its graph; a tap that boots from its recipes holds it too, to be looked into.
    :param style: ``"auto"`` follows the preference; ``"graph"`` insists; ``"recipe"`` leaves the graph out.
    :param preference: what is taken where nobody insists.
    :param shutdown: whether it has served, so that its graph holds state that recipes can't give.
    :param distributions: what else the graph is tied to, beside Twisted and where the recipes' plugins come from.
    :raise FreezeError: if that style is not possible.
    """
    if style == "recipe" and not recipes:
        raise FreezeError("there is no recipe: nobody knows the command line that made this application")
    if style == "recipe":
        graph, preference = Graph(None), Preference("recipe", "asked for")
    elif style == "graph" or not recipes:
        if not graph.complete:
            raise FreezeError(inTheWay(graph))
        preference = Preference("graph", "asked for" if style == "graph" and recipes else "")
    elif preference.style == "graph" and not graph.complete:
        preference = Preference("recipe", inTheWay(graph))
    header = headers.describe(application, recipes, shutdown, distributions, graph.data)
    header["boots"] = preference.style
    if preference.style == "recipe" and graph.complete:
        header["complete"] = True
    return Frozen(pack(header, graph.data), *preference)


def inTheWay(graph: Graph) -> str:
    """Return why a graph will not do, in one line; of many reasons the first, and how many more there are."""
    first, *more = graph.gaps
    counted = f", and {len(more)} more" if more else ""
    return f"{first}{counted}" if graph.data is None else f"the graph would not be complete: {first}{counted}"


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
