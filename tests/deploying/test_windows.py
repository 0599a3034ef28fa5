"""``tapdeploy windows``: what it makes of names and paths on every system, and on Windows the life of a service."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from mktap_compat.deploying import windows
from mktap_compat.errors import TapError
from tests.myapp.clients import LineClient
from tests.processes import accepts, command, freePort

onWindows = pytest.mark.skipif(sys.platform != "win32", reason="needs Windows")
SERVER = windows.Server("board", r"C:\The böard\my.tap", r"C:\The böard\state")


def deploy(*words: str | Path, status: int = 0) -> str:
    """Run ``tapdeploy windows`` and return all that it says; fail if it ends with another status."""
    done = command("tapdeploy", "windows", *words)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == status, said
    return said


def test_commandLineIsQuoted() -> None:
    """A service's command line names absolute paths, those with spaces in quotes, and an isolated interpreter."""
    python = r"C:\Program Files\Python\python.exe"
    assert SERVER.commandLine(python) == (
        r'"C:\Program Files\Python\python.exe" -I -m mktap_compat.deploying.windows.hosting service board'
        r' --tap "C:\The böard\my.tap" --dir "C:\The böard\state" --log board.log'
    )


def test_virtualEnvironmentIsServed() -> None:
    """In a virtual environment the real interpreter is started, and told which environment it is."""
    inside, base = r"C:\board\venv\Scripts\python.exe", r"C:\Python\python.exe"
    assert windows.interpreter(inside, base) == (base, (rf"__PYVENV_LAUNCHER__={inside}",))
    assert windows.interpreter(base, base.upper()) == (base, ())


@pytest.mark.parametrize("name", ["board", "My board 2", "a.b-c_d"])
def test_namesOfServices(name: str) -> None:
    """Letters, digits and what stands between them make a name."""
    assert windows.checked(name) == name


@pytest.mark.parametrize("name", ["", " board", r"a\b", "a/b", '"', "a" * 81, "a\n"])
def test_namesThatAreNone(name: str) -> None:
    """What a path, a key of the registry or a command line can't hold is no name."""
    with pytest.raises(TapError, match="can't call a service"):
        windows.checked(name)


@pytest.mark.parametrize(
    "words",
    [["install", "board"], ["start"], ["begin", "board"], ["start", "board", "--tap", "x.tap"], ["stop", "a", "b"]],
    ids=" ".join,
)
def test_wrongUsage(words: list[str]) -> None:
    """What is missing or unknown on the command line is status 2."""
    deploy(*words, status=2)


@pytest.mark.skipif(sys.platform == "win32", reason="says that this is not Windows")
def test_elsewhere() -> None:
    """On another system it says where it belongs, and ends with 1."""
    assert "services of Windows are made on Windows" in deploy("status", "board", status=1)


class Board(NamedTuple):
    """A tap of myapp, and where it is going to be served."""

    name: str
    tap: Path
    directory: Path
    port: int

    def options(self) -> list[str | Path]:
        """Return the options that name it."""
        return ["--tap", self.tap, "--dir", self.directory]

    def post(self, text: str) -> None:
        """Post a notice."""
        client = LineClient(self.port)
        with contextlib.closing(client):
            assert client.ask("HELLO ada") == "OK ada"
            assert client.ask(f"POST {text}").startswith("OK")

    def notices(self) -> list[str]:
        """Return the notices."""
        client = LineClient(self.port)
        with contextlib.closing(client):
            client.ask("HELLO ada")
            return client.askAll("LIST")


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    """Give a tap below a directory with a space and an umlaut, and leave no server behind."""
    place = tmp_path / "Bö ard"
    place.mkdir()
    found = Board(f"board {os.getpid()}", place / "my app.tap", place / "the state", freePort())
    made = command(
        "mkapp", "--checkpoint", "1", "-o", found.tap, "myapp", "--port", str(found.port), "--control", str(freePort())
    )
    assert made.returncode == 0, made.stderr
    yield found
    for action in ("stop", "remove"):
        command("tapdeploy", "windows", action, found.name)


@onWindows
def test_serviceLives(board: Board) -> None:
    """A service is installed, serves, saves its state when it is stopped, goes on from there, and is removed."""
    assert "is installed" in deploy("install", board.name, *board.options())
    assert deploy("status", board.name, status=1).strip() == f"{board.name}: stopped"
    assert "can't install" in deploy("install", board.name, *board.options(), status=1)
    assert "runs" in deploy("start", board.name)
    assert "running, process" in deploy("status", board.name)
    board.post("kept")
    assert "stopped" in deploy("stop", board.name)
    assert not accepts(board.port)
    deploy("start", board.name)
    assert any("kept" in notice for notice in board.notices())
    assert "is removed" in deploy("remove", board.name)
    assert not accepts(board.port)
    assert "no such service" in deploy("status", board.name, status=1)


