"""The objects of a tap as a graph to draw: objects only, containers are part of the edges, repeats are counted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Bytes, Constant, Dict, Form, Global, Node, Object, Persistent, Sequence, Text
from mktap_compat.views import values
from mktap_compat.views.repeats import runs
from mktap_compat.views.tree import headline, siblings

#: What is drawn at most; a picture of more is no picture.
MOST = 2000
#: Browsers give up on lists in lists that are deeper than this.
DEEPEST = 60
#: So many things that one object holds, through containers, are told.
WIDEST = 300
#: So many things are told of all objects together.
ALL = 30_000


#: What nodes hold, by their identity, in groups of one shape.
_Known = dict[int, list[tuple[list[tuple[str, Node]], int]]]


class Box(NamedTuple):
    """
    One object in the picture.

    :ivar number: its number, in the order of drawing.
    :ivar name: the last part of its class.
    :ivar full: its class with the module.
    :ivar kind: ``instance``, ``call``, ``reference`` or ``other``.
    :ivar offset: where it stands in the file.
    :ivar facts: its plain attributes, as name and value.
    :ivar edges: what it holds, as step and number.
    :ivar more: steps at which repeated objects were left out, and how many.
    :ivar parent: the number of the object that holds it first; its own for the root.
    """

    number: int
    name: str
    full: str
    kind: str
    offset: int
    facts: list[tuple[str, str]]
    edges: list[tuple[str, int]]
    more: list[tuple[str, int]]
    parent: int


def boxes(tap: Tap) -> list[Box]:
    """
    Return the picture's boxes, the root first, breadth first.

    :param tap: what was read.
    """
    root = tap.application if tap.application is not None else tap.root
    numbers = {id(root): 0}
    waiting = [(root, 0, 0)]
    found = []
    known: _Known = {}
    told = 0
    for node, parent, depth in waiting:
        facts: list[tuple[str, str]] = []
        edges: list[tuple[str, int]] = []
        more: list[tuple[str, int]] = []
        for step, child, left in islice(_held(node, "", 0, known), WIDEST + 1):
            told += 1
            if told > ALL or len(facts) + len(edges) + len(more) >= WIDEST:
                more.append(("...", 1))
                break
            if child is None:
                more.append((step, left))
            elif not isinstance(child, (Object, Persistent)):
                facts.append((step, headline(child)))
            elif id(child) in numbers:
                edges.append((step, numbers[id(child)]))
            elif len(waiting) < MOST and depth < DEEPEST:
                numbers[id(child)] = len(waiting)
                edges.append((step, len(waiting)))
                waiting.append((child, numbers[id(node)], depth + 1))
            else:
                more.append((step, 1))
        full = values.className(node)
        name = full.rpartition(".")[2] if isinstance(node, (Object, Global)) else headline(node)
        found.append(Box(numbers[id(node)], name, full, _kind(node), node.offset, facts, edges, more, parent))
    return found


def _kind(node: Node) -> str:
    if isinstance(node, Object):
        return "instance" if node.form is Form.INSTANCE else "call"
    return "reference" if isinstance(node, Global) else "other"


def _held(node: Node, prefix: str, depth: int, known: _Known) -> Iterator[tuple[str, Node | None, int]]:
    """Yield the objects and plain values below a node, through containers; ``None`` for so many left out."""
    if id(node) not in known:
        known[id(node)] = list(runs(values.held(node), siblings))
    for shown, left in known[id(node)]:
        for step, child in shown:
            path = f"{prefix}{step}".removeprefix(".")
            held = isinstance(child, (Sequence, Dict))
            if held and depth < 4 and any(True for _ in values.held(child)):
                yield from _held(child, path, depth + 1, known)
            elif isinstance(child, (Text, Bytes, Constant, Global, Object, Persistent)) or held:
                yield path, child, 0
        if left:
            yield f"{prefix}[...]".removeprefix("."), None, left
