"""What we put in the place of Twisted's classes is allowed as they are, and converted taps pass the check."""

from __future__ import annotations

import pytest
from twisted.persisted.sob import IPersistable
from twisted.python.reflect import namedAny

from mktap_compat import trust
from mktap_compat.loading import checked
from mktap_compat.migrating.repairs import REPAIRS
from mktap_compat.reading import readTap
from mktap_compat.tapfile import pack
from mktap_compat.trust.substitutes import OURS
from tests.genuine import genuine

NOTHING = trust.Trusted()


@pytest.mark.parametrize("name", OURS)
def test_standsForItsBase(name: str) -> None:
    """A class of ours exists and derives from the class that it is allowed as."""
    assert issubclass(namedAny(name), namedAny(OURS[name]))


@pytest.mark.parametrize("name", REPAIRS)
def test_everyRepairIsKnown(name: str) -> None:
    """Every class that a repair puts in the place of one of Twisted's is in the table."""
    repaired = f"mktap_compat.thaw.{name.rpartition('.')[2]}"
    assert OURS[repaired] == name


@pytest.mark.parametrize(
    "name",
    [
        "2.5/conch/conch.tap",
        "2.5/dns-bind/dns.tap",
        "2.5/ftp-pw/ftp.tap",
        "2.5/inetd-int/inetd.tap",
        "2.5/mail/mail.tap",
        "2.5/mail-alias/mail.tap",
        "2.5/mail-relay/mail.tap",
        "2.5/manhole/manhole.tap",
        "2.5/procmon/procmon.tap",
        "2.5/socks/socks.tap",
        "2.5/words/words.tap",
    ],
)
def test_convertedTapPasses(name: str) -> None:
    """What a genuine tap is converted to, and saved as, has no finding."""
    saved = IPersistable(checked.load(genuine(name), NOTHING))
    assert trust.check(readTap(pack(saved.header, saved.graph)), NOTHING) == []
