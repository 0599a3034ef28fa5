"""Tests of the client for a terminal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from myapp.client import commandFor
from tests.processes import LIMIT, freePort, twistd


def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run the client without site packages: it needs Python alone."""
    words: Sequence[str] = (sys.executable, "-S", "-m", "myapp.client", *arguments)
    root = Path(__file__).parent.parent.parent
    return subprocess.run(words, cwd=root, input=typed, capture_output=True, text=True, timeout=LIMIT)


def test_talks(tmp_path: Path) -> None:
    """What is typed is answered; the end of the input ends the session once everything is answered."""
    port = freePort()
    with twistd("myapp", "--port", str(port), "--control", "none", cwd=tmp_path, ports=[port]):
        done = run(f"localhost:{port}", typed="HELLO ada\nPOST Grüße\nLIST\n")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr, lines[:3]) == (0, "", ["OK ada", "OK 1", "OK 1"])
    assert lines[3].endswith(" ada Grüße")


def test_nobodyListens() -> None:
    """If nobody listens it says so on one line, and ends with 1."""
    port = freePort()
    done = run(str(port))
    assert (done.returncode, done.stderr) == (1, f"can't talk to 127.0.0.1:{port}: Connection refused\n")


@pytest.mark.parametrize("place", ["0", "65536", "x", "localhost:", "localhost:x"])
def test_wrongPlace(place: str) -> None:
    """What is no port or host and port is a usage error."""
    done = run(place)
    assert done.returncode == 2
    assert f"expected PORT or HOST:PORT, got {place}" in done.stderr


@pytest.mark.parametrize(
    ("description", "arguments"),
    [
        ("tcp:9000", ""),
        ("tcp:9001", " 9001"),
        ("tcp:9001:interface=127.0.0.1", " 9001"),
        ("tcp:9000:interface=192.0.2.1", " 192.0.2.1:9000"),
        (r"tcp6:9000:interface=2001\:db8\:\:1", " [2001:db8::1]:9000"),
    ],
)
def test_commandFor(description: str, arguments: str) -> None:
    """An endpoint that the client can reach becomes its command line."""
    assert commandFor(description) == f"python3 -m myapp.client{arguments}"


@pytest.mark.parametrize("description", ["unix:/run/board", "ssl:9000:privateKey=key.pem", "tcp:0"])
def test_commandForOthers(description: str) -> None:
    """Any other endpoint is given as it is."""
    assert commandFor(description) == description
