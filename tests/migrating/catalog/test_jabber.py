"""Tests of the catalog for Jabber."""

from __future__ import annotations

import pytest
from twisted.application.internet import TCPClient

from mktap_compat.migrating import MigrationError
from mktap_compat.migrating.evaluating import evaluate as make

from ..olden import made, old

_JABBER = "twisted.words.protocols.jabber"


def test_identity() -> None:
    """A Jabber identity is text."""
    live = make(made(old(f"{_JABBER}.jid.JID", user=b"me", host=b"x.test", resource=None)))
    assert live.full() == "me@x.test"


def test_component() -> None:
    """A component and the client that connects it to its server share the factory, which knows the password."""
    authenticator = old(f"{_JABBER}.component.ConnectComponentAuthenticator", password=b"secret")
    factory = old(f"{_JABBER}.xmlstream.XmlStreamFactory", authenticator=authenticator)
    client = old("twisted.application.internet.TCPClient", args=(b"x.test", 5347, factory), kwargs={})
    manager = old(f"{_JABBER}.component.ServiceManager", jabberId=b"c.x.test", _xsFactory=factory, services=[client])
    live = make(made(manager))
    (tcp,) = live
    assert isinstance(tcp, TCPClient)
    assert tcp.args[2] is live.getFactory()
    assert tcp.args[2].authenticator.password == "secret"
    with pytest.raises(MigrationError, match="has no password"):
        made(old(f"{_JABBER}.component.ServiceManager", jabberId=b"c.x.test"))


def test_router() -> None:
    """A server for components has its router and its secret."""
    router = old(f"{_JABBER}.component.Router", routes={})
    live = make(made(old(f"{_JABBER}.component.XMPPComponentServerFactory", router=router, secret=b"s")))
    assert live.secret == "s"
    assert live.router.routes == {}


def test_element() -> None:
    """An XML element keeps its name, its attributes and what is in it."""
    inner = old("twisted.words.xish.domish.Element", uri=b"u", name=b"b", defaultUri=b"u", attributes={}, children=[])
    outer = old(
        "twisted.words.xish.domish.Element",
        uri=b"u",
        name=b"a",
        defaultUri=b"u",
        attributes={b"k": b"v"},
        children=[b"text", inner],
    )
    assert make(made(outer)).toXml() == "<a xmlns='u' k='v'>text<b/></a>"
