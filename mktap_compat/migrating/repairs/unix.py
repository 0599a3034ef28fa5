"""
SFTP to system accounts: ``twisted.conch.unix.SFTPServerForUnixConchUser._absPath`` takes the home directory for a
``FilePath``, which it is not, so that no file is found.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from twisted.conch import unix
from twisted.conch.interfaces import ISFTPServer
from twisted.cred.error import LoginDenied
from twisted.python.components import registerAdapter


class SFTPServerForUnixConchUser(unix.SFTPServerForUnixConchUser):
    """Serves files to a user who logged in."""

    def _absPath(self, path: bytes) -> str:
        """Return a path of the wire, from the user's home directory if it is relative."""
        return os.path.join(self.avatar.getHomeDir(), os.fsdecode(path))


class UnixConchUser(unix.UnixConchUser):
    """A system account that somebody logged in to."""


registerAdapter(SFTPServerForUnixConchUser, UnixConchUser, ISFTPServer)


class UnixSSHRealm(unix.UnixSSHRealm):
    """Gives out system accounts."""

    __module__ = "mktap_compat.thaw"

    def requestAvatar(self, username: Any, mind: object, *interfaces: Any) -> Any:
        """
        Return a user's account.

        :param username: the name in bytes.
        :raise LoginDenied: if nobody in particular logged in.
        :raise KeyError: if there is no such account.
        """
        if not isinstance(username, bytes):
            raise LoginDenied("an anonymous session has no account")
        user = UnixConchUser(os.fsdecode(username))
        return interfaces[0], user, user.logout


def upstreamWorks() -> bool:
    """Tell whether today's own SFTP finds a file in the home directory of this process's user."""
    if sys.platform == "win32":
        return False
    import pwd

    try:
        user = unix.UnixConchUser(pwd.getpwuid(os.getuid()).pw_name)
        server: Any = ISFTPServer(user)
        path = server._absPath(b"file")
    except (AttributeError, KeyError):
        return False
    return os.fsencode(path).endswith(b"/file")
