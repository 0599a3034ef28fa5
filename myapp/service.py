"""
The services of myapp: its configuration and its state, which is what a tap holds.

What belongs to a running process (reactor, ports, clients, web site) is made when a service starts and is not pickled.
The protocol and the web server are imported only then, so that making a tap is fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from twisted.application.service import Service

from myapp.board import Board

if TYPE_CHECKING:
    from twisted.cred.checkers import ICredentialsChecker
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IProtocolFactory

    from myapp.factory import BoardFactory


class Listening(Service):
    """
    Listens on an endpoint while it runs.

    :param description: a server endpoint's description string, such as ``tcp:9000``
    """

    #: Attributes that only a running service has.
    RUNTIME = ("reactor", "factory", "port")

    #: Set when the service starts, unless a test has set another reactor before.
    reactor: Any = None
    factory: Any = None
    port: Deferred[Any] | None = None

    def __init__(self, description: str) -> None:
        self.description = description

    def __getstate__(self) -> dict[str, Any]:
        """Return configuration and state."""
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name not in self.RUNTIME}

    def makeFactory(self) -> IProtocolFactory:
        """Return the factory that listens; :attr:`reactor` is set by now."""
        raise NotImplementedError

    def privilegedStartService(self) -> None:
        """
        Start listening, before privileges are dropped; do nothing if the service listens already.

        :raise twisted.internet.error.CannotListenError: if the address is in use
        """
        if self.port is not None:
            return
        from twisted.internet import reactor
        from twisted.internet.endpoints import serverFromString

        self.reactor = self.reactor or reactor
        self.factory = self.makeFactory()
        self.port = serverFromString(self.reactor, self.description).listen(self.factory)
        failures: list[Any] = []
        self.port.addErrback(failures.append)
        if failures:
            self.port = None
            failures[0].raiseException()

    def startService(self) -> None:
        """Start listening, unless that was done with privileges."""
        super().startService()
        self.privilegedStartService()

    def stopService(self) -> Deferred[Any] | None:
        """Stop listening; the result fires when the port is closed."""
        super().stopService()
        port, self.port = self.port, None
        if port is None:
            return None
        port.addCallback(lambda listening: listening and listening.stopListening())
        return port


class BoardService(Listening):
    """
    The board, served by the line protocol.

    :param maxClients: 0 for no limit
    :param idleTimeout: in seconds, 0 for no limit
    """

    def __init__(self, description: str, board: Board, maxClients: int = 0, idleTimeout: float = 0) -> None:
        super().__init__(description)
        self.board = board
        self.maxClients = maxClients
        self.idleTimeout = idleTimeout

    def makeFactory(self) -> BoardFactory:
        """Return the factory of the line protocol."""
        from myapp.factory import BoardFactory

        factory = BoardFactory(self.reactor, self.board, self.maxClients, self.idleTimeout)
        factory.lastSaved = self.lastSaved
        return factory

    def lastSaved(self) -> float | None:
        """Return when the state was last saved, in seconds since the epoch; ``None`` if it wasn't since the start."""
        from mktap_compat import lastSaved

        return lastSaved(self)

    def stopService(self) -> Deferred[Any] | None:
        """Stop listening and disconnect the clients."""
        stopping, factory = super().stopService(), self.factory
        if stopping is not None:
            stopping.addCallback(lambda _: factory.close())
        return stopping


class ControlService(Listening):
    """
    The control page and its JSON interface.

    :param checkers: check logins; without any, no login is needed
    """

    def __init__(
        self, description: str, boardService: BoardService, checkers: Sequence[ICredentialsChecker] = ()
    ) -> None:
        super().__init__(description)
        self.boardService = boardService
        self.checkers = checkers

    def makeFactory(self) -> IProtocolFactory:
        """Return the web site."""
        from myapp.control.site import makeSite

        # The board's factory is needed, whichever service starts first.
        self.boardService.privilegedStartService()
        board = self.boardService
        return makeSite(self.reactor, board.factory, board.description, self.checkers)
