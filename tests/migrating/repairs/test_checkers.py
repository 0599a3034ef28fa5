"""Password tables that take text: what FTP and IRC hand over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twisted.cred.credentials import CramMD5Credentials, UsernamePassword
from twisted.cred.error import UnauthorizedLogin
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from mktap_compat.migrating.repairs.checkers import FilePasswordDB, InMemoryUsernamePasswordDatabaseDontUse


def _result(deferred: Deferred[Any]) -> Any:
    results: list[Any] = []
    deferred.addBoth(results.append)
    return results[0]


@pytest.fixture(params=["file", "memory"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Return a table with alice, and a user whose name and password were UTF-8 in 2007."""
    if request.param == "memory":
        made = InMemoryUsernamePasswordDatabaseDontUse(alice=b"wonder")
        made.addUser("ren\xe9".encode(), "caf\xe9".encode())
        return made
    passwords = tmp_path / "passwd"
    passwords.write_bytes("alice:wonder\nren\xe9:caf\xe9\n".encode())
    return FilePasswordDB(str(passwords))


def test_bytesAreLeftAlone(table: Any) -> None:
    """A name in bytes is answered by a name in bytes, as Twisted's own table does."""
    assert _result(table.requestAvatarId(UsernamePassword(b"alice", b"wonder"))) == b"alice"


def test_textLogsIn(table: Any) -> None:
    """A name in text is answered by a name in text, which FTP makes a home directory of."""
    assert _result(table.requestAvatarId(UsernamePassword("alice", "wonder"))) == "alice"


@pytest.mark.parametrize("wire", ["utf-8", "latin-1"])
def test_textBeyondAsciiLogsIn(table: Any, wire: str) -> None:
    """The bytes of the wire log in, whether the protocol decoded them as UTF-8 (IRC) or latin-1 (FTP)."""
    name, password = ("ren\xe9".encode().decode(wire), "caf\xe9".encode().decode(wire))
    assert _result(table.requestAvatarId(UsernamePassword(name, password))) == name


@pytest.mark.parametrize(
    "credentials",
    [
        ("alice", "wrong"),
        ("bob", "wonder"),
        (b"alice", b"wrong"),
        ("alice", "caf\xe9"),
        ("alice\u2603", "wonder"),
        ("alice", "\udcff"),
    ],
    ids=repr,
)
def test_wrongPasswordIsRefused(table: Any, credentials: tuple[Any, Any]) -> None:
    """A wrong name or password is refused, in bytes and in text, in ASCII and beyond."""
    refusal = _result(table.requestAvatarId(UsernamePassword(*credentials)))
    assert isinstance(refusal, Failure) and refusal.check(UnauthorizedLogin)


def test_challengeIsLeftAlone(table: Any) -> None:
    """Credentials without a password, such as CRAM-MD5, go to Twisted's own code as they are."""
    challenge = CramMD5Credentials(b"host")
    challenge.getChallenge()
    challenge.setResponse(b"alice 0123")
    refusal = _result(table.requestAvatarId(challenge))
    assert isinstance(refusal, Failure) and refusal.check(UnauthorizedLogin)
