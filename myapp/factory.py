"""What all clients of a running server share: who is connected, who watches, and the verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory, Protocol
from twisted.plugin import getPlugins

import myapp.plugins
from myapp.board import Board
from myapp.interfaces import ICommand
from myapp.protocol import BoardProtocol, Refusal
from myapp.wire import addressText


def findCommands() -> dict[str, ICommand]:
    """Return the verbs that plugins provide, by name in capitals."""
    return {command.verb.upper(): command for command in getPlugins(ICommand, myapp.plugins)}


class BoardFactory(Factory):
    """
    Lets clients in, unless the board is paused or full.

    :param reactor: provides ``IReactorTime``
    :param maxClients: 0 for no limit
    :param idleTimeout: seconds, 0 for no limit
    """

    def __init__(self, reactor: Any, board: Board, maxClients: int = 0, idleTimeout: float = 0) -> None:
        self.reactor = reactor
        self.board = board
        self.maxClients = maxClients
        self.idleTimeout = idleTimeout
        self.commands = findCommands()
        self.clients: dict[int, BoardProtocol] = {}
        self.watchers: set[BoardProtocol] = set()
        self.started = reactor.seconds()
        #: Returns when the state was last saved, in seconds since the epoch; ``None`` if it wasn't.
        self.lastSaved: Callable[[], float | None] = lambda: None
        self._number = 0
        self._push: Any = None
        self._empty: Deferred[None] | None = None

    def buildProtocol(self, address: IAddress | None) -> Protocol:
        """Return a protocol that serves a new client, or one that turns it away."""
        counts = self.board.counts
        refusal = None
        if self.board.paused:
            refusal = b"ERR paused new clients are turned away at the moment\r\n"
        elif self.maxClients and len(self.clients) >= self.maxClients:
            refusal = b"ERR full the maximum number of clients is connected\r\n"
        if refusal is not None:
            counts["refused"] += 1
            self.board.changed()
            return Refusal(self, refusal)
        counts["connected"] += 1
        self._number += 1
        where = "" if address is None else addressText(address)
        return BoardProtocol(self, self._number, where, self.reactor.seconds())

    def joined(self, client: BoardProtocol) -> None:
        """Count a client as connected."""
        self.clients[client.number] = client
        self.board.changed()

    def left(self, client: BoardProtocol) -> None:
        """Count a client as gone."""
        self.clients.pop(client.number, None)
        if client in self.watchers:
            self.watchers.remove(client)
            if not self.watchers:
                self.board.observers.remove(self._changed)
        self.board.changed()
        if self._empty is not None and not self.clients:
            empty, self._empty = self._empty, None
            empty.callback(None)

    def watch(self, client: BoardProtocol) -> None:
        """Call a client's ``pump`` after each change."""
        if not self.watchers:
            self.board.observers.append(self._changed)
        self.watchers.add(client)

    def _changed(self) -> None:
        # One push for everything that happens in this turn of the reactor.
        if self._push is None:
            self._push = self.reactor.callLater(0, self._pushAll)

    def _pushAll(self) -> None:
        self._push = None
        for watcher in list(self.watchers):
            watcher.pump()

    def close(self) -> Deferred[None]:
        """Disconnect all clients; the result fires when they are gone."""
        done: Deferred[None] = Deferred()
        self._empty = done
        for client in list(self.clients.values()):
            client.dismiss("stopping", "the server is shutting down")
        if not self.clients and self._empty is not None:
            self._empty = None
            done.callback(None)
        return done
