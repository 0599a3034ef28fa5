"""How much work it is to hash an object: ten tuples, each of which holds the one before a thousand times, never end."""

from __future__ import annotations

from mktap_compat.reading.nodes import FrozenSet, Node, Object, Tuple
from mktap_compat.trust.edges import edges

#: Parts that a key may have, those that repeat counted each time.
MOST = 10_000


class Weights:
    """Counts the parts of keys, each node once."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def tooMuch(self, key: Node) -> bool:
        """
        Tell whether hashing a key takes more than :data:`MOST` steps.

        :param key: the key of a dictionary, or a member of a set.
        """
        if not isinstance(key, (Tuple, FrozenSet, Object)):
            return False
        return self._weigh(key) > MOST

    def _weigh(self, top: Node) -> int:
        # without recursion: a node is entered, then left once all its parts have a weight; a cycle counts once
        waiting: list[tuple[Node, bool]] = [(top, False)]
        while waiting:
            node, entered = waiting.pop()
            if entered:
                parts = (self._known[id(child)] for _, child in edges(node))
                self._known[id(node)] = min(1 + sum(parts), MOST + 1)
            elif id(node) not in self._known:
                self._known[id(node)] = 1
                if isinstance(node, (Tuple, FrozenSet, Object)):
                    waiting.append((node, True))
                    for _, child in edges(node):
                        waiting.append((child, False))
        return self._known[id(top)]
