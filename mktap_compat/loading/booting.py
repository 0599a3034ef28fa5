"""What ``thaw`` does when twistd boots a tap: choose between graph and recipes, and attach what saves it again."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from mktap_compat.errors import TapError
from mktap_compat.freezing import versions
from mktap_compat.loading import processname
from mktap_compat.loading.searching import searching
from mktap_compat.state.settings import Settings
from mktap_compat.tapfile import FORMAT, Header, isDamaged, loadGraph, recipesOf

if TYPE_CHECKING:
    from twisted.python.components import Componentized

    from mktap_compat.state.service import Judge

T = TypeVar("T")


class VersionsDiffer(TapError):
    """A tap with saved state that other versions of Twisted, Python or a plugin froze."""


def boot(
    header: Header, graph: bytes | None, plugins: Collection[str] | None = None, judge: Judge | None = None
) -> Componentized:
    """
    Give the application of a tap; see :func:`mktap_compat.thaw.thaw`.

    :param header: the tap's header.
    :param graph: the pickled application, or ``None``.
    :param plugins: whose modules may come from the directory that twistd is started in; ``None`` for any.
    :param judge: checks the state file that it goes on from.
    """
    application = made(header, graph, plugins)
    from mktap_compat.state.persistence import attach

    attach(application, header, graph, judge or judging(header))
    return application


def judging(header: Header) -> Judge:
    """Return what judges state files, which is imported only when there is one."""

    def check(path: str, found: Settings) -> Callable[[str, str], Any]:
        from mktap_compat.loading.judging import judge

        return judge(header)(path, found)

    return check


def made(header: Header, graph: bytes | None, plugins: Collection[str] | None = None) -> Componentized:
    """
    Give the application of a tap as it was made, without what keeps its state.

    :param header: the tap's header.
    :param graph: the pickled application, or ``None``.
    :param plugins: as for :func:`boot`.
    """
    if isDamaged(header, graph):
        raise TapError("this tap is damaged: its content is not what its digest says; take a copy from elsewhere")
    if header.get("format") != FORMAT:
        found = header.get("format")
        raise TapError(f"this tap has format {found!r}, and this mktap-compat knows {FORMAT}: install a newer one")
    if header["processName"] or processname.VARIABLE in os.environ:
        processname.arrived()
        processname.prepare()
    fromGraph = graph is not None and header.get("boots", "graph") == "graph"
    differing = versions.differing(header["versions"]) if graph is not None else []
    if graph is not None and fromGraph and not differing:
        load = partial(loaded, header, partial(_unpickled, graph))
        application: Componentized = searching(load, header["services"], plugins)
    elif (header["shutdown"] and "state" not in header) or not header["services"]:
        raise VersionsDiffer(_refusal(header, differing))
    else:
        if fromGraph:
            _warn(header, differing)
        from mktap_compat.making import plugins as making

        application = searching(lambda: making.application(header), header["services"], plugins)
    return application


def loaded(header: Header, load: Callable[[], T]) -> T:
    """
    Load a graph as the plugins would have made it: what importing them leaves in the process is there before.

    :param header: of its tap.
    :param load: loads the graph.
    """
    if any(recipe.dropin for recipe in recipesOf(header)):
        from mktap_compat.making import plugins

        for recipe in recipesOf(header):
            plugins.importPlugin(recipe)
    return load()


def _unpickled(graph: bytes) -> Any:
    """Unpickle a graph; names of 2007, which its plugin's file may import, are there only when they are missed."""
    try:
        return loadGraph(graph)
    except ImportError:
        import mktap_compat.shim  # noqa: F401

        return loadGraph(graph)


def _between(differing: list[versions.Difference]) -> str:
    """Return the differences as a person would say them."""
    return ", ".join(f"{each.name} {each.stored}, and this is {each.name} {each.found}" for each in differing)


def _refusal(header: Header, differing: list[versions.Difference]) -> str:
    """Return why saved state is not loaded under other versions, and the ways out."""
    name = header["name"]
    if not header["services"]:
        return (
            f"the tap of {name!r} was frozen under {_between(differing)}. It has no recipe to make the application"
            " anew: convert the original file again with tapconvert, or make a new tap with mkapp"
        )
    return (
        f"the tap of {name!r} holds state saved under {_between(differing)}. Ways out: 'tapconvert --typeout recipe'"
        " makes a tap from its command line, without the saved state; 'mkapp' makes a new one"
    )


def _warn(header: Header, differing: list[versions.Difference]) -> None:
    """Log that the recipe is taken."""
    from twisted.logger import Logger

    Logger("mktap_compat").warn(
        "The tap of {name} was frozen under {between}: making it anew from its command line.",
        name=header["name"],
        between=_between(differing),
    )
