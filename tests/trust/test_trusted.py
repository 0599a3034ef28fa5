"""What a user may add, and how far it reaches."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from mktap_compat import trust
from mktap_compat.reading import readTap

OWN = """
import os
from collections import namedtuple
from dataclasses import dataclass
from functools import partial
from twisted.internet.defer import inlineCallbacks
from zope.interface import implementer
from flask import registered
import os.path as paths
from os import system
from . import sibling
from .sibling import Thing as Other
from ownpackage.sibling import Thing
try:
    from os import getcwd as where
except ImportError:
    def where():
        return None

class Kept:
    class Inner:
        pass

def make():
    pass

constant = 1
table = {"system": system}
short = lambda: None
point = namedtuple("point", "x y")
kept = Kept()

if paths.sep:
    class Either:
        pass
else:
    class Either:
        def more(self):
            pass

@implementer(Kept)
@dataclass
class Decorated:
    @property
    def size(self):
        return 1

@inlineCallbacks
def waiting():
    yield

@registered
def handled():
    pass

@partial(getattr, os, "system")
def replaced():
    pass

first, second = system, 1
chosen = system if paths else None
with open(os.devnull) as opened:
    pass
for looped in [system]:
    pass
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a package of the user's own on the path; it is never imported."""
    folder = tmp_path / "ownpackage"
    folder.mkdir()
    (folder / "__init__.py").write_text("raise RuntimeError('imported')\n")
    (folder / "module.py").write_text(OWN)
    (folder / "sibling.py").write_text("class Thing:\n    pass\n")
    (folder / "star.py").write_text("from os import *\n")
    (folder / "stars.py").write_text("from .first import *\nfrom .second import *\n")
    (folder / "first.py").write_text("from .sibling import *\n")
    (folder / "second.py").write_text("from .sibling import *\nfrom .star import *\nfrom .second import again\n")
    (folder / "broken.py").write_text("def (:\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return "ownpackage"


def reasons(module: str, name: str, *trusted: str) -> list[str]:
    """Return why a plain reference is not allowed."""
    data = (
        b"\x80\x04\x8c"
        + bytes([len(module)])
        + module.encode()
        + b"\x8c"
        + bytes([len(name)])
        + name.encode()
        + b"\x93."
    )
    return [finding.reason for finding in trust.check(readTap(data), trusted)]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("ownpackage.module", "Kept"),
        ("ownpackage.module", "Kept.Inner"),
        ("ownpackage.module", "make"),
        ("ownpackage.module", "constant"),
        ("ownpackage.module", "table"),
        ("ownpackage.module", "short"),
        ("ownpackage.module", "point"),
        ("ownpackage.module", "kept"),
        ("ownpackage.module", "Either"),
        ("ownpackage.module", "Either.more"),
        ("ownpackage.module", "Decorated"),
        ("ownpackage.module", "Decorated.size"),
        ("ownpackage.module", "waiting"),
        ("ownpackage.module", "Thing"),
        ("ownpackage.module", "Other"),
        ("ownpackage.module", "sibling"),
        ("ownpackage.sibling", "Thing"),
        ("ownpackage.first", "Thing"),
        ("ownpackage.elsewhere", "Unknown"),
        ("ownpackage.broken", "Unknown"),
    ],
)
def test_ownNames(package: str, module: str, name: str) -> None:
    """A trusted package has all that is defined in it and below."""
    assert reasons(module, name, package) == []


@pytest.mark.parametrize(
    ("module", "name", "origin"),
    [
        ("ownpackage.module", "where", "elsewhere"),
        ("ownpackage.module", "first", "elsewhere"),
        ("ownpackage.module", "chosen", "elsewhere"),
        ("ownpackage.module", "opened", "elsewhere"),
        ("ownpackage.module", "looped", "elsewhere"),
        ("ownpackage.module", "replaced", "functools.partial"),
        ("ownpackage.module", "handled", "flask.registered"),
        ("ownpackage.module", "system", "os"),
        ("ownpackage.module", "os", "os"),
        ("ownpackage.module", "os.system", "os"),
        ("ownpackage.module", "paths", "os.path"),
        ("ownpackage.star", "system", "os"),
        ("ownpackage.stars", "system", "os"),
        ("ownpackage.second", "again", "elsewhere"),
        ("ownpackage.module", "Kept.inherited", "elsewhere"),
        ("ownpackage", "module.os.system", "os"),
        ("ownpackage", "module.system", "os"),
        ("ownpackage.elsewhere", "Unknown.os", "ownpackage.elsewhere"),
    ],
)
def test_passedOn(package: str, module: str, name: str, origin: str) -> None:
    """What a trusted module imports from elsewhere is not trusted with it; nor is what nobody can look up."""
    (reason,) = reasons(module, name, package)
    if origin == "elsewhere":
        assert reason.endswith(f"if it is: --trust {module}.{name}")
    else:
        assert f"{module} only passes it on from {origin}" in reason
        assert "--trust" not in reason


def test_passedOnByName(package: str) -> None:
    """A name that was added exactly is trusted wherever it comes from."""
    assert reasons("ownpackage.module", "system", "ownpackage.module.system") == []


@pytest.mark.parametrize("name", ["__builtins__", "__loader__", "__dict__"])
def test_partsOfEveryModule(package: str, name: str) -> None:
    """What every module has is not the user's own."""
    assert reasons("ownpackage.module", name, package) == ["part of every module, not of your own"]


def test_packageEndsAtItsName(package: str) -> None:
    """A package whose name begins alike is another one."""
    assert reasons("ownpackages.module", "Kept", package)


def test_singleNamesOfOthers() -> None:
    """Of the standard library and of Twisted single names may be added, for every form of use."""
    data = pickle.dumps(__import__("string").Formatter())
    assert trust.check(readTap(data)) != []
    assert trust.check(readTap(data), ["string.Formatter"]) == []


def test_namesOfPython2(package: str) -> None:
    """A name may be added by its module of today or of Python 2."""
    for name in ("__builtin__.map", "builtins.map"):
        assert trust.check(readTap(b"c__builtin__\nmap\n."), [name]) == []


@pytest.mark.parametrize("name", ["os", "twisted", "twisted.web", "twisted.web.static", "zope.interface", "builtins"])
def test_modulesOfOthers(name: str) -> None:
    """A module that is not the user's own can't be added."""
    with pytest.raises(trust.UntrustableName, match="is a module that is not your own"):
        trust.trusted([name])


@pytest.mark.parametrize("name", ["", "a b", "a..b", "1a", "-x", "a.b()"])
def test_noNames(name: str) -> None:
    """What is no dotted name can't be added."""
    with pytest.raises(trust.UntrustableName, match="is no dotted name"):
        trust.trusted([name])


def test_plugin() -> None:
    """plugin:NAME adds recipes of that plugin and nothing else."""
    own = trust.trusted(["plugin:myapp"])
    assert (own.plugins, own.names, own.packages) == ({"myapp"}, frozenset(), frozenset())


def test_binaryFileOfNames(tmp_path: Path) -> None:
    """A file of names that is no text is refused."""
    (tmp_path / "names").write_bytes(b"\xff\xfe")
    with pytest.raises(trust.UntrustableName, match="can't read the file"):
        trust.trusted([f"@{tmp_path / 'names'}"])
