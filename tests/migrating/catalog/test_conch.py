"""Tests of the catalog for ``twisted.conch`` and the telnet shell of ``twisted.manhole``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twisted.conch import manhole, telnet
from twisted.conch.checkers import UNIXAuthorizedKeysFiles
from twisted.conch.insults import insults

from mktap_compat.migrating import writeCompanions
from mktap_compat.migrating.constructions import Name
from mktap_compat.migrating.evaluating import evaluate
from tests.migrating.olden import application, convert, does, made, name, old, said, server, walk

TAP = "twisted.conch.manhole_tap"
FACTORY = "twisted.conch.openssh_compat.factory.OpenSSHFactory"


def portal(realm: Any = None) -> Any:
    """Return an old portal that nobody can log in to."""
    return old("twisted.cred.portal.Portal", realm=realm, checkers={})


def sshFactory(**attributes: Any) -> Any:
    """Return an old ssh manhole."""
    terminal = old("twisted.conch.manhole_ssh.TerminalRealm", **attributes)
    return old("twisted.conch.manhole_ssh.ConchFactory", portal=portal(terminal))


@pytest.mark.parametrize("read", [{}, {"publicKeys": {b"ssh-rsa": b"x"}, "privateKeys": {}, "primes": None}])
def test_sshServerKeepsItsFolders(read: dict[str, Any]) -> None:
    """An ssh server of 2007 keeps its folders, as text, and nothing that it read from them."""
    factory = made(old(FACTORY, portal=portal(), dataRoot=b"/etc", moduliRoot=b"/etc/ssh", **read))
    assert [step[0] for step in does(factory)] == ["portal", "dataRoot", "moduliRoot"]
    live: Any = evaluate(factory)
    assert (live.dataRoot, live.moduliRoot, "publicKeys" in vars(live)) == ("/etc", "/etc/ssh", False)


def test_publicKeysAreCheckedAsToday() -> None:
    """The checker of authorized_keys is the one that today's plugin uses."""
    live: Any = evaluate(made(old("twisted.conch.checkers.SSHPublicKeyDatabase")))
    assert isinstance(live._keydb, UNIXAuthorizedKeysFiles)


def test_allCheckersMustAgree() -> None:
    """A checker of several factors keeps each factor, once."""
    factor = old("twisted.conch.checkers.UNIXPasswordDatabase")
    both = made(
        old(
            "twisted.conch.checkers.SSHProtocolChecker",
            checkers={name("twisted.cred.credentials.IUsernamePassword"): factor},
        )
    )
    assert [step[0] for step in does(both)] == ["registerChecker()"]


def test_telnetManholeStaysAsItWas() -> None:
    """A telnet manhole has the same classes as today's; its namespace is text, and shared with the ssh one."""
    names = {b"answer": 42}
    realm = old(
        f"{TAP}._StupidRealm",
        protocolFactory=name("twisted.conch.telnet.TelnetBootstrapProtocol"),
        protocolArgs=(
            name("twisted.conch.insults.insults.ServerProtocol"),
            name("twisted.conch.manhole.ColoredManhole"),
            names,
        ),
        protocolKwArgs={},
    )
    live: Any = evaluate(made(old(f"{TAP}.makeTelnetProtocol", portal=portal(realm))))
    assert live.portal.realm.protocolFactory is telnet.TelnetBootstrapProtocol
    assert live.portal.realm.protocolArgs == (insults.ServerProtocol, manhole.ColoredManhole, {"answer": 42})


def test_sshManholeGetsKeyBesideTap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A manhole's host key is made once, beside the tap, for its owner's eyes only, and the report says so."""
    monkeypatch.setattr("mktap_compat.migrating.hostkey.SIZE", 1024)
    chained = old(f"{TAP}.chainedProtocolFactory", namespace={b"answer": 42})
    root = application(server(2222, sshFactory(chainedProtocolFactory=chained)), server(2223, sshFactory()))
    conversion = convert(root, output=tmp_path / "new.tap")
    keys = [tmp_path / "new-ssh_host_key", tmp_path / "new-ssh_host_key2"]
    assert writeCompanions(conversion) == keys and writeCompanions(conversion) == []
    assert [key.stat().st_mode & 0o777 for key in keys] == [0o600, 0o600]
    assert [entry.became for entry in conversion.report.of("written")] == list(map(str, keys))


def test_sshManholeWithoutOutput() -> None:
    """Converted in memory, a manhole makes a key at each start."""
    value, walked = walk(sshFactory())
    assert len(value.args) == 1 and said(walked, "filled") == ["privateKeys"]


def test_builtInKeyIsDropped() -> None:
    """A key that was set on the old factory is too short for today's clients."""
    short = sshFactory()
    short.states[0].pairs.extend(old("x", privateKeys={b"ssh-rsa": b"x"}).states[0].pairs)  # type: ignore[attr-defined]
    assert said(walk(short)[1], "dropped") == ["privateKeys"]


def test_telnetShellBecomesManhole() -> None:
    """The telnet shell of 2.0 to 11.0 is a telnet manhole with the same user, password and names, without a ``_``."""
    shell = old("twisted.manhole.telnet.ShellFactory", username=b"admin", password=b"changeme", service=None)
    names = {b"service": shell, b"answer": 42, b"_": None}
    shell.states[0].pairs.extend(old("x", namespace=names).states[0].pairs)  # type: ignore[attr-defined]
    live: Any = evaluate(made(shell))
    realm = live.protocol.portal.realm
    assert realm.protocolArgs[2] == {"service": live, "answer": 42}
    [checker] = set(live.protocol.portal.checkers.values())
    assert checker.users == {b"admin": b"changeme"}


def test_ownTerminalIsKept() -> None:
    """Whatever a user plugged into a terminal realm is kept."""
    realm = made(
        old("twisted.conch.manhole_ssh.TerminalRealm", userFactory=name("twisted.conch.manhole_ssh.TerminalUser"))
    )
    assert does(realm) == [("userFactory", Name("twisted.conch.manhole_ssh.TerminalUser"))]
