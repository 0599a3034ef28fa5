"""Modules that run when something in them is used: always in a process of their own, whose modules are unused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BEGIN = """
import sys
from mktap_compat.commands.cli.lazyimports import Postponed, postpone
"""


def said(script: str, folder: Path) -> list[str]:
    """Run a script, beside which there are modules of its own, and return its words."""
    done = subprocess.run(
        [sys.executable, "-c", f"{BEGIN}\nsys.path.insert(0, {str(folder)!r})\n{script}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_moduleRunsAtFirstUse(tmp_path: Path) -> None:
    """A postponed module does not run at its imports, but when something in it is asked for, and then once."""
    (tmp_path / "late.py").write_text("print('ran')\nfirst, second = 'one', 'two'\n")
    script = "postpone('late')\nimport late\nimport late\nprint('imported')\nprint(late.first, late.second)"
    assert said(script, tmp_path) == ["imported", "ran", "one", "two"]


def test_namesRunTheModule(tmp_path: Path) -> None:
    """Importing a name, or listing the names, runs the module; an unknown name is an error as ever."""
    (tmp_path / "late.py").write_text("name = 'one'\n")
    (tmp_path / "later.py").write_text("name = 'two'\n")
    script = """
postpone("late", "later")
import later
print("name" in dir(later))
from late import name
print(name)
try:
    later.other
except AttributeError as error:
    print(str(error).replace(" ", "_"))
print(type(later) is type(sys))
"""
    assert said(script, tmp_path) == ["True", "one", "module_'later'_has_no_attribute_'other'", "True"]


def test_attributesSetBeforeStay(tmp_path: Path) -> None:
    """What somebody sets in a module before it has run is not undone by running it."""
    (tmp_path / "late.py").write_text("first, second = 'one', 'two'\n")
    assert said("postpone('late')\nimport late\nlate.first = 'mine'\nprint(late.second, late.first)", tmp_path) == [
        "two",
        "mine",
    ]


def test_partsOfPackages(tmp_path: Path) -> None:
    """What Twisted wants of asyncio comes without the rest, which is there when it is used, with the same classes."""
    script = """
postpone("asyncio")
from asyncio import AbstractEventLoop, Future, iscoroutine
print(isinstance(sys.modules["asyncio"], Postponed), "asyncio.runners" in sys.modules)
import asyncio
import asyncio.subprocess

async def three():
    return 3

print(asyncio.run(three()), asyncio.Future is Future, asyncio.AbstractEventLoop is AbstractEventLoop)
print(isinstance(asyncio, Postponed), asyncio.subprocess.PIPE)
"""
    assert said(script, tmp_path) == ["True", "False", "3", "True", "True", "False", "-1"]


def test_importedAndMissingModulesAreLeftAlone(tmp_path: Path) -> None:
    """Nothing changes for a module that is imported already, nor for one that does not exist."""
    script = """
import json
postpone("json", "nowhere")
import json
print(isinstance(json, Postponed))
try:
    import nowhere
except ModuleNotFoundError:
    print("missing")
"""
    assert said(script, tmp_path) == ["False", "missing"]


def test_failingModule(tmp_path: Path) -> None:
    """A module that fails when it runs says so at its first use, and at the next."""
    (tmp_path / "late.py").write_text("raise RuntimeError('broken')\n")
    script = """
postpone("late")
import late
for _ in range(2):
    try:
        late.name
    except RuntimeError as error:
        print(error)
"""
    assert said(script, tmp_path) == ["broken", "broken"]
