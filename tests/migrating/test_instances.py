"""Tests of users' own classes: found by import when trusted, made anew with the attributes they had."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from mktap_compat.migrating.constructions import Name
from mktap_compat.migrating.errors import MissingError, UntrustedError
from mktap_compat.migrating.evaluating import evaluate
from mktap_compat.reading.nodes import Dict, Form, Node, Object

from . import userland
from .olden import application, called, convert, made, method, name, node, old, said, server, walk

HERE = userland.__name__


def user(which: str, **attributes: Any) -> Object:
    """Return an instance of a user's class."""
    return old(f"{HERE}.{which}", **attributes)


def live(root: Node, **settings: Any) -> Any:
    """Convert and make an object of a trusted class."""
    value, _ = walk(root, trusted=frozenset({HERE}), **settings)
    return evaluate(value)


def test_untrustedIsNotImported() -> None:
    """A class that nobody vouches for is refused, all such names at once, and its module is not imported."""
    root = application(server(1, old("quotes2007gone.A", b=old("quotes2007gone.B"))))
    with pytest.raises(UntrustedError, match=r"quotes2007gone\.A, quotes2007gone\.B.*--trust quotes2007gone"):
        convert(root)
    assert "quotes2007gone" not in sys.modules


def test_missingModule() -> None:
    """A trusted module that is not there is an error that says what to do."""
    with pytest.raises(MissingError, match=r"quotes2007gone.*PYTHONPATH.*--rename"):
        walk(old("quotes2007gone.A"), trusted=frozenset({"quotes2007gone"}))


def test_missingClass() -> None:
    """A trusted module without the class is an error that names the class."""
    with pytest.raises(MissingError, match="NoSuch"):
        walk(user("NoSuch"), trusted=frozenset({HERE}))


def test_initIsNotCalled() -> None:
    """The object is made without ``__init__``, as unpickling does."""
    construction = made(user("Quote"), trusted=frozenset({HERE}))
    assert construction.function == f"{HERE}.Quote.__new__"
    assert construction.args == [Name(f"{HERE}.Quote")]
    assert construction.steps == []


def test_annotationsDecide() -> None:
    """Annotations say what is bytes and what is text, inside containers too, and nothing is a guess."""
    root = user("Quote", text=b"plain", author=b"Anon", tags=[b"a"], index={b"k": b"v"})
    value, migration = walk(root, trusted=frozenset({HERE}))
    quote = evaluate(value)
    assert (quote.text, quote.author, quote.tags, quote.index) == (b"plain", "Anon", [b"a"], {b"k": "v"})
    assert said(migration, "guessed") == []


def test_defaultsDecide() -> None:
    """The type of a default says what the attribute is."""
    assert live(user("Plain", ending=b"\n")).ending == b"\n"


def test_otherwiseTextAndReported() -> None:
    """An attribute that nothing is known about becomes text; the report lists it."""
    value, migration = walk(user("Plain", count=b"12"), trusted=frozenset({HERE}))
    assert evaluate(value).count == "12"
    assert said(migration, "guessed") == ["count"]


@pytest.mark.parametrize(("option", "value"), [("binary", [b"a", {b"k": b"v"}]), ("textual", ["a", {"k": "v"}])])
def test_userDecides(option: str, value: object) -> None:
    """``--bytes`` and ``--text`` hold for everything in an attribute, and over annotations."""
    root = user("Quote", tags=[b"a", {b"k": b"v"}])
    assert live(root, **{option: frozenset({f"{HERE}.Quote.tags"})}).tags == value


def test_lackingAttribute() -> None:
    """An attribute that the port does not mention is reported, and kept."""
    value, migration = walk(user("Plain", count=1, colour=2), trusted=frozenset({HERE}))
    assert said(migration, "lacking") == ["colour"]
    assert evaluate(value).colour == 2


def test_computedAttribute() -> None:
    """An attribute that the port computes is left out, and reported."""
    value, migration = walk(user("Plain", computed=7), trusted=frozenset({HERE}))
    assert said(migration, "dropped") == ["computed"]
    assert evaluate(value).computed == 42


