"""Process name, user, group and directory of a daemon: real twistd processes, from the environment of the tests."""

from __future__ import annotations

import os
import pwd
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import accepts, catchesTermination, command, freePort, poll


@contextmanager
def daemon(directory: Path, *words: str) -> Iterator[int]:
    """Run ``twistd -f`` of ``mkapp``'s tap from the root directory, as a daemon; give its process id, and end it."""
    port = freePort()
    made = command("mkapp", "-o", directory / "x.tap", *words, "--listen", f"tcp:{port}:interface=127.0.0.1")
    assert made.returncode == 0, made.stderr
    pidfile = directory / "x.pid"
    started = command(
        *("twistd", "-f", directory / "x.tap", "--pidfile", pidfile, "-l", directory / "log", "-d", directory), cwd="/"
    )
    assert started.returncode == 0, started.stderr
    try:
        poll(lambda: accepts(port), "the daemon's port")
        running = int(pidfile.read_text())
        poll(lambda: catchesTermination(running), "the daemon's reactor")
        yield running
    finally:
        if pidfile.exists():
            number = int(pidfile.read_text())
            os.kill(number, signal.SIGTERM)
            poll(lambda: not Path(f"/proc/{number}").exists() or not accepts(port), "the daemon's end")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs Linux's /proc")
def test_processName(tmp_path: Path) -> None:
    """--appname changes the process name, in a virtual environment too, and leaves the environment as it was."""
    with daemon(tmp_path, "-n", "noticeboard", "web", "--path", "/") as number:
        words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
        assert words[0] == b"noticeboard"
        assert b"--originalname" in words
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_daemonSavesItself(tmp_path: Path) -> None:
    """A daemon started in another directory serves, and leaves its shutdown tap where it runs."""
    with daemon(tmp_path, "web", "--path", "/"):
        pass
    poll((tmp_path / "web-shutdown.tap").exists, "the shutdown tap")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_uidAndGid() -> None:
    """Privileges are dropped to the user and group of the tap."""
    # a directory that everybody may reach: pytest's own are private
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o755)
        with daemon(directory, "-u", "nobody", "-g", str(pwd.getpwnam("nobody").pw_gid), "web") as number:
            status = Path(f"/proc/{number}/status").read_text()
            lines = dict(line.split(":", 1) for line in status.splitlines() if line.startswith(("Uid", "Gid")))
            assert set(lines["Uid"].split()) == {str(pwd.getpwnam("nobody").pw_uid)}
            assert set(lines["Gid"].split()) == {str(pwd.getpwnam("nobody").pw_gid)}


def test_environmentIsRestored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the renamed process was told is taken out of its environment, and its interpreter known again."""
    from mktap_compat.loading import processname

    monkeypatch.setenv(processname.VARIABLE, '["/a", "/venv/bin/python", "/venv", "/venv"]')
    monkeypatch.setenv("PYTHONPATH", "/x")
    for name in ("executable", "prefix", "exec_prefix"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    processname.arrived()
    assert (os.environ["PYTHONPATH"], sys.executable, sys.prefix) == ("/a", "/venv/bin/python", "/venv")
    assert processname.VARIABLE not in os.environ
