"""Small files cost little, whatever they say."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.reading.bombs import BOMBS


def test_bombs() -> None:
    """Each bomb is read or refused in under 200 MiB, and none takes time that grows like a square."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.reading.bombs"], capture_output=True, text=True, timeout=120, check=True
    )
    *bombs, last = map(json.loads, run.stdout.splitlines())
    assert [line["bomb"] for line in bombs] == list(BOMBS)
    assert last["peak"] < 200
    # the slowest takes a tenth of this; a reader that is careless takes ten times as much
    assert not [line for line in bombs if line["seconds"] > 4]
