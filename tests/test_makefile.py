"""Tests of ``make demo``: what a person sees who types it."""

from __future__ import annotations

import os
import signal
import subprocess
import urllib.request
from pathlib import Path

from tests.processes import BIN, LIMIT, accepts, environment, freePort, poll

MAKEFILE = Path(__file__).parent.parent / "Makefile"


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
