"""Tests of the catalog for ``twisted.words``, and for the servers that are gone."""

from __future__ import annotations

from typing import Any

import pytest

from mktap_compat.migrating.errors import GoneError
from mktap_compat.migrating.evaluating import evaluate
from tests.migrating.olden import application, convert, made, old, said, server, walk

SERVICE = "twisted.words.service"


def realm(**attributes: Any) -> Any:
    """Return an old realm."""
    return old(f"{SERVICE}.InMemoryWordsRealm", **{"name": b"irc.test", "users": {}, "groups": {}, **attributes})


def test_emptyRealmStaysEmpty() -> None:
    """A realm that met nobody is made of its name, as text."""
    value, walked = walk(realm())
    assert (value.args, value.steps) == (["irc.test"], []) and not walked.report.entries


def test_realmKeepsUsersAndGroups() -> None:
    """Users and groups come back by name, with topics; nobody is logged in."""
    user = old(f"{SERVICE}.User", name="alice", realm=None, mind=None, groups=[], lastMessage=5.0, signOn=4.0)
    group = old(f"{SERVICE}.Group", name="chat", users={"alice": user}, meta={b"topic": "caf\xe9"})
    value, walked = walk(realm(users={"alice": user}, groups={"chat": group}, createGroupOnRequest=1))
    live: Any = evaluate(value)
    assert live.users["alice"].lastMessage == 5.0 and live.users["alice"].realm is None
    assert live.groups["chat"].meta == {"topic": "caf\xe9"} and live.groups["chat"].users == {}
    assert live.createGroupOnRequest == 1 and "users" in said(walked, "dropped")


def test_groupWithoutTopic() -> None:
    """A group without a topic is made of its name."""
    group = made(old(f"{SERVICE}.Group", name="chat", users={}, meta={b"topic": b"", b"topic_author": b""}))
    assert (group.args, group.steps) == (["chat"], [])


@pytest.mark.parametrize("info", [{}, {"_serverInfo": {b"serviceVersion": b"10.2.0"}}], ids=["2.5", "10.2"])
def test_ircFactoryKnowsServer(info: dict[str, Any]) -> None:
    """An IRC factory says what server it is, whether the old one could or not."""
    portal = old("twisted.cred.portal.Portal", realm=None, checkers={})
    live: Any = evaluate(made(old(f"{SERVICE}.IRCFactory", realm=realm(), portal=portal, **info)))
    assert live._serverInfo["serviceName"] == "irc.test" and live.portal.realm is None


@pytest.mark.parametrize(
    ("gone", "instead"),
    [
        ("twisted.words.protocols.toc.TOCFactory", "mkapp words"),
        ("twisted.news.news.UsenetServerFactory", "news server"),
        ("twisted.words.ircservice.IRCGateway", "mkapp words"),
        ("twisted.manhole.service.Realm", "mkapp manhole"),
    ],
)
def test_goneServerIsRefused(gone: str, instead: str) -> None:
    """A server that nothing succeeded is refused in a line that names class, service and what to use instead."""
    with pytest.raises(GoneError, match=rf"services\[0\].*{gone}.*{instead}") as refusal:
        convert(application(server(9898, old(gone))))
    assert "\n" not in str(refusal.value)


def test_wrappedServiceIsNamed() -> None:
    """What Twisted 2.0 put around a service of Twisted 1 is not what has to be replaced."""
    words = old("twisted.words.service.Service", serviceName=b"twisted.words")
    wrapped = old("twisted.application.compat._NewService", name=b"twisted.words", service=words)
    with pytest.raises(GoneError, match=r"needs twisted\.words\.service\.Service, .*mkapp words"):
        convert(application(wrapped))
    own = old("twisted.application.compat._NewService", name=b"mine", service=old("mine.Service"))
    with pytest.raises(GoneError, match=r"needs twisted\.application\.compat\._NewService, .*application\.service"):
        convert(application(own))


def test_goneServerCanBeLeftOut() -> None:
    """With ``--drop`` the rest is converted."""
    gone = server(9898, old("twisted.words.protocols.toc.TOCFactory"))
    kept = server(6667, old("twisted.protocols.portforward.ProxyFactory", host=b"h", port=1))
    conversion = convert(application(gone, kept), dropped=("TOCFactory",))
    assert len(conversion.application.steps) == 1 and not conversion.report.complete
