"""APOP: ``twisted.mail.pop3.APOPCredentials`` compares a digest in text with one in bytes and refuses everybody."""

from __future__ import annotations

from hashlib import md5
from hmac import compare_digest
from typing import Any

from twisted.cred.error import UnauthorizedLogin
from twisted.internet.defer import fail
from twisted.mail import pop3, protocols


class APOPCredentials(pop3.APOPCredentials):
    """What a client proves that it knows the password with."""

    def checkPassword(self, password: bytes) -> bool:
        """
        Tell whether the client knows the password.

        :param password: the password in clear.
        """
        return compare_digest(md5(self.magic + password).hexdigest().encode("ascii"), self.digest)


class VirtualPOP3(protocols.VirtualPOP3):
    """A POP3 server for several domains that takes APOP."""

    __module__ = "mktap_compat.thaw"

    def authenticateUserAPOP(self, user: bytes, digest: bytes) -> Any:
        """
        Log a user in with the digest of the greeting and the password.

        :param user: name, with or without a domain.
        :param digest: MD5 in hexadecimal.
        :return: fires with interface, mailbox and a callable to log out, or fails with ``UnauthorizedLogin``.
        """
        user, domain = self.lookupDomain(user)
        assert self.service is not None
        try:
            portal = self.service.lookupPortal(domain)
        except KeyError:
            return fail(UnauthorizedLogin())
        credentials = APOPCredentials(self.magic, user, digest)
        return portal.login(credentials, None, pop3.IMailbox)


class POP3Factory(protocols.POP3Factory):
    """Build POP3 servers that take APOP."""

    __module__ = "mktap_compat.thaw"

    protocol = VirtualPOP3


def upstreamWorks() -> bool:
    """Tell whether today's own credentials accept the right digest, as it comes from the wire."""
    digest = md5(b"<1@host>wonder").hexdigest().encode("ascii")
    return bool(pop3.APOPCredentials(b"<1@host>", b"alice", digest).checkPassword(b"wonder"))
