"""The genuine taps of 2005 to 2011 in ``tests/legacy``, and how tests read them."""

from __future__ import annotations

from pathlib import Path

from mktap_compat.reading import Tap, readTap

LEGACY = Path(__file__).parent / "legacy"
#: Every genuine tap, by its path below ``tests/legacy``.
TAPS = sorted(
    path.relative_to(LEGACY).as_posix()
    for path in LEGACY.glob("*/*/*")
    if path.suffix in {".tap", ".tas", ".tax", ".etap"}
)
PASSPHRASE = "sekrit"


def genuine(name: str) -> Tap:
    """Read a genuine tap by its path below ``tests/legacy``."""
    path = LEGACY / name
    return readTap(path.read_bytes(), str(path), passphrase=lambda: PASSPHRASE)
