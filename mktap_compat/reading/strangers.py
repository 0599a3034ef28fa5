"""What a file is that is no tap: told from its bytes, for the message that refuses it."""

from __future__ import annotations

from mktap_compat.reading.errors import LimitError, NotATapError, ReadingError
from mktap_compat.reading.programs import isProgram

#: What files of other kinds begin with.
_MAGIC = {
    b"\x7fELF": "a program for this or another machine",
    b"MZ": "a program for Windows",
    b"PK\x03\x04": "a ZIP archive, as wheels are",
    b"\x1f\x8b": "compressed by gzip",
    b"BZh": "compressed by bzip2",
    b"\xfd7zXZ": "compressed by xz",
    b"%PDF": "a PDF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database of SQLite",
    b"!<arch>": "a Debian package or another archive",
    b"-----BEGIN": "a key or a certificate",
}
_PROTO = b"\x80"
_STOP = b"."
#: How much of a file is looked at.
_LOOK = 4096


def stranger(data: bytes, name: str, error: ReadingError) -> ReadingError:
    """
    Return what to say of a file that could not be read as what it looked like.

    :param data: the bytes of the file.
    :param name: of the file.
    :param error: what reading it raised.
    :return: that it is no tap, and what it is, if its bytes tell; else the error itself.
    """
    if isProgram(data):
        return NotATapError(name, f"is not a tap: it is a Python program; run it with twistd -y {name}")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            return NotATapError(name, f"is not a tap: it is {what}")
    if error.offset != 0 or data.startswith(_PROTO):
        return error
    if isinstance(error, LimitError) and (data.endswith(_STOP) or not _isText(data[:_LOOK])):
        return error
    kind = "no pickle, XML or source of one (the name of an encrypted one ends in .etap)"
    if _isText(data[:_LOOK]):
        kind = "text"
    return NotATapError(name, f"is not a tap: it is {kind}")


def _isText(start: bytes) -> bool:
    """Tell whether bytes are text that a person can read; the last letter may be cut."""
    text = start.decode("utf-8", "replace")
    return "\ufffd" not in text[:-1] and all(letter.isprintable() or letter in "\t\r\n\f" for letter in text)
