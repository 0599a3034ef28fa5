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


_TEXT_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|.|\Z)", re.DOTALL)
_NEEDS_MORE = {"x", "u", "U", "N"}


def unescapeText(escaped: str) -> str:
    """
    Return the text that a Python 3 ``str`` or a Python 2 ``unicode`` literal stands for.

    :param escaped: what stands between the quotes.
    :return: the text; halves of surrogate pairs in it are put together.
    :raise ValueError: if an escape is not complete, names a character (``\\N``) or none that there is.
    """
    text = _TEXT_ESCAPE.sub(_textCharacter, escaped)
    if any("\ud800" <= letter <= "\udbff" for letter in text):
        # Python 2 built for 16 bits wrote these two by two
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return text


def _textCharacter(match: re.Match[str]) -> str:
    found = match[1]
    if not found or found in _NEEDS_MORE:
        raise ValueError(f"an escape that is not complete: {match[0]}")
    if len(found) > 1 and found[0] in "xuU":
        return chr(int(found[1:], 16))
    if found[0] in "01234567":
        return chr(int(found, 8))
    return _TEXT_LETTERS.get(found, match[0])


_TEXT_LETTERS = {key.decode("ascii"): value.decode("ascii") for key, value in _LETTERS.items()}
