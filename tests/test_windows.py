"""Tests of what Windows lacks: the commands do without it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mktap_compat.reading import readTap
from tests.processes import environment

#: Python as on Windows, as far as imports go: modules that only Unix has can't be imported, and Twisted is told so.
WINDOWS = """
import sys

class Unix:
    def find_spec(self, name, path=None, target=None):
        if name in {"pwd", "grp", "fcntl", "resource", "termios", "syslog"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Unix())
import twisted.python.runtime as runtime
runtime.platformType = runtime.platform.type = "win32"
from mktap_compat.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def onWindows(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run one of our commands without the modules that only Unix has."""
    return subprocess.run(
        [sys.executable, "-c", WINDOWS, *words], cwd=cwd, env=environment(), capture_output=True, text=True
    )


def test_tapIsMadeAndReadOnWindows(tmp_path: Path) -> None:
    """mkapp makes a tap of myapp, and tapinspect reads it, where there are no users and no resource limits."""
    made = onWindows("mkapp", "-o", "myapp.tap", "myapp", cwd=tmp_path)
    assert (made.returncode, made.stdout) == (0, ""), made.stderr
    tap = readTap((tmp_path / "myapp.tap").read_bytes())
    assert tap.header is not None
    shown = onWindows("tapinspect", "myapp.tap", cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "BoardService" in shown.stdout


@pytest.mark.parametrize("command", ["mkapp", "mktap", "tapconvert"])
def test_helpOnWindows(command: str, tmp_path: Path) -> None:
    """The other commands can at least be imported there, and show their help."""
    done = onWindows(command, "--help", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout
