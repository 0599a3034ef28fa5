"""
The frames of a pickle, protocol 4 and up: what ``pickle.load`` reads from the file in one go.

CPython throws away the rest of a frame when an argument reaches over its end, and reads the argument anew behind the
frame: another program than the one that stands there. Only a file whose frames end between two opcodes means the same
to every unpickler, and picklers write no others.
"""

from __future__ import annotations

from collections.abc import Mapping

#: How many bytes stand behind an opcode, for those that have a fixed number; those without any are not here.
_FIXED: Mapping[int, int] = {
    **dict.fromkeys(b"Khq\x80\x82", 1),
    **dict.fromkeys(b"M\x83", 2),
    **dict.fromkeys(b"Jrj\x84", 4),
    **dict.fromkeys(b"G\x95", 8),
}
#: How many lines stand behind an opcode of text.
_LINES: Mapping[int, int] = {**dict.fromkeys(b"IFLSVpgP", 1), **dict.fromkeys(b"ci", 2)}
#: How many bytes of length stand behind an opcode, before so many bytes.
_COUNTED: Mapping[int, int] = {
    **dict.fromkeys(b"UC\x8a\x8c", 1),
    **dict.fromkeys(b"TXB\x8b", 4),
    **dict.fromkeys(b"\x8d\x8e\x96", 8),
}


def crossing(data: bytes, start: int, end: int) -> int | None:
    """
    Return the offset of the opcode that reaches over the end of a frame, ``None`` if the frame ends between two.

    :param data: a pickle whose opcodes have been read without an error.
    :param start: the offset of the first opcode in the frame.
    :param end: where the frame ends.
    """
    at = before = start
    while at < end:
        before = at
        op = data[at]
        at += 1
        if op in _FIXED:
            at += _FIXED[op]
        elif op in _COUNTED:
            behind = at + _COUNTED[op]
            at = behind + int.from_bytes(data[at:behind], "little")
        elif op in _LINES:
            for _ in range(_LINES[op]):
                at = data.find(b"\n", at) + 1
    return None if at == end else before
