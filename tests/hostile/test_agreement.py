"""
The reader sees what the unpickler does: random programs of pickle opcodes, run by both.

Whoever decides by nodes is bypassed by the first opcode that means something else to ``pickle.load``.
"""

from __future__ import annotations

import io
import pickle
import random
import struct
from collections.abc import Callable
from typing import Any

import pytest

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
    Reconstructed,
    Set,
    Text,
    Tuple,
)

Event = tuple[str, str]
#: Programs per seed; every seed is a test of its own.
PROGRAMS = 400
_DEEPEST = 5


class Recorder(pickle.Unpickler):
    """The C unpickler, whose every name is a class that notes what is done with it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), encoding="bytes")
        self.made: list[Any] = []
        self.known: dict[tuple[str, str], type] = {}

    def find_class(self, module: str, name: str) -> Any:
        """Return the class that stands for a name."""
        key = (module, name)
        if key not in self.known:
            self.known[key] = self._stand(f"{module}.{name}")
        return self.known[key]

    def _stand(self, dotted: str) -> type:
        made = self.made

        class Meta(type):
            def __call__(cls, *args: Any) -> Any:
                return _noted(object.__new__(cls), "call", args)

        def _noted(instance: Any, form: str, args: tuple[Any, ...]) -> Any:
            instance.__dict__.update(form=form, args=args, states=[], items=[], pairs=[])
            made.append(instance)
            return instance

        class Stand(metaclass=Meta):
            name = dotted

            def __new__(cls, *args: Any) -> Any:
                return _noted(object.__new__(cls), "instance", args)

            def __setstate__(self, state: Any) -> None:
                self.__dict__["states"].append(state)

            def extend(self, items: Any) -> None:
                self.__dict__["items"].extend(items)

            def append(self, item: Any) -> None:
                self.__dict__["items"].append(item)

            def add(self, item: Any) -> None:
                self.__dict__["items"].append(item)

            def __setitem__(self, key: Any, value: Any) -> None:
                self.__dict__["pairs"].append((key, value))

        return Stand


def shownLive(value: Any, depth: int = 0) -> str:
    """Return a loaded object as text."""
    if depth > _DEEPEST:
        return "..."
    if isinstance(value, type):
        return f"<{value.name}>"  # type: ignore[attr-defined]
    if hasattr(value, "states"):
        parts = [value.args, *value.states, value.items, [half for pair in value.pairs for half in pair]]
        return f"{value.form} {value.name}" + "".join(shownLive(part, depth + 1) for part in map(tuple_, parts))
    if isinstance(value, dict):
        shown = {f"{shownLive(key, depth + 1)}:{shownLive(held, depth + 1)}" for key, held in value.items()}
        return "{" + ",".join(sorted(shown)) + "}"
    if isinstance(value, (set, frozenset)):
        return "{" + ",".join(sorted({shownLive(each, depth + 1) for each in value})) + "}"
    if isinstance(value, (list, tuple)):
        return type(value).__name__[0] + "(" + ",".join(shownLive(each, depth + 1) for each in value) + ")"
    return repr(value)


def tuple_(value: Any) -> Any:
    """Return a list as a tuple: how the arguments are held makes no difference."""
    return tuple(value) if isinstance(value, list) else value


def shownNode(node: Node, depth: int = 0) -> str:
    """Return a node as the text that :func:`shownLive` gives for what it stands for."""
    if depth > _DEEPEST:
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
        # equal plain keys are one, objects are all different
        last = {
            shownNode(key, depth + 1) if isinstance(key, (Text, Bytes, Constant, Tuple)) else id(key): (key, held)
            for key, held in node.pairs
        }
        return (
            "{"
            + ",".join(sorted({f"{shownNode(k, depth + 1)}:{shownNode(v, depth + 1)}" for k, v in last.values()}))
            + "}"
        )
    if isinstance(node, (Set, FrozenSet)):
        return "{" + ",".join(sorted({shownNode(each, depth + 1) for each in node.items})) + "}"
    if isinstance(node, (List, Tuple)):
        return (
            ("l" if isinstance(node, List) else "t")
            + "("
            + ",".join(shownNode(each, depth + 1) for each in node.items)
            + ")"
        )
    assert isinstance(node, (Text, Bytes, Constant))
    return repr(node.value)


def _tuple(node: Node) -> Node:
    return Tuple(0, node.items) if isinstance(node, List) else node


def program(choose: random.Random) -> bytes:
    """Return a random program that keeps to the rules most of the time."""
    out = bytearray(b"\x80" + bytes([choose.choice((2, 3, 4, 5))]))
    depth: list[int] = [0]
    stored: list[int] = []

    def leaf() -> bytes:
        return choose.choice(
            (
                b"N",
                b"K" + bytes([choose.randrange(256)]),
                b"}",
                b"]",
                b")",
                b"\x8f",
                b"\x8c\x01" + bytes([choose.randrange(97, 100)]),
                b"U\x01" + bytes([choose.randrange(97, 100)]),
                b"cmod\n" + choose.choice((b"a", b"b", b"c.d")) + b"\n",
                b"\x8c\x03mod\x8c\x01a\x93",
                b"\x8c\x03mod\x8c\x01b\x93",
            )
        )

    operations: list[tuple[int, Callable[[], bytes], int]] = [
        (0, leaf, 1),
        (0, leaf, 1),
        (1, lambda: choose.choice((b"\x85", b"a", b"\x94")), 0),
        (2, lambda: choose.choice((b"\x86", b"R", b"\x81", b"b", b"a")), -1),
        (3, lambda: choose.choice((b"\x87", b"s")), -2),
        (1, lambda: b"2", 1),
        (1, lambda: b"0", -1),
        (0, lambda: b"cmod\nf\n)R", 1),
        (0, lambda: b"cmod\nk\n)\x81", 1),
        (0, lambda: b"cmod\nk\n)\x81}\x8c\x01xNsb", 1),
        (0, lambda: b"(imod\ng\n", 1),
        (0, lambda: b"(Nimod\ng\n", 1),
        (0, lambda: b"(cmod\nh\nNo", 1),
    ]
    for _ in range(choose.randrange(3, 40)):
        needed, make, change = choose.choice(operations)
        if depth[-1] < needed and choose.random() < 0.98:
            continue
        if choose.random() < 0.15:
            out += b"("
            depth.append(0)
        elif len(depth) > 1 and choose.random() < 0.25:
            out += choose.choice((b"t", b"l", b"\x90", b"e", b"1", b"d", b"u", b"\x91"))
            depth.pop()
            depth[-1] += 1
        elif depth[-1] and choose.random() < 0.2:
            index = choose.randrange(6)
            out += choose.choice((b"q" + bytes([index]), b"r" + struct.pack("<I", index), b"p%d\n" % index, b"\x94"))
            stored.append(index)
        elif stored and choose.random() < 0.25:
            index = choose.choice(stored)
            out += choose.choice((b"h" + bytes([index]), b"j" + struct.pack("<I", index), b"g%d\n" % index))
            depth[-1] += 1
        else:
            out += make()
            depth[-1] += change
    return bytes(out) + b"."


def live(data: bytes) -> list[str] | None:
    """Return all that loading makes, as sorted text, ``None`` if it fails."""
    recorder = Recorder(data)
    try:
        root = recorder.load()
    except Exception:
        return None
    return sorted([shownLive(each) for each in recorder.made] + [f"root {shownLive(root)}"])


def read(data: bytes) -> list[str] | None:
    """Return all that the reader sees, as sorted text, ``None`` if it refuses."""
    try:
        tap = readTap(data, "x.tap", style="pickle")
    except ReadingError:
        return None
    made = [shownNode(node) for node in tap.nodes() if isinstance(node, Object) and not isinstance(node, Reconstructed)]
    return sorted([*made, f"root {shownNode(tap.root)}"])


@pytest.mark.parametrize("seed", range(10))
def test_readerAndUnpicklerAgree(seed: int) -> None:
    """What the unpickler loads the reader refuses or sees exactly so: every call, its arguments, every state."""
    choose = random.Random(seed)
    loaded = seen = 0
    for _ in range(PROGRAMS):
        data = program(choose)
        happens = live(data)
        if happens is None:
            continue
        loaded += 1
        found = read(data)
        if found is not None:
            seen += 1
            assert found == happens, data
    assert loaded > 10
    assert seen > loaded / 2
