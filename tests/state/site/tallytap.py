"""A server that counts words, and keeps who is connected: ``twistd tally --port N``."""

from __future__ import annotations

from typing import Any

from twisted.application.service import Service
from twisted.internet.protocol import Factory
from twisted.protocols.basic import LineReceiver
from twisted.python import usage


class Options(usage.Options):
    """A port and a greeting."""

    optParameters = [["port", "p", "0", "Port."], ["greeting", "g", "hello", "What it says."]]


class Word:
    """A word and how often it came."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.times = 0


class Talk(LineReceiver):
    """Counts each line; ``?`` tells all, ``!`` tells who is there."""

    def connectionMade(self) -> None:
        """Join."""
        self.factory.tally.clients[id(self)] = self
        self.factory.tally.everybody.append(self)

    def connectionLost(self, reason: object = None) -> None:
        """Leave."""
        del self.factory.tally.clients[id(self)]
        self.factory.tally.everybody.remove(self)

    def lineReceived(self, line: bytes) -> None:
        """Count, or tell."""
        tally = self.factory.tally
        if line == b"?":
            told = " ".join(f"{word.text}={word.times}" for word in tally.words.values())
            self.sendLine(f"{tally.greeting} {told}".encode())
        elif line == b"!":
            self.sendLine(f"{len(tally.clients)} {len(tally.everybody)}".encode())
        else:
            word = tally.words.setdefault(line.decode(), Word(line.decode()))
            word.times += 1
            tally.last = word
            self.sendLine(b"%d" % word.times)


class Tally(Service):
    """The words, and who is connected."""

    def __init__(self, port: int, greeting: str) -> None:
        self.port = port
        self.greeting = greeting
        self.words: dict[str, Word] = {}
        self.last: Word | None = None
        self.clients: dict[int, Any] = {}
        self.everybody: list[Any] = []

    def startService(self) -> None:
        """Listen."""
        from twisted.internet import reactor

        super().startService()
        factory = Factory.forProtocol(Talk)
        factory.tally = self
        reactor.listenTCP(self.port, factory, interface="127.0.0.1")  # type: ignore[attr-defined]


def makeService(options: Any) -> Tally:
    """Return the service."""
    return Tally(int(options["port"]), options["greeting"])
