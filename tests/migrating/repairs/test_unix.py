"""SFTP to a system account."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import Any

import pytest
from twisted.conch.interfaces import IConchUser, ISession, ISFTPServer
from twisted.cred.checkers import ANONYMOUS

from mktap_compat.migrating.repairs import unix

ME = pwd.getpwuid(os.getuid())


@pytest.fixture
def avatar(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the account of this process, as which everything runs anyway."""
    monkeypatch.setattr(unix.UnixConchUser, "_runAsUser", lambda self, function, *arguments: function(*arguments))
    interface, user, _ = unix.UnixSSHRealm().requestAvatar(os.fsencode(ME.pw_name), None, IConchUser)
    assert interface is IConchUser
    return user


def test_anonymousIsDenied() -> None:
    """Nobody in particular gets no account."""
    with pytest.raises(Exception, match="anonymous"):
        unix.UnixSSHRealm().requestAvatar(ANONYMOUS, None, IConchUser)


def test_sessionIsTodaysOwn(avatar: Any) -> None:
    """A shell is Twisted's own."""
    assert type(ISession(avatar)).__module__ == "twisted.conch.unix"


def test_relativePathIsInHome(avatar: Any) -> None:
    """A relative path begins at home."""
    assert ISFTPServer(avatar)._absPath(b"file") == os.path.join(ME.pw_dir, "file")


def test_filesAreFound(avatar: Any, tmp_path: Path) -> None:
    """Folders are made, listed and removed, by any name."""
    server, path = ISFTPServer(avatar), os.fsencode(tmp_path) + b"/caf\xe9"
    os.mkdir(path)
    assert server.getAttrs(path, True)["uid"] == os.getuid()
    [(name, _, _)] = server.openDirectory(os.fsencode(tmp_path))
    assert os.fsencode(name) == b"caf\xe9"
    server.removeDirectory(path)
    assert not list(tmp_path.iterdir())
