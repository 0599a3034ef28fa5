"""Tests of the services: what they listen on, what they remember, and what they import."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import pytest
from twisted.application.service import Application, IServiceCollection
from twisted.internet.error import CannotListenError
from twisted.internet.testing import MemoryReactorClock, StringTransport

from myapp.board import Board
from myapp.service import BoardService, ControlService, Listening


@pytest.fixture
def reactor() -> MemoryReactorClock:
    """Make a reactor that only remembers."""
    return MemoryReactorClock()


def test_listens(reactor: MemoryReactorClock) -> None:
    """Both services listen where they are told, and stop."""
    board = BoardService("tcp:9000", Board())
    control = ControlService("tcp:8080:interface=127.0.0.1", board)
    board.reactor = control.reactor = reactor
    for service in (board, control):
        service.privilegedStartService()
        service.startService()
    assert [(server[0], server[3]) for server in reactor.tcpServers] == [(9000, ""), (8080, "127.0.0.1")]
    done: list[Any] = []
    for service in (control, board):
        stopping = service.stopService()
        assert stopping is not None
        stopping.addCallback(done.append)
    assert len(done) == 2


def test_startsWithoutPrivileges(reactor: MemoryReactorClock) -> None:
    """A service that nobody started with privileges listens when it starts."""
    service = BoardService("tcp:9000", Board())
    service.reactor = reactor
    service.startService()
    assert len(reactor.tcpServers) == 1


def test_anyOrder(reactor: MemoryReactorClock) -> None:
    """The page may start before its board, which then listens once."""
    board = BoardService("tcp:9000", Board())
    control = ControlService("tcp:8080", board)
    board.reactor = control.reactor = reactor
    for service in (control, board):
        service.startService()
    assert [server[0] for server in reactor.tcpServers] == [9000, 8080]


def test_stopsBeforeStart() -> None:
    """A service that never listened stops."""
    assert BoardService("tcp:9000", Board()).stopService() is None


def test_addressTaken() -> None:
    """A port that cannot be had is an error at once, not a line in the log."""

    class Taken(MemoryReactorClock):
        def listenTCP(self, *args: Any, **kwargs: Any) -> Any:
            raise CannotListenError("127.0.0.1", 9000, OSError("taken"))

    service = BoardService("tcp:9000", Board())
    service.reactor = Taken()
    with pytest.raises(CannotListenError):
        service.privilegedStartService()


def test_listeningIsAbstract(reactor: MemoryReactorClock) -> None:
    """A service says itself what it serves."""
    service = Listening("tcp:1")
    service.reactor = reactor
    with pytest.raises(NotImplementedError):
        service.startService()


def test_picklesWhileRunning(reactor: MemoryReactorClock) -> None:
    """A running application pickles as it is; what comes back has the board, runs, and counts its uptime anew."""
    application = Application("myapp")
    board = BoardService("tcp:9000", Board(), maxClients=7, idleTimeout=8)
    control = ControlService("tcp:8080", board)
    for service in (board, control):
        service.reactor = reactor
        service.setServiceParent(application)
    reactor.advance(100)
    IServiceCollection(application).startService()
    protocol = board.factory.buildProtocol(None)
    protocol.makeConnection(StringTransportTCP())
    protocol.dataReceived(b"WATCH\nPOST hello\n")
    again = IServiceCollection(pickle.loads(pickle.dumps(application, 2)))
    thawed, page = list(again)
    assert vars(thawed)["board"].latest()[0].text == "hello"
    assert (thawed.description, thawed.maxClients, thawed.idleTimeout) == ("tcp:9000", 7, 8)
    assert page.boardService is thawed
    other = MemoryReactorClock()
    other.advance(500)
    thawed.reactor = page.reactor = other
    again.startService()
    assert thawed.factory.started == 500
    assert len(other.tcpServers) == 2


class StringTransportTCP(StringTransport):
    """A transport with switches."""

    def setTcpKeepAlive(self, enabled: bool) -> None:
        """Do nothing."""

    def setTcpNoDelay(self, enabled: bool) -> None:
        """Do nothing."""


def test_makingIsCheap() -> None:
    """Making and pickling the service imports no reactor, no protocol and no web."""
    program = (
        "import pickle, sys\n"
        "from myapp.tap import Options, makeService\n"
        "options = Options()\n"
        "options.parseOptions(['--port', '9000'])\n"
        "pickle.dumps(makeService(options), 2)\n"
        "print(*sorted({'twisted.internet.reactor', 'twisted.internet.protocol', 'twisted.web', 'OpenSSL'}"
        " & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("\n", "")
