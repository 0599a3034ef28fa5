"""What old files refer to by name, the table allows, and what it takes for gone the catalog knows."""

from __future__ import annotations

import pytest

from mktap_compat.migrating import catalog, rules
from mktap_compat.trust import substitutes, table
from mktap_compat.trust.signatures import ofToday

catalog.load()

#: Names of modules, which are no globals; they come in calls of ``unpickleModule``.
MODULES = {"pwd", "spwd", "sqlite3"}
#: What calls what it is given; taps of Twisted's own have none, and users add it by name.
CALLERS = {"builtins.len", "builtins.sorted"}


def today(name: str) -> str:
    """Return a name as the table has it."""
    return substitutes.standsFor(".".join(ofToday(*name.rpartition(".")[::2])))


@pytest.mark.parametrize("name", sorted(rules.REFERENCES.keys() - MODULES))
def test_referenceIsAllowed(name: str) -> None:
    """What files refer to by name may be referred to, or is a class of which instances may be made."""
    known = table.REFERENCES | table.GONE | table.INSTANCES | table.PLACES.keys() | table.CALLS.keys()
    assert today(name) in known | CALLERS


@pytest.mark.parametrize("name", sorted(table.GONE))
def test_goneIsKnown(name: str) -> None:
    """What the table takes for gone is known to the converter, which makes something of it or says what to use."""
    assert rules.knows(name)
