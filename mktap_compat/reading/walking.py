"""Every node below some nodes, each once, without recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mktap_compat.reading.nodes import (
    Bytes,
    Constant,
    Dict,
    Extension,
    Global,
    Node,
    Object,
    Persistent,
    Sequence,
    Text,
)


def parts(node: Node) -> list[Node]:
    """
    Return what a node holds directly, in the order of the file, without the steps that lead there.

    Other than :meth:`~mktap_compat.reading.nodes.Node.children` this has the function of an object, plain name or not,
    and the keys of dictionaries and states themselves.
    """
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Dict):
        return [half for pair in node.pairs for half in pair]
    if isinstance(node, Object):
        pairs = [half for pair in (*node.kwargs, *node.pairs) for half in pair]
        return [node.function, *node.args, *node.states, *node.items, *pairs]
    return [node.key] if isinstance(node, Persistent) else []


def walk(roots: Iterable[Node], seen: set[int] | None = None) -> Iterator[Node]:
    """
    Yield some nodes and all below them, each once, a node before what it holds.

    :param roots: where to begin.
    :param seen: the identities of nodes that are passed over; those that are yielded are added.
    """
    seen = set() if seen is None else seen
    waiting = list(roots)[::-1]
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            waiting.extend(reversed(parts(node)))


def deeperThan(roots: Iterable[Node], depth: int) -> Node | None:
    """
    Return an object that stands in more than some others, by the shortest way to it, or ``None``.

    :param roots: where to begin; they stand in nothing, and count as one.
    :param depth: how many objects may stand one in another, itself and all counted. The dictionary of an instance's
        attributes is a part of the instance; numbers, text, bytes and names are no objects here.
    """
    seen: set[int] = set()
    level = _containers(roots, seen)
    for _ in range(depth):
        if not level:
            return None
        below: list[Node] = []
        for node in level:
            below += parts(node)
            if isinstance(node, Object):
                mappings = [state for state in node.states if isinstance(state, Dict) and id(state) not in seen]
                seen.update(map(id, mappings))
                for state in mappings:
                    below += parts(state)
        level = _containers(below, seen)
    return level[0] if level else None


def _containers(nodes: Iterable[Node], seen: set[int]) -> list[Node]:
    """Return those nodes, each once, that may hold others and were not seen, and note that they were."""
    found = {id(node): node for node in nodes if isinstance(node, (Sequence, Dict, Object, Persistent))}
    fresh: list[Node] = [node for identity, node in found.items() if identity not in seen]
    seen.update(map(id, fresh))
    return fresh


def unreached(root: Node, candidates: list[Node]) -> list[Node]:
    """
    Return those candidates that are not part of a tree and that loading does something for.

    :param root: of the tree.
    :param candidates: nodes of the same file.
    :return: those with an object, a name or a reference below them that is neither in the tree nor below another.
    """
    if all(isinstance(node, (Constant, Text, Bytes)) for node in candidates):
        return []
    seen: set[int] = set()
    for _ in walk([root], seen):
        pass
    active = (Object, Global, Persistent, Extension)
    return [
        candidate
        for candidate in candidates
        # the list is made for the sake of going all the way
        if any([isinstance(node, active) for node in walk([candidate], seen)])  # noqa: C419
    ]
