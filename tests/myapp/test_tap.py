"""Tests of the options and the service they make."""

from __future__ import annotations

from pathlib import Path

import pytest
from twisted.application.service import IServiceMaker
from twisted.cred.checkers import FilePasswordDB
from twisted.plugin import getPlugins
from twisted.python.usage import UsageError

from myapp.service import BoardService, ControlService
from myapp.tap import Options, makeService


def made(*words: str) -> list[BoardService | ControlService]:
    """Return the services that a command line makes."""
    options = Options()
    options.parseOptions(list(words))
    return list(makeService(options))


def test_plugin() -> None:
    """The plugin is found, and gives these options."""
    (maker,) = [maker for maker in getPlugins(IServiceMaker) if maker.tapname == "myapp"]
    assert maker.options is Options
    assert maker.makeService is makeService


def test_defaults() -> None:
    """Without options the board is on port 9000 and its page on 8080 of this host alone."""
    board, control = made()
    assert isinstance(board, BoardService) and isinstance(control, ControlService)
    assert (board.description, board.board.notices.maxlen) == ("tcp:9000", 1000)
    assert (board.maxClients, board.idleTimeout) == (1000, 0)
    assert (control.description, control.boardService) == ("tcp:8080:interface=127.0.0.1", board)
    assert list(control.checkers) == []


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("9001", "tcp:9001"),
        ("0", "tcp:0"),
        ("tcp:9001:interface=127.0.0.1", "tcp:9001:interface=127.0.0.1"),
        ("unix:/run/board", "unix:/run/board"),
        ("ssl:9001:privateKey=not-here-yet.pem", "ssl:9001:privateKey=not-here-yet.pem"),
    ],
)
def test_port(text: str, description: str) -> None:
    """A port is a number or an endpoint, even one whose files are on the machine that will serve."""
    board, _ = made("--port", text)
    assert board.description == description


def test_control(tmp_path: Path) -> None:
    """A bare number is a port of this host alone; ``none`` turns the page off."""
    assert made("--control", "8081")[1].description == "tcp:8081:interface=127.0.0.1"
    assert made("--control", "tcp:8081")[1].description == "tcp:8081"
    assert len(made("--control", "none")) == 1


def test_numbers() -> None:
    """Bounds come from the options."""
    board = made("--notices", "5", "--max-clients", "6", "--idle-timeout", "7")[0]
    assert isinstance(board, BoardService)
    assert (board.board.notices.maxlen, board.maxClients, board.idleTimeout) == (5, 6, 7)


def test_auth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--auth`` may come more than once, and says who may log in; its file is found from any directory."""
    (tmp_path / "passwords").write_text("ann:secret\n")
    monkeypatch.chdir(tmp_path)
    control = made("--auth", "file:passwords", "--auth", "memory:bob:secret")[1]
    assert isinstance(control, ControlService)
    assert len(control.checkers) == 2
    assert isinstance(control.checkers[0], FilePasswordDB)
    assert control.checkers[0].filename == str(tmp_path / "passwords")


@pytest.mark.parametrize(
    "words",
    [
        ["--port", "x"],
        ["--port", ""],
        ["--port", "65536"],
        ["--port", "tcp:65536"],
        ["--port", "-1"],
        ["--port", "nosuch:1"],
        ["--port", "tcp:1:interfac=x"],
        ["--control", "None"],
        ["--notices", "0"],
        ["--max-clients", "many"],
        ["--idle-timeout", "-1"],
        ["--auth", "nosuch:x"],
        ["extra"],
    ],
    ids=" ".join,
)
def test_wrongUsage(words: list[str]) -> None:
    """What makes no sense is a UsageError, when the tap is made and not when it is run."""
    with pytest.raises(UsageError):
        made(*words)
