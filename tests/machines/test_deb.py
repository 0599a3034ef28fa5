"""A tap as a package in a real Debian: checked by lintian, installed, upgraded, removed, purged; and it serves."""

from __future__ import annotations

import socket
from pathlib import Path

from tests.machines.roots import booted, mkapp, run, tapdeploy, until, within
from tests.processes import freePort

MAINTAINER = "Jo Doe <jo@example.org>"


def packed(directory: Path, port: int, control: int, version: str) -> Path:
    """Return a package of a board."""
    tap = f"board-{version}.tap"
    mkapp("-q", "-o", tap, "myapp", "--port", str(port), "--control", str(control), cwd=directory)
    words = ("--name", "board", "-m", MAINTAINER, "--set-version", version, "-o", "packages")
    tapdeploy("deb", tap, *words, cwd=directory)
    (found,) = (directory / "packages").glob(f"board_{version}_*.deb")
    return found


def answers(port: int) -> bool:
    """Tell whether a board greets."""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as client:
            client.sendall(b"HELLO ann\r\n")
            return client.recv(100).startswith(b"OK ann")
    except OSError:
        return False


def test_lintian(tmp_path: Path) -> None:
    """lintian finds no error in a package."""
    said = run("lintian", "--allow-root", "--fail-on", "error", str(packed(tmp_path, 9000, 9001, "1.0")))
    assert "E: " not in said


def test_life(tmp_path: Path, root: Path) -> None:
    """A package serves once it is installed, keeps its state over upgrade and removal, and takes it along on purge."""
    port, later, control = freePort(), freePort(), freePort()
    for version, number in (("1.0", port), ("1.1", later)):
        run("cp", str(packed(tmp_path, number, control, version)), f"{root}/board-{version}.deb")
    with booted(root) as machine:
        machine.do("apt-get", "install", "-y", "/board-1.0.deb")
        until(lambda: answers(port))
        assert machine.show("board.service", "ActiveState") == "active"
        assert machine.do("stat", "-c", "%U %a", "/usr/lib/board/board.pyz").strip() == "root 750"
        assert machine.do("stat", "-c", "%U", f"/proc/{machine.show('board.service', 'MainPID')}").strip() == "board"
        (root / "var/lib/board/kept").write_text("learned")
        machine.do("apt-get", "install", "-y", "/board-1.1.deb")
        until(lambda: answers(later))
        assert not answers(port)
        machine.do("apt-get", "remove", "-y", "board")
        until(lambda: not answers(later))
        assert (root / "var/lib/board/kept").read_text() == "learned"
        assert (root / "var/lib/board/myapp-shutdown.tap").exists()
        machine.do("apt-get", "purge", "-y", "board")
    assert not (root / "var/lib/board").exists()
    assert not (root / "var/cache/board").exists()
    assert "board" not in within(root, "dpkg", "-l")
