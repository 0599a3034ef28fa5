"""What small files cost, in every view: never more than two seconds, 200 MB and a few MB of output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .costs import COSTLY, circle

VIEWS = (
    *([], ["--all"], ["--format=json"], ["--format=json", "--all"], ["--format=html"], ["--format=dot"]),
    *(["--globals"], ["--check"], ["--diff", "other.tap"]),
)
_RUN = """
import json, os, resource, sys
from mktap_compat.commands import tapinspect
from tests.memory import peakMebibytes
from tests.hostile.watching import slowness
tapinspect.main(["{empty}"])
for words in {views}:
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        before = peakMebibytes()
        out = os.open("out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        start = sum(os.times()[:2])
        status = tapinspect.main([*words, "file.tap"])
        sys.stdout.flush()
        taken = sum(os.times()[:2]) - start
        print(json.dumps([words, taken / slowness(), peakMebibytes() - before, os.path.getsize("out"), status]),
              file=sys.stderr)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        print(json.dumps([words, 60, 0, 0, 1]), file=sys.stderr)
"""


@pytest.mark.parametrize("name", COSTLY)
def test_costs(tmp_path: Path, name: str) -> None:
    """A small file whose parts repeat in each other is shown, cut or refused within two seconds and 200 MB."""
    data = COSTLY[name]
    assert len(data) < 10_000
    (tmp_path / "file.tap").write_bytes(data)
    (tmp_path / "other.tap").write_bytes(circle(3299) if name == "circle" else data[:-1] + b"\x85.")
    (tmp_path / "empty.tap").write_bytes(b"N.")
    done = subprocess.run(
        [sys.executable, "-c", _RUN.format(empty="empty.tap", views=VIEWS)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "NO_COLOR": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=300,
    )
    assert b"Traceback" not in done.stderr
    reports = [json.loads(line) for line in done.stderr.splitlines() if line.startswith(b"[")]
    assert [words for words, *_ in reports] == list(VIEWS)
    assert [each for each in reports if each[1] > 2 or each[2] > 200 or each[3] > 5_000_000] == []


@pytest.mark.parametrize("words", [["--check", "-t", "tac"], ["-o", "out.tap"]], ids=lambda words: words[0])
def test_costsOfConverting(tmp_path: Path, words: list[str]) -> None:
    """Monitors whose processes share one very long command line are not converted to gigabytes."""
    (tmp_path / "file.tap").write_bytes(COSTLY["processes"])
    code = f"from mktap_compat.commands import tapconvert; status = tapconvert.main([*{words}, 'file.tap'])\n"
    code += "from tests.memory import peakMebibytes; print(status, peakMebibytes())"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, timeout=120)
    status, peak = map(float, done.stdout.split())
    assert status == 1
    assert peak < 250
    assert not (tmp_path / "out.tap").exists()
