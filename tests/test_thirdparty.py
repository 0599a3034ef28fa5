"""Plugins from elsewhere: the rows that the test environment has the packages for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECK = Path(__file__).parent / "plugins" / "thirdparty" / "check.py"


@pytest.mark.parametrize("row", ["klein/module", "txsni"])
def test_row(row: str) -> None:
    """What plain twistd serves is served by the tap that mkapp writes, and by the tap that this saves when it stops."""
    done = subprocess.run(
        [sys.executable, CHECK, f"^{row}$"], cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.split()[:2] == ["ok", row]


def test_noRow() -> None:
    """A pattern that no row matches is a mistake, not a success."""
    done = subprocess.run([sys.executable, CHECK, "^nosuch$"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
