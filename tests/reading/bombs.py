"""
Small files that would take much time or memory from a careless reader, each read; what it took goes to stdout.

    python -m tests.reading.bombs
"""

from __future__ import annotations

import json
import struct
import time

from mktap_compat.reading import ReadingError, readTap
from tests.memory import peakMebibytes

#: The bytes that each bomb has at most.
SIZE = 100_000
_HALF = SIZE // 2 - 100
#: A tuple of many objects, in the memo.
_WIDE = b"(" + b"N" * _HALF + b"t\x94"


def long(count: int) -> bytes:
    """Return a length of four bytes."""
    return struct.pack("<I", count)


def _byte(number: int) -> bytes:
    return bytes([number])


def times(part: bytes, size: int = _HALF) -> bytes:
    """Return a part as often as it fits."""
    return part * (size // len(part))


BOMBS = {
    "a memo index": b"Nr" + long(0x7FFFFFFF) + b".",
    "a memo index of 4300 digits": b"Np" + b"9" * 4300 + b"\n.",
    "a length of eight bytes": b"\x80\x04\x8e" + b"\xff" * 7 + b"\x0f.",
    "a bytearray's length": b"\x80\x05\x96" + b"\xff" * 5 + b"\0\0\0.",
    "a frame's length": b"\x80\x04\x95" + b"\xff" * 8 + b".",
    "a number of decimal digits": b"L" + b"9" * SIZE + b"L\n.",
    "a number of bytes": b"\x8b" + long(SIZE - 6) + b"\x7f" * (SIZE - 6) + b".",
    "marks": b"(" * SIZE,
    "lists in lists": b"]" * SIZE + b".",
    "tuples in tuples": b")" + b"\x85" * (SIZE - 2) + b".",
    "tuples in tuples, as a key": b"})" + b"\x85" * (SIZE - 9) + b"Ns.",
    "one tuple as the arguments of many calls": _WIDE + times(b"cq\nq\nh\0R0") + b"N.",
    "one tuple as the arguments of many instances": _WIDE + times(b"cq\nq\nh\0\x810") + b"N.",
    "one tuple, copied by __newobj__": _WIDE + b"ccopyreg\n__newobj__\n\x940" + times(b"h\x01h\0R0") + b"N.",
    "one dictionary as the keywords of many instances": (
        b"}\x94(" + b"N" * _HALF + b"u" + times(b"cq\nq\n)h\0\x920") + b"N."
    ),
    "one list thrown away many times": b"](" + b"N" * _HALF + b"e\x94" + times(b"h\x000") + b"N.",
    "one list twice in the next, and so on": b"]\x94"
    + b"".join(b"(h%bh%bl\x94" % (i, i) for i in map(_byte, range(255)))
    + b".",
    "names": times(b"cos\nsystem\n0", SIZE) + b"N.",
    "brackets": b"app=" + b"[" * SIZE,
    "lists side by side": b"app=[" + times(b"[],", SIZE) + b"]",
    "calls of calls": b"app=Ref" + times(b"(1)", SIZE),
    "signs": b"app=" + b"-" * SIZE + b"1",
    "sums": b"app=1" + times(b"+1", SIZE),
    "digits in source": b"app=" + b"9" * SIZE,
    "one tuple in source, many calls": b"app=[Ref(1,("
    + b"0," * (_HALF // 2)
    + b")),"
    + times(b"Copyreg('a.b',Deref(1)),")
    + b"]",
    "references to references": b"app=[" + b",".join(b"Ref(%d,Deref(%d))" % (i, i + 1) for i in range(4000)) + b"]",
    "a string that never ends": b"app='" + b"\\x" * _HALF,
    "elements": times(b"<list>", SIZE),
    "elements side by side": b"<list>" + times(b"<None/>", SIZE) + b"</list>",
    "entities": b'<!DOCTYPE a [<!ENTITY a "' + b"a" * 1000 + b'">' + b"]><a>" + times(b"&a;") + b"</a>",
    "digits in an element": b'<int value="' + b"9" * SIZE + b'"/>',
    "blocks of no cipher": b"\x13" * (SIZE // 16 * 16),
}


def main() -> None:
    """Print, for each bomb, the seconds and MiB that it took, and what came of it."""
    for name, data in BOMBS.items():
        assert len(data) <= SIZE + 100, name
        before = peakMebibytes()
        started = time.process_time()
        try:
            readTap(data, passphrase=lambda: "guess")
            found = "nodes"
        except ReadingError as error:
            found = str(error)
        taken = time.process_time() - started
        peak = peakMebibytes()
        print(json.dumps({"bomb": name, "seconds": taken, "more": round(peak - before), "found": found[:90]}))
    print(json.dumps({"bomb": "all", "peak": round(peak)}))


if __name__ == "__main__":
    main()
