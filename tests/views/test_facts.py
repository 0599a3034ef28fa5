"""What is told of a tap: who wrote it, its services, and what starting it does."""

from __future__ import annotations

import pickle
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from twisted.application.internet import SSLServer, TCPClient, TCPServer, UDPServer, UNIXClient, UNIXServer
from twisted.application.service import Application, IService
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.protocol import ClientFactory, ServerFactory
from twisted.protocols.wire import Echo

from mktap_compat.reading import readTap
from mktap_compat.views.commandlines import CommandLine
from mktap_compat.views.effects import effects
from mktap_compat.views.facts import Facts, describe
from tests.genuine import TAPS, genuine
from tests.processes import command


def told(name: str) -> list[tuple[str, str]]:
    """Return what starting a genuine tap does."""
    return [tuple(each) for each in describe(genuine(name)).starting]  # type: ignore[misc]


@pytest.mark.parametrize("name", TAPS)
def test_versionIsToldRight(name: str) -> None:
    """The range of versions that a genuine tap is given has that version in it."""
    first, _, last = str(describe(genuine(name)).twisted).partition(" to ")
    release = tuple(map(int, name.split("/")[0].split(".")[:2]))
    low, high = (tuple(map(int, each.split("."))) for each in (first, last or first))
    assert low <= release <= high


@pytest.mark.parametrize("name", TAPS)
def test_portsAreTold(name: str) -> None:
    """Every genuine tap but procmon's opens a port, or connects."""
    kinds = {kind for kind, _ in told(name)}
    assert kinds & {"port", "connect"} or "procmon" in name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("8.2.0/web-path/web.tap", ("serve", "/srv/tap2007/data/www")),
        (
            "8.2.0/web-path/web.tap",
            ("program", "/srv/tap2007/data/www/**/*.cgi on request, with twisted.web.twcgi.CGIScript"),
        ),
        ("2.5/portforward/portforward.tap", ("connect", "127.0.0.1:20999")),
        ("2.5/ftp-uid/ftp.tap", ("user", "uid 65534")),
        ("2.5/dns-rec/dns.tap", ("read", "/etc/hosts")),
        ("8.2.0/dns-sec/dns.tap", ("connect", "127.0.0.77:53")),
        ("10.2.0/manhole-telnet/manhole.tap", ("shell", "Python, in this process, for whoever logs in")),
        ("10.2.0/quotes/quotes2007.tap", ("import", "quotes2007.web")),
        ("10.2.0/quotes/quotes2007.tap", ("call", "quotes2007.server.QuoteFactory.tick every 0.2 s")),
    ],
)
def test_effect(name: str, expected: tuple[str, str]) -> None:
    """What starting a genuine tap does is told by kind and in words."""
    assert expected in told(name)


def test_programsAreTold() -> None:
    """inetd's and procmon's programs are told with their arguments."""
    for name in ("2.5/inetd/inetd.tap", "10.2.0/procmon/procmon.tap"):
        programs = [what for kind, what in told(name) if kind == "program"]
        assert programs
        assert all(what.startswith("/") for what in programs)


def ofToday(*services: Any) -> Facts:
    """Return the facts of an application with services."""
    application = Application("today", uid=1, gid=2)
    for service in services:
        service.setServiceParent(IService(application))
    return describe(readTap(pickle.dumps(application, 2)))


def test_ofToday() -> None:
    """A tap that today's Twisted wrote is told as such, with ids."""
    facts = ofToday()
    assert (facts.python, facts.twisted, facts.madeBy) == ("3", None, "twisted.persisted.sob")
    assert (facts.name, facts.uid, facts.gid) == ("today", 1, 2)


