"""The names on disk."""

from __future__ import annotations

import pickle
from importlib import import_module

import pytest

from mktap_compat import thaw
from mktap_compat.errors import TapError
from mktap_compat.tapfile import source
from mktap_compat.trust.substitutes import OURS

#: Other people's files hold these: a name here is never renamed or removed, and what it is called with stays good.
CALLS = "cell contextFactory endpoint fillCell fillFunction function method now reactor thaw threadPool"
CLASSES = """
    AddressAlias AliasGroup AliasUpdater ConchFactory Daytime DefaultOpenSSLContextFactory DirDBM DomainQueuer FTP
    FileAlias FilePasswordDB Forbidden IRCFactory IRCUser InMemoryUsernamePasswordDatabaseDontUse MXCalculator
    MaildirDirdbmDomain MailService POP3Factory Process ProcessAlias ProcessMonitor Queue SOCKSv4 SOCKSv4Factory Shelf
    SmartHostESMTPRelayingManager SmartHostSMTPRelayingManager ThreadPoolService UnixSSHRealm VirtualPOP3 Zone
"""


def test_otherPeoplesFilesHoldTheseFunctions() -> None:
    """Each function that taps call is there under its name."""
    for name in CALLS.split():
        assert callable(getattr(thaw, name)), name


def test_otherPeoplesFilesHoldTheseClasses() -> None:
    """Each class that taps and .tac files name is there, says so itself, and is pickled by that name."""
    assert sorted(thaw.ELSEWHERE) == sorted(CLASSES.split())
    for name in CLASSES.split():
        found = getattr(thaw, name)
        assert found.__module__ == "mktap_compat.thaw", name
        assert pickle.loads(pickle.dumps(found)) is found


def test_everyClassThatIsTrustedIsThere() -> None:
    """The table of trust names our classes by nothing but their names on disk."""
    assert {name.rpartition(".")[0] for name in OURS} == {"mktap_compat.thaw"}
    assert {name.rpartition(".")[2] for name in OURS} <= set(thaw.ELSEWHERE)


def test_noOtherName() -> None:
    """A name that no file holds is no attribute."""
    with pytest.raises(AttributeError, match="has no attribute 'system'"):
        thaw.system  # type: ignore[attr-defined] # noqa: B018


@pytest.mark.parametrize("protocol", range(5))
def test_tapsOfBeforeAreRefused(protocol: int) -> None:
    """A tap that calls the name of before 1.0 is refused with what to do."""
    before = import_module("mktap_compat.tapfile").thaw
    data = pickle.dumps(_Call(before), protocol)
    with pytest.raises(TapError, match=r"made before mktap-compat 1\.0.*make it again with mkapp"):
        pickle.loads(data)


def test_sourceNamesTheSameFunction() -> None:
    """A .tas file of ours calls what its tap calls."""
    assert b"'mktap_compat.thaw.thaw'" in source.pack({"format": 1}, None)


class _Call:
    """Pickles as a call of a function, with a header and no graph."""

    def __init__(self, function: object) -> None:
        self.function = function

    def __reduce__(self) -> tuple[object, tuple[dict[str, int], None]]:
        return self.function, ({"format": 1}, None)
