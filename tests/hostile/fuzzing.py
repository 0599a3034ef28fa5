"""
The reader against CPython's unpicklers, over random programs: what the reader takes, it sees as they do.

    python -m tests.hostile.fuzzing COUNT [SEED]
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

from mktap_compat.reading import ReadingError, readTap
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

from .programs import program
from .unpicklers import DEEPEST, everyWay

#: BYTEARRAY8: the reader shows a call, as older protocols write it, where the unpicklers make it without a name.
_ARRAY = b"\x96"


def shownNode(node: Node, depth: int = 0) -> str:
    """Return a node as the text that :func:`tests.hostile.unpicklers.shownLive` gives for what it stands for."""
    if depth > DEEPEST:
        return "..."
    if isinstance(node, Global):
        return f"<{node.dotted}>"
    if isinstance(node, Object):
        function = node.function.dotted if isinstance(node.function, Global) else "?"
        parts = [Tuple(0, list(node.args)), *node.states, Tuple(0, list(node.items))]
        parts.append(Tuple(0, [half for pair in node.pairs for half in pair]))
        word = "instance" if node.form is Form.INSTANCE else "call"
        return f"{word} {function}" + "".join(shownNode(_tuple(part), depth + 1) for part in parts)
    if isinstance(node, Dict):
        last: dict[Hashable, tuple[Node, Node]] = {}
        for key, held in node.pairs:
            last[_key(key)] = (last.get(_key(key), (key, held))[0], held)
        return (
            "{"
            + ",".join(sorted({f"{shownNode(k, depth + 1)}:{shownNode(v, depth + 1)}" for k, v in last.values()}))
            + "}"
        )
    if isinstance(node, (Set, FrozenSet)):
        first: dict[Hashable, Node] = {}
        for each in node.items:
            first.setdefault(_key(each), each)
        return "{" + ",".join(sorted({shownNode(each, depth + 1) for each in first.values()})) + "}"
    if isinstance(node, (List, Tuple)):
        letter = "l" if isinstance(node, List) else "t"
        return letter + "(" + ",".join(shownNode(each, depth + 1) for each in node.items) + ")"
    assert isinstance(node, (Text, Bytes, Constant))
    return repr(node.value)


def _tuple(node: Node) -> Node:
    return Tuple(0, node.items) if isinstance(node, List) else node


def _key(node: Node) -> Hashable:
    """Return what is equal where the objects are: plain values, and objects by themselves."""
    if isinstance(node, (Text, Bytes, Constant)):
        return node.value
    if isinstance(node, Tuple):
        return tuple(map(_key, node.items))
    if isinstance(node, FrozenSet):
        return frozenset(map(_key, node.items))
    return Global, (node.dotted if isinstance(node, Global) else id(node))


def read(data: bytes) -> dict[str, Any] | None:
    """Return all that the reader sees, as :func:`tests.hostile.unpicklers.loaded` does, ``None`` if it refuses."""
    try:
        tap = readTap(data, "x.tap", style="pickle")
    except ReadingError:
        return None
    nodes = list(tap.nodes())
    names = {(node.module, node.name) for node in nodes if isinstance(node, Global)}
    made = [shownNode(node) for node in nodes if isinstance(node, Object)]
    return {"names": names, "made": sorted([*made, f"root {shownNode(tap.root)}"])}


def disagreement(found: dict[str, Any], live: dict[str, dict[str, Any]], data: bytes) -> str | None:
    """
    Compare.

    :param found: what the reader sees.
    :param live: what the unpicklers make of the same program.
    :param data: the program.
    :return: what differs, ``None`` if nothing does.
    """
    for way, each in live.items():
        for name in map(tuple, each["names"]):
            if name not in found["names"]:
                return f"{way} finds {name}, which the reader does not see"
        if each["made"] is not None and _ARRAY not in data and each["made"] != found["made"]:
            return f"{way} makes {each['made']}, the reader sees {found['made']}"
    return None


def programs(seed: int) -> Iterator[bytes]:
    """Yield programs without end."""
    choose = random.Random(seed)
    while True:
        yield program(choose)


def fuzz(count: int, seed: int, seconds: float | None = None) -> tuple[Counter[str], list[str]]:
    """
    Compare many programs, in this Python.

    :param count: how many at most.
    :param seed: of the programs.
    :param seconds: after which to end.
    :return: how many of what kind, and what differed, with the program.
    """
    counts: Counter[str] = Counter()
    different: list[str] = []
    end = time.monotonic() + seconds if seconds is not None else None
    with tempfile.TemporaryDirectory() as folder:
        for number, data in zip(range(count), programs(seed)):  # noqa: B905
            if end is not None and not number % 100 and time.monotonic() > end:
                break
            # what the reader refuses, as memo indices that take all memory, is not loaded by anybody
            found = read(data)
            if found is None:
                counts["refused"] += 1
                continue
            live = everyWay(data, folder)
            counts["loads" if live["C memory"]["made"] is not None else "does not load"] += 1
            differs = disagreement(found, live, data)
            if differs is not None:
                different.append(f"{differs}: {data!r:.2000}")
    return counts, different


def asked(python: str, data: list[bytes], folder: Path) -> list[dict[str, dict[str, Any]]]:
    """Return what the unpicklers of another Python make of programs."""
    import json

    done = subprocess.run(
        [python, "-I", "-W", "ignore", str(Path(__file__).with_name("unpicklers.py")), str(folder)],
        input=b"".join(len(each).to_bytes(4, "little") + each for each in data),
        capture_output=True,
        check=True,
        timeout=300,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    result, found = fuzz(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2007)
    print(f"{sum(result.values())} programs on Python {sys.version.split()[0]}: {dict(result)}; {len(found)} differ")
    print("\n".join(found[:20]))
    sys.exit(bool(found))
