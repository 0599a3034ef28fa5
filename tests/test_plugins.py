"""From each of Twisted's plugins to a tap, to a server, to its shutdown tap, to a server again; real processes."""

from __future__ import annotations

import getpass
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.certificates import writeCertificate
from tests.plugins.rows import ROWS, Ports, Row
from tests.processes import command, freePort, poll, twistd


@pytest.fixture(scope="module")
def backend() -> Iterator[int]:
    """Run a server that greets whoever connects; give its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.sendall(b"backend")

        threading.Thread(target=greet, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def fill(text: str, directory: Path, ports: Ports) -> str:
    """Replace what stands for a port, a directory or a user."""
    values = {"d": str(directory), "p": str(ports.own), "b": str(ports.backend), "user": getpass.getuser()}
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], text)


def passes(row: Row, ports: Ports) -> bool:
    """Tell whether the row's client gets what it asks for."""
    try:
        row.probe(ports)
    except OSError:
        return False
    return True


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_servesFromTapAndShutdownTap(row: Row, backend: int, tmp_path: Path) -> None:
    """What mkapp makes of a plugin's command line serves, and serves again from the tap saved at shutdown."""
    ports = Ports(freePort(), backend)
    for name, text in row.files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(fill(text, tmp_path, ports))
    if "{d}/tls.pem" in row.line:
        writeCertificate(tmp_path / "tls.pem", ec.generate_private_key(ec.SECP256R1()))
    if row.name == "conch":
        (tmp_path / "ssh").mkdir()
        key = command(
            "ckeygen", "-q", "-t", "ed25519", "--no-passphrase", "-f", tmp_path / "ssh" / "ssh_host_ed25519_key"
        )
        assert key.returncode == 0, key.stderr
    env = {"PYTHONPATH": str(tmp_path)}

    frozen = command("mkapp", *fill(row.line, tmp_path, ports).split(), env=env, cwd=tmp_path)
    assert frozen.returncode == 0, frozen.stderr
    assert f"style {row.style}" in frozen.stderr.decode()
    assert b"PRIVATE KEY" not in frozen.stdout
    tap = tmp_path / "x.tap"
    tap.write_bytes(frozen.stdout)

    for place in ("first", "second"):
        directory = tmp_path / place
        directory.mkdir()
        with twistd("-f", tap, cwd=directory, env=env) as server:
            poll(lambda server=server: server.process.poll() is not None or passes(row, ports), row.name)
            assert server.process.poll() is None, server.text()
            server.stop()
        (tap,) = directory.glob("*-shutdown.tap")
        assert "can't be frozen" not in server.text()
        assert b"PRIVATE KEY" not in tap.read_bytes()
