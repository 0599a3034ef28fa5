"""Encrypted taps: read with the passphrase, and a clear word without."""

from __future__ import annotations

from pathlib import Path

import pytest

from mktap_compat.reading import ReadingError, readTap
from mktap_compat.reading.nodes import Object

ETAP = (Path(__file__).parent.parent / "legacy/8.2.0/web-etap-api/web.etap").read_bytes()


def test_genuine() -> None:
    """The .etap of Twisted 8.2 is read with its passphrase, and the tap holds the decrypted pickle."""
    tap = readTap(ETAP, "web.etap", passphrase=lambda: "sekrit")
    assert (tap.style, tap.protocol, tap.python) == ("encrypted", 2, 2)
    assert isinstance(tap.root, Object) and tap.root.dotted == "twisted.python.components.Componentized"
    assert tap.data.startswith(b"\x80\x02") and tap.data.endswith(b".")


def test_noPassphrase() -> None:
    """Without a passphrase the error says that one is needed."""
    with pytest.raises(ReadingError, match=r"web\.etap: .*needs its passphrase"):
        readTap(ETAP, "web.etap")


def test_wrongPassphrase() -> None:
    """A wrong passphrase is called just that."""
    with pytest.raises(ReadingError, match="passphrase is wrong"):
        readTap(ETAP, "web.etap", passphrase=lambda: "guess")


def test_notWholeBlocks() -> None:
    """A file that is said to be encrypted and has a broken block is refused."""
    with pytest.raises(ReadingError, match="multiple of 16"):
        readTap(ETAP[:-1], style="encrypted", passphrase=lambda: "sekrit")


def test_unknownStyle() -> None:
    """A style that there is not is refused with those that there are."""
    with pytest.raises(ReadingError, match="pickle, source, xml, encrypted"):
        readTap(b"N.", style="yaml")
