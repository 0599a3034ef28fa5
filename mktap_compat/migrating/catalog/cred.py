"""``twisted.cred``: portals, and the tables of users that check who logs in."""

from __future__ import annotations

from collections.abc import Iterator

from mktap_compat.migrating.constructions import Construction, Name, Value
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.plainrules import plain
from mktap_compat.migrating.repairs import repaired
from mktap_compat.migrating.rules import renamed, rule, same, shape
from mktap_compat.reading.nodes import Dict, Node

_CREDENTIALS = "twisted.cred.credentials"
_PASSWORDS = {f"{_CREDENTIALS}.IUsernamePassword", f"{_CREDENTIALS}.IUsernameHashedPassword"}

#: what a checker of Twisted is asked for when nobody says more
_INTERFACES = {
    "twisted.cred.checkers.AllowAnonymousAccess": {f"{_CREDENTIALS}.IAnonymous"},
    "twisted.cred.checkers.FilePasswordDB": _PASSWORDS,
    "twisted.cred.checkers.InMemoryUsernamePasswordDatabaseDontUse": _PASSWORDS,
    "twisted.conch.checkers.UNIXPasswordDatabase": {f"{_CREDENTIALS}.IUsernamePassword"},
    "twisted.conch.checkers.SSHPublicKeyDatabase": {f"{_CREDENTIALS}.ISSHPrivateKey"},
    "twisted.mail.maildir.DirdbmDatabase": _PASSWORDS,
}


@rule("twisted.cred.portal.Portal")
def portal(old: Old) -> Construction:
    """``Portal(realm, [checkers])``; a checker that is asked for less than it could answer is registered for that."""
    new = Construction("twisted.cred.portal.Portal", old.value("realm"))
    realm = getattr(new.args[0], "hint", "").removesuffix("Realm")
    new.hint = f"{realm}Portal" if realm else ""
    plain: list[Value] = []
    for checker, interfaces in checkersOf(old, old.use("checkers"), ".checkers"):
        if interfaces:
            new.call("registerChecker", checker, *interfaces)
        else:
            plain.append(checker)
    if plain:
        new.args.append(plain)
    return new


@rule("twisted.spread.pb._PortalRoot")
def portalRoot(old: Old) -> Value:
    """The portal itself, which ``PBServerFactory`` wraps by itself."""
    return old.value("portal")


def checkersOf(
    old: Old, checkers: Node | None, step: str, without: tuple[str, ...] = ()
) -> Iterator[tuple[Value, list[Name]]]:
    """
    Yield the checkers of a portal.

    :param old: the object below which they are.
    :param checkers: a dictionary of them by interface.
    :param step: how to get there.
    :param without: classes of checkers that are not wanted.
    :return: each checker with the interfaces that it is asked for; none if these are all that it answers.
    """
    asked: dict[int, tuple[Node, list[Name]]] = {}
    for key, checker in checkers.pairs if isinstance(checkers, Dict) else []:
        if getattr(checker, "dotted", "") not in without:
            asked.setdefault(id(checker), (checker, []))[1].append(old.convert(key, step))
    for checker, interfaces in asked.values():
        names = {interface.dotted for interface in interfaces}
        value = old.convert(checker, f"{step}[{interfaces[0].dotted}]")
        yield value, [] if names == _INTERFACES.get(getattr(checker, "dotted", "")) else interfaces


@rule("twisted.cred.checkers.AllowAnonymousAccess")
def allowAnonymousAccess(old: Old) -> Construction:
    """``AllowAnonymousAccess()``."""
    return Construction("twisted.cred.checkers.AllowAnonymousAccess")


@rule("twisted.cred.checkers.FilePasswordDB")
def filePasswordDB(old: Old) -> Construction:
    """``FilePasswordDB(filename)``, with whatever was not the default."""
    new = Construction(repaired(old, "twisted.cred.checkers.FilePasswordDB"), old.text("filename"))
    new.hint = "passwords"
    for name, attribute, value, default in (
        ("delim", "delim", old.bytes("delim", b":"), b":"),
        ("usernameField", "ufield", old.number("ufield", 0), 0),
        ("passwordField", "pfield", old.number("pfield", 1), 1),
        ("caseSensitive", "caseSensitive", bool(old.number("caseSensitive", True)), True),
        ("hash", "hash", old.value("hash"), None),
        ("cache", "cache", bool(old.number("cache", False)), False),
    ):
        if value != default:
            new.kwargs[name] = value
        old.ignore(attribute)
    old.ignore("credentialInterfaces", "_credCache", "_cacheTimestamp")
    return new


@rule("twisted.cred.checkers.InMemoryUsernamePasswordDatabaseDontUse")
def inMemoryUsernamePasswordDatabase(old: Old) -> Construction:
    """The table with ``addUser(name, password)`` for each user, in bytes."""
    new = Construction(repaired(old, "twisted.cred.checkers.InMemoryUsernamePasswordDatabaseDontUse"))
    new.hint = "passwords"
    users = old.value("users", {}, dict[bytes, bytes])
    for name, password in users.items():
        new.call("addUser", name, password)
    old.ignore("credentialInterfaces")
    return new


@rule("twisted.cred.checkers.PluggableAuthenticationModulesChecker")
def pamChecker(old: Old) -> Construction:
    """``PluggableAuthenticationModulesChecker()``, with the user's own conversation if there is one."""
    new = Construction("twisted.cred.checkers.PluggableAuthenticationModulesChecker")
    conversation = old.value("callDefinition")
    if conversation is not None:
        new.args.append(conversation)
    return new


@rule("twisted.plugins.cred_unix.UNIXChecker")
def unixChecker(old: Old) -> Construction:
    """``UNIXChecker()``: what ``--auth unix`` means."""
    return Construction("twisted.plugins.cred_unix.UNIXChecker")


plain(
    f"{_CREDENTIALS}.DigestCredentialFactory",
    "algorithm:bytes",
    "authenticationRealm:bytes",
    ignore="privateKey",
)
plain(f"{_CREDENTIALS}.UsernamePassword", "username:bytes", "password:bytes")
plain(f"{_CREDENTIALS}.Anonymous")
shape("twisted.cred.checkers.FilePasswordDB", hints={"filename": str, "delim": bytes}, fill={"cache": False})
shape("twisted.cred.checkers.InMemoryUsernamePasswordDatabaseDontUse", hints={"users": dict[bytes, bytes]})
same(
    f"{_CREDENTIALS}.IAnonymous",
    f"{_CREDENTIALS}.ICredentials",
    f"{_CREDENTIALS}.IUsernamePassword",
    f"{_CREDENTIALS}.IUsernameHashedPassword",
    f"{_CREDENTIALS}.CramMD5Credentials",
    "twisted.cred.checkers.AllowAnonymousAccess",
    "twisted.cred.checkers.ICredentialsChecker",
    "twisted.cred.portal.IRealm",
)
renamed(f"{_CREDENTIALS}.ISSHPrivateKey", f"{_CREDENTIALS}.ISSHPrivateKey")
renamed("twisted.conch.credentials.ISSHPrivateKey", f"{_CREDENTIALS}.ISSHPrivateKey")
