"""The line protocol: bytes in, answers and pushed notices out, never more of either than the other side takes."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from twisted.internet.interfaces import IConsumer, IHalfCloseableProtocol, IPushProducer, ITCPTransport
from twisted.internet.protocol import Protocol, connectionDone
from twisted.logger import Logger
from twisted.protocols.policies import TimeoutMixin
from twisted.python.failure import Failure
from zope.interface import implementer

from myapp.board import Board, Notice
from myapp.errors import CommandError
from myapp.interfaces import IClient, ICommand
from myapp.wire import noticeText

if TYPE_CHECKING:
    from myapp.factory import BoardFactory

#: The longest line, in bytes, without its end.
LONGEST = 16 * 1024
#: How many lines go to the transport at a time; it says after each batch whether it wants more.
BATCH = 64
#: Seconds that a client has to take the last lines when its connection is closed.
GRACE = 5.0

#: What no line holds: it would end or hide something on somebody's terminal.
CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")

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
        self._lines: deque[bytes] = deque()
        self._output: Iterator[str] | None = None
        self._seen: int | None = None
        self._held = self._pumping = self._leaving = False
        self._abort: Any = None

    def callLater(self, delay: float, function: Any) -> Any:
        """Let the mixin use the factory's reactor."""
        return self.factory.reactor.callLater(delay, function)

    def connectionMade(self) -> None:
        """Join the others."""
        self.transport.registerProducer(self, True)
        self.transport.setTcpKeepAlive(True)
        self.setTimeout(self.factory.idleTimeout or None)
        self.factory.joined(self)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Leave the others."""
        self._leaving = self._held = True
        self._lines.clear()
        self._output = None
        self.setTimeout(None)
        if self._abort is not None and self._abort.active():
            self._abort.cancel()
        self.factory.left(self)

    # What comes in.

    def dataReceived(self, data: bytes) -> None:
        """Take whole lines from the bytes, keep the rest, and answer."""
        if self._leaving:
            return
        self.resetTimeout()
        *lines, rest = (self._rest + data).split(b"\n")
        # More than this makes no difference: the line will be refused as too long, whenever it ends.
        self._rest = rest[: LONGEST + 2]
        self._lines.extend(lines)
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
            if self._output is None:
                self._output = self._produce()
            lines = list(islice(self._output, BATCH))
            if lines:
                self.transport.write(("\r\n".join(lines) + "\r\n").encode())
            if len(lines) < BATCH:
                self._output = None
                break
        self._pumping = False
        if self._leaving and not self._held:
            self._close()

    def _produce(self) -> Iterator[str]:
        lines = self._lines
        while lines:
            try:
                yield from self._answer(lines.popleft())
            except CommandError as error:
                self.board.counts["errors"] += 1
                yield f"ERR {error.code} {error}"
            except Exception:
                self.board.counts["errors"] += 1
                log.failure("a verb failed")
                yield "ERR internal this verb failed; the server's log says how"
        board = self.board
        while self._seen is not None and self._seen < board.newest and not self._leaving:
            seen = self._seen
            self._seen = max(seen + 1, board.dropped)
            if seen < board.dropped:
                yield f"MISSED {board.dropped - seen}"
            elif self._seen in board.notices:
                yield noticeText(board.notices[self._seen])

    def _answer(self, line: bytes) -> Iterable[str]:
        line = line.removesuffix(b"\r")
        if len(line) > LONGEST:
            raise CommandError("long", f"a line has at most {LONGEST} bytes")
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            raise CommandError("utf8", f"byte {error.start} of the line is not UTF-8") from None
        if not text.isprintable() and CONTROL.search(text):
            raise CommandError("control", "a line has no control characters")
        verb, _, argument = text.partition(" ")
        command = self.commands.get(verb) or self.commands.get(verb.upper())
        if command is None:
            raise CommandError("unknown", "no such verb; HELP lists them")
        return command.run(self, argument.strip())

    def dismiss(self, code: str, text: str) -> None:
        """Close the connection after saying ``ERR code text``; answers that still wait are dropped."""
        if not self._leaving:
            self._lines.clear()
            self._output = None
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

    def post(self, text: str) -> Notice:
        """Put a notice on the board in this client's name."""
        return self.board.post(self.name, text, self.factory.reactor.seconds())

    def watch(self) -> None:
        """Push each notice from now on."""
        if self._seen is None:
            self._seen = self.board.newest
            self.factory.watchers.add(self)

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
        self.transport.loseWriteConnection()
        self._abort = self.factory.reactor.callLater(GRACE, self.transport.abortConnection)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Forget the deadline."""
        if self._abort.active():
            self._abort.cancel()
