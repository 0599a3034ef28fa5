"""Tests of the catalog for ``twisted.python`` and Python's own types."""

from __future__ import annotations

import datetime
import decimal
from collections import deque
from typing import Any

import pytest

from mktap_compat.migrating.evaluating import evaluate as make
from mktap_compat.reading.nodes import Form, Object

from ..olden import application, called, convert, made, name, node, old, said, server, walk

FACTORY = "twisted.internet.protocol.ServerFactory"


@pytest.mark.parametrize(
    "moment",
    [
        datetime.datetime(2007, 1, 7, 20, 30, 15, 123456),
        datetime.datetime(2007, 1, 7),
        datetime.date(2007, 1, 28),
        datetime.time(23, 59),
        datetime.time(1, 2, 3, 4),
    ],
)
def test_momentsAreTheSame(moment: Any) -> None:
    """Dates and times, packed in the file, are the same moments, written with numbers."""
    construction = made(called(f"datetime.{type(moment).__name__}", moment.__reduce__()[1][0]))
    assert all(isinstance(argument, int) for argument in construction.args)
    assert make(construction) == moment


def test_numbers() -> None:
    """Decimals and time differences are the same."""
    assert make(made(called("decimal.Decimal", b"3.14"))) == decimal.Decimal("3.14")
    assert make(made(called("datetime.timedelta", 1, 2, 3))) == datetime.timedelta(1, 2, 3)


@pytest.mark.parametrize("dotted", ["sets.Set", "__builtin__.set", "sets.ImmutableSet", "__builtin__.frozenset"])
def test_sets(dotted: str) -> None:
    """A set is one today, whichever of the four kinds it was."""
    if dotted.startswith("sets"):
        root = Object(0, name(dotted), Form.INSTANCE, [], [], [node(({"x": True, "y": True},))], [], [])
    else:
        root = called(dotted, ["x", "y"])
    value, _ = walk(root)
    assert value == {"x", "y"}
    assert isinstance(value, frozenset if dotted.endswith(("frozenset", "ImmutableSet")) else set)


def test_itemsAreThoseOfTheAttribute() -> None:
    """What is said about an attribute holds for the items of a set in it."""
    root = application(server(1, old(FACTORY, tags=called("__builtin__.set", [b"a"]))))
    conversion = convert(root, binary=frozenset({f"{FACTORY}.tags"}))
    assert said_(conversion) == []
    assert said_(convert(root)) == ["tags[]"]


def said_(conversion: Any) -> list[str]:
    """Return the attributes that a conversion guessed about."""
    return [entry.what.rpartition(".")[2] for entry in conversion.report.of("guessed")]


def test_siblingsInSets() -> None:
    """A set with one item that is bytes for certain holds bytes."""
    root = old(FACTORY, tags=called("__builtin__.set", [b"caf\xe9", b"plain"]))
    value, migration = walk(root)
    assert value.steps[0].value == {b"caf\xe9", b"plain"}
    assert said(migration, "guessed") == ["tags[]"]


def test_deque() -> None:
    """A deque keeps its items."""
    assert make(made(called("collections.deque", [1, 2]))) == deque([1, 2])


def test_filePath() -> None:
    """A path is text, moves, and says whether it is to be made."""
    construction = made(
        old("twisted.python.filepath.FilePath", path=b"/srv/ftp/pub", alwaysCreate=True), paths=(("/srv", "/var"),)
    )
    assert (construction.args, construction.kwargs) == (["/var/ftp/pub"], {"alwaysCreate": True})
    assert made(old("twisted.python.filepath.FilePath", path=b"/a", alwaysCreate=False)).kwargs == {}


def test_dictionariesOfTwisted() -> None:
    """Twisted's dictionaries keep their entries, their order and their spelling."""
    live = make(made(old("twisted.python.util.InsensitiveDict", data={b"a": (b"A", 1)}, preserve=1)))
    assert (live["a"], live.keys()) == (1, ["A"])
    ordered = made(old("twisted.python.util.OrderedDict", data={b"a": 1, b"b": 2}, _order=[b"b", b"a"]))
    assert list(make(ordered).items()) == [("b", 2), ("a", 1)]


def test_usersForTests() -> None:
    """A table of users that somebody made keeps them."""
    record = old(
        "twisted.python.fakepwd._UserRecord",
        pw_name=b"me",
        pw_passwd=b"x",
        pw_uid=1,
        pw_gid=2,
        pw_gecos=b"",
        pw_dir=b"/home/me",
        pw_shell=b"/bin/sh",
    )
    live = make(made(old("twisted.python.fakepwd.UserDatabase", _users=[record])))
    assert live.getpwnam("me").pw_dir == "/home/me"
