"""The escapes of a Python 2 string literal, which opcode STRING and .tas files hold."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.|\Z)", re.DOTALL)

_LETTERS = {
    b"\n": b"",
    b"\\": b"\\",
    b"'": b"'",
    b'"': b'"',
    b"a": b"\a",
    b"b": b"\b",
    b"f": b"\f",
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"v": b"\v",
}


def unescape(escaped: bytes) -> bytes:
    """
    Return the bytes that a Python 2 ``str`` literal stands for.

    :param escaped: what stands between the quotes.
    :return: the bytes; a backslash before a letter that is no escape stays, as in Python 2.
    :raise ValueError: if it ends in a backslash, or ``\\x`` is not followed by two hexadecimal digits.
    """
    return _ESCAPE.sub(_character, escaped)


def _character(match: re.Match[bytes]) -> bytes:
    found = match[1]
    if not found:
        raise ValueError("a string ends in a backslash")
    if found in _LETTERS:
        return _LETTERS[found]
    if found[:1] in b"01234567":
        return bytes([int(found, 8) & 0xFF])
    if len(found) == 3:
        return bytes([int(found[1:], 16)])
    if found == b"x":
        raise ValueError("\\x without two hexadecimal digits")
    return match[0]
