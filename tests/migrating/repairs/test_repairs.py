"""That each repair is used while Twisted's own class is broken, and no longer."""

from __future__ import annotations

import importlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable

import pytest
from twisted.conch import unix
from twisted.cred import checkers
from twisted.mail import alias, mail, maildir, pop3, protocols, relay, relaymanager
from twisted.protocols import ftp, socks, wire
from twisted.runner import procmon
from twisted.scripts import _twistd_unix
from twisted.words import service

from mktap_compat.migrating import repairs
from mktap_compat.migrating.repairs import REPAIRS, repairedName

MODULES = sorted(set(REPAIRS.values()))


def _healed(module: str, patch: pytest.MonkeyPatch) -> None:
    """Put what a repair does in the place of Twisted's own."""
    repair = importlib.import_module(f"{repairs.__name__}.{module}")
    for owner, name in {
        "checkers": [(checkers, "InMemoryUsernamePasswordDatabaseDontUse")],
        "ftp": [(ftp, "FTP")],
        "irc": [(service, "IRCUser")],
        "maildir": [(maildir, "MaildirDirdbmDomain")],
        "pop3": [(pop3, "APOPCredentials")],
        "procmon": [(procmon, "ProcessMonitor")],
        "relay": [(relay, "DomainQueuer")],
        "relaymanager": [(relaymanager, "SmartHostSMTPRelayingManager")],
        "smtp": [(protocols, "ESMTPDomainDelivery"), (mail, "MailService")],
        "socks": [(socks, "SOCKSv4"), (socks, "SOCKSv4IncomingFactory")],
        "wire": [(wire, "Daytime")],
    }.get(module, []):
        patch.setattr(owner, name, getattr(repair, name))
    if module == "unix":
        patch.setattr(unix, "UnixConchUser", repair.UnixConchUser)
    if module == "alias":

        def loadAliasFile(domains: object, fp: object) -> object:
            return {b"list": repair.AliasGroup(["alice"], domains, "list", "example.test")}

        patch.setattr(alias, "loadAliasFile", loadAliasFile)
    if module == "process":
        patch.setattr(_twistd_unix, "launchWithName", lambda name: os.execv(sys.executable, [sys.executable]))


@pytest.mark.parametrize("module", [module for module in MODULES if module != "process"])
def test_probeSeesTodaysFault(module: str) -> None:
    """``upstreamWorks`` finds the fault in today's Twisted; if this fails, Twisted has healed it."""
    assert importlib.import_module(f"{repairs.__name__}.{module}").upstreamWorks() is False


@pytest.mark.parametrize("module", MODULES)
def test_probeSeesHealedClass(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``upstreamWorks`` is true once Twisted's own class does what the repair does."""
    _healed(module, monkeypatch)
    assert importlib.import_module(f"{repairs.__name__}.{module}").upstreamWorks() is True


@pytest.mark.parametrize(("works", "expected"), [(True, "{0}"), (False, "mktap_compat.thaw.{1}")])
def test_repairedNameFollowsProbe(works: bool, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``repairedName`` is Twisted's own name while that works, else the repair's."""
    repairs._upstreamWorks.cache_clear()
    monkeypatch.setattr("mktap_compat.migrating.repairs.wire.upstreamWorks", lambda: works)
    name = "twisted.protocols.wire.Daytime"
    try:
        assert repairedName(name) == expected.format(name, "Daytime")
    finally:
        repairs._upstreamWorks.cache_clear()


def test_repairedNameLeavesOthersAlone() -> None:
    """``repairedName`` leaves a class that no repair is for as it is."""
    assert repairedName("twisted.protocols.wire.Echo") == "twisted.protocols.wire.Echo"


@pytest.mark.parametrize("name", REPAIRS)
def test_repairIsSubclass(name: str) -> None:
    """Every repair is a subclass of the class that it repairs, under the same name."""
    module, _, leaf = name.rpartition(".")
    upstream: type = getattr(importlib.import_module(module), leaf)
    repair: type = getattr(importlib.import_module(f"{repairs.__name__}.{REPAIRS[name]}"), leaf)
    assert issubclass(repair, upstream) and repair is not upstream


def test_importIsCheap() -> None:
    """Importing the package imports none of Twisted."""
    code = "import sys, mktap_compat.migrating.repairs; print([n for n in sys.modules if n.startswith('twisted.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def _made() -> dict[str, Callable[[], object]]:
    from twisted.mail.mail import BounceDomain, DomainWithDefaultDict

    from mktap_compat.migrating.repairs import alias as ours
    from mktap_compat.migrating.repairs import checkers as tables
    from mktap_compat.migrating.repairs import pop3 as mailboxes
    from mktap_compat.migrating.repairs import relay as queue
    from mktap_compat.migrating.repairs import smtp as mailing
    from mktap_compat.migrating.repairs import socks as proxy

    domains = DomainWithDefaultDict({}, BounceDomain())
    return {
        "FilePasswordDB": lambda: tables.FilePasswordDB("/etc/nothing"),
        "InMemoryUsernamePasswordDatabaseDontUse": lambda: tables.InMemoryUsernamePasswordDatabaseDontUse(a=b"b"),
        "AliasGroup": lambda: ours.AliasGroup(["alice", "/tmp/x", "|cat"], domains, "list", "example.test"),
        "AliasUpdater": lambda: ours.AliasUpdater(domains, None),
        "POP3Factory": lambda: mailboxes.POP3Factory(None),
        "DomainQueuer": lambda: queue.DomainQueuer(None),
        "MailService": lambda: mailing.MailService(),
        "SOCKSv4Factory": lambda: proxy.SOCKSv4Factory("/tmp/log"),
    }


@pytest.mark.parametrize("name", _made())
def test_repairPickles(name: str) -> None:
    """A repaired object comes out of a pickle as what it was."""
    made = _made()[name]()
    again = pickle.loads(pickle.dumps(made))
    assert type(again) is type(made) and set(vars(again)) >= set(vars(made)) - {"factory"}
