"""Tests of what systemd hears from a server that plain twistd runs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from twisted.application.service import Application
from twisted.internet.testing import MemoryReactorClock

from mktap_compat.deploying import notifying
from tests.deploying.conftest import made
from tests.processes import accepts, freePort, poll

#: Makes a descriptor the first that is handed over, and becomes the server.
HANDING = """
import os, sys
if sys.argv[1] != "3":
    os.dup2(int(sys.argv[1]), 3)
os.environ["LISTEN_PID"] = str(os.getpid())
os.execv(sys.argv[2], sys.argv[2:])
"""


class Supervisor:
    """
    Stands for systemd: it opens a port, starts twistd with it, and listens.

    :ivar heard: the lines that the server sent.
    """

    def __init__(self, directory: Path, *words: str, inherited: socket.socket | None = None) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(directory / "notify"))
        self.socket.settimeout(30)
        self.heard: list[str] = []
        environment = {**os.environ, "NOTIFY_SOCKET": str(directory / "notify"), "WATCHDOG_USEC": "400000"}
        number = inherited.fileno() if inherited is not None else 3
        if inherited is not None:
            environment["LISTEN_FDS"] = "1"
        twistd = [str(Path(sys.executable).with_name("twistd")), "--nodaemon", "--pidfile=", *words]
        self.server = subprocess.Popen(
            [sys.executable, "-c", HANDING, str(number), *twistd],
            cwd=directory,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[inherited.fileno()] if inherited is not None else [],
        )

    def hear(self, line: str) -> None:
        """Wait until the server has sent a line."""
        while not any(line in each for each in self.heard):
            self.heard += self.socket.recv(4096).decode().splitlines()

    def stop(self) -> str:
        """Stop the server and return its log."""
        self.server.send_signal(signal.SIGTERM)
        return self.server.communicate(timeout=30)[0].decode()


@pytest.fixture
def port() -> Iterator[socket.socket]:
    """A port that is open, and that is bound by the supervisor."""
    with socket.create_server(("0.0.0.0", 0)) as opened:
        yield opened


@pytest.mark.parametrize(
    "way", [["--file=made.tap"], ["tap", "--trust", "myapp", "--trust", "plugin:myapp", "made.tap"]]
)
def test_lifeOfAServer(tmp_path: Path, port: socket.socket, way: list[str]) -> None:
    """A server under a supervisor is ready, feeds the watchdog, tells of its clients, and says that it stops."""
    number = port.getsockname()[1]
    made(tmp_path, "myapp", "--port", str(number), "--control", str(freePort()))
    supervisor = Supervisor(tmp_path, *way, inherited=port)
    try:
        supervisor.hear("READY=1")
        supervisor.hear("WATCHDOG=1")
        with socket.create_connection(("127.0.0.1", number)) as client:
            client.sendall(b"HELLO ann\r\n")
            assert client.recv(100).startswith(b"OK ann")
            supervisor.hear(", 1 client")
        supervisor.hear(", 0 clients")
    finally:
        log = supervisor.stop()
    supervisor.hear("STOPPING=1")
    assert f"Port {number} was opened by the supervisor." in log
    # the port is the supervisor's: it is open although the server is gone
    socket.create_connection(("127.0.0.1", number)).close()


def test_aPortThatIsTaken(tmp_path: Path, port: socket.socket) -> None:
    """A server that can't open its port never says that it is ready, and ends."""
    made(tmp_path, "web", "--listen", f"tcp:{port.getsockname()[1]}", "--path", str(tmp_path))
    supervisor = Supervisor(tmp_path, "--file=made.tap")
    log = supervisor.server.communicate(timeout=30)[0].decode()
    assert "Address already in use" in log
    supervisor.socket.settimeout(0.1)
    with pytest.raises(TimeoutError):
        supervisor.hear("READY=1")


def test_noSupervisor(tmp_path: Path) -> None:
    """Without a supervisor a server is the same as ever, and nothing of this is imported."""
    number = freePort()
    made(tmp_path, "web", "--listen", f"tcp:{number}", "--path", str(tmp_path))
    twistd = [str(Path(sys.executable).with_name("twistd")), "--nodaemon", "--pidfile=", "--file=made.tap"]
    environment = {name: value for name, value in os.environ.items() if name not in ("NOTIFY_SOCKET", "LISTEN_FDS")}
    with subprocess.Popen(twistd, cwd=tmp_path, env={**environment, "PYTHONVERBOSE": "1"}, stderr=subprocess.PIPE,
                          stdout=subprocess.DEVNULL) as server:  # fmt: skip
        lines: list[bytes] = []
        import threading

        assert server.stderr is not None
        reader = threading.Thread(target=lambda: lines.extend(server.stderr or []))
        reader.start()
        poll(lambda: accepts(number), "the server")
        server.terminate()
        reader.join()
    assert b"mktap_compat.thaw" in b"".join(lines)
    assert b"mktap_compat.deploying" not in b"".join(lines)


@pytest.mark.parametrize(
    ("usec", "pid", "seconds"),
    [("2000000", None, 2.0), ("2000000", "1", None), ("0", None, None), ("", None, None), ("x", None, None)],
)
def test_watchdog(usec: str, pid: str | None, seconds: float | None) -> None:
    """The watchdog's time is taken from the environment if it is meant for this process."""
    environment = {"WATCHDOG_USEC": usec, **({"WATCHDOG_PID": pid} if pid else {})}
    assert notifying.watchdog(environment) == seconds


def test_aSupervisorThatIsGone() -> None:
    """A supervisor that can't be reached does not stop the server."""
    sent = notifying.Sender("/nowhere/at/all")
    sent("READY=1")
    reactor = MemoryReactorClock()
    notifying.Notifier(reactor, Application("board"), sent, None).stopping()
