"""
Chat in other encodings: ``twisted.words.protocols.irc.IRC.dataReceived`` decodes whatever arrives as UTF-8 at once, so
that Latin-1, or a letter that comes in two pieces, ends the connection.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.testing import StringTransport
from twisted.words import service

_ENCODING = ("utf-8", "surrogateescape")


class IRCUser(service.IRCUser):
    """A chat session that passes on what it does not understand, as in 2007."""

    __module__ = "mktap_compat.thaw"

    _begun = b""

    def dataReceived(self, data: bytes) -> None:
        """
        Take a piece of a conversation; lines are handled once they are whole.

        :param data: any number of lines, and the beginning of another.
        """
        whole, end, self._begun = (self._begun + data).rpartition(b"\n")
        if len(self._begun) > getattr(self, "MAX_LENGTH", 16384):
            self._begun = b""
            transport: Any = self.transport
            transport.loseConnection()
        super().dataReceived((whole + end).decode(*_ENCODING))

    def sendLine(self, line: str) -> None:
        """
        Send a line.

        :param line: what came in as bytes that are no UTF-8 goes out as the same bytes.
        """
        transport: Any = self.transport
        transport.write(f"{line}\r\n".encode(*_ENCODING))

    def irc_NICK(self, prefix: str, params: list[Any]) -> None:
        """
        Take a name, which has to be ASCII or UTF-8.

        :param prefix: nothing.
        :param params: the name.
        """
        super().irc_NICK(prefix, [name.encode(*_ENCODING) if isinstance(name, str) else name for name in params])


class IRCFactory(service.IRCFactory):
    """Builds chat sessions."""

    __module__ = "mktap_compat.thaw"

    protocol = IRCUser


def upstreamWorks() -> bool:
    """Tell whether today's own session takes a line in Latin-1, and one that comes in two pieces."""
    session: Any = service.IRCUser()
    session.transport = StringTransport()
    commands: list[Any] = []
    session.handleCommand = lambda *command: commands.append(command)
    try:
        for piece in (b"PING caf\xe9\r\n", b"PING caf\xc3", b"\xa9\r\n"):
            session.dataReceived(piece)
    except UnicodeDecodeError:
        return False
    return len(commands) == 2
