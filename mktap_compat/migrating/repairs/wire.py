"""The time of day over TCP: ``twisted.protocols.wire.Daytime`` adds bytes to text and answers nothing."""

from __future__ import annotations

import time

from twisted.internet.testing import StringTransport
from twisted.protocols import wire


class Daytime(wire.Daytime):
    """Send the time of day and hang up (RFC 867)."""

    __module__ = "mktap_compat.thaw"

    def connectionMade(self) -> None:
        """Send one line such as ``Sun Jan  7 20:30:15 2007``, in UTC."""
        assert self.transport is not None
        self.transport.write(time.asctime(time.gmtime()).encode("ascii") + b"\r\n")
        self.transport.loseConnection()


def upstreamWorks() -> bool:
    """Tell whether today's own protocol sends a line."""
    transport = StringTransport()
    try:
        wire.Daytime().makeConnection(transport)
    except TypeError:
        return False
    return bool(transport.value().endswith(b"\r\n"))
