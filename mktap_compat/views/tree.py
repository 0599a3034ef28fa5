"""All objects of a tap as an indented tree; shared ones are drawn once and referred to by number afterwards."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from mktap_compat.reading.nodes import (
    Bytes,
    Constant,
    Dict,
    Extension,
    Form,
    Global,
    Node,
    Object,
    Persistent,
    Sequence,
    Text,
)
from mktap_compat.views import values
from mktap_compat.views.colour import Style
from mktap_compat.views.repeats import counted, runs

_LONGEST = 70
_DEEPEST = 60
#: So many lines are drawn.
MOST = 20_000


def headline(node: Node) -> str:
    """Return a node in one line without its parts."""
    if isinstance(node, Text):
        return _cut(repr(node.value))
    if isinstance(node, Bytes):
        return _cut(repr(node.value) if not node.legacy else f"{node.value!r} (str of Python 2)")
    if isinstance(node, Constant):
        return _cut(str(node.value)) if not _huge(node) else "a huge number"
    if isinstance(node, Global):
        return f"reference to {values.className(node)}"
    if isinstance(node, Object):
        return values.className(node) + ("" if node.form is Form.INSTANCE else "(...)")
    if isinstance(node, Persistent):
        return "persistent reference"
    if isinstance(node, Extension):
        return f"extension code {node.code}"
    if isinstance(node, Dict):
        return f"dict of {len(node.pairs)}"
    return f"{type(node).__name__.lower()} of {len(node.items) if isinstance(node, Sequence) else 0}"


def _huge(node: Constant) -> bool:
    return isinstance(node.value, int) and abs(node.value) >= 10**40


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def shape(node: Node) -> Hashable:
    """Return what siblings must have in common to be of one shape: class and the classes of what they hold."""
    return headlineShape(node), tuple((step, headlineShape(child)) for step, child in _some(node))


def headlineShape(node: Node) -> Hashable:
    """Return the shape of a node without its parts."""
    if isinstance(node, (Object, Global)):
        return type(node).__name__, node.dotted
    return type(node).__name__


def _some(node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, (Object, Sequence, Dict)):
        for count, pair in enumerate(values.held(node)):
            if count > 20:
                return
            yield pair


def drawn(root: Node, style: Style) -> Iterator[str]:
    """
    Yield the lines of a tree.

    :param root: where it begins.
    :param style: how to emphasize.
    """
    shared = _shared(root)
    numbers: dict[int, int] = {}
    Frame = Iterator[tuple[int, str, Node | None]]
    stack: list[Frame] = [iter([(0, "", root)])]
    lines = 0
    while stack:
        if lines > MOST:
            yield style.faint(f"... cut after {MOST} lines")
            return
        try:
            depth, step, node = next(stack[-1])
        except StopIteration:
            stack.pop()
            continue
        lines += 1
        indent = "  " * depth
        if node is None:
            yield f"{indent}{style.faint(step)}"
            continue
        label = f"{style.name(step.removeprefix('.'))}: " if step else ""
        if id(node) in numbers:
            yield f"{indent}{label}{style.faint(f'#{numbers[id(node)]}')} {headline(node)}"
            continue
        mark = ""
        if id(node) in shared:
            numbers[id(node)] = len(numbers) + 1
            mark = f" {style.faint(f'#{numbers[id(node)]}')}"
        yield f"{indent}{label}{headline(node)}{mark}"
        if depth >= _DEEPEST:
            if any(True for _ in values.held(node)):
                yield f"{indent}  {style.faint('... deeper than is drawn')}"
        else:
            stack.append(_below(node, depth + 1))


def _below(node: Node, depth: int) -> Iterator[tuple[int, str, Node | None]]:
    for shown, more in runs(values.held(node), siblings):
        for step, child in shown:
            yield depth, step, child
        if more:
            yield depth, counted(shown, more), None


def siblings(pair: tuple[str, Node]) -> Hashable:
    """Return the shape of a step and what it leads to; attributes have names of their own and never repeat."""
    step, child = pair
    return step if step.startswith(".") else "", shape(child)


def _shared(root: Node) -> set[int]:
    """Return the ids of nodes with parts that are held more than once."""
    seen = {id(root)}
    shared = set()
    waiting = [root]
    while waiting:
        for _, child in values.held(waiting.pop()):
            if not isinstance(child, (Object, Sequence, Dict, Persistent)):
                continue
            if id(child) in seen:
                shared.add(id(child))
            else:
                seen.add(id(child))
                waiting.append(child)
    return shared
