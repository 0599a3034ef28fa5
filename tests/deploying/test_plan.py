"""Tests of writing a plan: never over what is there, and never more readable than it shall be."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from mktap_compat.deploying.plan import PRIVATE, DeployError, File, Plan, text, write

PLAN = Plan((text("etc/a.service", "one", "two"), File("opt/a.tap", b"secret", PRIVATE)))


def test_writtenWithTheirBits(tmp_path: Path) -> None:
    """Files are written into directories that are made for them, with their own permission bits."""
    before = os.umask(0)
    try:
        written = list(write(PLAN, str(tmp_path / "new"), force=False))
    finally:
        os.umask(before)
    assert written == [str(tmp_path / "new/etc/a.service"), str(tmp_path / "new/opt/a.tap")]
    assert (tmp_path / "new/etc/a.service").read_bytes() == b"one\ntwo\n"
    assert stat.S_IMODE((tmp_path / "new/opt/a.tap").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new/etc/a.service").stat().st_mode) == 0o644


def test_nothingIsReplaced(tmp_path: Path) -> None:
    """If one file is there with other content, none is written; with force it is replaced."""
    (tmp_path / "opt").mkdir()
    (tmp_path / "opt/a.tap").write_bytes(b"mine")
    with pytest.raises(DeployError, match="exists already"):
        list(write(PLAN, str(tmp_path), force=False))
    assert not (tmp_path / "etc").exists()
    assert (tmp_path / "opt/a.tap").read_bytes() == b"mine"
    assert len(list(write(PLAN, str(tmp_path), force=True))) == 2
    assert (tmp_path / "opt/a.tap").read_bytes() == b"secret"


def test_againChangesNothing(tmp_path: Path) -> None:
    """Writing the same plan again writes nothing, and closes a file that was opened to others."""
    list(write(PLAN, str(tmp_path), force=False))
    (tmp_path / "opt/a.tap").chmod(0o644)
    assert list(write(PLAN, str(tmp_path), force=False)) == []
    assert stat.S_IMODE((tmp_path / "opt/a.tap").stat().st_mode) == 0o600


def test_directoryThatIsAFile(tmp_path: Path) -> None:
    """A directory that can't be made is said, with its path."""
    (tmp_path / "etc").write_text("")
    with pytest.raises(DeployError, match=r"can.t make the directory .*etc"):
        list(write(PLAN, str(tmp_path), force=False))
