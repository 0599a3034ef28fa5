"""What the catalog knows how to convert, the table allows: nobody is asked to trust what only a converter looks at."""

from __future__ import annotations

import pytest

from mktap_compat.migrating import catalog, rules
from mktap_compat.trust import callrules, substitutes, table
from mktap_compat.trust.signatures import ofToday

catalog.load()

#: Names of modules, which are no globals; they come in calls of ``unpickleModule``.
MODULES = {"pwd", "spwd"}
#: What calls what it is given; taps of Twisted's own have none, and users add it by name.
CALLERS = {"builtins.len", "builtins.sorted"}


def today(name: str) -> str:
    """Return a name as the table has it."""
    return substitutes.standsFor(".".join(ofToday(*name.rpartition(".")[::2])))


@pytest.mark.parametrize("name", sorted(rules.RULES))
def test_ruleIsAllowed(name: str) -> None:
    """What has a rule may be an instance, or may be called."""
    assert today(name) in table.INSTANCES | table.GONE | table.CALLS.keys() | callrules.SPECIAL.keys()


@pytest.mark.parametrize("name", sorted(rules.REFERENCES.keys() - MODULES))
def test_referenceIsAllowed(name: str) -> None:
    """What files refer to by name may be referred to, or is a class of which instances may be made."""
    known = table.REFERENCES | table.GONE | table.INSTANCES | table.PLACES.keys() | table.CALLS.keys()
    assert today(name) in known | CALLERS


@pytest.mark.parametrize("name", sorted(rules.GONE))
def test_goneIsNoFinding(name: str) -> None:
    """What is gone is told by the converter, which knows what to use instead."""
    assert name in table.GONE
