"""Chat in other encodings than UTF-8."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.cred.portal import Portal
from twisted.internet.testing import StringTransport
from twisted.words.service import InMemoryWordsRealm

from mktap_compat.migrating.repairs.checkers import InMemoryUsernamePasswordDatabaseDontUse
from mktap_compat.migrating.repairs.irc import IRCFactory


@pytest.fixture
def factory() -> IRCFactory:
    """Return a server with two users, one of whose passwords is no UTF-8."""
    users = InMemoryUsernamePasswordDatabaseDontUse(alice=b"wonder", bob=b"b\xe4r")
    realm = InMemoryWordsRealm("irc.test")
    return IRCFactory(realm, Portal(realm, [users]))


def _session(factory: IRCFactory, *lines: bytes) -> Any:
    session: Any = factory.buildProtocol(None)
    session.makeConnection(StringTransport())
    for line in lines:
        session.dataReceived(line)
    return session


def _both(factory: IRCFactory) -> tuple[Any, Any]:
    return (
        _session(factory, b"PASS wonder\r\nNICK alice\r\n"),
        _session(factory, b"PASS b\xe4r\r\nNI", b"CK bob\r\n"),
    )


@pytest.mark.parametrize("text", [b"plain", "caf\xe9".encode(), b"caf\xe9"], ids=["ASCII", "UTF-8", "Latin-1"])
def test_messageArrivesAsItWas(factory: IRCFactory, text: bytes) -> None:
    """A message arrives in the bytes in which it was sent."""
    alice, bob = _both(factory)
    bob.dataReceived(b"PRIVMSG alice :" + text + b"\r\n")
    assert alice.transport.value().endswith(b"PRIVMSG alice :" + text + b"\r\n")


def test_letterInTwoPieces(factory: IRCFactory) -> None:
    """A letter may arrive in two pieces."""
    alice, bob = _both(factory)
    bob.dataReceived(b"PRIVMSG alice :caf\xc3")
    bob.dataReceived(b"\xa9\nPING x\n")
    assert alice.transport.value().endswith("caf\xe9\r\n".encode()) and b"PONG" in bob.transport.value()


def test_nameHasToBeReadable(factory: IRCFactory) -> None:
    """A name that is no UTF-8 is refused with a word about it, as before."""
    session = _session(factory, b"NICK caf\xe9\r\n")
    assert b"cannot be decoded" in session.transport.value() and session.transport.disconnecting


def test_endlessLineEndsConnection(factory: IRCFactory) -> None:
    """A line without an end is not kept for ever."""
    session = _session(factory, b"x" * 20000)
    assert session.transport.disconnecting and not session._begun
