"""Tests of tapdeploy, tap2deb and tap2rpm as commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from mktap_compat.commands import mkapp, tap2deb, tap2rpm, tapdeploy


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with a tap."""
    monkeypatch.chdir(tmp_path)
    assert mkapp.main(["-q", "-o", "myapp.tap", "myapp"]) == 0
    return tmp_path


def test_written(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A target writes below a directory of its name, and says what, what to know, and how to put it to use."""
    assert tapdeploy.main(["systemd", "myapp.tap", "--name", "board"]) == 0
    printed, said = capsys.readouterr()
    assert printed == ""
    assert "tapdeploy: wrote board-systemd/etc/systemd/system/board.service" in said
    assert "    cp -r board-systemd/* /" in said
    assert (here / "board-systemd/opt/board/board.tap").read_bytes() == (here / "myapp.tap").read_bytes()


def test_overWhatIsThere(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second run changes nothing; one that would replace a file is refused in one line, unless it is forced."""
    assert tapdeploy.main(["launchd", "myapp.tap", "-o", "out", "-q"]) == 0
    assert tapdeploy.main(["launchd", "myapp.tap", "-o", "out"]) == 0
    assert "wrote nothing: out is up to date" in capsys.readouterr().err
    assert tapdeploy.main(["launchd", "myapp.tap", "-o", "out", "--user", "ann"]) == 1
    said = capsys.readouterr().err
    assert "exists already; --force replaces it" in said
    assert said.count("\n") == 1
    assert tapdeploy.main(["launchd", "myapp.tap", "-o", "out", "--user", "ann", "--force", "-q"]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "which target?"),
        (["nowhere"], "Unknown command: nowhere"),
        (["systemd"], "which file?"),
        (["systemd", "a.tap", "b.tap"], "one file only"),
        (["systemd", "myapp.tap", "--watchdog", "soon"], "expected a number of seconds, got soon"),
        (["kubernetes", "myapp.tap", "--replicas", "0"], "expected a number of copies, got 0"),
    ],
)
def test_wrongUsage(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage is one line on stderr and status 2."""
    assert tapdeploy.main(words) == 2
    found = capsys.readouterr().err
    assert said in found
    assert found.count("\n") == 1


def test_noTap(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is missing, or that is no tap, is one line and status 1, and nothing is written."""
    (here / "text.tap").write_text("hello")
    for name in ("missing.tap", "text.tap"):
        assert tapdeploy.main(["systemd", name]) == 1
        assert capsys.readouterr().err.count("\n") == 1
    assert sorted(path.name for path in here.iterdir()) == ["myapp.tap", "text.tap"]


@pytest.mark.parametrize("target", [word for word, *_ in tapdeploy.TARGETS])
def test_help(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each target has a help page that begins with how it is called."""
    assert tapdeploy.main([target, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: tapdeploy {target} ")


def test_optionsOf2007(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """tap2deb takes the options that it had, and calls the package what they say."""
    words = [
        "-t",
        "myapp.tap",
        "-m",
        "Jo Doe <jo@example.org>",
        "-p",
        "board",
        "-e",
        "A board",
        "-V",
        "2.0",
        "-y",
        "tap",
    ]
    assert tap2deb.main([*words, "--unsigned", "--debfile", "my-board"]) == 0
    (package,) = (here / ".build").iterdir()
    assert package.name.startswith("my-board_2.0_")


@pytest.mark.parametrize("command", [tap2deb, tap2rpm])
def test_maintainerOf2007(command: object, capsys: pytest.CaptureFixture[str]) -> None:
    """Both say that somebody has to maintain the package, as tap2deb did."""
    assert command.main(["-t", "myapp.tap"]) == 2  # type: ignore[attr-defined]
    assert "maintainer must be specified" in capsys.readouterr().err
