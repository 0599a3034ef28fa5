"""
File names over FTP: ``twisted.protocols.ftp.FTP`` reads names as Latin-1 and sends them as UTF-8, so that a file whose
name is not ASCII is listed and then not found.
"""

from __future__ import annotations

import os
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.internet.testing import StringTransport
from twisted.protocols import ftp
from twisted.protocols.basic import LineReceiver


class FTP(ftp.FTP):
    """A session whose file names are the bytes of the wire, as they were in 2007."""

    __module__ = "mktap_compat.thaw"

    def lineReceived(self, line: bytes) -> None:
        """
        Carry out a command.

        :param line: the command; what is no UTF-8 in it stays what it is.
        """
        super().lineReceived(_Line(line))

    def sendLine(self, line: str | bytes) -> None:
        """
        Send a line.

        :param line: text, with names as the file system gives them, or bytes.
        """
        LineReceiver.sendLine(self, os.fsencode(line))

    def _encodeName(self, name: str | bytes) -> bytes:
        return os.fsencode(name)


class _Line(bytes):
    """A line that is decoded as the file system's names are, whatever encoding is asked for."""

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return os.fsdecode(bytes(self))


def upstreamWorks() -> bool:
    """Tell whether today's own session looks for the file name that the wire held."""
    protocol: Any = ftp.FTP()
    protocol.state = protocol.AUTHED
    protocol.workingDirectory = []
    protocol.shell = shell = _Shell()
    protocol.transport = StringTransport()
    protocol.timeOut = None
    protocol.lineReceived("CWD caf\xe9".encode())
    return shell.asked == [os.fsdecode("caf\xe9".encode())]


class _Shell:
    """Notes which folder is asked for, for the probe."""

    asked: list[str]

    def access(self, segments: list[str]) -> Deferred[None]:
        """Let everybody in."""
        self.asked = segments
        return succeed(None)
