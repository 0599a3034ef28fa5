"""Tests of ``python -m mktap_compat``."""

import subprocess
import sys

import pytest

from mktap_compat.__main__ import COMMANDS, main


def test_helpNamesEveryCommand(capsys: pytest.CaptureFixture[str]) -> None:
    """``--help`` lists all commands and ends with 0."""
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(command in out for command in COMMANDS)


@pytest.mark.parametrize("argv", [[], ["mkap"]])
def test_unknownCommand(argv: list[str]) -> None:
    """A missing or unknown command is wrong usage: one line on stderr, status 2, nothing on stdout."""
    done = subprocess.run([sys.executable, "-m", "mktap_compat", *argv], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "mkapp" in done.stderr
