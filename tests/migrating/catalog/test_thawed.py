"""Tests of the catalog for what the graphs of today's taps name: a tap of today as a .tac."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.application import internet, service, strports
from twisted.application.service import IServiceCollection
from twisted.internet import ssl
from twisted.protocols.wire import Echo
from twisted.web import resource, server, static

from mktap_compat import migrating
from mktap_compat.freezing import frozen
from mktap_compat.migrating import MigrationError
from mktap_compat.migrating.constructions import Method, Name
from mktap_compat.reading import readTap

from ..olden import called, made, name, old, walk

_THAWED = "mktap_compat.thaw"


def tac(*services: Any) -> str:
    """Freeze services as today, and print the tap."""
    application = service.Application("today")
    for each in services:
        each.setServiceParent(application)
    return migrating.printTac(migrating.convert(readTap(frozen.freeze(application, ()).data)))


def test_printsATapOfToday() -> None:
    """A web server of today, frozen and printed, is the same web server."""
    root = static.File("/srv/www")
    root.putChild(b"data", static.Data(b"text", "text/plain"))
    root.putChild(b"empty", resource.Resource())
    source = tac(strports.service("tcp:8080:interface=127.0.0.1", server.Site(root, logPath="/var/log/web.log")))
    names: dict[str, Any] = {}
    exec(compile(source, "today.tac", "exec"), names)
    (listening,) = list(IServiceCollection(names["application"]))
    assert (listening.endpoint._port, listening.endpoint._interface) == (8080, "127.0.0.1")
    assert listening.factory.resource.path == "/srv/www"
    assert sorted(listening.factory.resource.children) == [b"data", b"empty"]
    assert listening.factory.logPath == "/var/log/web.log"
    assert "__new__" not in source


def test_printsTimersAndClients() -> None:
    """Timers and clients of today are printed with what they call and where they connect to."""
    from twisted.internet.protocol import ServerFactory

    factory = ServerFactory()
    factory.protocol = Echo
    source = tac(internet.TimerService(5, len, "x"), internet.TCPClient("localhost", 25, factory))
    assert 'internet.TimerService(5, len, "x")' in source
    assert 'internet.TCPClient("localhost", 25, ' in source


def test_methods() -> None:
    """A method is that of its object or class, and none of the reactor's."""
    factory = old("twisted.internet.protocol.ServerFactory")
    value, _ = walk(called(f"{_THAWED}.method", factory, "startFactory"))
    assert isinstance(value, Method)
    value, _ = walk(called(f"{_THAWED}.method", name("twisted.web.static.File"), "createSimilarFile"))
    assert value == Name("twisted.web.static.File.createSimilarFile")
    with pytest.raises(MigrationError, match="spawnProcess"):
        walk(called(f"{_THAWED}.method", called(f"{_THAWED}.reactor"), "spawnProcess"))


def test_endpointsAndKeys() -> None:
    """An endpoint is its description; a context is the names of its files."""
    construction = made(called(f"{_THAWED}.endpoint", "ssl:443:privateKey=k.pem", "/srv"))
    assert construction.args == [Name("twisted.internet.reactor"), "ssl:443:privateKey=k.pem"]
    files = {"certificateFileName": "c.pem", "privateKeyFileName": "k.pem", "sslmethod": 1}
    kind = f"{ssl.DefaultOpenSSLContextFactory.__module__}.DefaultOpenSSLContextFactory"
    assert made(called(f"{_THAWED}.contextFactory", name(kind), files)).args == ["k.pem", "c.pem"]
    with pytest.raises(MigrationError, match="damaged"):
        walk(called(f"{_THAWED}.contextFactory", "x", files))
