"""The line protocol: bytes in, answers and pushed notices out, never faster than the client reads them."""

from __future__ import annotations

import typing
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IConsumer, IHalfCloseableProtocol, IPushProducer, ISSLTransport, ITCPTransport
from twisted.internet.protocol import Protocol, connectionDone
from twisted.logger import Logger
from twisted.protocols.policies import TimeoutMixin
from twisted.python.failure import Failure
from zope.interface import implementer

from myapp.board import Board
from myapp.errors import CommandError
from myapp.interfaces import IClient, ICommand
from myapp.wire import LONGEST, noticeText, readLines

#: How many lines are written to the transport at a time; after each batch it says whether it wants more.
BATCH = 64
#: Seconds a client has to read its last lines before its connection is cut.
GRACE = 5.0


log = Logger()


class ITransport(ITCPTransport, IConsumer, IPushProducer):
    """What Twisted's stream transports provide together."""


class Members(typing.Protocol):
    """What a client needs from the factory that let it in."""

    reactor: Any
    board: Board
    commands: dict[str, ICommand]
    clients: dict[int, BoardProtocol]
    idleTimeout: float

    def joined(self, client: BoardProtocol) -> None:
        """Count a client as connected."""

    def left(self, client: BoardProtocol) -> None:
        """Count a client as gone."""

    def watch(self, client: BoardProtocol) -> None:
        """Call the client's :meth:`BoardProtocol.pump` after each change."""


