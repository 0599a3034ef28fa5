"""Genuine taps of 2005 to 2011 may be loaded with nothing but the user's own package added."""

from __future__ import annotations

import pytest

from mktap_compat import trust
from tests.genuine import TAPS, genuine

#: Its namespace holds the module ``sys``; its classes are gone, so no way leads to a server any more.
REFUSED = {f"{version}/manhole-old/manhole-old.tap" for version in ("2.5", "8.2.0", "10.2.0")}


def test_corpusIsWhole() -> None:
    """The corpus has the taps of eight releases of Twisted."""
    assert len(TAPS) == 174


@pytest.mark.parametrize("name", [name for name in TAPS if name not in REFUSED])
def test_genuineTapIsAllowed(name: str) -> None:
    """A genuine tap has no finding once the user's own package is trusted."""
    assert trust.check(genuine(name), ["quotes2007"]) == []


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_moduleSysIsRefused(name: str) -> None:
    """A tap that holds the module ``sys`` is refused for that reason."""
    (finding,) = trust.check(genuine(name))
    assert finding.path.endswith("realm.service.namespace['sys']")
    assert finding.dotted == "twisted.persisted.styles.unpickleModule"


def test_ownCodeIsNotAllowedByItself() -> None:
    """A user's own class is a finding that names its path, its form and the option to add it."""
    found = trust.check(genuine("2.5/web-class/web.tap"))
    assert [(each.path, each.dotted, each.form) for each in found] == [
        ("services[0].services[0].args[1].resource", "quotes2007.web.Root", "instance")
    ]
    assert "--trust quotes2007.web.Root" in found[0].reason
