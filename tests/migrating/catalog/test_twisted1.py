"""Tests of the catalog for the application of Twisted 1."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.application.internet import SSLServer, TCPClient, TCPServer, UDPServer, UNIXClient, UNIXServer
from twisted.application.service import IProcess, IService, IServiceCollection

from mktap_compat.migrating import GoneError, evaluate, printTac
from mktap_compat.reading.nodes import Object

from ..olden import convert, old, said, walk

APPLICATION = "twisted.internet.app.Application"
FACTORY = "twisted.internet.protocol.ServerFactory"
CONTEXT = "twisted.internet.ssl.DefaultOpenSSLContextFactory"


def twisted1(**attributes: Any) -> Object:
    """Return an application as Twisted 1.3 kept it."""
    lists = "tcpPorts udpPorts sslPorts unixPorts tcpConnectors sslConnectors unixConnectors udpConnectors"
    given: dict[str, Any] = {name: [] for name in [*lists.split(), "extraPorts", "extraConnectors", "delayeds"]}
    given |= {"name": b"web", "uid": 1000, "gid": 100, "services": {}, "persistStyle": b"pickle"}
    given[f"{APPLICATION}.persistenceVersion"] = 12
    return old(APPLICATION, **{**given, **attributes})


def services(root: Object, **settings: Any) -> list[Any]:
    """Return the services that an application becomes."""
    return list(IServiceCollection(evaluate(convert(root, **settings))))


def test_emptyApplication() -> None:
    """An application that serves nothing keeps its name and its user, and nothing of it is lost."""
    conversion = convert(twisted1())
    live = evaluate(conversion)
    assert IService(live).name == conversion.name == "web"
    assert (IProcess(live).uid, IProcess(live).gid, IProcess(live).processName) == (1000, 100, None)
    assert conversion.report.complete


def test_processName() -> None:
    """The name of the process is kept."""
    assert IProcess(evaluate(convert(twisted1(processName=b"oldweb")))).processName == "oldweb"


def test_portsBecomeServers() -> None:
    """Each kind of port becomes a server with what the reactor was given; what was the default is left out."""
    factory = old(FACTORY)
    context = old(CONTEXT, privateKeyFileName=b"k.pem", certificateFileName=b"c.pem", sslmethod=3)
    tcp, ssl, udp, unix = services(
        twisted1(
            tcpPorts=[(80, factory, 5, b"")],
            sslPorts=[(443, factory, context, 20, b"127.0.0.1")],
            udpPorts=[(53, factory, b"127.0.0.1", 8192)],
            unixPorts=[(b"/run/web.sock", factory, 5, 0o600)],
        )
    )
    assert isinstance(tcp, TCPServer) and (tcp.args[0], tcp.kwargs) == (80, {})
    assert isinstance(ssl, SSLServer) and ssl.args[2].privateKeyFileName == "k.pem"
    assert (ssl.args[0], ssl.kwargs) == (443, {"backlog": 20, "interface": "127.0.0.1"})
    assert isinstance(udp, UDPServer) and (udp.args[0], udp.kwargs) == (53, {"interface": "127.0.0.1"})
    assert isinstance(unix, UNIXServer) and (unix.args[0], unix.kwargs) == ("/run/web.sock", {"mode": 0o600})
    assert tcp.args[1] is ssl.args[1] is unix.args[1]


def test_connectorsBecomeClients() -> None:
    """Each kind of connector becomes a client."""
    factory = old(FACTORY)
    tcp, unix = services(
        twisted1(
            tcpConnectors=[(b"example.test", 25, factory, 10, (b"127.0.0.1", 0))],
            unixConnectors=[(b"/run/x.sock", factory, 30)],
        )
    )
    assert isinstance(tcp, TCPClient) and tcp.args[:2] == ("example.test", 25)
    assert tcp.kwargs == {"timeout": 10, "bindAddress": ("127.0.0.1", 0)}
    assert isinstance(unix, UNIXClient) and (unix.args[0], unix.kwargs) == ("/run/x.sock", {})


def test_olderStates() -> None:
    """Before 1.0 a UNIX socket was a TCP port, connectors had another name, and ports were objects."""
    factory = old(FACTORY)
    port = old("twisted.internet.tcp.Port", port=81, factory=factory, backlog=5, interface=b"::1")
    unix, tcp, client = services(
        twisted1(
            tcpPorts=[(b"/run/old.sock", factory, 5, b"")],
            ports=[port],
            connectors=[(b"localhost", 7, factory, 30, None)],
        )
    )
    assert isinstance(unix, UNIXServer) and (unix.args[0], unix.kwargs) == ("/run/old.sock", {})
    assert isinstance(tcp, TCPServer) and (tcp.args[0], tcp.kwargs) == (81, {"interface": "::1"})
    assert isinstance(client, TCPClient) and client.args[:2] == ("localhost", 7)


def test_portsMove() -> None:
    """``--map-port`` moves ports, and those of connectors."""
    factory = old(FACTORY)
    root = twisted1(tcpPorts=[(80, factory, 5, b"")], tcpConnectors=[(b"localhost", 25, factory, 30, None)])
    server, client = services(root, ports={80: 8080, 25: 2525})
    assert (server.args[0], client.args[1]) == (8080, 2525)


def test_servicesHaveNoSuccessor() -> None:
    """What was a service in Twisted 1 is refused by its place; ``--drop`` converts the ports."""
    root = twisted1(
        tcpPorts=[(80, old(FACTORY), 5, b"")], services={b"words": old("twisted.words.service.Service", parent=None)}
    )
    with pytest.raises(GoneError, match=r"services\['words'\] \(Service\) needs .*--drop services\['words'\]"):
        convert(root)
    conversion = convert(root, dropped=("services['words']",))
    assert [type(service) for service in IServiceCollection(evaluate(conversion))] == [TCPServer]
    assert not conversion.report.complete


def test_portOfWhatIsGone() -> None:
    """A port whose server is gone is named by its place, and can be dropped."""
    root = twisted1(
        tcpPorts=[(80, old(FACTORY), 5, b""), (119, old("twisted.news.news.NNTPFactory"), 5, b"")],
    )
    with pytest.raises(GoneError, match=r"tcpPorts\[1\] \(TCPServer on port 119\).*--drop tcpPorts\[1\]"):
        convert(root)
    (only,) = services(root, dropped=("NNTPFactory",))
    assert only.args[0] == 80


def test_usersAreLost() -> None:
    """Those who could log in are lost with the authorizer, and delayed calls too; both are told."""
    users = old("twisted.cred.authorizer.DefaultAuthorizer", identities={})
    _, migration = walk(twisted1(_authorizer=users, delayeds=[1]))
    assert said(migration, "lost") == ["_authorizer", "delayeds"]


def test_datagramsToOneHost() -> None:
    """What today's Twisted has no service for is refused."""
    with pytest.raises(GoneError, match=r"udpConnectors\[0\].*UDPClient"):
        convert(twisted1(udpConnectors=[(b"localhost", 1, old(FACTORY), 0, b"", 8192)]))


def test_readable() -> None:
    """The ``.tac`` of such an application is what one would write today."""
    data = old("twisted.web.static.Data", data=b"from 2002", type=b"text/plain", children={})
    site = old("twisted.web.server.Site", resource=data, sessions={}, logPath=None, timeOut=60, numPorts=0)
    text = printTac(convert(twisted1(tcpPorts=[(8080, site, 5, b"")])))
    assert 'application = service.Application("web", uid=1000, gid=100)\n' in text
    assert 'internet.TCPServer(8080, server.Site(static.Data(b"from 2002", "text/plain")))\n' in text
