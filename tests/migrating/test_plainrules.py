"""Tests of the rules that are one line each: today's class takes what the old one had."""

from __future__ import annotations

from typing import Any

import pytest

from mktap_compat.migrating import MigrationError, catalog
from mktap_compat.migrating.evaluating import evaluate
from mktap_compat.migrating.plainrules import KINDS, PLAIN, Argument, plain

from .olden import made, old, said, walk

catalog.load()

#: An old value of each kind, and what it is today.
SAMPLES: dict[str, tuple[Any, Any]] = {
    "": (None, None),
    "bytes": (b"MD5", b"MD5"),
    "number": (7, 7),
    "text": (b"TCP", "TCP"),
    "texts": ([b"a"], ["a"]),
    "listOfBytes": ([b"a"], [b"a"]),
    "bytesByBytes": ({b"a": b"b"}, {b"a": b"b"}),
    "byText": ({b"a": 1}, {"a": 1}),
    "textByText": ({b"a": b"b"}, {"a": "b"}),
}
#: Where today's class has it under another name, or behind a property, or makes something else of it.
ELSEWHERE = (
    "twisted.internet.address.UNIXAddress",
    "twisted.mail.pb.Maildir",
    "twisted.protocols.tls",
    "twisted.web.error",
    "twisted.web.resource",
    "twisted.web.twcgi.CGIDirectory",
    "twisted.words.xish.xpath",
)


def test_everyKindHasASample() -> None:
    """The samples below try every kind of argument."""
    assert SAMPLES.keys() == KINDS.keys()


@pytest.mark.parametrize("dotted", sorted(PLAIN))
def test_classOfTodayTakesIt(dotted: str) -> None:
    """Today's class is made of what the old one had, whole, with the strings as it needs them."""
    arguments = PLAIN[dotted]
    root = old(dotted, **{each.attribute: _sample(dotted, each)[0] for each in arguments})
    value, migration = walk(root)
    live = evaluate(value)
    assert said(migration, "lost") == said(migration, "guessed") == []
    for each in arguments:
        wanted = _sample(dotted, each)[1]
        if wanted is not None and not each.keyword and not dotted.startswith(ELSEWHERE):
            assert getattr(live, each.attribute) == wanted


@pytest.mark.parametrize("dotted", sorted(name for name in PLAIN if any(not each.set for each in PLAIN[name])))
def test_lessIsDefault(dotted: str) -> None:
    """An attribute that may be missing is left to today's class; without one that may not, the file is damaged."""
    needed = [each for each in PLAIN[dotted] if not each.set and not each.keyword]
    if needed:
        with pytest.raises(MigrationError, match=f"has no {needed[0].attribute}; the file is damaged"):
            made(old(dotted))
    else:
        assert made(old(dotted)).kwargs == {}


def test_argumentsThatCannotBe() -> None:
    """A rule with a kind that nobody knows is an error of whoever wrote it."""
    with pytest.raises(ValueError, match="path:floats"):
        plain("twisted.web.nosuch.Page", "path:floats")


def _sample(dotted: str, argument: Argument) -> tuple[Any, Any]:
    """Return a value for one attribute, which a class that looks at it understands."""
    special: dict[str, tuple[Any, Any]] = {
        "twisted.words.xish.xpath.XPathQuery.queryStr": (b"/message", "/message"),
        "twisted.protocols.tls.TLSMemoryBIOFactory._contextFactory": (CONTEXT, None),
        "twisted.protocols.tls.TLSMemoryBIOFactory._isClient": (0, False),
        "twisted.python.urlpath.URLPath.scheme": (b"http", b"http"),
    }
    if argument.attribute in ("wrappedFactory", "contextFactory"):
        return old("twisted.internet.protocol.ServerFactory"), None
    return special.get(f"{dotted}.{argument.attribute}", SAMPLES[argument.kind])


CONTEXT = old("twisted.internet.ssl.ClientContextFactory")
