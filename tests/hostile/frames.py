"""Pickles that say one thing when they are read in a row, and another to CPython: by frames, and by protocols."""

from __future__ import annotations

import pickle
import struct

from .assembly import STOP, STYLES, call, header, instance, items, name, ours, proto, running, text
from .files import Hostile

#: What the C unpickler reads ahead of a real file; a frame that is longer is taken from the file in one go.
PREFETCH = 128 * 1024
_HARMLESS = instance("twisted.application.service", "Service") + STOP
#: ``os.system`` by names of which each is allowed somewhere.
_ALLOWED = (
    name(STYLES, "unpickleMethod")
    + items(text("system"), b"N", call(name(STYLES, "unpickleModule"), text("os")))
    + pickle.REDUCE
    + items(text("touch PWNED"))
    + pickle.REDUCE
)


def frame(inside: bytes, length: int | None = None) -> bytes:
    """Return opcodes in a frame, of a length that may be wrong."""
    return pickle.FRAME + struct.pack("<Q", len(inside) if length is None else length) + inside


def hidden(evil: bytes, padding: int = 0) -> bytes:
    """
    Return a pickle of a harmless service, read in a row, and of something evil for CPython.

    The length of some bytes reaches over the end of the frame. Read in a row, the evil opcodes are those bytes; CPython
    drops what is left of the frame, takes the length (now 0) from behind it and goes on with the evil opcodes.
    """
    inner = b"\0" + evil + STOP
    fill = pickle.BINBYTES + struct.pack("<I", padding) + b"x" * padding + pickle.POP if padding else b""
    inside = fill + pickle.BINBYTES + bytes([len(inner)])
    return proto(4) + frame(inside) + b"\0\0\0" + inner + pickle.POP + _HARMLESS


def _graph(data: bytes) -> bytes:
    return pickle.BINBYTES + struct.pack("<I", len(data)) + data


_OVER = "an opcode reaches over the end of its frame"
_OTHER = "more than text and numbers around a graph or state of another protocol"
_OLD = proto(2) + name("twisted.application.service", "Service") + b")\x81" + STOP

FILES = (
    Hostile("frame-edge", "an argument over the end of a frame, for files without peek", hidden(running()), why=_OVER),
    Hostile(
        "frame-edge-large",
        "the same in a frame that is longer than what is read ahead",
        hidden(running(), PREFETCH + 10_000),
        runs=True,
        why=_OVER,
    ),
    Hostile("frame-edge-allowed", "the same with names that taps are known to hold", hidden(_ALLOWED), why=_OVER),
    Hostile(
        "frame-edge-graph",
        "the same in the graph of a tap of ours",
        ours(header(), _graph(hidden(_ALLOWED))),
        why=_OVER,
    ),
    Hostile(
        "frame-edge-line", "a name over the end of a frame", proto(4) + frame(b"cos\nsys") + b"tem\n" + STOP, why=_OVER
    ),
    Hostile("frame-in-frame", "a frame in a frame", proto(4) + frame(b"N" + frame(b"0")) + _HARMLESS, why="in a frame"),
    Hostile(
        "frame-over-frame",
        "a frame in a frame that goes on behind it",
        proto(4) + frame(frame(b"N", 4)) + b"00" + _HARMLESS,
        why="a frame in a frame",
    ),
    Hostile(
        "frame-too-long", "a frame that is longer than the file", proto(4) + frame(_HARMLESS, 10**6), why="are left"
    ),
    Hostile(
        "protocol-late",
        "a name of Python 2 before the protocol says that there are none",
        name("__builtin__", "set") + pickle.POP + proto(4) + _HARMLESS,
        why="the protocol is not at the beginning",
    ),
    Hostile(
        "protocol-of-graph",
        "names of Python 2 in a graph, in a pickle whose protocol looks them up as they are",
        ours(header() + instance("__builtin__", "object") + pickle.POP, _graph(_OLD)),
        why=_OTHER,
    ),
    Hostile(
        "python-of-graph",
        "a graph with strings of Python 2, for which names that are gone would be allowed",
        ours(header(), _graph(proto(2) + b"U\x01x0" + _OLD[2:])),
        why="strings of Python 2",
    ),
    Hostile(
        "source-around-protocol",
        "a .tas file whose header names a class, around a graph of a protocol that it has not",
        b"app = Copyreg('mktap_compat.thaw.thaw', ({'format': 1, 'name': 'x', 'services': [], 'y': Class('sets.Set')}, "
        + repr(proto(4) + _HARMLESS).encode()
        + b"))\n",
        suffix="tas",
        why=_OTHER,
    ),
)