def test_upgrade() -> None:
    """An old version of a ``Versioned`` class is upgraded step by step, and its version is no attribute."""
    root = old(f"{HERE}.Counter", **{f"{HERE}.Counter.persistenceVersion": 1, "hits": 5})
    userland.Counter.upgrades.clear()
    counter = live(root)
    assert userland.Counter.upgrades == [2, 3]
    assert vars(counter) == {"hits": 5, "label": "three"}


def test_noUpgradeOfTodaysVersion() -> None:
    """An object that has today's version is not upgraded."""
    userland.Counter.upgrades.clear()
    live(old(f"{HERE}.Counter", **{f"{HERE}.Counter.persistenceVersion": 3}))
    assert userland.Counter.upgrades == []


def test_setState() -> None:
    """A class's own ``__setstate__`` gets what its ``__getstate__`` had given."""
    root = Object(0, name(f"{HERE}.Pair"), Form.INSTANCE, [], [], [node((b"x\xff", "y"))], [], [])
    pair = live(root)
    assert (pair.left, pair.right) == (b"x\xff", "y")


def test_subclassesOfContainers() -> None:
    """Subclasses of dict and list keep what they hold, and their attributes."""
    table = Object(0, name(f"{HERE}.Table"), Form.INSTANCE, [], [], [node({b"note": "n"})], [], [(node("k"), node(1))])
    stack = Object(0, name(f"{HERE}.Stack"), Form.INSTANCE, [], [], [], [node(1), node("two")], [])
    assert live(table) == {"k": 1}
    assert live(table).note == "n"
    assert live(stack) == [1, "two"]


def test_containersOfTwistedTwo() -> None:
    """Subclasses of dict that protocol 0 rebuilt from a copy keep what they hold."""
    table = Object(0, name(f"{HERE}.Table"), Form.INSTANCE, [node({b"k": 1})], [], [], [], [])
    assert live(table) == {"k": 1}
    assert isinstance(live(table), userland.Table)


def test_boundMethodsAndCycles() -> None:
    """Bound methods of the object itself, and references to itself, come back."""
    state = Dict(0, [])
    lines = Object(0, name(f"{HERE}.Plain"), Form.INSTANCE, [], [], [state], [], [])
    state.pairs.extend([(node(b"me"), lines), (node(b"call"), method(lines, "tick"))])
    plain = live(lines)
    assert plain.me is plain
    assert plain.call == plain.tick


def test_referencesToClassesAndFunctions() -> None:
    """A class or a function as an attribute is the one of today."""
    plain = live(user("Plain", kind=name(f"{HERE}.Quote"), count=name("__builtin__.len")))
    assert plain.kind is userland.Quote
    assert plain.count is len


def test_calledFunction() -> None:
    """A trusted function that the file calls is called."""
    assert live(called(f"{HERE}.build", 3)) == [0, 1, 2]


def test_rename() -> None:
    """``--rename`` finds a class under another name."""
    root = old("old2007.model.Quote", text=b"t")
    quote = live(root, renames={"old2007.model": HERE})
    assert type(quote) is userland.Quote


def test_resourceKnowsItsChildren() -> None:
    """A subclass of a class of Twisted keeps what the catalog knows of that class."""
    data = old("twisted.web.static.Data", data=b"d", type=b"text/plain", children={})
    root = live(user("Root", children={b"a": data}, server=None))
    assert list(root.children) == [b"a"]
    assert "server" not in vars(root)


def test_siteIsFilled() -> None:
    """A subclass of a class that wants more today gets it."""
    value, migration = walk(user("Pages", resource=None, timeOut=9, logPath=None), trusted=frozenset({HERE}))
    site = evaluate(value)
    assert site.timeOut == 9
    assert site._logDateTime is None
    assert "reactor" in said(migration, "filled")


def test_ownServices() -> None:
    """Services of the user's own, with children, have parents again."""
    child = user("Listener", args=(0, old("twisted.internet.protocol.ServerFactory")), kwargs={}, name=b"inner")
    parent = user("Collection", services=[child], namedServices={b"inner": child}, parent=None)
    conversion = convert(application(parent), trusted=frozenset({HERE}))
    from twisted.application.service import IServiceCollection

    (collection,) = list(IServiceCollection(evaluate(conversion.application)))
    assert isinstance(collection, userland.Collection)
    assert collection.getServiceNamed("inner").parent is collection
