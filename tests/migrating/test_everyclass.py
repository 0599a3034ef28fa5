"""Tests of the catalog against every class of Twisted 9.0.0, which ``twisted-9.0.0.txt`` lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mktap_compat.migrating import MigrationError, MissingError, catalog
from mktap_compat.migrating.evaluating import resolve
from mktap_compat.migrating.rules import DISCARDED, REFERENCES, RULES, refusal

from .olden import application, convert, name, old, server

catalog.load()


def _listed() -> dict[str, list[str]]:
    """Return the dotted names of the list by the section that they are in."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in (Path(__file__).parent / "twisted-9.0.0.txt").read_text().splitlines():
        heading = re.match(r"\[(\w+)\] ", line)
        if heading:
            section = heading[1]
        elif line and not line.startswith("#"):
            module, _, names = line.partition(":")
            found.setdefault(section, []).extend(f"{module}.{each}" for each in names.split())
    return found


CLASSES = _listed()
EVERY = [dotted for names in CLASSES.values() for dotted in names]


def test_listIsWhole() -> None:
    """Each class is in one section."""
    assert len(EVERY) == len(set(EVERY)) == 1719


@pytest.mark.parametrize("dotted", CLASSES["kept"])
def test_whatServersKeepHasARule(dotted: str) -> None:
    """The catalog makes something of whatever a server keeps."""
    # some are looked at by the rule of what holds them
    assert dotted in RULES or dotted in DISCARDED


@pytest.mark.parametrize("dotted", CLASSES["gone"])
def test_whatIsGoneSaysSo(dotted: str) -> None:
    """What went is called gone, with what to use; today's Twisted really lacks it."""
    found = refusal(dotted)
    assert found is not None
    assert found[0] == "is gone from Twisted"
    assert found[1]
    with pytest.raises(MissingError):
        resolve(dotted)


@pytest.mark.parametrize("dotted", CLASSES["running"])
def test_whatRunsIsNotKept(dotted: str) -> None:
    """What belongs to a running process is never called gone, and has no rule: no file can keep it."""
    found = refusal(dotted)
    assert found is not None
    assert found[0] == "no file can keep"
    assert dotted not in RULES


def test_nobodyIsAskedToTrustTwisted() -> None:
    """Whatever class of Twisted a tap holds or names, no message says that the user could trust it."""
    for dotted in EVERY:
        for held in (old(dotted), old("twisted.internet.protocol.Factory", protocol=name(dotted))):
            try:
                convert(application(server(1, held)))
            except MigrationError as error:
                assert "--trust" not in str(error), dotted


@pytest.mark.parametrize("dotted", CLASSES["protocols"])
def test_protocols(dotted: str) -> None:
    """A factory keeps a protocol that the catalog knows under its name; any other one is refused by its name."""
    factory = old("twisted.internet.protocol.Factory", protocol=name(dotted))
    if dotted in REFERENCES:
        conversion = convert(application(server(1, factory)))
        assert conversion.report.complete
    else:
        with pytest.raises(MigrationError, match=re.escape(dotted)):
            convert(application(server(1, factory)))
