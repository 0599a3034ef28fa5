"""``twisted.conch``: ssh servers, manholes, and the telnet shell of ``twisted.manhole`` as a manhole of today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mktap_compat.migrating.catalog.cred import checkersOf
from mktap_compat.migrating.constructions import Construction, Name
from mktap_compat.migrating.errors import MissingError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.repairs import repaired
from mktap_compat.migrating.rules import rule, same, shape

_TELNET = "twisted.conch.telnet.TelnetBootstrapProtocol"
_TERMINAL = "twisted.conch.insults.insults.ServerProtocol"
_SHELL = "twisted.conch.manhole.ColoredManhole"
_FACTORY = "mktap_compat.thaw.ConchFactory"


@rule("twisted.conch.openssh_compat.factory.OpenSSHFactory")
def openSSHFactory(old: Old) -> Construction:
    """``OpenSSHFactory()`` with its folders; the keys in them are read again at every start."""
    new = Construction("twisted.conch.openssh_compat.factory.OpenSSHFactory")
    new.hint = "sshFactory"
    new.set("portal", old.value("portal"))
    for name in ("dataRoot", "moduliRoot"):
        if name in old:
            new.set(name, old.text(name))
    old.ignore("publicKeys", "privateKeys", "primes", "numPorts")
    return new


@rule("twisted.conch.unix.UnixSSHRealm")
def unixSSHRealm(old: Old) -> Construction:
    """``UnixSSHRealm()``."""
    new = Construction(repaired(old, "twisted.conch.unix.UnixSSHRealm"))
    new.hint = "sshRealm"
    return new


@rule("twisted.conch.checkers.UNIXPasswordDatabase")
def unixPasswordDatabase(old: Old) -> Construction:
    """``UNIXPasswordDatabase()``, which looks in passwd and shadow as before."""
    return Construction("twisted.conch.checkers.UNIXPasswordDatabase")


@rule("twisted.conch.checkers.SSHPublicKeyDatabase")
def sshPublicKeyDatabase(old: Old) -> Construction:
    """``SSHPublicKeyChecker(UNIXAuthorizedKeysFiles())``, which took its place in Twisted 15."""
    files = Construction("twisted.conch.checkers.UNIXAuthorizedKeysFiles")
    return Construction("twisted.conch.checkers.SSHPublicKeyChecker", files)


@rule("twisted.conch.checkers.SSHProtocolChecker")
def sshProtocolChecker(old: Old) -> Construction:
    """``SSHProtocolChecker()`` with the checkers that all have to agree."""
    new = Construction("twisted.conch.checkers.SSHProtocolChecker")
    for checker, interfaces in checkersOf(old, old.use("checkers"), ".checkers"):
        new.call("registerChecker", checker, *interfaces)
    if "areDone" in old:
        # how many of them have to agree
        new.set("areDone", old.value("areDone"))
    old.ignore("successfulCredentials")
    return new


@rule("twisted.conch.manhole_ssh.ConchFactory")
def conchFactory(old: Old) -> Construction:
    """
    ``ConchFactory(portal, hostKey)`` of ours, with a new key beside the tap.

    The old class had a key of 768 bits built in, the same for everybody.
    """
    new = Construction(_FACTORY, old.value("portal"))
    new.hint = "sshFactory"
    output = old.migration.settings.output
    if output is not None:
        path = _beside(output, len(old.migration.companions))
        new.args.append(str(path))
        old.migration.companions[path] = _makeHostKey
        old.migration.report.add(
            "written", old.path, f"{old.dotted}.privateKeys", str(path), "a new host key, mode 0600"
        )
    else:
        old.fill("privateKeys", "a new host key at each start")
    old.drop("publicKeys", "privateKeys", why="today's clients refuse keys that short")
    old.ignore("numPorts", "primes")
    return new


def _beside(output: Path, before: int) -> Path:
    """Return a name for the key of a manhole, the same at each conversion."""
    return output.absolute().with_name(f"{output.stem}-ssh_host_key{before + 1 if before else ''}")


def _makeHostKey() -> bytes:
    try:
        from mktap_compat.migrating.hostkey import makeHostKey
    except ImportError as error:
        raise MissingError(f"a host key for ssh cannot be made: {error}; pip install 'Twisted[conch]'") from error
    return makeHostKey()


@rule("twisted.conch.manhole_ssh.TerminalRealm")
def terminalRealm(old: Old) -> Construction:
    """``TerminalRealm()`` with what opens a terminal."""
    new = Construction("twisted.conch.manhole_ssh.TerminalRealm")
    new.hint = "sshRealm"
    for name in ("chainedProtocolFactory", "transportFactory", "userFactory", "sessionFactory"):
        if name in old:
            new.set(name, old.value(name))
    return new


@rule("twisted.conch.manhole_tap.chainedProtocolFactory")
def chainedProtocolFactory(old: Old) -> Construction:
    """``chainedProtocolFactory(namespace)``."""
    return Construction(old.dotted, old.value("namespace", {}, dict[str, Any]))


@rule("twisted.conch.manhole_tap._StupidRealm")
def manholeRealm(old: Old) -> Construction:
    """``_StupidRealm(protocol, ...)``, under the name that it still has."""
    arguments = old.value("protocolArgs", (), tuple[Any, Any, dict[str, Any]])
    keywords = old.value("protocolKwArgs", {}, dict[str, Any])
    new = Construction(old.dotted, old.value("protocolFactory"), *arguments, **keywords)
    new.hint = "telnetRealm"
    return new


@rule("twisted.conch.manhole_tap.makeTelnetProtocol")
def makeTelnetProtocol(old: Old) -> Construction:
    """``makeTelnetProtocol(portal)``."""
    new = Construction(old.dotted, old.value("portal"))
    new.hint = "telnetProtocol"
    return new


@rule("twisted.manhole.telnet.ShellFactory")
def shellFactory(old: Old) -> Construction:
    """A telnet manhole for the same user, password and names, instead of the shell that went with ``manhole``."""
    namespace = old.value("namespace", {}, dict[str, Any])
    # the last result of an interactive session, which had none when it was frozen
    if namespace.get("_", "") is None:
        del namespace["_"]
    realm = Construction(
        "twisted.conch.manhole_tap._StupidRealm", Name(_TELNET), Name(_TERMINAL), Name(_SHELL), namespace
    )
    realm.hint = "telnetRealm"
    passwords = Construction(repaired(old, "twisted.cred.checkers.InMemoryUsernamePasswordDatabaseDontUse"))
    passwords.hint = "passwords"
    passwords.call("addUser", old.bytes("username", b"admin"), old.bytes("password", b"changeme"))
    portal = Construction("twisted.cred.portal.Portal", realm, [passwords])
    portal.hint = "telnetPortal"
    new = Construction("twisted.internet.protocol.ServerFactory")
    new.hint = "telnetFactory"
    protocol = Construction("twisted.conch.manhole_tap.makeTelnetProtocol", portal)
    protocol.hint = "telnetProtocol"
    new.set("protocol", protocol)
    old.ignore("service", "numPorts")
    return new


shape("twisted.conch.openssh_compat.factory.OpenSSHFactory", hints={"dataRoot": str, "moduliRoot": str})
same(
    _TELNET,
    _TERMINAL,
    _SHELL,
    "twisted.conch.manhole.Manhole",
    "twisted.conch.manhole_ssh.TerminalSession",
    "twisted.conch.manhole_ssh.TerminalSessionTransport",
    "twisted.conch.manhole_ssh.TerminalUser",
    "twisted.conch.telnet.AuthenticatingTelnetProtocol",
    "twisted.conch.telnet.TelnetTransport",
)
