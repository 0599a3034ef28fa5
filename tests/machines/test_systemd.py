"""A tap under a real systemd: ready, alive, killed, restarted, upgraded, stopped; its hardening as systemd sees it."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machines.roots import Machine, booted, copy, mkapp, run, tapdeploy, until, wheels, within
from tests.processes import freePort

#: What the server stands on first, and what it is upgraded to.
OLDER = "Twisted==24.3.0"
SERVICE = "board.service"


class Board:
    """
    The server on its machine.

    :ivar machine: the machine.
    :ivar port: where it serves lines.
    """

    def __init__(self, machine: Machine, port: int) -> None:
        self.machine = machine
        self.port = port

    def talk(self, *lines: str) -> str:
        """Say something to the server, and return all that it answers."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as client:
            client.sendall("".join(f"{line}\r\n" for line in (*lines, "QUIT")).encode())
            return client.makefile(encoding="utf-8").read()

    def pid(self) -> str:
        """Return the number of its process."""
        return self.machine.show(SERVICE, "MainPID")

    def saved(self, text: str) -> bool:
        """Tell whether something that was learned is in the state file."""
        return any(text.encode() in file.read_bytes() for file in self.machine.root.glob("var/lib/private/board/*.tap"))

    def active(self) -> bool:
        """Tell whether systemd has been told that it is ready."""
        return self.machine.show(SERVICE, "ActiveState") == "active"


@pytest.fixture(scope="module")
def board(place: Path) -> Iterator[Board]:
    """A server that was put on a machine by the steps that tapdeploy prints, and that systemd has started at boot."""
    port, control = freePort(), freePort()
    root = copy(place / "root")
    mkapp(
        "-q",
        "-o",
        "board.tap",
        "--checkpoint",
        "0.5",
        "myapp",
        "--port",
        str(port),
        "--control",
        str(control),
        cwd=place,
    )
    told = tapdeploy("systemd", "board.tap", "--name", "board", "--socket", "--watchdog", "2", cwd=place)
    steps = [line.strip() for line in told.splitlines() if line.startswith("    ")]
    assert steps[0] == "cp -r board-systemd/* /"
    run("cp", "-r", f"{place}/board-systemd/.", str(root))
    (place / "wheels").mkdir()
    wheels(place / "wheels", OLDER, "Twisted")
    (place / "wheels").rename(root / "wheels")
    # Twisted as it was some releases ago; the rest as the requirements have it
    make, install = steps[1].split(" && ")
    within(root, *make.split())
    asked = (root / "opt/board/requirements.txt").read_text()
    (root / "opt/board/requirements.txt").write_text(re.sub(r"Twisted==.*", OLDER, asked))
    within(root, *install.split(), "--quiet", "--no-index", "--find-links=/wheels")
    within(root, "sh", "-c", steps[2])
    within(root, "systemctl", "enable", "board.socket", SERVICE)
    with booted(root) as machine:
        yield Board(machine, port)


def test_verified(board: Board) -> None:
    """systemd-analyze has nothing to say of the units."""
    assert board.machine.do("systemd-analyze", "verify", SERVICE, "board.socket") == ""


def test_hardened(board: Board) -> None:
    """systemd-analyze calls the exposure of the service OK."""
    said = board.machine.do("systemd-analyze", "security", SERVICE)
    assert re.search(r"Overall exposure level for board.service: [\d.]+ OK", said), said


def test_ready(board: Board) -> None:
    """At boot the server says that it is ready, and who is connected to it."""
    until(board.active)
    assert "OK ann" in board.talk("HELLO ann", "POST first")
    with socket.create_connection(("127.0.0.1", board.port)):
        until(lambda: "1 client" in board.machine.show(SERVICE, "StatusText"))
    until(lambda: "0 clients" in board.machine.show(SERVICE, "StatusText"))


def test_nobody(board: Board) -> None:
    """The server runs as a user that exists while it runs, and nobody but root can read the tap where it lies."""
    # the numbers that systemd gives to users of that kind
    assert 61184 <= int(board.machine.do("stat", "-c", "%u", f"/proc/{board.pid()}")) <= 65519
    assert (board.machine.root / "opt/board/board.tap").stat().st_mode & 0o077 == 0


def test_alive(board: Board) -> None:
    """A server whose reactor turns outlives its watchdog; one that hangs is started anew."""
    before = board.pid()
    stamp = board.machine.show(SERVICE, "WatchdogTimestampMonotonic")
    until(lambda: board.machine.show(SERVICE, "WatchdogTimestampMonotonic") != stamp)
    assert board.pid() == before
    board.machine.do("systemctl", "kill", "--kill-whom=main", "-s", "STOP", SERVICE)
    until(lambda: board.pid() not in (before, "0") and board.active())
    assert board.machine.show(SERVICE, "NRestarts") == "1"


def test_killed(board: Board) -> None:
    """After kill -9 the server is back within seconds, and knows what it had learned."""
    until(board.active)
    board.talk("HELLO ann", "POST treasure")
    until(lambda: board.saved("treasure"))
    before = board.pid()
    board.machine.do("systemctl", "kill", "--kill-whom=main", "-s", "KILL", SERVICE)
    until(lambda: board.pid() not in (before, "0") and board.active(), 10)
    assert "treasure" in board.talk("HELLO bob", "LIST")


def test_restarted(board: Board) -> None:
    """While the server is restarted, no client is refused: systemd holds the port."""
    until(board.active)
    # the starts of the tests before count too, and systemd allows five in ten seconds
    board.machine.do("systemctl", "reset-failed", SERVICE)
    stop, answers, failures = threading.Event(), [], []

    def knock() -> None:
        while not stop.is_set():
            try:
                answers.append(board.talk("HELLO eve"))
            except OSError as error:
                # one that was being answered when the server stopped may be cut, but none is refused
                failures.append(error)

    knocking = threading.Thread(target=knock)
    knocking.start()
    try:
        for _ in range(3):
            before, count = board.pid(), len(answers)
            board.machine.do("systemctl", "restart", SERVICE)
            assert board.pid() != before
            until(lambda count=count: len(answers) > count + 5)
    finally:
        stop.set()
        knocking.join()
    assert not [error for error in failures if isinstance(error, ConnectionRefusedError)]


def test_upgraded(board: Board) -> None:
    """After an upgrade of Twisted the same tap serves again, with what it had learned."""
    pip = ("/opt/board/bin/pip", "install", "--quiet", "--no-index", "--find-links=/wheels")
    assert "24.3.0" in board.machine.do("/opt/board/bin/twistd", "--version")
    board.machine.do(*pip, "--upgrade", "Twisted")
    assert "24.3.0" not in board.machine.do("/opt/board/bin/twistd", "--version")
    board.machine.do("systemctl", "restart", SERVICE)
    until(board.active)
    assert "treasure" in board.talk("HELLO fay", "LIST")


def test_stopped(board: Board) -> None:
    """A server that is stopped ends well, and its journal is lines with priorities and without a second time."""
    board.machine.do("systemctl", "stop", "board.socket", SERVICE)
    assert board.machine.show(SERVICE, "ActiveState") == "inactive"
    assert board.machine.show(SERVICE, "Result") == "success"
    said = board.machine.do("journalctl", "-u", SERVICE, "-o", "cat", "--no-pager")
    assert "was opened by the supervisor" in said
    assert "Server Shut Down." in said
    assert not re.search(r"^<\d>|^\d{4}-\d\d-\d\dT", said, re.MULTILINE), said
    assert "Twisted server" not in board.machine.do("journalctl", "-u", SERVICE, "-p", "err", "-o", "cat", "--no-pager")
