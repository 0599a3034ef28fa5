"""Tests of how commands end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from twisted.python import usage

from mktap_compat.commands.cli.exits import run
from tests.processes import BIN, command


@pytest.mark.parametrize("name", ["mkapp", "tapconvert", "tapinspect"])
def test_versionNamesBoth(name: str) -> None:
    """``--version`` is one line with our version and Twisted's; status 0."""
    done = command(name, "--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(f"{name} (mktap-compat ".encode())
    assert b"Twisted" in done.stdout
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("name", ["mkapp", "mktap", "tapconvert", "tapinspect"])
def test_unknownOptionIsOneLine(name: str) -> None:
    """An option that does not exist is wrong usage: one line that names it, a hint in the same line, status 2."""
    done = command(name, "--nosuch")
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1
    assert b"--nosuch" in done.stderr
    assert f"(try '{name} --help')".encode() in done.stderr


#: What each command says on standard output.
TALK = [
    "mkapp portforward",
    "mkapp --help",
    "mkapp web --help",
    "mktap --help",
    "tapconvert --help",
    "tapinspect --help",
]


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which the commands are found."""
    path = f"PATH={BIN}:$PATH; "
    return subprocess.run(["sh", "-c", path + script], cwd=folder, capture_output=True, timeout=60)


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux")
@pytest.mark.parametrize("line", TALK)
def test_fullDiskIsOneLine(line: str, tmp_path: Path) -> None:
    """Standard output that can't be written is one line that says why; status 1."""
    done = shell(f"{line} >/dev/full", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{line.split()[0]}: standard output".encode())
    assert done.stderr.endswith((b"No space left on device\n", b"No space left on device; use -o FILE\n"))
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("line", TALK)
def test_closedOutputIsOneLine(line: str, tmp_path: Path) -> None:
    """Standard output that is closed is one line that says so; status 1."""
    done = shell(f"{line} >&-", tmp_path)
    assert done.returncode == 1
    assert b"Bad file descriptor" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("line", TALK[1:])
def test_readerThatLeavesIsNoFailureToSpeakOf(line: str, tmp_path: Path) -> None:
    """A reader that has seen enough, as ``head`` has, ends the command in silence."""
    done = shell(f"({line}; echo $? >&2) | true", tmp_path)
    assert done.stderr in (b"1\n", b"0\n")


@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full", ">&- 2>&- <&-"])
def test_nobodyListensToMessages(closed: str, tmp_path: Path) -> None:
    """A tap is made, whole, without anybody to hear that it was."""
    done = shell(f"mkapp -o quiet.tap portforward {closed}", tmp_path)
    assert done.returncode == 0
    assert shell("tapinspect --check quiet.tap", tmp_path).returncode == 0


def test_missingPackageIsOneLine(capsys: pytest.CaptureFixture[str]) -> None:
    """An environment in which Twisted lacks a package, as pyOpenSSL's companion, is one line with what to do."""

    def work(options: usage.Options) -> int:
        raise ModuleNotFoundError("No module named 'service_identity'")

    assert run("mkapp", usage.Options(), work, []) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("mkapp: No module named 'service_identity': ")


def test_emptyNameIsRefused() -> None:
    """An output without a name, as of a variable that is not set, is wrong usage."""
    done = command("mkapp", "-o", "", "portforward")
    assert done.returncode == 2
    assert done.stderr.startswith(b"mkapp: --output is empty: name a file")


def test_negativeUserIsRefused(tmp_path: Path) -> None:
    """A user's number is not negative."""
    done = command("mkapp", "-o", "x.tap", "-u", "-5", "portforward", cwd=tmp_path)
    assert done.returncode == 2
    assert b"-5 is no number of a user" in done.stderr
    assert not list(tmp_path.iterdir())
