"""``twisted.words``: Jabber components and XML."""

from __future__ import annotations

from typing import Any

from mktap_compat.migrating.constructions import Construction, Method, Value
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.plainrules import plain
from mktap_compat.migrating.rules import gone, rule, unkept
from mktap_compat.migrating.services import addChildren, named
from mktap_compat.reading.nodes import Object

_JABBER = "twisted.words.protocols.jabber"
_XISH = "twisted.words.xish"


@rule(f"{_JABBER}.jid.JID")
def jid(old: Old) -> Construction:
    """``JID(tuple=(user, host, resource))``."""
    return Construction(old.dotted, tuple=(old.text("user"), old.text("host"), old.text("resource")))


@rule(f"{_JABBER}.component.ServiceManager")
def serviceManager(old: Old) -> Construction:
    """``ServiceManager(jid, password)`` with its services."""
    new = Construction(old.dotted, old.text("jabberId"), _password(old))
    named(old, new)
    factory = old.use("_xsFactory")
    if factory is not None:
        # the client below it connects with this
        old.migration.became(factory, Method(old.new, "_xsFactory"))
    addChildren(old, old.new, into=new)
    old.ignore("_packetQueue", "xmlstream", "addBootstrap", "removeBootstrap")
    return new


def _password(old: Old) -> Value:
    """Return the password, which the factory of the connection has."""
    factory = old.peek("_xsFactory")
    authenticator = factory.attributes().get("authenticator") if isinstance(factory, Object) else None
    password = authenticator.attributes().get("password") if isinstance(authenticator, Object) else None
    if password is None:
        raise MigrationError(f"{old.path}: {old.dotted} has no password; the file is damaged")
    return old.convert(password, "._xsFactory.authenticator.password", str)


@rule(f"{_XISH}.domish.Element")
def element(old: Old) -> Construction:
    """``Element((uri, name), defaultUri)`` with its attributes, its text and its children."""
    new = Construction(old.dotted, (old.text("uri"), old.text("name")), old.text("defaultUri"))
    attributes = old.value("attributes", {}, dict[str, str])
    if attributes:
        new.kwargs["attribs"] = attributes
    prefixes = old.value("localPrefixes", {}, dict[str, str])
    if prefixes:
        new.kwargs["localPrefixes"] = prefixes
    for child in old.value("children", [], list[str]):
        new.callOn(Method(old.new, "children"), "append", child)
    old.ignore("parent")
    return new


@rule(f"{_JABBER}.component.XMPPComponentServerFactory")
def componentServer(old: Old) -> Construction:
    """``XMPPComponentServerFactory(router, secret)``; it makes by itself what it does when a component connects."""
    new = Construction(old.dotted, old.value("router"))
    secret: Any = old.text("secret")
    if secret is not None:
        new.args.append(secret)
    if old.number("logTraffic", False):
        new.set("logTraffic", True)
    old.ignore("bootstraps", "serial", "authenticatorFactory")
    return new


plain(f"{_JABBER}.component.Router", ignore="routes")
plain(f"{_JABBER}.component.Service", service=True)
plain(f"{_XISH}.xpath.XPathQuery", "queryStr:text", ignore="baseLocation")
gone(
    "twisted.words.protocols.msn.*",
    "twisted.words.protocols.oscar.*",
    instead="nothing speaks this protocol any more",
)
unkept(
    f"{_JABBER}.*",
    f"{_XISH}.*",
    "twisted.words.protocols.irc.*",
    "twisted.words.service.*",
    because="it belongs to a connection of the process that wrote the file",
)
unkept("twisted.words.im.*", because="it belongs to a chat program with windows, which no server is")
