"""Tests of how commands end."""

from __future__ import annotations

import pytest

from tests.processes import command


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
