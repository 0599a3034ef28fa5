"""Tests of the plugins that packages of 2002 to 2005 register."""

from __future__ import annotations

from pathlib import Path

import pytest

from mktap_compat.making.tmlplugins import registered


def register(directory: Path, text: str, package: str = "greet") -> None:
    """Write what a package registers."""
    (directory / package).mkdir()
    (directory / package / "plugins.tml").write_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "register('Greeter', 'greet.tap', type='coil', tapname='greet')",
        "register('Greeter', type='tap')",
        "register(",
        "import os\nother('Greeter', 'greet.tap', type='tap')",
        "(" * 500,
    ],
)
def test_nothingForMktap(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is for something else, or is no such file, registers nothing, and is no error."""
    monkeypatch.setattr("sys.path", [str(tmp_path), str(tmp_path / "nosuch")])
    register(tmp_path, text)
    assert list(registered()) == []


def test_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is for mktap is a plugin with its name, its module and its description; nothing in the file is run."""
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    text = "open('ran', 'w')\nregister('Greeter', 'greet.tap', description='Greets.', type='tap', tapname='hello')\n"
    register(tmp_path, text)
    register(tmp_path, "register('Other', 'other.mytap', type='tap')", "other")
    (first, second) = registered()
    assert (first.name, first.module, first.description, first.tapname) == ("Greeter", "greet.tap", "Greets.", "hello")
    assert second.tapname == "mytap"
    assert not Path("ran").exists()
