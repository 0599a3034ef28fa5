"""A SOCKS proxy with a log, and one that waits for connections."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.testing import MemoryReactor, StringTransport

from mktap_compat.migrating.repairs.socks import SOCKSv4, SOCKSv4Factory


def _proxy(log: str | None) -> Any:
    proxy = SOCKSv4Factory(log).buildProtocol(None)
    proxy.makeConnection(StringTransport(peerAddress=IPv4Address("TCP", "192.0.2.1", 1234)))
    proxy.otherConn = SOCKSv4()
    proxy.otherConn.makeConnection(StringTransport(peerAddress=IPv4Address("TCP", "192.0.2.2", 80)))
    return proxy


def test_noLogIsWritten(tmp_path: Path) -> None:
    """Without a log file nothing is written, and the data goes through."""
    proxy = _proxy(None)
    proxy.write(b"data")
    assert proxy.transport.value() == b"data" and not list(tmp_path.iterdir())


def test_logShowsBothEndsAndData(tmp_path: Path) -> None:
    """The log names both ends and shows the data 16 bytes a line, with dots for what does not print."""
    log = tmp_path / "log"
    proxy = _proxy(str(log))
    proxy.write(b"0123456789abcdef\\\xe9\n")
    proxy.log(proxy.otherConn, b"x")
    lines = log.read_text().split("\n")
    assert lines[0].endswith("192.0.2.1:1234 < 192.0.2.2:80")
    assert lines[1] == "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66 0123456789abcdef"
    assert lines[2] == f"{'5C E9 0A':<47} ..." and " > " in lines[4]


def test_bindTakesNamedHostOnly() -> None:
    """A BIND answers with a port, and takes a connection from the host that was named, once."""
    proxy: Any = SOCKSv4(None, MemoryReactor())
    proxy.makeConnection(StringTransport())
    proxy.dataReceived(b"\x04\x02\x00\x50\xc0\x00\x02\x02user\0")
    assert proxy.transport.value()[:2] == b"\0\x5a"
    [(_, factory, *_)] = proxy.reactor.tcpServers
    assert factory.buildProtocol(IPv4Address("TCP", "192.0.2.2", 9)) is not None
    assert factory.buildProtocol(IPv4Address("TCP", "192.0.2.2", 9)) is None
    assert proxy.transport.value()[8:10] == b"\0\x5a"
