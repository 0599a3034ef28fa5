"""
The services of myapp: what is configured and remembered, and so what a tap of it holds.

Everything that belongs to a running process (reactor, ports, clients, pages) is made when a service starts and is no
part of its pickled state. Nothing here imports the protocol or the web before that, so making a tap is cheap.
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
    Listens on an endpoint from start to stop.

    :param description: a server endpoint's description string, such as ``tcp:9000``
    """

    #: Attributes of a running service.
    RUNTIME = ("reactor", "factory", "port")

    #: The running reactor is taken when a service starts, unless a test has put another here.
    reactor: Any = None
    factory: Any = None
    port: Deferred[Any] | None = None

    def __init__(self, description: str) -> None:
        self.description = description

    def __getstate__(self) -> dict[str, Any]:
        """Return what was configured and what is remembered."""
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name not in self.RUNTIME}

    def makeFactory(self) -> IProtocolFactory:
        """Return what is to listen; :attr:`reactor` is set."""
        raise NotImplementedError

    def privilegedStartService(self) -> None:
        """
        Begin to listen, before privileges are given up; do nothing if that has been done.

        :raise twisted.internet.error.CannotListenError: if the address is taken
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
        """Begin to listen, where that has not been done with privileges."""
        super().startService()
        self.privilegedStartService()

    def stopService(self) -> Deferred[Any] | None:
        """Stop listening; the result fires when that is done."""
        super().stopService()
        port, self.port = self.port, None
        if port is None:
            return None
        port.addCallback(lambda listening: listening and listening.stopListening())
        return port


class BoardService(Listening):
    """
    The board, and the line protocol that serves it.

    :param maxClients: 0 for no limit
    :param idleTimeout: seconds, 0 for no limit
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
        """Return when the board was last saved, in seconds since the epoch; ``None`` if it was not in this run."""
        from mktap_compat import lastSaved

        return lastSaved(self)

    def stopService(self) -> Deferred[Any] | None:
        """Stop listening, and see the clients off."""
        stopping, factory = super().stopService(), self.factory
        if stopping is not None:
            stopping.addCallback(lambda _: factory.close())
        return stopping


class ControlService(Listening):
    """
    The page and the JSON that watch and steer a board.

    :param checkers: who may log in, if not everybody
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

        # Whichever of the two was added first.
        self.boardService.privilegedStartService()
        return makeSite(self.reactor, self.boardService.factory, self.boardService.description, self.checkers)