@implementer(IClient, IPushProducer, IHalfCloseableProtocol)
class BoardProtocol(Protocol, TimeoutMixin):
    """
    One client.

    It is a push producer for its own transport. While the client doesn't read, nothing more is read from it, the lines
    it has sent wait, and no notices are queued: they are looked up on the board later. Those that are gone by then are
    reported as ``MISSED n``.
    """

    transport: ITransport
    factory: Members

    def __init__(self, factory: Members, number: int, address: str, since: float) -> None:
        self.factory = factory
        self.number = number
        self.address = address
        self.since = since
        self.name = "anonymous"
        self.board: Board = factory.board
        self.commands = factory.commands
        self._rest = b""
        self._lines: deque[str | CommandError] = deque()
        self._answer: Iterator[str] | None = None
        self._seen: int | None = None
        self._held = self._pumping = self._leaving = False
        self._abort: Any = None

    def callLater(self, delay: float, function: Any) -> Any:
        """Schedule a call; the timeout mixin asks for it here."""
        return self.factory.reactor.callLater(delay, function)

    def connectionMade(self) -> None:
        """Join the board."""
        self.transport.registerProducer(self, True)
        if isinstance(self.transport.getPeer(), IPv4Address | IPv6Address):
            # Notice dead watchers, and send each answer at once.
            self.transport.setTcpKeepAlive(True)
            self.transport.setTcpNoDelay(True)
        self.setTimeout(self.factory.idleTimeout or None)
        self.factory.joined(self)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Leave the board."""
        self._leaving = self._held = True
        self._lines.clear()
        self._answer = None
        self.setTimeout(None)
        if self._abort is not None and self._abort.active():
            self._abort.cancel()
        self.factory.left(self)

    # What comes in.

    def dataReceived(self, data: bytes) -> None:
        """Answer the complete lines, and keep the rest until its end arrives."""
        if self._leaving:
            return
        if self.timeOut is not None:
            self.resetTimeout()
        if self._rest:
            data = self._rest + data
        end = data.rfind(b"\n") + 1
        # Longer lines are refused anyway, so there is no need to keep more.
        self._rest = data[end : end + LONGEST + 2]
        if end:
            lines = readLines(data[:end])
            self._lines += lines
            self.board.counts["lines"] += len(lines)
            self.pump()

    def readConnectionLost(self) -> None:
        """Answer the lines that arrived, then close."""
        self._leaving = True
        self.pump()

    def writeConnectionLost(self) -> None:
        """Close: nobody reads the answers any more."""
        self.transport.loseConnection()

    def timeoutConnection(self) -> None:
        """Disconnect an idle client, unless it watches: watchers have nothing to say."""
        if self._seen is None:
            self.dismiss("idle", f"no input for {self.timeOut:g} seconds")

    # What goes out.

    def pump(self) -> None:
        """Write answers and notices until none are left or the transport asks to wait."""
        if self._pumping:
            return
        self._pumping = True
        while not self._held:
            lines = self._next()
            if lines:
                self.transport.write("\r\n".join([*lines, ""]).encode())
            if len(lines) < BATCH:
                break
        self._pumping = False
        if self._leaving and not self._held:
            self._close()

    def _next(self) -> list[str]:
        # A batch of lines, or fewer if there are no more: answers first, then notices.
        found: list[str] = []
        if self._answer is not None:
            self._continue(self._answer, found)
        waiting, commands = self._lines, self.commands
        while waiting and self._answer is None and len(found) < BATCH:
            line = waiting.popleft()
            try:
                if not isinstance(line, str):
                    raise line
                verb, _, argument = line.partition(" ")
                command = commands.get(verb) or self._command(verb)
                answer = command.run(self, argument.strip())
            except Exception as error:
                answer = self._refuse(error)
            if isinstance(answer, str):
                found.append(answer)
            else:
                self._continue(iter(answer), found)
        if self._seen is not None and not self._leaving and len(found) < BATCH:
            found += self._unseen(self._seen, BATCH - len(found))
        return found

    def _continue(self, answer: Iterator[str], found: list[str]) -> None:
        wanted = BATCH - len(found)
        try:
            some = list(islice(answer, wanted))
        except Exception as error:
            some = [self._refuse(error)]
        found += some
        self._answer = None if len(some) < wanted else answer

    def _command(self, verb: str) -> ICommand:
        try:
            return self.commands[verb.upper()]
        except KeyError:
            raise CommandError("unknown", "unknown verb; HELP lists them all") from None

    def _refuse(self, error: Exception) -> str:
        self.board.counts["errors"] += 1
        if isinstance(error, CommandError):
            return f"ERR {error.code} {error}"
        log.failure("a verb raised an exception", Failure(error))
        return "ERR internal error in the server; its log has the details"

    def _unseen(self, seen: int, count: int) -> Iterator[str]:
        dropped = self.board.dropped
        if seen < dropped:
            yield f"MISSED {dropped - seen}"
            self._seen = dropped
        for notice in self.board.since(seen)[:count]:
            yield noticeText(notice)
            self._seen = notice.number

    def dismiss(self, code: str, text: str) -> None:
        """Send ``ERR code text`` and close the connection; answers still waiting are dropped."""
        if self._abort is None:
            self._lines.clear()
            self._answer = None
            self._leaving = True
            self.transport.write(f"ERR {code} {text}\r\n".encode())
            self._close()

    def _close(self) -> None:
        if self._abort is None:
            self.setTimeout(None)
            self._abort = self.factory.reactor.callLater(GRACE, self.transport.abortConnection)
            self.transport.unregisterProducer()
            self.transport.loseConnection()

    # The transport's side: IPushProducer.

    def pauseProducing(self) -> None:
        """Stop writing, and stop reading lines that would need an answer."""
        self._held = True
        self.transport.pauseProducing()

    def resumeProducing(self) -> None:
        """Start writing and reading again."""
        self._held = False
        self.pump()
        if not self._held and not self._leaving:
            self.transport.resumeProducing()

    def stopProducing(self) -> None:
        """Do nothing: :meth:`connectionLost` follows."""

    # A verb's side: IClient.

    def peers(self) -> Sequence[IClient]:
        """Return all connected clients, the first to connect first."""
        return list(self.factory.clients.values())

    def rename(self, name: str) -> None:
        """Change this client's name."""
        self.name = name
        self.board.changed()

    def watch(self) -> None:
        """Send each new notice from now on."""
        if self._seen is None:
            self._seen = self.board.newest
            self.factory.watch(self)

    def leave(self) -> None:
        """Close the connection after this answer."""
        self._lines.clear()
        self._leaving = True


class Refusal(Protocol):
    """
    The whole conversation with a client that is turned away: one line.

    Closing the connection at once could lose that line: if the client has sent something that was never read, the
    system resets the connection. So only our direction is closed, and the client has :data:`GRACE` seconds to close
    the other one.
    """

    transport: ITransport

    def __init__(self, factory: Members, line: bytes) -> None:
        self.factory = factory
        self._line = line
        self._abort: Any = None

    def connectionMade(self) -> None:
        """Send the line."""
        self.transport.write(self._line)
        # TLS has a way of its own to close, which delivers the line.
        if ISSLTransport.providedBy(self.transport):
            self.transport.loseConnection()
        else:
            self.transport.loseWriteConnection()
        self._abort = self.factory.reactor.callLater(GRACE, self.transport.abortConnection)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Cancel the deadline."""
        if self._abort.active():
            self._abort.cancel()