def test_placesOfServices() -> None:
    """Every kind of server and client of twisted.application.internet tells its place."""
    factory = ServerFactory()
    factory.protocol = Echo  # type: ignore[assignment]
    facts = ofToday(
        TCPServer(1, factory, interface="::1"),
        TCPServer(2, factory, 50, "10.0.0.1"),
        SSLServer(3, factory, None),
        UDPServer(4, None),
        UNIXServer("/run/x", factory),
        TCPClient("example.test", 5, ClientFactory()),
        UNIXClient("/run/y", ClientFactory()),
    )
    assert [(each.listens, each.serves) for each in facts.services] == [
        ("tcp:1 on ::1", "Echo"),
        ("tcp:2 on 10.0.0.1", "Echo"),
        ("ssl:3", "Echo"),
        ("udp:4", ""),
        ("unix:/run/x", "Echo"),
        ("connects to tcp:example.test:5", "twisted.internet.protocol.ClientFactory"),
        ("connects to unix:/run/y", "twisted.internet.protocol.ClientFactory"),
    ]


@pytest.mark.parametrize("style", ["graph", "recipe"])
def test_ofMkapp(style: str) -> None:
    """A tap of mkapp tells its versions and its recipe, and where it listens."""
    words = ("web", "--path", "/var/www", "--listen", "tcp:8080:interface=127.0.0.1")
    made = command("mkapp", "--style", style, *words, env={"SOURCE_DATE_EPOCH": "1795392000"})
    facts = describe(readTap(made.stdout))
    assert facts.created == "2026-11-23 00:00:00 UTC"
    assert str(facts.python).startswith("3.")
    assert str(facts.twisted).count(".") == 2
    assert [(each.plugin, tuple(each.arguments)) for each in facts.recipes] == [("web", words[1:])]
    assert any(effect.kind == "port" and effect.what.startswith("tcp:8080") for effect in facts.starting)
    assert facts.holds == ("graph and recipe" if style == "graph" else "recipe")


def test_serviceInItself() -> None:
    """A service that holds itself is described once."""
    application = Application("loop")
    service: Any = IService(application)
    service.services.append(service)
    facts = describe(readTap(pickle.dumps(application, 2)))
    assert len(facts.services) == 1
    assert facts.services[0].services == []


def test_ownService() -> None:
    """A service of the user's own tells the endpoints in its attributes, as objects and as descriptions."""
    made = command("mkapp", "myapp", "--port", "tcp:9000:interface=127.0.0.1")
    facts = describe(readTap(made.stdout))
    places = [service.listens for service in facts.services[0].services]
    assert places[0] == "tcp:9000:interface=127.0.0.1"
    assert ("port", places[0]) in [tuple(each) for each in facts.starting]


def test_placesOfOwnService(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a service of the user's own endpoints in lists, clients' endpoints and numbers of ports are told as such."""
    (tmp_path / "ownservice.py").write_text(
        "from twisted.application.service import Service\nclass Relay(Service):\n    pass\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    relay = import_module("ownservice").Relay()
    relay.listen = ["tcp:9000", "unix:/x"]
    relay.upstream = TCP4ClientEndpoint(None, "a.test", 80)
    relay.backup = "tls:b.test:443"
    relay.statusPort = 9001
    relay.report = 5
    facts = ofToday(relay)
    places = [("port", "tcp:9000"), ("port", "unix:/x"), ("connect", "tcp:a.test:80")]
    places += [("connect", "tls:b.test:443"), ("port", "9001 (its statusPort)")]
    assert [tuple(each) for each in facts.starting if each.kind in ("port", "connect")] == places
    assert facts.services[0].listens == (
        "tcp:9000, unix:/x, connects to tcp:a.test:80, connects to tls:b.test:443, 9001 (its statusPort)"
    )


def test_recipeTellsWhoRunsIt() -> None:
    """A tap without a graph tells in its header whom it runs as."""
    made = command("mkapp", "--style", "recipe", "--uid", "7", "ftp", "-r", "/srv")
    told = [tuple(each) for each in describe(readTap(made.stdout)).starting]
    assert ("user", "uid 7") in told
    assert ("serve", "/srv") in told


def test_keysOfEndpointsAreRead() -> None:
    """What a description of an endpoint names is read, once, and where it listens is told with it."""
    words = ("--listen", "ssl:8443:privateKey=/k.pem:certKey=/k.pem")
    recipe = CommandLine("web", list(words), "/")
    tap = readTap(pickle.dumps(None))._replace(application=None)
    told = [tuple(each) for each in effects(tap.nodes(), tap, [recipe])]
    assert told[:2] == [("port", words[1]), ("read", "/k.pem")]
