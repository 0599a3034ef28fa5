"""What all tests of the corpus share: one child process that looks at every file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from .corpus import CORPUS

Reports = dict[str, dict[str, Any]]


def looked(work: str, names: Iterable[str]) -> Reports:
    """Have files checked or loaded, each in a process of its own, and return the reports by name."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.hostile.watching", work, *names],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=300,
        check=True,
    )
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    return {report["name"]: report for report in reports}


@pytest.fixture(scope="session")
def verdicts() -> Reports:
    """What became of every file of the corpus."""
    return looked("check", CORPUS)
