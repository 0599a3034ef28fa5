"""Files of less than 10 KB that cost minutes or gigabytes to show: what they hold repeats in itself."""

from __future__ import annotations

import struct

from .assembly import proto

_SERVICE = b"ctwisted.application.service\nService\n"


def _get(index: int) -> bytes:
    return b"h%c" % index if index < 256 else b"j" + struct.pack("<I", index)


def circle(size: int) -> bytes:
    """Return lists in each other, the last of which holds the first."""
    return proto(4) + b"]\x94" + b"]" * (size - 1) + b"h\0" + b"a" * size + b"."


def fan(wide: int, levels: int, objects: int) -> bytes:
    """Return objects that share lists in lists, each of which holds all lists of the next level."""
    kinds = (b"N", b"]", b"}", b")")
    out = bytearray(proto(4))
    memo = 0
    below: list[int] = []
    for _ in range(levels):
        made = []
        for index in range(wide):
            out += b"]\x94(" + b"".join(kinds[digit] for digit in (index % 4, index // 4 % 4, index // 16 % 4))
            out += b"".join(map(_get, below)) + b"e"
            made.append(memo)
            memo += 1
        below = made
    out += _SERVICE + b"\x94]("
    holder = _get(memo) + b")\x81}X\x01\0\0\0x](" + b"".join(map(_get, below)) + b"esb"
    return bytes(out + holder * objects + b"e.")


def states(pairs: int, times: int, late: bool = False) -> bytes:
    """Return an object that is given one dictionary as its state again and again, filled before or after that."""
    fill, give = b"(" + b"NN" * pairs + b"u", b"h\0b" * times
    if late:
        return proto(4) + b"}\x940" + _SERVICE + b")\x81" + give + b"h\0" + fill + b"0."
    return proto(4) + _SERVICE + b")\x81}\x94" + fill + b"b" + give + b"."


def processes(arguments: int, count: int, monitors: int) -> bytes:
    """Return monitors that share their processes, which share their arguments."""
    out = bytearray(proto(4) + b"]\x94(" + b"N" * arguments + b"e\x85\x940}\x94(")
    out += b"".join(b"M" + struct.pack("<H", index) + b"h\1" for index in range(count))
    out += b"u0X\x09\0\0\0processes\x940ctwisted.runner.procmon\nProcessMonitor\n\x940]("
    return bytes(out + b"h\4)\x81}h\3h\2sb" * monitors + b"e.")


def references(levels: int) -> bytes:
    """Return persistent references whose keys hold the one before twice."""
    return proto(4) + b"NQ\x94" + b"".join(b"h%ch%c\x86Q\x94" % (index, index) for index in range(levels)) + b"."


#: By name: a file, and what it is compared with.
COSTLY = {
    "circle": circle(3300),
    "fan": fan(28, 4, 60),
    "wide": fan(40, 2, 60),
    "states": states(2400, 1600),
    "late-states": states(2400, 1600, late=True),
    "processes": processes(3000, 700, 200),
    "references": references(26),
}
