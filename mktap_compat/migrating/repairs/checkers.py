"""
Password databases that take text: ``twisted.protocols.ftp`` and ``twisted.words`` log in with ``str``, and today's
checkers hold bytes, so that every login is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.cred import checkers
from twisted.cred.credentials import IUsernamePassword, UsernamePassword
from twisted.cred.error import UnauthorizedLogin
from twisted.internet.defer import Deferred, maybeDeferred
from twisted.python.failure import Failure

Ask = Callable[[Any], "Deferred[Any]"]


class FilePasswordDB(checkers.FilePasswordDB):
    """A password file that today's FTP and IRC can log in with."""

    __module__ = "mktap_compat.thaw"

    def requestAvatarId(self, credentials: Any) -> Deferred[Any]:
        """
        Look a user up.

        :param credentials: any credentials; name and password may be text.
        :return: fires with the avatar id, of the type that the name in the credentials has, or fails with
            ``UnauthorizedLogin``.
        """
        return _askInBytes(super().requestAvatarId, credentials)


class InMemoryUsernamePasswordDatabaseDontUse(checkers.InMemoryUsernamePasswordDatabaseDontUse):
    """A password table that today's FTP and IRC can log in with."""

    __module__ = "mktap_compat.thaw"

    def requestAvatarId(self, credentials: Any) -> Deferred[Any]:
        """
        Look a user up.

        :param credentials: any credentials; name and password may be text.
        :return: fires with the avatar id, of the type that the name in the credentials has, or fails with
            ``UnauthorizedLogin``.
        """
        return _askInBytes(super().requestAvatarId, credentials)


def upstreamWorks() -> bool:
    """Tell whether today's own password table lets a user in whose name and password are text."""
    table = checkers.InMemoryUsernamePasswordDatabaseDontUse(alice=b"wonder")
    return _fires(table.requestAvatarId(UsernamePassword("alice", "wonder")))  # type: ignore[arg-type]


def _askInBytes(ask: Ask, credentials: Any) -> Deferred[Any]:
    name, password = getattr(credentials, "username", None), getattr(credentials, "password", None)
    if not (IUsernamePassword.providedBy(credentials) and isinstance(name, str) and isinstance(password, str)):
        return ask(credentials)
    # IRC and our FTP decoded the wire as UTF-8, Twisted's FTP as latin-1; the file holds what the wire held.
    encodings = ["utf-8"] if (name + password).isascii() else ["utf-8", "latin-1"]

    def attempt(refusal: Failure | None = None) -> Deferred[Any]:
        encoding = encodings.pop(0)
        try:
            inBytes = UsernamePassword(*(text.encode(encoding, "surrogateescape") for text in (name, password)))
        except UnicodeEncodeError:
            raise UnauthorizedLogin() from None
        answer = maybeDeferred(ask, inBytes).addCallback(lambda found: name if found == inBytes.username else found)
        return answer.addErrback(attempt) if encodings else answer

    return maybeDeferred(attempt)


def _fires(deferred: Deferred[Any]) -> bool:
    results: list[Any] = []
    deferred.addBoth(results.append)
    return bool(results) and not isinstance(results[0], Failure)
