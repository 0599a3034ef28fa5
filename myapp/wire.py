"""How things are written on a line of the protocol."""

from __future__ import annotations

from functools import lru_cache
from time import gmtime, strftime

from twisted.internet.interfaces import IAddress

from myapp.board import Notice


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
