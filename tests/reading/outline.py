"""A graph of nodes as lines of text, for comparing."""

from __future__ import annotations

from mktap_compat.reading.nodes import Bytes, Constant, Global, Node, Object, Text


def outline(root: Node) -> list[str]:
    """Return a line for each place in a graph, sorted; a node met again is named by the place it was met first."""
    lines = []
    places: dict[int, str] = {}
    waiting = [("app", root)]
    while waiting:
        place, node = waiting.pop()
        if id(node) in places:
            lines.append(f"{place} is {places[id(node)]}")
            continue
        places[id(node)] = place
        lines.append(f"{place} = {label(node)}")
        # the last in the alphabet first, so that what is taken next is the same whatever the order of the file
        waiting += sorted(
            ((place + step, child) for step, child in node.children()), key=lambda at: at[0], reverse=True
        )
    return sorted(lines)


def label(node: Node) -> str:
    """Return what a node is, without what it holds."""
    if isinstance(node, (Constant, Text, Bytes)):
        return repr(node.value)
    if isinstance(node, Global):
        return node.dotted
    if isinstance(node, Object):
        return f"{node.form.value} {node.dotted}"
    return type(node).__name__
