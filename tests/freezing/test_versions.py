"""What a graph is tied to."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from twisted.copyright import version

from mktap_compat.freezing import versions


def test_currentAgrees() -> None:
    """The versions of now agree with themselves, also those of other distributions."""
    now = versions.current(["zope.interface", "no-such-distribution"])
    assert list(now) == ["python", "Twisted", "mktap-compat", "zope.interface"]
    assert versions.differing(now) == []


@pytest.mark.parametrize(
    ("name", "stored", "told"),
    [
        ("Twisted", "21.7.0", ("Twisted", "21.7.0", version)),
        ("python", "2.7.18", ("Python", "2.7.18", versions.pythonVersion())),
        ("no-such-distribution", "1.0", ("no-such-distribution", "1.0", "not installed")),
    ],
)
def test_differing(name: str, stored: str, told: tuple[str, str, str]) -> None:
    """A version that is not what it was is told with both numbers, in a person's words."""
    assert versions.differing({**versions.current(), name: stored}) == [told]


def test_whatDoesNotCount() -> None:
    """Python's third number and our own version may change: a graph does not depend on them."""
    python = "{}.{}.999".format(*sys.version_info)
    assert versions.differing({**versions.current(), "python": python, "mktap-compat": "0.1"}) == []


def test_providing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The distribution that a package comes from is found, whether its metadata lists packages or files only."""
    for name, file, text in (("one_dist", "top_level.txt", "onepackage\n"), ("two", "RECORD", "twopackage/a.py,,\n")):
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (folder / file).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert sorted(versions.providing(["onepackage", "twopackage", "nopackage"])) == ["one_dist", "two"]
    assert versions.differing({"one-dist": "1.0"}) == []
    assert list(versions.providing([])) == []
