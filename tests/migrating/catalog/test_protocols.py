"""Tests of the catalog for ``twisted.protocols``."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.protocols import ftp

from mktap_compat.migrating import repairs
from mktap_compat.migrating.constructions import Name
from mktap_compat.migrating.evaluating import evaluate
from tests.migrating.olden import does, made, name, old, said, walk

FTP = "twisted.protocols.ftp"


def factory(**attributes: Any) -> Any:
    """Return an old FTP factory."""
    portal = old("twisted.cred.portal.Portal", realm=None, checkers={})
    given = {"portal": portal, "tld": b"/srv/ftp", "userAnonymous": b"anonymous", "protocol": name(f"{FTP}.FTP")}
    return old(f"{FTP}.FTPFactory", **{**given, "instances": [], **attributes})


def folder(path: bytes) -> Any:
    """Return an old ``FilePath``."""
    return old("twisted.python.filepath.FilePath", path=path, alwaysCreate=False)


@pytest.mark.parametrize("dead", [{}, {"maxProtocolInstances": None}, {"numPorts": 0}], ids=["2.1", "2.0", "shutdown"])
def test_plainFtpFactoryStaysPlain(dead: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """An FTP factory with nothing but defaults is made of its portal alone; only the dead root folder is dropped."""
    monkeypatch.setattr(repairs, "_upstreamWorks", lambda module: True)
    value, walked = walk(factory(**dead))
    assert len(value.args) == 1 and not value.kwargs and not value.steps
    assert said(walked, "dropped") == ["tld"]


def test_ftpSpeaksBytes() -> None:
    """As long as today's FTP mistakes file names, a factory speaks ours."""
    [(attribute, protocol)] = does(made(factory()))
    assert (attribute, protocol) == ("protocol", Name("mktap_compat.thaw.FTP"))


def test_ftpFactoryKeepsWhatIsSpecial() -> None:
    """Another anonymous user, protocol, welcome or time-out of an FTP factory is kept."""
    special = made(
        factory(
            userAnonymous=b"guest",
            protocol=name("twisted.protocols.wire.Echo"),
            welcomeMessage=b"hi",
            timeOut=5,
            allowAnonymous=0,
        )
    )
    assert special.kwargs == {"userAnonymous": "guest"}
    assert does(special) == [
        ("protocol", Name("twisted.protocols.wire.Echo")),
        ("allowAnonymous", 0),
        ("timeOut", 5),
        ("welcomeMessage", "hi"),
    ]


@pytest.mark.parametrize(
    ("state", "root", "home"),
    [
        ({"tld": b"/f", "logout": None}, "/f", "/home"),
        ({"anonymousRoot": folder(b"/f")}, "/f", "/home"),
        ({"anonymousRoot": folder(b"/f"), "userHome": folder(b"/home")}, "/f", "/home"),
        ({"anonymousRoot": folder(b"/f"), "userHome": folder(b"/u")}, "/f", "/u"),
    ],
    ids=["2.0", "2.1", "10.2", "10.2 --userHome"],
)
def test_ftpRealmOfEveryVersion(state: dict[str, Any], root: str, home: str) -> None:
    """The folders of an FTP realm are text, whatever the version called them; users live below /home by default."""
    live: Any = evaluate(made(old(f"{FTP}.FTPRealm", **state)))
    assert isinstance(live, ftp.FTPRealm)
    assert (live.anonymousRoot.path, live.userHome.path) == (root, home)


def test_ftpRealmMoves() -> None:
    """The folder of an FTP realm moves with ``--map-path``."""
    realm = old(f"{FTP}.FTPRealm", anonymousRoot=folder(b"/srv/ftp"))
    assert made(realm, paths=(("/srv", "/new"),)).args == ["/new/ftp"]


@pytest.mark.parametrize(("host", "port"), [(b"127.0.0.1", 81), (b"www.example.com", 80)], ids=["here", "elsewhere"])
def test_forwardedPortMovesHereOnly(host: bytes, port: int) -> None:
    """A forwarded port is left alone by ``--map-port``, unless it is one of this host."""
    proxy = made(old("twisted.protocols.portforward.ProxyFactory", host=host, port=80), ports={80: 81})
    assert proxy.args == [host.decode(), port]


@pytest.mark.parametrize("log", [None, b"/var/log/socks"])
def test_socksLog(log: bytes | None) -> None:
    """The log of a SOCKS proxy is the name of a file, or none."""
    assert made(old("twisted.protocols.socks.SOCKSv4Factory", logging=log)).args == [log and log.decode()]


@pytest.mark.parametrize(("protocol", "repaired"), [("Echo", []), ("Daytime", ["Daytime"])])
def test_smallProtocolsByName(protocol: str, repaired: list[str]) -> None:
    """A protocol that works today is named as before; one that does not is a repair, which the report names."""
    value, walked = walk(
        old("twisted.internet.protocol.ServerFactory", protocol=name(f"twisted.protocols.wire.{protocol}"))
    )
    [(attribute, reference)] = does(value)
    assert attribute == "protocol" and reference.dotted.endswith(f"{'thaw' if repaired else 'wire'}.{protocol}")
    assert said(walked, "repaired") == repaired and value.hint == f"{protocol.lower()}Factory"
