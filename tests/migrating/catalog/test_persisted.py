"""Tests of the catalog for ``twisted.persisted``."""

from __future__ import annotations

from pathlib import Path

import pytest
from twisted.persisted import dirdbm

from mktap_compat.migrating import MigrationError, UntrustedError
from mktap_compat.migrating.constructions import Construction, Method, Name
from mktap_compat.migrating.evaluating import evaluate as make

from ..olden import called, made, name, old, walk

_METHOD = "twisted.persisted.styles.unpickleMethod"
FACTORY = old("twisted.internet.protocol.ServerFactory")


@pytest.mark.parametrize("kind", ["DirDBM", "Shelf"])
def test_dirdbmKeepsItsFolder(kind: str, tmp_path: Path) -> None:
    """A database is its folder, which moves like any path."""
    dirdbm.DirDBM(str(tmp_path / "new"))[b"alice"] = b"wonder"
    construction = made(
        old(f"twisted.persisted.dirdbm.{kind}", dname=b"/srv/passwd"), paths=(("/srv/passwd", str(tmp_path / "new")),)
    )
    live = make(construction)
    assert live.keys() == [b"alice"]


def test_boundMethod() -> None:
    """A bound method belongs to what its object became."""
    value, _ = walk(called(_METHOD, b"startFactory", FACTORY, FACTORY.function))
    assert isinstance(value, Method)
    assert isinstance(value.owner, Construction)
    assert value.name == "startFactory"


def test_methodOfAClass() -> None:
    """A method without an object is that of the class."""
    value, _ = walk(called(_METHOD, b"render", None, name("twisted.web.static.File")))
    assert value == Name("twisted.web.static.File.render")


@pytest.mark.parametrize("attribute", [b"", b"a.b", b"a b", "caf\xe9 \u2603"])
def test_noNameOfAMethod(attribute: object) -> None:
    """Something that cannot be the name of a method is an error."""
    with pytest.raises(MigrationError, match="name of a method"):
        walk(called(_METHOD, attribute, FACTORY, None))


def test_modules() -> None:
    """A module that the catalog knows is a reference; any other is not trusted."""
    assert walk(called("twisted.persisted.styles.unpickleModule", b"pwd"))[0] == Name("pwd")
    with pytest.raises(UntrustedError, match="os"):
        walk(called("twisted.persisted.styles.unpickleModule", b"os"))
