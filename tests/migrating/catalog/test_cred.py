"""Tests of the catalog for ``twisted.cred``."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.cred import checkers as today
from twisted.cred.credentials import IUsernamePassword

from mktap_compat.migrating import repairs
from mktap_compat.migrating.constructions import Construction, Name
from mktap_compat.migrating.evaluating import evaluate
from tests.migrating.olden import called, does, made, name, old, said, walk

PLAIN = "twisted.cred.credentials.IUsernamePassword"
HASHED = "twisted.cred.credentials.IUsernameHashedPassword"
ANONYMOUS = "twisted.cred.credentials.IAnonymous"


def passwords(**attributes: Any) -> Any:
    """Return the old state of a password file."""
    given = {"filename": b"/etc/p", "delim": b":", "ufield": 0, "pfield": 1, "caseSensitive": True, "hash": None}
    interfaces = (name(PLAIN), name(HASHED))
    return old("twisted.cred.checkers.FilePasswordDB", **{**given, "credentialInterfaces": interfaces, **attributes})


@pytest.fixture
def healed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make today's Twisted work, as far as the probes can tell."""
    monkeypatch.setattr(repairs, "_upstreamWorks", lambda module: True)


@pytest.mark.usefixtures("healed")
@pytest.mark.parametrize("cache", [{}, {"cache": False}], ids=["2.0", "2.1"])
def test_plainPasswordFileStaysPlain(cache: dict[str, Any]) -> None:
    """A password file with nothing but defaults is Twisted's own, with nothing but its name, and nothing is said."""
    value, walked = walk(passwords(**cache))
    assert (value.function, value.args, value.kwargs) == ("twisted.cred.checkers.FilePasswordDB", ["/etc/p"], {})
    assert not walked.report.entries


@pytest.mark.usefixtures("healed")
def test_defaultPortalStaysPlain() -> None:
    """Checkers that answer what they always answer are arguments of the portal, in their order, each once."""
    file, anonymous = passwords(), old("twisted.cred.checkers.AllowAnonymousAccess")
    portal = made(
        old(
            "twisted.cred.portal.Portal",
            realm=old("twisted.protocols.ftp.FTPRealm", tld=b"/f"),
            checkers={name(PLAIN): file, name(HASHED): file, name(ANONYMOUS): anonymous},
        )
    )
    realm, checkers = portal.args
    assert [each.function.rpartition(".")[2] for each in (realm, *checkers)] == [
        "FTPRealm",
        "FilePasswordDB",
        "AllowAnonymousAccess",
    ]
    assert not portal.steps


def test_passwordFileKeepsWhatIsSpecial() -> None:
    """Fields, delimiter, case, hash and cache of a password file are kept; the delimiter is bytes."""
    special = made(passwords(delim=b"|", ufield=2, pfield=3, caseSensitive=0, hash=name("__builtin__.len"), cache=1))
    assert special.kwargs == {
        "delim": b"|",
        "usernameField": 2,
        "passwordField": 3,
        "caseSensitive": False,
        "hash": Name("builtins.len"),
        "cache": True,
    }


def test_passwordFileMoves() -> None:
    """A password file moves with ``--map-path``."""
    assert made(passwords(), paths=(("/etc", "/new"),)).args == ["/new/p"]


def test_checkerForLessIsRegisteredForLess() -> None:
    """A checker that the old portal asked for passwords only is asked for those only."""
    portal = made(old("twisted.cred.portal.Portal", realm=None, checkers={name(PLAIN): passwords()}))
    [(method, checker, interface)] = does(portal)
    assert (method, interface) == ("registerChecker()", Name(PLAIN)) and isinstance(checker, Construction)


def test_tableIsInBytes() -> None:
    """Users and passwords in memory are bytes."""
    table = old("twisted.cred.checkers.InMemoryUsernamePasswordDatabaseDontUse", users={b"alice": b"wonder"})
    live = evaluate(made(table))
    assert isinstance(live, today.InMemoryUsernamePasswordDatabaseDontUse) and live.users == {b"alice": b"wonder"}


def test_repairIsReported() -> None:
    """What today's Twisted cannot do is done by a repair, which the report names."""
    value, walked = walk(passwords())
    assert value.function == "mktap_compat.thaw.FilePasswordDB"
    assert said(walked, "repaired") == ["FilePasswordDB"]


def test_hashedInterfaceOfTwistedTwo() -> None:
    """The name of a private key's interface in 2.0 is where it is today."""
    portal = made(
        old(
            "twisted.cred.portal.Portal",
            realm=None,
            checkers={
                name("twisted.conch.credentials.ISSHPrivateKey"): old("twisted.conch.checkers.SSHPublicKeyDatabase")
            },
        )
    )
    [checker] = portal.args[1]
    assert checker.function == "twisted.conch.checkers.SSHPublicKeyChecker"


def test_portalBehindBroker() -> None:
    """``PBServerFactory`` takes the portal itself and wraps it today."""
    portal = old("twisted.cred.portal.Portal", realm=None, checkers={})
    root = made(old("twisted.spread.pb.PBServerFactory", root=old("twisted.spread.pb._PortalRoot", portal=portal)))
    assert root.args[0].function == "twisted.cred.portal.Portal"


@pytest.mark.parametrize(
    ("checker", "attributes"),
    [("twisted.plugins.cred_unix.UNIXChecker", {}), ("twisted.conch.checkers.UNIXPasswordDatabase", {})],
)
def test_checkersWithoutState(checker: str, attributes: dict[str, Any]) -> None:
    """Checkers of system accounts have no state; today's constructor fills in what they need."""
    live = evaluate(made(old(checker, **attributes)))
    assert IUsernamePassword in live.credentialInterfaces


def test_pamKeepsConversation() -> None:
    """A PAM checker keeps the user's own conversation."""
    pam = "twisted.cred.checkers.PluggableAuthenticationModulesChecker"
    assert made(old(pam, callDefinition=name("__builtin__.len"))).args == [Name("builtins.len")]
    assert made(old(pam)).args == []


def test_damagedTableIsRefused() -> None:
    """A portal whose checker is a call that nobody vouches for is refused."""
    with pytest.raises(Exception, match=r"os\.system"):
        made(old("twisted.cred.portal.Portal", realm=None, checkers={name(PLAIN): called("os.system", b"true")}))
