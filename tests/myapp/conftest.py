"""What unit tests of myapp share: a board's factory on a clock, and clients on transports that only remember."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from twisted.internet.address import IPv4Address
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

from myapp.board import Board
from myapp.factory import BoardFactory
from myapp.protocol import BoardProtocol


class Transport(StringTransport):
    """A transport that has enough when it is told so, and remembers how it was closed."""

    aborted = False
    writeClosed = False

    def setTcpKeepAlive(self, enabled: bool) -> None:
        """Do nothing."""

    def setTcpNoDelay(self, enabled: bool) -> None:
        """Do nothing."""

    def loseWriteConnection(self) -> None:
        """Remember."""
        self.writeClosed = True

    def abortConnection(self) -> None:
        """Remember."""
        self.aborted = True

    def lines(self) -> list[str]:
        """Return what was written since the last time."""
        text = self.value().decode()
        self.clear()
        assert text == "" or text.endswith("\r\n")
        return text.split("\r\n")[:-1]


@pytest.fixture
def clock() -> Clock:
    """Make time stand still."""
    return Clock()


@pytest.fixture
def factory(clock: Clock) -> BoardFactory:
    """Make a factory with a board of five notices, three clients and a minute of patience."""
    return BoardFactory(clock, Board(5), maxClients=3, idleTimeout=60)


Connect = Callable[[], tuple[BoardProtocol, Transport]]


@pytest.fixture
def connect(factory: BoardFactory) -> Connect:
    """Connect clients."""

    def connectOne() -> tuple[BoardProtocol, Transport]:
        protocol, transport = factory.buildProtocol(IPv4Address("TCP", "192.0.2.1", 4242)), Transport()
        protocol.makeConnection(transport)
        return protocol, transport  # type: ignore[return-value]

    return connectOne
