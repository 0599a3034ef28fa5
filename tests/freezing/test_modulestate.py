"""The look at what modules hold before and after a service is made."""

from __future__ import annotations

import enum
import importlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from twisted.web.static import File

from mktap_compat.freezing import modulestate
from mktap_compat.freezing.modulestate import Modules

SETTINGS = """
import enum, logging
class Settings:
    keys = []
    def method(self): pass
class Color(enum.Flag):
    RED = 1
    BLUE = 2
settings = {'a': [1]}
log = logging.getLogger('watched')
plain = 1
"""


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Callable[[], list[str]]]]:
    """Return a module that was imported while it was watched, and what tells the names that changed since."""
    (tmp_path / "watchedsettings.py").write_text(SETTINGS)
    monkeypatch.syspath_prepend(tmp_path)
    modules = Modules(lambda name, module: None)
    modules.begin()
    try:
        module = importlib.import_module("watchedsettings")
        yield module, lambda: sorted(name for where, name in modules.changed() if where == "watchedsettings")
    finally:
        modules.end()
        monkeypatch.delitem(importlib.sys.modules, "watchedsettings")  # type: ignore[attr-defined]


def test_changes(watched: tuple[Any, Callable[[], list[str]]]) -> None:
    """Changed values of a module, of its classes and of what hangs from them are told by name; so is a patch."""
    module, changed = watched
    assert changed() == []
    module.Settings.keys.append(1)
    module.Settings.method = print
    module.settings["a"].append(2)
    module.plain = 2
    module.added = 3
    assert changed() == ["Settings.keys", "Settings.method", "added", "plain", "settings"]


def test_noChanges(watched: tuple[Any, Callable[[], list[str]]]) -> None:
    """A logger that is used, members of a flag that are combined, and a module that is imported are no changes."""
    module, changed = watched
    module.log.isEnabledFor(logging.INFO)
    assert isinstance(module.Color.RED | module.Color.BLUE, enum.Flag)
    module.imported = logging
    assert changed() == []


def test_patchOfSomebodyElse(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function, a class or an attribute of Twisted or Python that was replaced, or a table filled, is told."""
    importlib.import_module("colorsys")
    modules = Modules(lambda name, module: None)
    modules.begin()
    modules.end()
    monkeypatch.setattr("twisted.web.static.File.isLeaf", 77)
    monkeypatch.setattr("colorsys.rgb_to_hsv", print)
    monkeypatch.setitem(File.contentTypes, ".watched", "text/watched")
    names = [(where, name) for where, name in modules.changed() if where in ("twisted.web.static", "colorsys")]
    assert sorted(names) == [
        ("colorsys", "rgb_to_hsv"),
        ("twisted.web.static", "File.contentTypes"),
        ("twisted.web.static", "File.isLeaf"),
    ]


def test_look() -> None:
    """What a name holds has a portrait; what is not there has none."""
    assert modulestate.look(("twisted.web.static", "File.contentTypes")) is not None
    assert modulestate.look(("twisted.web.static", "nosuch")) is None
    assert modulestate.look(("nosuch", "nosuch")) is None
