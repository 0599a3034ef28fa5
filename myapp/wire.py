"""How values are written in lines of the protocol, and how lines are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from time import gmtime, strftime

from twisted.internet.interfaces import IAddress

from myapp.board import Notice
from myapp.errors import CommandError

#: The maximum length of a line in bytes, without its end.
LONGEST = 16 * 1024
#: Not allowed in a line: on somebody's terminal they could hide or change text.
CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")
#: Translates ASCII control characters, except tab, CR and LF, to question marks.
VISIBLE = bytes(byte if (byte > 31 and byte != 127) or byte in b"\t\r\n" else ord("?") for byte in range(256))


def readLines(data: bytes) -> Sequence[str | CommandError]:
    """
    Return the lines in some bytes; a line that is refused becomes the error that says why.

    :param data: complete lines, each ending with LF or CRLF
    """
    # Usually all lines can be checked at once.
    if len(data) <= LONGEST and data.isascii() and data.translate(VISIBLE) == data:
        lines = data.decode().splitlines()
        if len(lines) == data.count(b"\n"):
            return lines
    return [readLine(line.removesuffix(b"\r")) for line in data.split(b"\n")[:-1]]


def readLine(line: bytes) -> str | CommandError:
    """Return a line's text, or an error if it is too long, not UTF-8, or has control characters other than tabs."""
    if len(line) > LONGEST:
        return CommandError("long", f"line too long: the maximum is {LONGEST} bytes")
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        return CommandError("utf8", f"not UTF-8 at byte {error.start} of the line")
    if not text.isprintable() and CONTROL.search(text):
        return CommandError("control", "control characters are not allowed")
    return text


def timeText(when: float) -> str:
    """Return a time, given in seconds since the epoch, in UTC, such as ``2007-05-01T12:00:00Z``."""
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(when))


@lru_cache(256)
def noticeText(notice: Notice) -> str:
    """Return ``NOTICE number time author text``."""
    return f"NOTICE {notice.number} {timeText(notice.when)} {notice.author} {notice.text}"


def addressText(address: IAddress) -> str:
    """Return an address as ``host:port``, ``[host]:port``, a path, or ``local``."""
    host, port = getattr(address, "host", None), getattr(address, "port", None)
    if host is None:
        path = getattr(address, "name", None)
        return path.decode(errors="replace") if isinstance(path, bytes) else "local"
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
