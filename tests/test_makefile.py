"""Tests of ``make demo``: what a person sees who types it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

from tests.processes import BIN, LIMIT, accepts, environment, freePort, poll

MAKEFILE = Path(__file__).parent.parent / "Makefile"


def make(cwd: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run make to its end."""
    return subprocess.run(["make", "-f", MAKEFILE, *words], cwd=cwd, capture_output=True, text=True, timeout=LIMIT)


def test_demoNamesTheTakenPort(tmp_path: Path) -> None:
    """A port that somebody else has is named before anything is written."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        done = make(tmp_path, "-o", ".venv/installed", f"BIN={BIN}", f"PORT={freePort()}", f"CONTROL={taken}", "demo")
    assert done.returncode == 2
    assert f"can't listen on port {taken}: Address already in use; choose others: make demo" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_withoutVenv(tmp_path: Path) -> None:
    """Where Python can't make an environment, that is said, and nothing half made is left for the next run."""
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nmkdir -p .venv/bin && touch .venv/bin/python; exit 1\n")
    python.chmod(0o755)
    done = make(tmp_path, f"PYTHON={python}", ".venv/bin/python")
    assert done.returncode == 2
    assert "can't make .venv: on Debian and Ubuntu: apt-get install python3-venv\n" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_demoServesUntilInterrupted(tmp_path: Path) -> None:
    """``make demo`` makes the tap anew, says where to look, serves, and saves when Ctrl-C is pressed."""
    (tmp_path / "myapp.tap").write_bytes(b"left over from another day")
    port, control = freePort(), freePort()
    words = [
        "make",
        "-f",
        MAKEFILE,
        "-o",
        ".venv/installed",
        f"BIN={BIN}",
        f"PORT={port}",
        f"CONTROL={control}",
        "demo",
    ]
    log = tmp_path / "demo.log"
    with log.open("wb") as output:
        demo = subprocess.Popen(
            list(map(str, words)),
            cwd=tmp_path,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        poll(lambda: demo.poll() is not None or accepts(control), "the control page")
        with urllib.request.urlopen(f"http://127.0.0.1:{control}/healthz", timeout=LIMIT) as answer:
            assert answer.status == 200
        os.killpg(demo.pid, signal.SIGINT)
        assert demo.wait(LIMIT) in (0, -signal.SIGINT)
    finally:
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGKILL)
    shown = log.read_text()
    assert f"http://127.0.0.1:{control}/" in shown
    assert f"python3 -m myapp.client {port}" in shown
    poll((tmp_path / "myapp-shutdown.tap").exists, "the shutdown tap")
    assert "Traceback" not in shown
