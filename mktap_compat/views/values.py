"""Plain values out of nodes: what a person would call the text, the number or the class that stands there."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from mktap_compat.reading.nodes import Bytes, Constant, Dict, Global, List, Node, Object, Sequence, Text, nameOf
from mktap_compat.trust.edges import BASE, FUNCTION, edges
from mktap_compat.trust.trusted import FOREIGN
from mktap_compat.views.visible import visible

_SEQUENCES = {f"{module}.{name}" for module in ("builtins", "__builtin__") for name in ("list", "set", "frozenset")}
_SEQUENCES |= {"collections.deque", "sets.Set"}
_MAPPINGS = {"collections.OrderedDict", "collections.defaultdict", "collections.Counter", "builtins.dict"}


def text(node: Node | None) -> str | None:
    """Return the text in a node, of Python 2 too, bytes that are no ASCII escaped; ``None`` if it is no text."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Bytes):
        return node.value.decode("ascii", "backslashreplace")
    return None


def number(node: Node | None) -> int | None:
    """Return the whole number in a node, ``None`` if it is something else."""
    if isinstance(node, Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    return None


def shown(node: Node | None) -> str:
    """Return a value in one short phrase, whatever it is."""
    if node is None:
        return "?"
    found = text(node)
    if found is not None:
        return visible(found)
    if isinstance(node, Constant):
        return repr(node.value)
    if isinstance(node, Global):
        return node.dotted
    if isinstance(node, Object):
        if node.dotted == "twisted.python.filepath.FilePath":
            return shown(node.attributes().get("path"))
        return className(node)
    return type(node).__name__.lower()


def className(node: Node | None) -> str:
    """Return the dotted name of an object's class, or of what was called for it; a word if there is no name."""
    if isinstance(node, Object):
        return visible(node.dotted) or "an object made by the file"
    if isinstance(node, Global):
        return visible(node.dotted)
    return type(node).__name__.lower()


def items(node: Node | None) -> list[Node]:
    """Return the items of a list, tuple, set or deque; of anything else none."""
    if isinstance(node, Object) and node.dotted in _SEQUENCES:
        return [*(node.args[0].items if node.args and isinstance(node.args[0], Sequence) else []), *node.items]
    return node.items if isinstance(node, Sequence) else []


def pairs(node: Node | None) -> list[tuple[Node, Node]]:
    """Return the pairs of a dictionary of any kind; of anything else none."""
    if isinstance(node, Object) and node.dotted in _MAPPINGS:
        given = node.args[0] if node.args else None
        halves = [items(each) for each in items(given)]
        return [*pairs(given), *((each[0], each[1]) for each in halves if len(each) == 2), *node.pairs]
    return node.pairs if isinstance(node, Dict) else []


def held(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield what a node holds with the steps to it, without the name that it is made with."""
    for step, child in edges(node):
        if step != FUNCTION or not isinstance(child, Global):
            yield (step if step not in (FUNCTION, BASE) else f".{step}"), child


def component(application: Node | None, interface: str) -> Object | None:
    """
    Return the component of an application, ``None`` if there is none.

    :param application: the root of a tap.
    :param interface: the last part of the interface's name, like ``IProcess``.
    """
    if not isinstance(application, Object):
        return None
    for key, value in pairs(application.attributes().get("_adapterCache")):
        if (nameOf(key) or "").rpartition(".")[2] == interface and isinstance(value, Object):
            return value
    return None


def services(node: Node | None) -> Iterator[Node]:
    """Yield the services that a service holds."""
    if isinstance(node, Object):
        held = node.attributes().get("services")
        if isinstance(held, List):
            yield from held.items


def isForeign(module: str) -> bool:
    """Tell whether a module is neither Twisted's nor the standard library's nor ours: a user's own."""
    top = module.partition(".")[0]
    return top not in FOREIGN and top not in sys.stdlib_module_names
