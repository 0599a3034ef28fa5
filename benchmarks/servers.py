"""The servers that the benchmark of myapp loads: ``python -m benchmarks.servers bare|posting|myapp``."""

from __future__ import annotations

import sys
import time
from functools import partial
from typing import Any

from twisted.internet import reactor as running
from twisted.internet.protocol import Factory, Protocol
from twisted.protocols.basic import LineReceiver
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

from myapp.board import Board
from myapp.control.site import makeSite
from myapp.factory import BoardFactory

reactor: Any = running


class Clock(Protocol):
    """Says how many seconds of CPU this process has used."""

    def connectionMade(self) -> None:
        """Say it."""
        self.transport.write(f"{time.process_time()}\n".encode())
        self.transport.loseConnection()


class Bare(LineReceiver):
    """The shortest protocol that answers lines."""

    def lineReceived(self, line: bytes) -> None:
        """Answer."""
        self.sendLine(b"OK 1")


class Posting(LineReceiver):
    """The shortest protocol that does what the lines ask for."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def lineReceived(self, line: bytes) -> None:
        """Post a notice and answer."""
        _, _, text = line.decode().partition(" ")
        self.sendLine(f"OK {self._board.post('anonymous', text).number}".encode())


class Constant(Resource):
    """The shortest page of some length."""

    isLeaf = True

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body

    def render_GET(self, request: Request) -> bytes:
        """Answer."""
        request.setHeader(b"content-type", b"text/html; charset=utf-8")
        return self._body


def board() -> BoardFactory:
    """Return myapp's factory with a page's worth of notices."""
    factory = BoardFactory(reactor, Board())
    for number in range(30):
        factory.board.post("ann", f"notice {number}")
    return factory


def main(kind: str, length: int) -> None:
    """Serve, after printing the ports of the lines, of the page and of the clock."""
    if kind == "myapp":
        lines: Factory = board()
        site: Site = makeSite(reactor, lines, "tcp:9000")
    else:
        shortest = Bare if kind == "bare" else partial(Posting, board().board)
        lines = Factory.forProtocol(shortest)
        site = Site(Constant(b"x" * length))
    factories = (lines, site, Factory.forProtocol(Clock))
    ports = [reactor.listenTCP(0, each, interface="127.0.0.1") for each in factories]
    print(*(port.getHost().port for port in ports), flush=True)
    reactor.run()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
