"""
Mail for elsewhere: ``twisted.mail.relay.DomainQueuer.exists`` takes the length of a ``filter``, so that no message is
ever queued.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.mail import relay, smtp


class DomainQueuer(relay.DomainQueuer):
    """Take mail for every other domain into the queue."""

    __module__ = "mktap_compat.thaw"

    def exists(self, user: smtp.User) -> Callable[[], Any]:
        """
        Tell whether mail may go there.

        :param user: where the mail goes, and from which connection it came.
        :return: makes what takes the lines of a message.
        :raise smtp.SMTPBadRcpt: when the client may not relay, or an address has no domain.
        """
        complete = all(address.local and address.domain for address in (user.orig, user.dest))
        if complete and self.willRelay(user.dest, user.protocol):
            return lambda: self.startMessage(user)
        raise smtp.SMTPBadRcpt(user)


def upstreamWorks() -> bool:
    """Tell whether today's own queuer takes mail of a client that may relay."""
    queuer = relay.DomainQueuer(None, True)
    user = smtp.User(b"bob@elsewhere.test", None, _Client(), b"alice@example.test")
    try:
        queuer.exists(user)
    except TypeError:
        return False
    return True


class _Client:
    """A connection, for the probe."""

    host = None
    transport: Any = None

    def __init__(self) -> None:
        self.transport = self

    def getPeer(self) -> None:
        """Nobody."""
