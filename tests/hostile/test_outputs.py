"""What a hostile file may decide about the files that are written: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from mktap_compat.commands import tapconvert
from tests.genuine import LEGACY
from tests.processes import command


def test_applicationNamedAsPath(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours: without ``--out`` the output was named after the application, whose name could be a path to anywhere."""
    data = (LEGACY / "2.5" / "dns-tas" / "dns.tas").read_bytes()
    assert data.count(b"name='dns'") > 0
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "evil.tas").write_bytes(data.replace(b"name='dns'", b"name='../dns'"))
    monkeypatch.chdir(folder)
    assert tapconvert.main(["-i", "evil.tas", "-t", "tac"]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    assert [path.name for path in folder.iterdir()] == ["evil.tas"]


@pytest.mark.parametrize(
    "words", [["tapconvert", "-o", "x.tap", "-i"], ["mkapp", "--append"]], ids=lambda each: each[0]
)
def test_endlessInput(tmp_path: Path, words: list[str]) -> None:
    """Ours: an input without end was read until there was no memory left."""
    more = ["socks"] if words[0] == "mkapp" else []
    done = command(*words, "/dev/zero", *more, cwd=tmp_path)
    assert done.returncode == 1
    assert b"the limit is" in done.stderr and b"Traceback" not in done.stderr
