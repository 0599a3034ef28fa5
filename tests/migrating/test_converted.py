"""Genuine taps of all four formats, moved to other folders and ports, converted to all three, booted and spoken to."""

from __future__ import annotations

import datetime
import shutil
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from twisted.conch.ssh.keys import Key

from mktap_compat.migrating.hostkey import makeHostKey

from ..genuine import LEGACY, PASSPHRASE, moving
from ..processes import command, freePort, twistd
from . import conversations
from .conversations import Ports

HOME = "/srv/tap2007"
BOOT = {"tap": "-f", "tas": "-s", "tac": "-y"}


#: what is said to servers with classes of the user's own
USERS = (conversations.webClass, conversations.webHttps, conversations.webWsgi, conversations.quotes)


class Row(NamedTuple):
    """
    A genuine tap and what is expected of it.

    :ivar name: its path below ``tests/legacy``.
    :ivar ending: of the new file: ``tap``, ``tas`` or ``tac``.
    :ivar conversation: asserts that the server answers.
    :ivar ports: the ports that it listens on in the tap.
    """

    name: str
    ending: str
    conversation: Callable[[Ports, Path], None]
    ports: Mapping[str, int]


ROWS = [
    Row("2.5/web-tas/web.tas", "tap", conversations.webPath, {"http": 22230}),
    Row("8.2.0/web-tax/web.tax", "tac", conversations.webPath, {"http": 22536}),
    Row("2.5/web-etap-api/web.etap", "tas", conversations.webClass, {"http": 22239}),
    Row("8.2.0/web-https/web.tap", "tap", conversations.webHttps, {"http": 22521, "https": 22522}),
    Row("10.2.0/web-wsgi/web.tap", "tap", conversations.webWsgi, {"http": 23427}),
    Row("8.2.0/dns-py/dns.tap", "tac", conversations.names, {"dns": 22560}),
    Row("8.2.0/portforward/portforward.tap", "tac", conversations.echoed, {"echo": 22578}),
    Row("10.2.0/quotes-shutdown/quotes2007-shutdown.tap", "tap", conversations.quotes, {"line": 23541, "http": 23542}),
    Row("10.2.0/telnet/telnet.tap", "tap", conversations.telnet, {"telnet": 23487}),
    Row("8.2.0/conch/conch.tap", "tac", conversations.conch, {"ssh": 22626}),
]


class Echo(socketserver.StreamRequestHandler):
    """Says again what is said."""

    def handle(self) -> None:
        """Answer one line."""
        self.wfile.write(self.rfile.readline())


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    """The port of a server that others forward to."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def pem() -> bytes:
    """A key and its certificate, for TLS."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(1)
    ).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    return text + certificate.public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def home(tmp_path: Path, pem: bytes) -> Path:
    """What the folder of 2007 held, in a folder of today."""
    root = tmp_path / "home"
    data = root / "data"
    for folder in ("www", "keys"):
        (data / folder).mkdir(parents=True)
    (data / "www/hello.html").write_bytes(b"<p>hello 2007</p>")
    (data / "server.pem").write_bytes(pem)
    key = makeHostKey()
    (data / "keys/ssh_host_rsa_key").write_bytes(key)
    (data / "keys/ssh_host_rsa_key").chmod(0o600)
    (data / "keys/ssh_host_rsa_key.pub").write_bytes(Key.fromString(key).public().toString("openssh"))
    return root


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}-{row.ending}")
def test_serves(row: Row, home: Path, tmp_path: Path, upstream: int) -> None:
    """A genuine tap, converted, serves as it did in 2007, on other ports and from other folders."""
    shutil.copy(LEGACY / row.name, tmp_path)
    old = Path(row.name).name
    new = f"new.{row.ending}"
    ports = {name: freePort() for name in row.ports}
    moves: dict[str | int, str | int] = {
        HOME: str(home),
        20999: upstream,
        **{port: ports[name] for name, port in row.ports.items()},
    }
    words = ["--in", old, "--out", new, *moving(row.name, moves)]
    if row.conversation in USERS:
        words += ["--trust", "quotes2007"]
    environment = {"PYTHONPATH": str(LEGACY / "apps"), "TAP_PASSPHRASE": PASSPHRASE}
    done = command("tapconvert", *words, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    with twistd(BOOT[row.ending], new, cwd=tmp_path, ports=list(ports.values()), env=environment):
        row.conversation({**ports}, home)


def test_shutdownSavesAgain(home: Path, tmp_path: Path) -> None:
    """A converted tap saves its state when its server ends, and what it saved serves, with the state."""
    line, http = freePort(), freePort()
    environment = {"PYTHONPATH": str(LEGACY / "apps")}
    words = ["--map-port", f"23541={line}", "--map-port", f"23542={http}", "--map-path", f"{HOME}={home}"]
    old = str(LEGACY / "10.2.0/quotes/quotes2007.tap")
    done = command(
        "tapconvert", "-i", old, "-o", "q.tap", "--trust", "quotes2007", *words, cwd=tmp_path, env=environment
    )
    assert done.returncode == 0, done.stderr
    with twistd("-f", "q.tap", cwd=tmp_path, ports=[line], env=environment), conversations.connect(line) as connection:
        connection.sendall(b"ADD third quote\r\n")
        assert conversations.until(connection, b"\n") == b"OK 3\r\n"
    with (
        twistd("-f", "quotes2007-shutdown.tap", cwd=tmp_path, ports=[line], env=environment),
        conversations.connect(line) as connection,
    ):
        connection.sendall(b"QUOTE\r\nQUOTE\r\nQUOTE\r\nCOUNT\r\n")
        assert b"third quote -- net" in conversations.until(connection, b"third quote -- net\r\n5\r\n")
