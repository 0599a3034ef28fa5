"""Functions to be called at exit, as part of what a plugin may change."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from mktap_compat.freezing import processstate
before = processstate.state()
{}
print(*processstate.changes(before, processstate.state()).values())
"""


def test_temporaryDirectory() -> None:
    """A temporary directory that is gone again is no change, though Python registers one function for the first."""
    program = PROGRAM.format("import tempfile\nwith tempfile.TemporaryDirectory(): pass")
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "\n"


def test_registered() -> None:
    """A function that a plugin registers is told."""
    program = PROGRAM.format("import atexit\natexit.register(print)")
    expected = "functions to call at exit changed\n\n"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == expected
