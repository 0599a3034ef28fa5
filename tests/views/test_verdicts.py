"""The verdict, in one line, of what is safe, hostile, foreign."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from twisted.application.service import Application

from mktap_compat.commands import tapinspect
from tests.hostile.assembly import pickled, running


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (pickle.dumps(Application("web"), 4), "safe to load"),
        (pickled(running()), "NOT SAFE to load: application: byte 28: os.system as call("),
        (pickled(b"](", running(), running(), b"e"), "; 1 more (tapinspect --check lists all)"),
        (pickle.dumps([1], 4), "not a tap: it holds no Application of Twisted, but list"),
    ],
    ids=["safe", "hostile", "twice", "list"],
)
@pytest.mark.parametrize("words", [[], ["--all"], ["--format=json"]], ids=lambda words: " ".join(words) or "text")
def test_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, line: str, words: list[str]) -> None:
    """Without ``--check`` too, the last line says whether a tap is safe to load; the status stays 0."""
    path = tmp_path / "a.tap"
    path.write_bytes(data)
    assert tapinspect.main([*words, str(path)]) == 0
    shown = capsys.readouterr().out
    last = json.loads(shown)["verdict"] if "--format=json" in words else shown.splitlines()[-1]
    assert line in last
