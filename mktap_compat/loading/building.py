"""From nodes to live objects, for taps that are no pickles: what ``twisted.persisted.aot`` does with its own source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mktap_compat.reading.nodes import (
    Bytes,
    Constant,
    Dict,
    Form,
    FrozenSet,
    Global,
    List,
    Node,
    Object,
    Set,
    Text,
    Tuple,
)


def built(root: Node, find: Callable[[str, str], Any]) -> Any:
    """
    Build what nodes stand for.

    :param root: of a tap that was checked.
    :param find: gives what a module and a name in it refer to.
    :raise ValueError: if the nodes can't be built, as a tuple that holds itself.
    """
    builder = _Builder(find)
    made = builder.build(root)
    for instance, states in builder.unfinished:
        for state in states:
            _set(instance, builder.build(state))
    return made


class _Builder:
    """Builds each node once; the state of instances waits until all are there, as nothing may use them before."""

    def __init__(self, find: Callable[[str, str], Any]) -> None:
        self.find = find
        self.done: dict[int, Any] = {}
        self.unfinished: list[tuple[Any, list[Node]]] = []

    def build(self, node: Node) -> Any:
        """Return the object of a node."""
        if id(node) not in self.done:
            made = self._build(node)
            self.done.setdefault(id(node), made)
        return self.done[id(node)]

    def _build(self, node: Node) -> Any:
        if isinstance(node, (Constant, Text, Bytes)):
            return node.value
        if isinstance(node, Global):
            return self.find(node.module, node.name)
        if isinstance(node, List):
            made: list[Any] = []
            self.done[id(node)] = made
            made.extend(self.build(item) for item in node.items)
            return made
        if isinstance(node, Dict):
            pairs: dict[Any, Any] = {}
            self.done[id(node)] = pairs
            for key, value in node.pairs:
                pairs[self.build(key)] = self.build(value)
            return pairs
        if isinstance(node, Tuple):
            return tuple([self.build(item) for item in node.items])
        if isinstance(node, (Set, FrozenSet)):
            return (set if isinstance(node, Set) else frozenset)([self.build(item) for item in node.items])
        if isinstance(node, Object):
            return self._object(node)
        raise ValueError(f"a {type(node).__name__.lower()} can't be built")

    def _object(self, node: Object) -> Any:
        function = self.build(node.function)
        arguments = [self.build(each) for each in node.args]
        keywords = {self.build(key): self.build(value) for key, value in node.kwargs}
        made = function(*arguments, **keywords) if node.form is Form.CALL else function.__new__(function, *arguments)
        self.done[id(node)] = made
        self.unfinished.append((made, node.states))
        for item in node.items:
            made.append(self.build(item))
        for key, value in node.pairs:
            made[self.build(key)] = self.build(value)
        return made


def _set(instance: Any, state: Any) -> None:
    """Give an instance its state, as BUILD does."""
    setState = getattr(instance, "__setstate__", None)
    if setState is not None:
        setState(state)
    elif state is not None:
        vars(instance).update(state)
