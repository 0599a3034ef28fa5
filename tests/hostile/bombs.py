"""Files that are small and ask for much: memory, time, depth."""

from __future__ import annotations

import pickle
import struct

from .assembly import (
    EMPTY,
    STOP,
    call,
    get,
    instance,
    items,
    mapping,
    name,
    number,
    pickled,
    proto,
    put,
    sequence,
    text,
)
from .files import Hostile

_DOUBLING = items(text("x")) + (pickle.DUP + pickle.TUPLE2) * 100
_LONG = struct.pack("<I", 2**31 - 1)


def _huge(title: str, opcode: bytes, length: bytes) -> Hostile:
    what = f"an object of opcode {opcode!r} whose length is far beyond the end of the file"
    return Hostile(title, what, proto(4) + opcode + length + b"x" + STOP)


FILES = (
    Hostile("memo-long", "nine bytes that make the memo take 2 GB", proto(2) + b"Nr" + _LONG + STOP),
    Hostile("memo-text", "the same in protocol 0", b"Np2147483647\n."),
    Hostile("memo-negative", "a negative memo index", b"Np-1\n."),
    _huge("long-4", b"\x8b", struct.pack("<i", 2**31 - 1)),
    _huge("bytes-8", pickle.BINBYTES8, struct.pack("<Q", 2**62)),
    _huge("text-8", pickle.BINUNICODE8, struct.pack("<Q", 2**62)),
    _huge("array-8", pickle.BYTEARRAY8, struct.pack("<Q", 2**62)),
    _huge("string-4", b"T", _LONG),
    Hostile(
        "digits", "a number of a million digits, which takes quadratic time to read", b"I" + b"9" * 1_000_000 + b"\n."
    ),
    Hostile("digits-long", "the same as a long", b"L" + b"9" * 1_000_000 + b"L\n."),
    Hostile(
        "long-binary",
        "a binary number of a million bytes",
        proto(2) + b"\x8b" + struct.pack("<i", 1_000_000) + b"\x7f" * 1_000_000 + name("os", "system") + STOP,
    ),
    Hostile(
        "doubling-key", "a tuple that doubles a hundred times, as a key to hash", pickled(b"}" + _DOUBLING + b"Ns")
    ),
    Hostile("doubling-member", "the same in a set", pickled(b"\x8f(" + _DOUBLING + b"\x90")),
    Hostile(
        "doubling-set-call",
        "the same in the call that makes a set",
        pickled(call(name("builtins", "set"), sequence(_DOUBLING))),
    ),
    Hostile(
        "doubling-pair",
        "the same as the key of an ordered dictionary",
        pickled(call(name("collections", "OrderedDict"), sequence(items(_DOUBLING, b"N")))),
    ),
    Hostile(
        "doubling-attribute",
        "the same as the path of a key that hashes its path",
        pickled(b"}" + instance("twisted.python.filepath", "FilePath", mapping(path=_DOUBLING)) + b"Ns"),
    ),
    Hostile(
        "wide-key",
        "three tuples of a thousand times the one before, as a key",
        pickled(
            b"}" + text("x") + b"".join(put(level) + b"0" + items(*[get(level)] * 1000) for level in range(4)) + b"Ns"
        ),
    ),
    Hostile("deep-lists", "a hundred thousand lists in each other", proto(2) + b"]" * 100_000 + b"a" * 99_999 + STOP),
    Hostile("deep-marks", "half a million marks", proto(2) + b"(" * 500_000 + STOP),
    Hostile("deep-tuples", "a hundred thousand tuples in each other", proto(2) + b")" + pickle.TUPLE1 * 100_000 + STOP),
    Hostile(
        "deep-calls",
        "fifty thousand calls of what the one before gave back",
        proto(2) + name("builtins", "list") + (b")" + b"R") * 50_000 + STOP,
    ),
    Hostile("huge-array", "bytearray of a number", pickled(call(name("builtins", "bytearray"), number(2**31 - 1)))),
    Hostile("huge-bytes", "bytes of a number", pickled(call(name("builtins", "bytes"), number(2**31 - 1)))),
    Hostile(
        "huge-base",
        "copyreg._reconstructor of bytes from a number",
        b"ccopyreg\n_reconstructor\n(cevil\nThing\ncbuiltins\nbytes\nI2147483647\ntR.",
        trust=("evil",),
    ),
    Hostile(
        "huge-fraction",
        "a fraction whose exponent takes all memory",
        pickled(call(name("fractions", "Fraction"), text("1e999999999"))),
    ),
    Hostile(
        "many-names",
        "twenty thousand references that are not allowed",
        pickled(b"]" + b"(" + name("os", "system") * 20_000 + b"e"),
    ),
    Hostile(
        "shared-containers",
        "a limited reference behind containers that many others share",
        pickled(
            name("twisted.web.script", "ResourceScript") + put(1) + b"0" + sequence(get(1)) + put(2) + b"0",
            sequence(*[sequence(*[get(2)] * 100)] * 100),
        ),
    ),
    Hostile(
        "state-of-itself",
        "an object that is its own state",
        pickled(
            name("twisted.application.service", "Service") + EMPTY + pickle.NEWOBJ + put(1) + get(1) + pickle.BUILD
        ),
    ),
    Hostile(
        "service-in-itself",
        "a service that is in itself, named by a class nobody allowed",
        pickled(instance("os", "path") + put(1) + mapping(services=sequence(get(1)), parent=get(1)) + pickle.BUILD),
    ),
)
