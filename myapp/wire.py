"""How things are written on a line of the protocol, and how lines are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from time import gmtime, strftime

from twisted.internet.interfaces import IAddress

from myapp.board import Notice
from myapp.errors import CommandError

#: The longest line, in bytes, without its end.
LONGEST = 16 * 1024
#: What no line holds: it would end or hide something on somebody's terminal.
CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")
#: Replaces the control characters of ASCII, but for tabs and the ends of lines.
VISIBLE = bytes(byte if (byte > 31 and byte != 127) or byte in b"\t\r\n" else ord("?") for byte in range(256))


def readLines(data: bytes) -> Sequence[str | CommandError]:
    """
    Return the lines of some bytes, or for each line that cannot be accepted what is wrong with it.

    :param data: whole lines, each with its end: LF or CRLF
    """
    # One look at all lines is enough, nearly always.
    if len(data) <= LONGEST and data.isascii() and data.translate(VISIBLE) == data:
        lines = data.decode().splitlines()
        if len(lines) == data.count(b"\n"):
            return lines
    return [readLine(line.removesuffix(b"\r")) for line in data.split(b"\n")[:-1]]


def readLine(line: bytes) -> str | CommandError:
    """Return the text of a line, or that it is too long, is not UTF-8, or holds control characters (tabs may be)."""
    if len(line) > LONGEST:
        return CommandError("long", f"a line has at most {LONGEST} bytes")
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        return CommandError("utf8", f"byte {error.start} of the line is not UTF-8")
    if not text.isprintable() and CONTROL.search(text):
        return CommandError("control", "a line has no control characters")
    return text


def timeText(when: float) -> str:
    """Write seconds since the epoch as UTC, such as ``2007-05-01T12:00:00Z``."""
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(when))


@lru_cache(256)
def noticeText(notice: Notice) -> str:
    """Write ``NOTICE number time author text``."""
    return f"NOTICE {notice.number} {timeText(notice.when)} {notice.author} {notice.text}"


def addressText(address: IAddress) -> str:
    """Write where a client is: ``host:port``, ``[host]:port``, a path, or what else the address says."""
    host, port = getattr(address, "host", None), getattr(address, "port", None)
    if host is None:
        path = getattr(address, "name", None)
        return path.decode(errors="replace") if isinstance(path, bytes) else "local"
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
