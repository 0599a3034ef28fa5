"""Where references stand: some may be kept below certain attributes only, where they are called as ever."""

from __future__ import annotations

from collections.abc import Iterable

from mktap_compat.reading.nodes import Dict, Form, Node, Object, Sequence
from mktap_compat.trust.edges import edges
from mktap_compat.trust.signatures import calledName
from mktap_compat.trust.substitutes import standsFor

#: How many containers may lie between an attribute and the reference: triggers of a reactor are tuples in a list.
_CONTAINERS = 3


class Places:
    """
    Who holds what.

    :ivar nodes: every node there is.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = nodes
        self._holders: dict[int, list[tuple[Node, str]]] | None = None
        self._known: dict[tuple[int, int, frozenset[str]], bool] = {}

    def allWithin(self, node: Node, places: frozenset[str]) -> bool:
        """
        Tell whether a node stands nowhere but below certain attributes.

        :param node: a reference, or the call that gives a method.
        :param places: class and attribute, with a dot between.
        """
        return self._within(node, places, _CONTAINERS)

    def _within(self, node: Node, places: frozenset[str], left: int) -> bool:
        if self._holders is None:
            self._holders = self._reversed()
        key = (id(node), left, places)
        if key not in self._known:
            holders = self._holders.get(id(node), [])
            self._known[key] = bool(holders) and all(self._holds(each, places, left) for each in holders)
        return self._known[key]

    def _holds(self, holder: tuple[Node, str], places: frozenset[str], left: int) -> bool:
        node, step = holder
        if isinstance(node, Object):
            return node.form is Form.INSTANCE and f"{standsFor(calledName(node))}{step}" in places
        return left > 0 and step != "{key}" and self._within(node, places, left - 1)

    def _reversed(self) -> dict[int, list[tuple[Node, str]]]:
        found: dict[int, list[tuple[Node, str]]] = {}
        for node in self.nodes:
            if isinstance(node, (Object, Sequence, Dict)):
                for step, child in edges(node):
                    found.setdefault(id(child), []).append((node, step))
        return found
