"""The genuine taps of 2005 to 2011 in ``tests/legacy``, and how tests read them."""

from __future__ import annotations

from pathlib import Path

from mktap_compat.reading import Tap, readTap
from mktap_compat.reading.nodes import Bytes, Constant, Text

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


def moving(name: str, moves: dict[str | int, str | int]) -> list[str]:
    """
    Return the options of ``tapconvert`` that move what a genuine tap holds.

    :param name: as for :func:`genuine`.
    :param moves: new ports by old ones, and new folders by old ones; those that the tap does not hold are left out.
    """
    held = [node.value for node in genuine(name).nodes() if isinstance(node, (Bytes, Constant, Text))]
    text = b"\n".join(
        value.encode() if isinstance(value, str) else value for value in held if isinstance(value, (str, bytes))
    )
    words = []
    for old, new in moves.items():
        if old in held if isinstance(old, int) else old.encode() in text:
            words += ["--map-port" if isinstance(old, int) else "--map-path", f"{old}={new}"]
    return words
