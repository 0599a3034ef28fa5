"""Random programs of pickle opcodes, most of which keep to the rules, in frames, some of which do not."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

#: What the C unpickler reads ahead of a real file; frames that are longer are taken from the file in one go.
PREFETCH = 128 * 1024


def _leaf(choose: random.Random) -> bytes:
    letter = bytes([choose.randrange(97, 100)])
    return choose.choice(
        (
            *(b"N", b"\x88", b"\x89", b"}", b"]", b")", b"\x8f"),
            *(b"K" + bytes([choose.randrange(256)]), b"M\1\2", b"J\1\2\3\xff", b"I5\n", b"I01\n", b"L7L\n", b"F1.5\n"),
            *(b"\x8a\1\5", b"\x8a\0", b"\x8b\2\0\0\0\1\2", b"G?\xf0\0\0\0\0\0\0"),
            *(b"\x8c\1" + letter, b"X\1\0\0\0" + letter, b"\x8d\1\0\0\0\0\0\0\0" + letter, b"V" + letter + b"\n"),
            *(b"U\1" + letter, b"T\1\0\0\0" + letter, b"S'" + letter + b"'\n"),
            *(b"C\1" + letter, b"B\1\0\0\0" + letter, b"\x8e\1\0\0\0\0\0\0\0" + letter),
            *(b"cmod\n" + name + b"\n" for name in (b"a", b"b", b"c.d")),
        )
    )


_BASIC: list[tuple[int, Callable[[random.Random], list[bytes]], int]] = [
    (0, lambda choose: [_leaf(choose)], 1),
    (0, lambda choose: [_leaf(choose)], 1),
    (0, lambda choose: [b"\x8c\x03mod", b"\x8c\x01" + choose.choice((b"a", b"b")), b"\x93"], 1),
    (1, lambda choose: [choose.choice((b"\x85", b"a", b"\x94"))], 0),
    (2, lambda choose: [choose.choice((b"\x86", b"R", b"\x81", b"b", b"a"))], -1),
    (3, lambda choose: [choose.choice((b"\x87", b"s"))], -2),
    (1, lambda choose: [b"2"], 1),
    (1, lambda choose: [b"0"], -1),
    (0, lambda choose: [b"cmod\nf\n", b")", b"R"], 1),
    (0, lambda choose: [b"cmod\nk\n", b")", b"\x81"], 1),
    (0, lambda choose: [b"cmod\nk\n", b")", b"}", b"\x92"], 1),
    (0, lambda choose: [b"cmod\nk\n", b")", b"\x81", b"}", b"\x8c\x01x", b"N", b"s", b"b"], 1),
    (0, lambda choose: [b"(", b"imod\ng\n"], 1),
    (0, lambda choose: [b"(", b"N", b"imod\ng\n"], 1),
    (0, lambda choose: [b"(", b"cmod\nh\n", b"N", b"o"], 1),
]


def opcodes(choose: random.Random) -> list[bytes]:
    """Return a random program, opcode by opcode, between PROTO and STOP."""
    out: list[bytes] = []
    depth: list[int] = [0]
    stored: list[int] = []
    for _ in range(choose.randrange(3, 40)):
        needed, make, change = choose.choice(_BASIC)
        if depth[-1] < needed and choose.random() < 0.98:
            continue
        if choose.random() < 0.15:
            out.append(b"(")
            depth.append(0)
        elif len(depth) > 1 and choose.random() < 0.25:
            out.append(choose.choice((b"t", b"l", b"\x90", b"e", b"1", b"d", b"u", b"\x91")))
            depth.pop()
            depth[-1] += 1
        elif depth[-1] and choose.random() < 0.2:
            index = choose.randrange(6)
            out.append(choose.choice((b"q%c" % index, b"r" + struct.pack("<I", index), b"p%d\n" % index, b"\x94")))
            stored.append(index)
        elif stored and choose.random() < 0.25:
            index = choose.choice(stored)
            out.append(choose.choice((b"h%c" % index, b"j" + struct.pack("<I", index), b"g%d\n" % index)))
            depth[-1] += 1
        else:
            out += make(choose)
            depth[-1] += change
    return out


def framed(choose: random.Random, parts: list[bytes]) -> bytes:
    """Return opcodes in frames: some end between two, some within one, some in another, some beyond all."""
    out = bytearray()
    at = 0
    while at < len(parts):
        size = choose.randrange(1, len(parts) - at + 1)
        inside = b"".join(parts[at : at + size])
        at += size
        kind = choose.randrange(12)
        if kind < 4:
            out += inside
            continue
        length = len(inside)
        if kind == 10:
            length = max(0, length - choose.randrange(1, 6))
        elif kind == 11:
            length += choose.randrange(1, 30)
        if kind == 9:
            middle = choose.randrange(length + 1)
            inside = (
                inside[:middle] + b"\x95" + struct.pack("<Q", choose.randrange(length + 1 - middle)) + inside[middle:]
            )
            length += 9
        out += b"\x95" + struct.pack("<Q", length) + inside
    return bytes(out)


def program(choose: random.Random, *, frames: bool = True) -> bytes:
    """
    Return a random program.

    :param choose: what decides.
    :param frames: whether it may have frames, be damaged, and have long parts.
    """
    parts = opcodes(choose)
    start = b"\x80" + bytes([choose.choice((2, 3, 4, 4, 5))])
    if not frames:
        return start + b"".join(parts) + b"."
    if choose.random() < 0.005:
        size = PREFETCH + choose.randrange(-20, 20)
        parts[choose.randrange(len(parts) + 1) :][:0] = [
            b"B" + struct.pack("<I", size) + b"cos\nsystem\n" * (size // 11)
        ]
        size = PREFETCH // 11 * 11
        parts.insert(
            choose.randrange(len(parts) + 1), b"B" + struct.pack("<I", size) + b"cmod\ne\n)R0\n" * (size // 11) + b"0"
        )
    made = framed(choose, parts) if choose.random() < 0.8 else b"".join(parts)
    data = bytearray(start + made + b".")
    while choose.random() < 0.1:
        data[choose.randrange(len(data))] = choose.choice(b"(.0NKRcXa\x00\x01\x02\x80\x93\x94\x95\x8c\n")
    return bytes(data)
