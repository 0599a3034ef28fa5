"""``twisted.words``: IRC and Perspective Broker chat, and the parts of it that are gone."""

from __future__ import annotations

from typing import Any

from mktap_compat.migrating.constructions import Construction
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.plainrules import plain
from mktap_compat.migrating.repairs import repaired
from mktap_compat.migrating.rules import gone, rule, same, shape


@rule("twisted.words.service.InMemoryWordsRealm")
def wordsRealm(old: Old) -> Construction:
    """``InMemoryWordsRealm(name)``, with the users and groups that it has met."""
    new = Construction("twisted.words.service.InMemoryWordsRealm", old.text("name"))
    new.hint = "wordsRealm"
    for user in old.value("users", {}, dict[str, Any]).values():
        new.call("addUser", user)
    for group in old.value("groups", {}, dict[str, Any]).values():
        new.call("addGroup", group)
    for name in ("createGroupOnRequest", "createUserOnRequest"):
        if name in old:
            new.set(name, old.number(name))
    return new


@rule("twisted.words.service.User")
def user(old: Old) -> Construction:
    """``User(name)``, who is not logged in."""
    new = Construction("twisted.words.service.User", old.text("name"))
    if "lastMessage" in old:
        new.set("lastMessage", old.number("lastMessage"))
    old.drop("realm", "mind", "groups", "signOn", why="nobody is logged in when a server starts")
    return new


@rule("twisted.words.service.Group")
def group(old: Old) -> Construction:
    """``Group(name)`` with its topic."""
    new = Construction("twisted.words.service.Group", old.text("name"))
    meta = old.value("meta", {}, dict[str, str])
    if any(meta.values()):
        new.set("meta", meta)
    old.drop("users", why="nobody is logged in when a server starts")
    return new


@rule("twisted.words.service.IRCFactory")
def ircFactory(old: Old) -> Construction:
    """``IRCFactory(realm, portal)``; the server's version and date are those of today."""
    new = Construction(repaired(old, "twisted.words.service.IRCFactory"), old.value("realm"), old.value("portal"))
    new.hint = "ircFactory"
    old.ignore("_serverInfo", "numPorts")
    return new


plain("twisted.words.service.WordsRealm", "name:text", ".createGroupOnRequest", ".createUserOnRequest")
shape(
    "twisted.words.service.InMemoryWordsRealm", hints={"name": str, "users": dict[str, Any], "groups": dict[str, Any]}
)
shape("twisted.words.service.IRCFactory", drop=("numPorts",))
same("twisted.words.iwords.IUser", "twisted.words.service.IRCUser")

gone(
    "twisted.words.ircservice.*",
    "twisted.words.service.NormalPolicy",
    "twisted.words.service.Participant",
    "twisted.words.service.Service",
    "twisted.words.webwords.*",
    instead="use 'mkapp words --irc-port tcp:PORT --auth file:FILE'; the accounts have to be made anew",
)
gone(
    "twisted.words.protocols.toc.*",
    "twisted.protocols.toc.*",
    instead="nothing speaks TOC any more; use 'mkapp words --irc-port tcp:PORT --auth file:FILE'",
)
gone("twisted.news.*", instead="Twisted serves no news any more; use a news server such as INN")
