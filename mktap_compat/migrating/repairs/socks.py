"""
SOCKS 4 with a log: ``twisted.protocols.socks.SOCKSv4.log`` calls ``string.join``, and BIND takes an address by index;
neither exists today, so that no logged connection carries data and no BIND is answered.
"""

from __future__ import annotations

import os
import tempfile
import time
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IAddress, IReactorTCP
from twisted.internet.protocol import Protocol
from twisted.internet.testing import StringTransport
from twisted.protocols import socks


class SOCKSv4(socks.SOCKSv4):
    """A proxy connection that logs what goes through it, and that may wait for a connection."""

    __module__ = "mktap_compat.thaw"

    def log(self, proto: Protocol, data: bytes) -> None:
        """
        Write what is sent to the log file: a line that names both ends, then 16 bytes a line in hexadecimal and ASCII.

        :param proto: the side that sends; this protocol is the client's side.
        :param data: what it sends.
        """
        if not self.logging:
            return
        ends: list[Any] = [self.transport, self.otherConn]
        client, server = ends[0].getPeer(), ends[1].transport.getPeer()
        direction = "<" if proto is self else ">"
        with open(self.logging, "a", encoding="ascii") as log:
            log.write(f"{time.ctime()}\t{client.host}:{client.port} {direction} {server.host}:{server.port}\n")
            for start in range(0, len(data), 16):
                piece = data[start : start + 16]
                log.write(f"{piece.hex(' ').upper():<47} {''.join(map(_printable, piece))}\n")
            log.write("\n")

    def listenClass(self, port: int, klass: Any, *args: Any) -> Deferred[tuple[str, int]]:
        """
        Listen for the connection that a BIND asks for.

        :return: fires with the address and the port.
        """
        listening: Any = IReactorTCP(self.reactor).listenTCP(port, SOCKSv4IncomingFactory(*args))  # type: ignore[arg-type]
        host = listening.getHost()
        return succeed((host.host, host.port))


class SOCKSv4IncomingFactory(socks.SOCKSv4IncomingFactory):
    """Take the one connection that a BIND waits for."""

    def buildProtocol(self, addr: Any) -> Protocol | None:
        """
        Take the connection if it comes from the address that was named, and tell the client.

        :param addr: where the connection comes from.
        """
        return super().buildProtocol((addr.host, addr.port))  # type: ignore[no-any-return]


class SOCKSv4Factory(socks.SOCKSv4Factory):
    """A SOCKS 4 proxy; its argument is the name of a log file, or ``None``."""

    __module__ = "mktap_compat.thaw"

    def buildProtocol(self, addr: IAddress | None) -> SOCKSv4:
        """Build the proxy's side of a connection."""
        return SOCKSv4(self.logging, reactor)


def upstreamWorks() -> bool:
    """Tell whether today's own proxy logs, and waits for connections."""
    # named, not open: Windows opens no file for the proxy that is open here
    with tempfile.TemporaryDirectory() as directory:
        transport = StringTransport()
        proxy = socks.SOCKSv4(os.path.join(directory, "log"))
        proxy.makeConnection(transport)
        proxy.otherConn = proxy
        incoming = socks.SOCKSv4IncomingFactory(proxy, "192.168.1.1")
        try:
            proxy.log(proxy, b"data")
            return incoming.buildProtocol(transport.getPeer()) is not None
        except (AttributeError, TypeError):
            return False


def _printable(code: int) -> str:
    return chr(code) if 32 <= code < 127 and code != ord("\\") else "."