@onWindows
def test_serviceThatFails(board: Board) -> None:
    """A service whose tap can't be loaded ends with an exit code of its own, and its log says why."""
    deploy("install", board.name, *board.options())
    board.tap.write_bytes(b"no tap")
    assert "exit code 1 of its own" in deploy("start", board.name, status=1)
    assert "exit code 1 of its own" in deploy("status", board.name, status=1)


@onWindows
def test_background(board: Board) -> None:
    """Without a service, a server is started in the background of the session, and saves its state when stopped."""
    assert "no service" in deploy("start", board.name, status=1)
    assert "in the background" in deploy("start", board.name, *board.options())
    assert "running in the background" in deploy("status", board.name)
    assert "already" in deploy("start", board.name, *board.options(), status=1)
    board.post("kept")
    deploy("stop", board.name)
    assert not accepts(board.port)
    deploy("start", board.name, *board.options())
    assert any("kept" in notice for notice in board.notices())
    deploy("stop", board.name)
    assert "no such service" in deploy("stop", board.name, status=1)


@onWindows
def test_backgroundThatFails(board: Board) -> None:
    """A server that can't start in the background is reported, with the log that says why."""
    with socket.create_server(("127.0.0.1", board.port)):
        said = deploy("start", board.name, *board.options(), status=1)
    assert "did not start" in said
    assert f"{board.name}.log says why" in said
    assert str(board.port) in (board.directory / f"{board.name}.log").read_text(errors="replace")


@onWindows
def test_recoveryIsConfigured(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service goes on from there after a crash and after an error, and has a minute to save its state at shutdown."""
    if sys.platform == "win32":
        import ctypes

        from mktap_compat.deploying.windows import api, control

        told = {}

        def change(service: int, kind: int, value: object) -> None:
            told[kind] = value._obj  # type: ignore[attr-defined]

        monkeypatch.setattr(api, "changeConfig", change)
        control._configure(1, SERVER)
        failure = told[api.CONFIG_FAILURE_ACTIONS]
        assert [(each.kind, each.delay) for each in failure.actions[: failure.count]] == [
            (api.ACTION_RESTART, delay) for delay in windows.RESTARTS
        ]
        assert (told[api.CONFIG_FAILURE_FLAG].value, told[api.CONFIG_PRESHUTDOWN].value) == (1, windows.PRESHUTDOWN)
        assert isinstance(told[api.CONFIG_DESCRIPTION], ctypes.c_wchar_p)


@onWindows
@pytest.mark.parametrize("control", [1, 5, 15], ids=["stop", "shutdown", "preshutdown"])
def test_controlsStop(control: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """STOP, SHUTDOWN and PRESHUTDOWN tell the manager that the service stops, and stop the reactor."""
    if sys.platform == "win32":
        from mktap_compat.deploying.windows import api, hosting

        told: list[object] = []
        monkeypatch.setattr(hosting, "stop", lambda: told.append("stop"))
        monkeypatch.setattr(api, "setStatus", lambda handle, status: told.append(status._obj.state))
        service = hosting.Service("board")
        assert service.control(control, 0, None, None) == 0
        assert service.control(200, 0, None, None) == 120
        assert told == [api.STOP_PENDING, "stop"]


@onWindows
def test_errorsGoToTheEventLog(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors of the log are written to the event log under the service's name, and nothing else is."""
    if sys.platform == "win32":
        from twisted.logger import Logger

        from mktap_compat.deploying.windows import api, eventlog

        told: list[tuple[str, int, str]] = []
        monkeypatch.setattr(api, "report", lambda *words: told.append(words))
        log = Logger("test", observer=eventlog.Errors("board"))
        log.info("all is well")
        log.error("the disk is full")
        ((source, kind, text),) = told
        assert (source, kind) == ("board", api.EVENT_ERROR)
        assert "the disk is full" in text


@onWindows
def test_environmentOfTheService(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry holds the variables of a service, the program with the texts of its events, and its account."""
    if sys.platform == "win32":
        import winreg

        from mktap_compat.deploying.windows import control

        monkeypatch.setattr(windows, "interpreter", lambda *given: (sys.executable, ("A=1", "B=2")))
        control.install(windows.Server(board.name, str(board.tap), str(board.directory)))
        key = rf"SYSTEM\CurrentControlSet\Services\{board.name}"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
            assert winreg.QueryValueEx(opened, "Environment")[0] == ["A=1", "B=2"]
            assert winreg.QueryValueEx(opened, "ObjectName")[0] == windows.ACCOUNT
            assert winreg.QueryValueEx(opened, "Start")[0] == 2
            assert winreg.QueryValueEx(opened, "ImagePath")[0].startswith(f'"{sys.executable}" -I -m ')
        events = rf"SYSTEM\CurrentControlSet\Services\EventLog\Application\{board.name}"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, events) as opened:
            assert winreg.QueryValueEx(opened, "EventMessageFile")[0] == windows.MESSAGES
