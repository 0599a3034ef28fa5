"""Tests of what is told of a tap of Twisted 1."""

from __future__ import annotations

import pytest

from mktap_compat.reading import readTap
from mktap_compat.views.facts import Facts, describe

#: A server of Twisted 1 as ``pickle`` of Python 2 wrote it, with a hole for more attributes.
TAP = """(itwisted.internet.app
Application
(dS'name'
S'web'
sS'uid'
I1000
sS'gid'
I100
sS'tcpPorts'
(l(I7064
(itwisted.web.server
Site
(dS'resource'
(itwisted.web.static
Data
(dS'data'
S'from 2002'
sbsS'logPath'
Nsbt(I7065
(itwisted.internet.protocol
ServerFactory
(dbI5
S'127.0.0.1'
tp1
asS'unixPorts'
(l(S'/run/web.sock'
(itwisted.internet.protocol
ServerFactory
(dbI5
I438
tp2
asS'sslPorts'
(l(I443
(itwisted.internet.protocol
ServerFactory
(dbNI5
S'::1'
tp3
asS'tcpConnectors'
(l(S'example.test'
I25
(itwisted.internet.protocol
ServerFactory
(dbI30
Ntp4
as%sb."""
VERSION = "S'twisted.internet.app.Application.persistenceVersion'\nI12\ns"


def facts(more: str = "") -> Facts:
    """Return what is told of that server."""
    text = TAP.replace("Nsbt(I7065", "NsbI5\nS''\ntp0\na(I7065")
    return describe(readTap((text % more).encode(), "web.tap"))


def test_applicationIsKnown() -> None:
    """Name, user and what wrote the file are told."""
    told = facts(VERSION)
    assert (told.name, told.uid, told.gid) == ("web", 1000, 100)
    assert (told.madeBy, told.twisted, told.python) == ("mktap or twistd of Twisted 1", "1.0 to 1.3", "2")
    assert facts().twisted == "1.3 or older"


def test_portsAreListed() -> None:
    """Each port and connector is listed with its place, where it is, and what it serves."""
    assert [(each.path, each.listens) for each in facts().services] == [
        ("tcpPorts[0]", "tcp:7064"),
        ("tcpPorts[1]", "tcp:7065 on 127.0.0.1"),
        ("sslPorts[0]", "ssl:443 on ::1"),
        ("unixPorts[0]", "unix:/run/web.sock"),
        ("tcpConnectors[0]", "connects to tcp:example.test:25"),
    ]
    assert facts().services[0].serves == "web: one page"


@pytest.mark.parametrize("what", ["tcp:7064", "tcp:7065 on 127.0.0.1", "unix:/run/web.sock"])
def test_startingIsTold(what: str) -> None:
    """What starting it opens is told."""
    assert ("port", what) in [tuple(effect) for effect in facts().starting]


def test_whatWasAService() -> None:
    """What was a service in Twisted 1 is listed by its name."""
    told = facts("S'services'\n(dS'words'\n(itwisted.words.service\nService\n(dbss")
    assert [(each.path, each.kind) for each in told.services][-1] == (
        "services['words']",
        "twisted.words.service.Service",
    )
