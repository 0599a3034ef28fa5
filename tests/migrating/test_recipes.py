"""Tests of ``tapconvert --typeout recipe``, the way out of a tap with state of other versions."""

from __future__ import annotations

import pickle
from pathlib import Path

from mktap_compat.making.conversions import plain
from mktap_compat.reading import readTap
from mktap_compat.tapfile import pack
from tests.processes import command

HEADER = {
    "format": 1,
    "name": "portforward",
    "uid": None,
    "gid": None,
    "processName": None,
    "versions": {"python": "3.11.7", "Twisted": "21.7.0", "mktap-compat": "1.0.0"},
    "services": [{"plugin": "portforward", "arguments": ["--port", "tcp:8000"], "directory": "/"}],
    "shutdown": True,
}


def test_savedStateIsGivenUp(tmp_path: Path) -> None:
    """A shutdown tap becomes a recipe that holds its command line and no state, so that it boots again."""
    (tmp_path / "saved.tap").write_bytes(pack(HEADER, pickle.dumps("a graph of other versions")))
    done = command("tapconvert", "--in", "saved.tap", "--typeout", "recipe", "--out", "fresh.tap", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == (
        b"tapconvert: wrote fresh.tap, without the state that its server had saved; run it with: twistd -f fresh.tap\n"
    )
    tap = readTap((tmp_path / "fresh.tap").read_bytes())
    assert tap.application is None
    assert tap.header is not None
    assert plain(tap.header) == {**HEADER, "shutdown": False}


def test_tapWithoutRecipeIsRefused(tmp_path: Path) -> None:
    """A tap that holds no command line can't become a recipe: one line, status 1, no file."""
    (tmp_path / "saved.tap").write_bytes(pack({**HEADER, "services": []}, pickle.dumps("a graph")))
    done = command("tapconvert", "--in", "saved.tap", "--typeout", "recipe", "--out", "fresh.tap", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(b"tapconvert: saved.tap: nobody knows the command line")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "fresh.tap").exists()
