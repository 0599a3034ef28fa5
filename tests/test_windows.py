"""Tests of what Windows lacks: the commands do without it."""

from __future__ import annotations

import ast
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mktap_compat.reading import readTap
from tests.conftest import ELSEWHERE
from tests.myapp.clients import LineClient
from tests.processes import command, environment, freePort, twistd

#: Python as on Windows, as far as imports go: modules that only Unix has can't be imported, and Twisted is told so.
WINDOWS = """
import sys

class Unix:
    def find_spec(self, name, path=None, target=None):
        if name in {"pwd", "grp", "fcntl", "termios", "syslog"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Unix())
import twisted.python.runtime as runtime
runtime.platformType = runtime.platform.type = "win32"
from mktap_compat.__main__ import main
sys.exit(main(sys.argv[1:]))
"""

ROOT = Path(__file__).parent.parent
#: Modules that Python or Twisted has on Unix alone.
UNIX = {
    *("crypt", "curses", "fcntl", "grp", "nis", "ossaudiodev", "posix", "pty", "pwd", "readline", "resource", "spwd"),
    *("syslog", "termios", "tty", "twisted.conch.unix", "twisted.internet.epollreactor", "twisted.internet.inotify"),
    *("twisted.internet.kqreactor", "twisted.internet.pollreactor", "twisted.internet.process"),
    *("twisted.python.sendmsg", "twisted.python.syslog", "twisted.scripts._twistd_unix"),
}
#: What is imported only when a tap names it that serves the accounts of a Unix system.
ACCOUNTS = "mktap_compat/migrating/repairs/unix.py"


def sources() -> Iterator[Path]:
    """Yield the modules that are imported on Windows."""
    for folder in ("mktap_compat", "myapp", "twisted", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            inside = path.relative_to(ROOT).as_posix()
            if inside != ACCOUNTS and inside.removeprefix("tests/") not in ELSEWHERE:
                yield path


def imported(path: Path) -> Iterator[str]:
    """Yield what a module imports as soon as it is imported, with every name that may be a module."""
    for statement in ast.parse(path.read_bytes()).body:
        if isinstance(statement, ast.Import):
            yield from (each.name for each in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            yield statement.module
            yield from (f"{statement.module}.{each.name}" for each in statement.names)


def test_nothingOfUnixIsImported() -> None:
    """No module imports at its top what Windows lacks; it would be a command that fails there."""
    found = [f"{path.relative_to(ROOT)}: {name}" for path in sources() for name in imported(path) if name in UNIX]
    assert found == []


def test_unixIsSeen(tmp_path: Path) -> None:
    """That test sees both forms of an import."""
    module = tmp_path / "module.py"
    module.write_text("import os, pwd\nfrom twisted.conch import unix\ndef later():\n    import fcntl\n")
    assert UNIX.intersection(imported(module)) == {"pwd", "twisted.conch.unix"}


def onWindows(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run one of our commands without the modules that only Unix has."""
    return subprocess.run(
        [sys.executable, "-c", WINDOWS, *words], cwd=cwd, env=environment(), capture_output=True, text=True
    )


def test_tapIsMadeAndReadOnWindows(tmp_path: Path) -> None:
    """mkapp makes a tap of myapp, and tapinspect reads it, where there are no users and no resource limits."""
    made = onWindows("mkapp", "-o", "myapp.tap", "myapp", cwd=tmp_path)
    assert (made.returncode, made.stdout) == (0, ""), made.stderr
    tap = readTap((tmp_path / "myapp.tap").read_bytes())
    assert tap.header is not None
    shown = onWindows("tapinspect", "myapp.tap", cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "BoardService" in shown.stdout


@pytest.mark.parametrize("command", ["mkapp", "mktap", "tapconvert"])
def test_helpOnWindows(command: str, tmp_path: Path) -> None:
    """The other commands can at least be imported there, and show their help."""
    done = onWindows(command, "--help", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_utf16IsNamed(tmp_path: Path) -> None:
    """What PowerShell's > makes of a tap is named as that, and what to do instead."""
    (tmp_path / "text.tap").write_bytes("a tap\r\n".encode("utf-16"))
    done = command("tapinspect", "text.tap", cwd=tmp_path)
    assert done.returncode == 1
    assert b"UTF-16 text" in done.stderr
    assert b"-o FILE" in done.stderr


def test_pipeGetsUTF8(tmp_path: Path) -> None:
    """A pipe gets UTF-8, whatever the code page is."""
    made = command("mkapp", "-o", "t.tap", "web", "--path", "b\N{LATIN SMALL LETTER O WITH DIAERESIS}ard", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    shown = command("tapinspect", "t.tap", cwd=tmp_path, env={"PYTHONUTF8": None, "PYTHONIOENCODING": None})
    assert "b\N{LATIN SMALL LETTER O WITH DIAERESIS}ard" in shown.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform != "win32", reason="needs Windows")
def test_nulIsNoTerminal(tmp_path: Path) -> None:
    """A tap goes to NUL without complaint; Python takes it for a terminal."""
    with open("NUL", "wb") as nowhere:
        done = subprocess.run(
            [sys.executable, "-m", "mktap_compat", "mkapp", "myapp"],
            stdin=subprocess.DEVNULL, stdout=nowhere, stderr=subprocess.PIPE, cwd=tmp_path,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform != "win32", reason="needs Windows")
def test_filesAreForTheirUser(tmp_path: Path) -> None:
    """A private file is for its user, the system and administrators, and one that replaces another has its list."""
    if sys.platform == "win32":
        from mktap_compat.tapfile import windows, writeSafely

        target = tmp_path / "a.tap"
        writeSafely(target, b"1", mode=0o600, replace=False)
        told: list[tuple[str, bool]] = []
        protect = windows.protect

        def watched(path: str, target: str, *, private: bool) -> None:
            told.append((target, private))
            protect(path, target, private=private)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(windows, "protect", watched)
            writeSafely(target, b"2", mode=0o644, replace=True)
        assert told == [(str(target), False)]
        assert windows.currentUser().startswith("S-1-5-")
        assert target.read_bytes() == b"2"


@pytest.mark.skipif(sys.platform != "win32", reason="needs Windows")
def test_twoSteps(tmp_path: Path) -> None:
    """A tap is made and run, Ctrl-C saves what it has learned, and it goes on from there."""
    port = freePort()
    line = ("myapp", "--port", str(port), "--control", str(freePort()))
    made = command("mkapp", "--resume", *line, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    (tmp_path / "myapp.tap").write_bytes(made.stdout)
    for posted in range(2):
        with twistd("-f", "myapp.tap", cwd=tmp_path, ports=[port]) as server:
            client = LineClient(port)
            with contextlib.closing(client):
                client.ask("HELLO ada")
                assert len(client.askAll("LIST")) == posted
                client.ask("POST kept")
            server.stop()
            assert "Server Shut Down" in server.text()
        assert (tmp_path / "myapp-shutdown.tap").exists()
