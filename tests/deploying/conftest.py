"""Taps of the example and of Twisted's web server, as subjects of targets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mktap_compat.deploying.subject import Subject, subject
from mktap_compat.reading import readTap


def made(directory: Path, *words: str) -> Path:
    """Make a tap with mkapp in a directory."""
    target = directory / "made.tap"
    command = [sys.executable, "-m", "mktap_compat", "mkapp", "-q", "-o", str(target), *words]
    subprocess.run(command, cwd=directory, check=True, stdin=subprocess.DEVNULL)
    return target


@pytest.fixture
def making(tmp_path: Path) -> Callable[..., Subject]:
    """Return what makes the subject of a plugin's command line."""

    def make(*words: str, name: str | None = "board") -> Subject:
        tap = made(tmp_path, *words)
        return subject(readTap(tap.read_bytes(), tap.name), name)

    return make


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """The subject of the example at its usual ports."""
    tap = made(tmp_path_factory.mktemp("board"), "myapp")
    return subject(readTap(tap.read_bytes(), tap.name), "board")
