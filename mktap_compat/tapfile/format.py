"""The tap file, format 1: header and graph to bytes and back; on twistd's boot path, so it imports little."""

from __future__ import annotations

import gc
import hashlib
import io
import pickle
from collections.abc import Callable
from typing import Any, NamedTuple

from mktap_compat.thaw import thaw

#: The version of this project, which headers hold.
VERSION = "1.0.0"

#: The number of the file format that this module writes and reads.
FORMAT = 1
#: The styles that a tap can be asked for.
STYLES = ("auto", "graph", "recipe")

Header = dict[str, Any]


class Recipe(NamedTuple):
    """
    How a service is made.

    :ivar plugin: the plugin's name, as twistd knows it.
    :ivar arguments: its command line.
    :ivar directory: the directory that relative paths in it begin at.
    :ivar package: the package that the plugin comes from, like ``myapp`` or ``twisted.web``; empty if not known.
    :ivar repaired: whether what is broken in the service today is repaired after it is made, as ``mktap`` does.
    :ivar dropin: the module under ``twisted.plugins`` that offers the plugin; empty for Twisted's own, or if not known.
    """

    plugin: str
    arguments: tuple[str, ...]
    directory: str
    package: str = ""
    repaired: bool = False
    dropin: str = ""


def recipeIn(service: dict[str, Any]) -> Recipe:
    """Return the recipe that an entry under ``services`` in a tap's header describes."""
    return Recipe(
        service["plugin"],
        tuple(service["arguments"]),
        service["directory"],
        repaired=service.get("repaired", False),
        dropin=service.get("dropin", ""),
    )


def recipesOf(header: Header) -> list[Recipe]:
    """Return the recipes in a header."""
    return [recipeIn(service) for service in header["services"]]


class _Call:
    """Pickles as one call of :func:`thaw`, which is all that a tap of ours holds."""

    def __init__(self, header: Header, graph: bytes | None) -> None:
        self.header = header
        self.graph = graph

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Header, bytes | None]]:
        return thaw, (self.header, self.graph)


def pack(header: Header, graph: bytes | None) -> bytes:
    """
    Put a header and a graph into the bytes of a tap.

    :param header: text and numbers that describe the tap, as ``docs`` list them.
    :param graph: the pickled application, ``None`` for a tap that holds recipes only.
    :return: one pickle, protocol 4, that loads with plain :func:`pickle.load`.
    """
    return pickle.dumps(_Call(header, graph), 4)


def unpack(data: bytes) -> tuple[Header, bytes | None] | None:
    """
    Take a tap of ours apart, without loading anything in it.

    :param data: the bytes of any file.
    :return: header and graph; ``None`` if it is no tap of ours.
    """
    try:
        parts = _Parts(io.BytesIO(data)).load()
    except Exception:
        # damaged or foreign bytes can raise anything
        return None
    return (parts.header, parts.graph) if isinstance(parts, _Call) else None


class _Parts(pickle.Unpickler):
    """Loads text, numbers and the one call that a tap of ours is, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what keeps the arguments of our call; see :class:`pickle.Unpickler`."""
        if (module, name) != (thaw.__module__, thaw.__name__):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return _Call


def loadGraph(graph: bytes) -> Any:
    """
    Unpickle a graph with the garbage collector off, which is most of the time of a large one.

    :param graph: a pickle.
    :return: the object in it.
    :raise Exception: whatever its classes raise.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(graph)
    finally:
        if collecting:
            gc.enable()


def digest(header: Header, graph: bytes | None) -> str:
    """Return what shows whether a header and a graph are those that were written."""
    bare = {name: value for name, value in header.items() if name != "digest"}
    return hashlib.sha256(repr(bare).encode("utf-8", "surrogatepass") + b"\0" + (graph or b"")).hexdigest()


def isDamaged(header: Header, graph: bytes | None) -> bool:
    """Tell whether a header has a digest that is not that of what it stands with."""
    try:
        return "digest" in header and header["digest"] != digest(header, graph)
    except Exception:
        # of damaged bytes anything can come, also what has no repr
        return True
