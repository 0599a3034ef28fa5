"""The line protocol: bytes in, answers and pushed notices out, never more of either than the other side takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from myapp.factory import BoardFactory

#: How many lines go to the transport at a time; it says after each batch whether it wants more.
BATCH = 64
#: Seconds that a client has to take the last lines when its connection is closed.
GRACE = 5.0


log = Logger()


class ITransport(ITCPTransport, IConsumer, IPushProducer):
    """What Twisted's stream transports provide together."""


@implementer(IClient, IPushProducer, IHalfCloseableProtocol)
class BoardProtocol(Protocol, TimeoutMixin):
    """
    One client.

    It is a producer for its own transport: when the client does not read, the lines it sent wait, it is not read from,
    and notices are not queued for it but found on the board later (those that are gone by then are counted as
    ``MISSED n``).
    """

    transport: ITransport
    factory: BoardFactory

    def __init__(self, factory: BoardFactory, number: int, address: str, since: float) -> None:
        self.factory = factory
        self.number = number
        self.address = address
        self.since = since
        self.name = "anonymous"
        self.board: Board = factory.board
        self.commands: Mapping[str, ICommand] = factory.commands
        self._rest = b""
        self._lines: deque[str | CommandError] = deque()
        self._answer: Iterator[str] | None = None
        self._seen: int | None = None
        self._held = self._pumping = self._leaving = False
        self._abort: Any = None

    def callLater(self, delay: float, function: Any) -> Any:
        """Let the mixin use the factory's reactor."""
        return self.factory.reactor.callLater(delay, function)

    def connectionMade(self) -> None:
        """Join the others."""
        self.transport.registerProducer(self, True)
        if isinstance(self.transport.getPeer(), IPv4Address | IPv6Address):
            # Find out about dead watchers; and don't let one answer wait for the other side to acknowledge another.
            self.transport.setTcpKeepAlive(True)
            self.transport.setTcpNoDelay(True)
        self.setTimeout(self.factory.idleTimeout or None)
        self.factory.joined(self)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Leave the others."""
        self._leaving = self._held = True
        self._lines.clear()
        self._answer = None
        self.setTimeout(None)
        if self._abort is not None and self._abort.active():
            self._abort.cancel()
        self.factory.left(self)

    # What comes in.

    def dataReceived(self, data: bytes) -> None:
        """Take whole lines from the bytes, keep the rest, and answer."""
        if self._leaving:
            return
        if self.timeOut is not None:
            self.resetTimeout()
        if self._rest:
            data = self._rest + data
        end = data.rfind(b"\n") + 1
        # More than this makes no difference: the line will be refused as too long, whenever it ends.
        self._rest = data[end : end + LONGEST + 2]
        if end:
            lines = readLines(data[:end])
            self._lines += lines
            self.board.counts["lines"] += len(lines)
            self.pump()

    def readConnectionLost(self) -> None:
        """Answer what came before the end, then close."""
        self._leaving = True
        self.pump()

    def writeConnectionLost(self) -> None:
        """Close: nobody reads the answers."""
        self.transport.loseConnection()

    def timeoutConnection(self) -> None:
        """Close after so much silence; one who watches may be silent."""
        if self._seen is None:
            self.dismiss("idle", f"nothing heard for {self.timeOut:g} seconds")

    # What goes out.

    def pump(self) -> None:
        """Write answers and notices until there are no more, or the transport has enough."""
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
        # At least as many lines as a batch has, of answers first and then of notices, or all that there are.
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
            raise CommandError("unknown", "no such verb; HELP lists them") from None

    def _refuse(self, error: Exception) -> str:
        self.board.counts["errors"] += 1
        if isinstance(error, CommandError):
            return f"ERR {error.code} {error}"
        log.failure("a verb failed", Failure(error))
        return "ERR internal this verb failed; the server's log says how"

    def _unseen(self, seen: int, count: int) -> Iterator[str]:
        dropped = self.board.dropped
        if seen < dropped:
            yield f"MISSED {dropped - seen}"
            self._seen = dropped
        for notice in self.board.since(seen)[:count]:
            yield noticeText(notice)
            self._seen = notice.number

    def dismiss(self, code: str, text: str) -> None:
        """Close the connection after saying ``ERR code text``; answers that still wait are dropped."""
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
        """Write nothing more for now, and read nothing that would need an answer."""
        self._held = True
        self.transport.pauseProducing()

    def resumeProducing(self) -> None:
        """Go on."""
        self._held = False
        self.pump()
        if not self._held and not self._leaving:
            self.transport.resumeProducing()

    def stopProducing(self) -> None:
        """Do nothing: :meth:`connectionLost` follows."""

    # A verb's side: IClient.

    def peers(self) -> Sequence[IClient]:
        """Return all connected clients, in the order in which they came."""
        return list(self.factory.clients.values())

    def rename(self, name: str) -> None:
        """Take another name."""
        self.name = name
        self.board.changed()

    def watch(self) -> None:
        """Push each notice from now on."""
        if self._seen is None:
            self._seen = self.board.newest
            self.factory.watch(self)

    def leave(self) -> None:
        """Close the connection once this line is answered."""
        self._lines.clear()
        self._leaving = True


class Refusal(Protocol):
    """
    The whole conversation with a client that is not let in: one line.

    Closing at once could lose it: what the client has sent already, unread, makes the system reset the connection. So
    only our direction is closed, and the client has :data:`GRACE` seconds to close the other.
    """

    transport: ITransport

    def __init__(self, factory: BoardFactory, line: bytes) -> None:
        self.factory = factory
        self._line = line
        self._abort: Any = None

    def connectionMade(self) -> None:
        """Say no."""
        self.transport.write(self._line)
        # TLS has a shake of hands before, and an end of its own.
        if ISSLTransport.providedBy(self.transport):
            self.transport.loseConnection()
        else:
            self.transport.loseWriteConnection()
        self._abort = self.factory.reactor.callLater(GRACE, self.transport.abortConnection)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Forget the deadline."""
        if self._abort.active():
            self._abort.cancel()
