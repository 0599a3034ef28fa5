"""
Mail of users who logged in: ``twisted.mail.protocols.DomainDeliveryBase.receivedHeader`` calls ``encode`` on the
user's name, which is bytes, so that their mail is refused after it was sent (and ``MailService.addDomain`` registers no
checker in Twisted 22.10).
"""

from __future__ import annotations

from typing import Any

from twisted.cred.checkers import ANONYMOUS, AllowAnonymousAccess
from twisted.cred.portal import Portal
from twisted.mail import mail, protocols, smtp
from twisted.mail.interfaces import IAliasableDomain


class ESMTPDomainDelivery(protocols.ESMTPDomainDelivery):
    """Deliver the mail of a session, whether somebody logged in or not."""

    def receivedHeader(self, helo: tuple[bytes, bytes], origin: smtp.Address, recipients: list[smtp.User]) -> bytes:
        """
        Return the ``Received`` header of a message.

        :param helo: how the client called itself, and its IP address.
        :param origin: the sender.
        :param recipients: where it goes.
        """
        user, self.user = self.user, None
        try:
            header: bytes = super().receivedHeader(helo, origin, recipients)
        finally:
            self.user = user
        if user:
            proof = b" auth=" + _xtext(user)
            first, line, rest = header.partition(b"\n\tby ")
            header = first + proof + line + rest
        return header


class MailService(mail.MailService):
    """A mail service whose users may log in to send."""

    __module__ = "mktap_compat.thaw"

    def requestAvatar(self, avatarId: Any, mind: object, *interfaces: Any) -> Any:
        """
        Return what delivers the mail of a session.

        :param avatarId: the user's name in bytes, or ``ANONYMOUS``.
        :raise NotImplementedError: for anything but ``IMessageDelivery``.
        """
        if smtp.IMessageDelivery not in interfaces:
            raise NotImplementedError()
        user = None if avatarId == ANONYMOUS else avatarId
        return smtp.IMessageDelivery, ESMTPDomainDelivery(self, user), lambda: None

    def addDomain(self, name: bytes, domain: Any) -> None:
        """
        Take mail for a domain.

        :param name: its name; empty for the one that ``--default`` sets.
        :param domain: who lives there.
        """
        self.domains[name] = domain
        self.portals[name] = Portal(domain, domain.getCredentialsCheckers())
        if self.aliases and IAliasableDomain.providedBy(domain):
            domain.setAliasGroup(self.aliases)

    def defaultPortal(self) -> Portal:
        """Return the portal of the domain without a name, which ``--default`` sets."""
        return self.portals[b""]


def upstreamWorks() -> bool:
    """Tell whether today's own delivery writes a header for a user who logged in, and domains check their users."""
    delivery = protocols.ESMTPDomainDelivery(None, b"alice")
    try:
        delivery.receivedHeader((b"client", b"127.0.0.1"), None, [])
    except (AttributeError, LookupError, TypeError):
        return False
    service = mail.MailService()
    service.addDomain(b"example.test", _Domain())
    return bool(service.portals[b"example.test"].checkers)


class _Domain(mail.BounceDomain):
    """A domain that checks its users, for the probe."""

    def getCredentialsCheckers(self) -> list[Any]:
        """Let everybody in."""
        return [AllowAnonymousAccess()]


def _xtext(user: bytes | str) -> bytes:
    """Return a name as RFC 3461 section 4 writes it: ``+XX`` for what is no plain letter."""
    name = user.encode("utf-8") if isinstance(user, str) else user
    return b"".join(b"%c" % code if 33 <= code <= 126 and code not in b"+=" else b"+%02X" % code for code in name)
