"""What ``thaw`` does when twistd boots a tap: choose between graph and recipes, and attach what saves it again."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from mktap_compat.errors import TapError
from mktap_compat.freezing import versions
from mktap_compat.loading import processname
from mktap_compat.tapfile import FORMAT, Header, loadGraph

if TYPE_CHECKING:
    from twisted.python.components import Componentized


class VersionsDiffer(TapError):
    """A tap with saved state that other versions of Twisted, Python or a plugin froze."""


def boot(header: Header, graph: bytes | None) -> Componentized:
    """
    Give the application of a tap; see :func:`mktap_compat.thaw.thaw`.

    :param header: the tap's header.
    :param graph: the pickled application, or ``None``.
    """
    if header.get("format") != FORMAT:
        found = header.get("format")
        raise TapError(f"this tap has format {found!r}, and this mktap-compat knows {FORMAT}: install a newer one")
    if header["processName"] or processname.VARIABLE in os.environ:
        processname.arrived()
        processname.prepare()
    differing = versions.differing(header["versions"]) if graph is not None else []
    if graph is not None and not differing:
        application: Componentized = _searching(header, lambda: loadGraph(graph))
    elif header["shutdown"] or not header["services"]:
        raise VersionsDiffer(_refusal(header, differing))
    else:
        if differing:
            _warn(header, differing)
        from mktap_compat.making import plugins

        application = _searching(header, lambda: plugins.application(header))
    from mktap_compat.state.persistence import attach

    attach(application, header, graph, thawed=graph is not None and not differing)
    return application


def _searching(header: Header, load: Any) -> Any:
    """Load; if a module of the user's own is not found, look again where the services were made."""
    try:
        return load()
    except ImportError as error:
        from mktap_compat.trust.trusted import FOREIGN

        top = (error.name or "").partition(".")[0]
        if top in FOREIGN or top in sys.stdlib_module_names:
            # the file names these directories, and must not choose what OpenSSL is where there is none
            raise
        directories = [service["directory"] for service in header["services"]]
        new = [directory for directory in dict.fromkeys(directories) if directory not in sys.path]
        if not new:
            raise
        sys.path.extend(new)
        return load()


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
