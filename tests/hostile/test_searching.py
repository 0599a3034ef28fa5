"""Where a tap may have modules looked for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mktap_compat import thaw


@pytest.mark.parametrize("module", ["OpenSSL.nowhere2026", "pathlib._nowhere2026", "twisted.nowhere2026"])
def test_foreignModuleIsNotSearched(tmp_path: Path, module: str) -> None:
    """Ours: if an allowed module was not installed, it was looked for in a directory that the file chose."""
    header = {
        "format": 1,
        "name": "x",
        "processName": None,
        "versions": {},
        "services": [{"plugin": "web", "arguments": [], "directory": str(tmp_path)}],
        "shutdown": False,
    }
    with pytest.raises(ImportError):
        thaw.thaw(header, f"c{module}\nX\n.".encode())
    assert str(tmp_path) not in sys.path
