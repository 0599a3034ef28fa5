"""Tests of how commands read a tap by its name."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.processes import BIN, environment


def test_noTerminalToAskOn(tmp_path: Path) -> None:
    """Without a terminal and TAP_PASSPHRASE an encrypted tap is refused in one line, with the way out."""
    (tmp_path / "web.etap").write_bytes(bytes(range(200, 248)))
    done = subprocess.run(
        [str(BIN / "tapinspect"), "web.etap"],
        cwd=tmp_path,
        env=environment({"TAP_PASSPHRASE": None}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "TAP_PASSPHRASE" in done.stderr
