"""Command lines as they were typed in 2007, at least one for each plugin; their taps boot and serve."""

from __future__ import annotations

import getpass
import shlex
import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes import command, freePort, twistd

ZONE = """\
zone = [
    SOA("legacy.test", mname="ns.legacy.test", rname="root.legacy.test",
        serial=1, refresh=3600, retry=3600, expire=3600, minimum=3600),
    NS("legacy.test", "ns.legacy.test"),
    TXT("legacy.test", "v=spf1 -all"),
]
"""


def says(expected: bytes, ask: bytes = b"") -> Callable[[int], None]:
    """Return a probe: what is asked is sent, and what is expected comes."""

    def probe(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(ask)
            received = b""
            while expected not in received:
                data = client.recv(4096)
                assert data, received
                received += data

    return probe


def text(port: int) -> None:
    """Ask a DNS server for the text of a name."""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        question = b"\0\1\1\0\0\1\0\0\0\0\0\0\6legacy\4test\0\0\20\0\1"
        client.sendall(struct.pack("!H", len(question)) + question)
        assert b"v=spf1 -all" in client.recv(4096)


PAGE = b"GET /a.txt HTTP/1.0\r\n\r\n"
STREAM = b"<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='x.test'>"
MAIL = "--maildirdbmdomain a.test=mail --user alice=wonder --bounce-to-postmaster --default"


@pytest.fixture
def backend() -> Iterator[int]:
    """Run a server that says hello; its port."""

    class Hello(socketserver.StreamRequestHandler):
        """Say hello."""

        def handle(self) -> None:
            """Say hello."""
            self.wfile.write(b"hello-backend")

    with socketserver.TCPServer(("127.0.0.1", 0), Hello) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(
    ("line", "probe"),
    [
        ("web --path . --port {port}", says(b"hello-file", PAGE)),
        ("web --static . --notracebacks --port {port}", says(b"hello-file", PAGE)),
        ("dns --port {port} --pyzone zone", text),
        ("ftp --port {port} --root . --password-file pw", says(b"230", b"USER alice\r\nPASS wonder\r\n")),
        ("portforward --port {port} --host 127.0.0.1 --dest_port {backend}", says(b"hello-backend")),
        ("socks --port {port}", says(b"\0\x5b", struct.pack("!BBHL", 4, 1, 1, 0x7F000001) + b"me\0")),
        ("inetd --file inetd.conf", says(b"ping", b"ping\n")),
        ("conch --port {port} --data .", says(b"SSH-2.0-Twisted")),
        ("manhole --telnetPort tcp:{port} --passwd pw", says(b"Username: ")),
        ("words --irc-port {port} --passwd pw", says(b"376", b"PASS wonder\r\nNICK alice\r\nUSER alice x x :x\r\n")),
        ("mail --smtp {port} --pop3 0 " + MAIL, says(b"250", b"HELO x\r\n")),
        ("xmpp-router --port {port}", says(b"<stream:stream", STREAM)),
        ("procmon -m 1 {python} -m http.server --bind 127.0.0.1 {port}", says(b"hello-file", PAGE)),
    ],
    ids=lambda value: "-".join(value.split()[:2]) if isinstance(value, str) else "",
)
def test_line(tmp_path: Path, backend: int, line: str, probe: Callable[[int], None]) -> None:
    """A command line of then makes a tap that plain twistd serves from today."""
    port = freePort()
    name, *words = shlex.split(line.format(port=port, backend=backend, python=shlex.quote(sys.executable)))
    (tmp_path / "a.txt").write_text("hello-file")
    (tmp_path / "pw").write_text("alice:wonder\n")
    (tmp_path / "zone").write_text(ZONE)
    (tmp_path / "inetd.conf").write_text(f"{port} stream tcp nowait {getpass.getuser()} /bin/cat cat\n")
    if name == "conch":
        command("ckeygen", "-t", "ed25519", "-f", "ssh_host_ed25519_key", "--no-passphrase", cwd=tmp_path)
    result = command("mktap", name, *words, cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, b"")
    with twistd("-f", f"{name}.tap", cwd=tmp_path, ports=[port]):
        probe(port)
