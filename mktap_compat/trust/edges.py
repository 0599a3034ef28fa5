"""What a node holds, with the step to each: what is called and keys too, which a tree to look at leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from mktap_compat.reading.nodes import (
    Bytes,
    Constant,
    Dict,
    Global,
    Node,
    Object,
    Persistent,
    Reconstructed,
    Sequence,
    Text,
    keyText,
    nameOf,
)

#: The step to what is called, and to what a reconstruction begins from: no places to keep a reference.
FUNCTION = "<function>"
BASE = "<base>"


def edges(node: Node) -> Iterator[tuple[str, Node]]:
    """
    Yield the steps to all nodes that a node holds, and these nodes; attributes are steps of the object itself.

    :param node: any node.
    """
    if isinstance(node, Object):
        yield FUNCTION, node.function
        first = 0
        if isinstance(node, Reconstructed):
            yield BASE, node.base
            first = 1
        for index, argument in enumerate(node.args[first:]):
            yield f".<args>[{index}]", argument
        for key, value in node.kwargs:
            yield f".<kwargs>[{keyText(key)}]", value
        for state in node.states:
            yield from _state(state)
        for index, item in enumerate(node.items):
            yield f"[{index}]", item
        yield from _pairs(node.pairs)
    elif isinstance(node, Dict):
        yield from _pairs(node.pairs)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield f"[{index}]", item
    elif isinstance(node, Persistent):
        yield ".<key>", node.key


def keyStep(key: Node) -> str:
    """Return the step to the value under a key; a ``str`` of Python 2 is written like text."""
    if isinstance(key, Global):
        return f"[{key.name}]"
    name = nameOf(key)
    return f"[{keyText(key)}]" if name is None else f"[{name!r}]"


def _pairs(pairs: list[tuple[Node, Node]]) -> Iterator[tuple[str, Node]]:
    for key, value in pairs:
        if not isinstance(key, (Constant, Text, Bytes)):
            yield "{key}", key
        yield keyStep(key), value


def _state(state: Node) -> Iterator[tuple[str, Node]]:
    if not isinstance(state, Dict):
        yield ".<state>", state
        return
    for key, value in state.pairs:
        name = nameOf(key)
        if name is None and not isinstance(key, (Constant, Text, Bytes)):
            yield ".<state>{key}", key
        yield (f".{name}" if name is not None else f".<state>{keyStep(key)}"), value
