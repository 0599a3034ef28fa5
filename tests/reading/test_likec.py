"""What C loads and what is read are the same, for random opcodes that name nothing."""

from __future__ import annotations

import pickle
import random
from collections import Counter
from typing import Any

from mktap_compat.reading import ReadingError, readTap
from mktap_compat.reading.nodes import Bytes, Constant, Dict, FrozenSet, List, Node, Set, Text, Tuple

OPCODES = [
    *(bytes([byte]) for byte in b"NNN(()]}ldtaesu012b\x85\x86\x87\x88\x94\x94\x8f\x90\x91"),
    *(b"K\1", b"M\1\1", b"J\1\0\0\0", b"I5\n", b"I01\n", b"L7L\n", b"F1.5\n", b"\x8a\1\5"),
    *(b"\x8c\1a", b"\x8c\1b\x94", b"X\1\0\0\0c", b"C\1d", b"Vx\n"),
    *(b"q\0", b"q\1", b"q\2", b"q\3", b"p3\n", b"h\0", b"h\1", b"h\2", b"g3\n", b"j\1\0\0\0"),
]
KINDS: dict[type, type] = {list: List, tuple: Tuple, set: Set, frozenset: FrozenSet, dict: Dict}


def same(thing: Any, node: Node, met: dict[int, Any]) -> bool:
    """Return whether a node stands for a thing; keys and items that are equal have become one in the thing."""
    if isinstance(node, (Constant, Text, Bytes)):
        return type(thing) is type(node.value) and thing == node.value
    if id(node) in met:
        return met[id(node)] is thing
    met[id(node)] = thing
    if type(node) is not KINDS[type(thing)]:
        return False
    if isinstance(node, (List, Tuple)):
        return len(thing) == len(node.items) and all(map(same, thing, node.items, [met] * len(thing)))
    size = len(node.pairs) if isinstance(node, Dict) else len(node.items)  # type: ignore[attr-defined]
    return len(thing) <= size and bool(thing) == bool(size)


def test_sameAsC() -> None:
    """What both take, both take for the same; what is read and not loaded has a key that cannot be one."""
    chance = random.Random(2007)
    counts: Counter[str] = Counter()
    for _ in range(20_000):
        data = b"NNNN" + b"".join(chance.choices(OPCODES, k=chance.randint(1, 14))) + b"."
        try:
            node = readTap(data, style="pickle").root
        except ReadingError:
            counts["refused"] += 1
            continue
        try:
            thing = pickle.loads(data)
        except TypeError as error:
            assert "unhashable" in str(error)
            counts["unhashable"] += 1
            continue
        assert same(thing, node, {}), data
        counts["same"] += 1
    assert counts["same"] > 1_000, counts
