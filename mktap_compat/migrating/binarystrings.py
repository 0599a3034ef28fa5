"""What other objects tell about a string: an attribute that holds bytes over 127 anywhere holds bytes everywhere."""

from __future__ import annotations

from mktap_compat.reading.nodes import Bytes, Dict, Node, Object, Sequence, Tuple

#: sets are objects in a file of Python 2, but hold items like a list
SETS = ("__builtin__.set", "__builtin__.frozenset", "sets.Set", "sets.ImmutableSet")


def binaryPlaces(root: Node) -> set[tuple[str, str]]:
    """
    Find the places where Python 2 strings have bytes over 127.

    :param root: the root of a tap.
    :return: pairs of a class's dotted name and a place in it: ``attribute``, ``attribute[]`` for the items of a list
        or the values of a dictionary, ``attribute[0]`` for the first of a tuple, ``attribute{}`` for keys, and so on.
    """
    found: set[tuple[str, str]] = set()
    seen: set[int] = set()
    objects: list[Node] = [root]
    while objects:
        node = objects.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Object):
            waiting = list(node.attributes().items())
            waiting += [("", value) for value in node.args]
            waiting += [("", value) for value in node.states if not isinstance(value, Dict)]
            _look(node.dotted, waiting, found)
        objects.extend(child for step, child in node.children())
    return found


def _look(dotted: str, waiting: list[tuple[str, Node]], found: set[tuple[str, str]]) -> None:
    """Add the places in one object, down to the next objects."""
    seen: set[int] = set()
    while waiting:
        place, node = waiting.pop()
        if isinstance(node, Bytes):
            if node.legacy and not node.value.isascii():
                found.add((dotted, place))
        elif id(node) in seen:
            continue
        elif isinstance(node, Object) and node.dotted in SETS:
            waiting.extend((place, value) for value in [*node.args, *node.states])
            waiting.extend((f"{place}[]", item) for item in node.items)
        elif isinstance(node, Tuple):
            waiting.extend((f"{place}[{index}]", item) for index, item in enumerate(node.items))
        elif isinstance(node, Sequence):
            waiting.extend((f"{place}[]", item) for item in node.items)
        elif isinstance(node, Dict):
            for key, value in node.pairs:
                waiting.append((f"{place}{{}}", key))
                waiting.append((f"{place}[]", value))
        seen.add(id(node))
