"""Tests of the catalog for ``twisted.mail``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twisted.mail.mail import BounceDomain
from twisted.mail.relay import DomainQueuer

from mktap_compat.migrating import repairs
from mktap_compat.migrating.constructions import Method
from mktap_compat.migrating.evaluating import evaluate
from tests.migrating.olden import does, made, name, node, old, said, walk

MAIL = "twisted.mail.mail"
PASSWORD = "twisted.cred.credentials.IUsernamePassword"
HASHED = "twisted.cred.credentials.IUsernameHashedPassword"


def domain(root: bytes, **attributes: Any) -> Any:
    """Return an old domain in a folder, with its table."""
    table = old("twisted.persisted.dirdbm.DirDBM", dname=root + b"/passwd")
    checker = old("twisted.mail.maildir.DirdbmDatabase", dirdbm=table)
    given = {"root": root, "dbm": table, "postmaster": 0, "_credcheckers": [checker]}
    return old("twisted.mail.maildir.MaildirDirdbmDomain", **{**given, **attributes})


def service(domains: dict[bytes, Any], /, *, default: Any = None, files: Any = (), **attributes: Any) -> Any:
    """Return an old mail service with domains, as ``mktap mail`` left it."""
    checker = old("twisted.mail.maildir.DirdbmDatabase", dirdbm=None)
    portals = {
        key: old("twisted.cred.portal.Portal", realm=each, checkers={name(PASSWORD): checker, name(HASHED): checker})
        for key, each in domains.items()
    }
    table = old(f"{MAIL}.DomainWithDefaultDict", domains=domains, default=default or old(f"{MAIL}.BounceDomain"))
    intervals = old("twisted.python.util._IntervalDifferentialIterator", default=60, intervals=[], last=0)
    monitor = old(f"{MAIL}.FileMonitoringService", files=list(files), intervals=intervals)
    given = {
        "services": [monitor],
        "namedServices": {},
        "monitor": monitor,
        "domains": table,
        "portals": portals,
        "smtpPortal": old("twisted.cred.portal.Portal", realm=None, checkers={}),
    }
    return old(f"{MAIL}.MailService", **{**given, **attributes})


def group(table: Any, *aliases: Any) -> Any:
    """Return an old group of aliases."""
    return old("twisted.mail.alias.AliasGroup", domains=table, original=address(b"list"), aliases=list(aliases))


def address(text: bytes) -> Any:
    """Return an old address."""
    return old("twisted.mail.smtp.Address", addrstr=text, local=text, domain=b"localhost")


def test_emptyServiceStaysEmpty() -> None:
    """A mail service without domains is made of nothing: today's class makes its monitor and portals itself."""
    value, walked = walk(service({}))
    assert not value.args and not value.steps and not said(walked, "dropped")


def test_healedTwistedNeedsNoRepair(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Once today's Twisted works, a mail service is made of its own classes alone."""
    monkeypatch.setattr(repairs, "_upstreamWorks", lambda module: True)
    root = str(tmp_path).encode()
    table: Any = {b"list": group(None, old("twisted.mail.alias.AddressAlias", alias=address(b"bob")))}
    value, walked = walk(service({b"example.test": domain(root, alias=table)}))
    assert not said(walked, "repaired")
    live: Any = evaluate(value)
    [alias] = live.domains[b"example.test"].alias[b"list"].aliases
    assert type(live).__module__ == MAIL and bytes(alias.alias) == b"bob@example.test"


def test_makingTouchesNoFile() -> None:
    """Converting looks at none of the folders: they may be on another machine."""
    queue = old("twisted.mail.relaymanager.Queue", directory=b"/nowhere/queue")
    live: Any = evaluate(made(service({b"example.test": domain(b"/nowhere/mail")}, queue=queue)))
    assert live.domains[b"example.test"].root == b"/nowhere/mail" and live.queue.directory == "/nowhere/queue"
    assert not Path("/nowhere").exists()


def test_namesAndFoldersAreBytes() -> None:
    """Names of domains are bytes in both tables, and one domain under two names stays one."""
    one = domain(b"/m", postmaster=1)
    live: Any = evaluate(made(service({b"example.test": one, b"": one})))
    assert set(live.portals) == set(live.domains.domains) == {b"example.test", b""}
    assert live.domains[b""] is live.domains[b"example.test"] is live.portals[b""].realm
    assert live.domains[b""].postmaster is True and isinstance(live.domains[b"x"], BounceDomain)


def test_foldersMove() -> None:
    """The folder of a domain moves with ``--map-path``, and its table with it."""
    live: Any = evaluate(made(service({b"example.test": domain(b"/m/a")}), paths=(("/m", "/n"),)))
    moved = live.domains[b"example.test"]
    assert (moved.root, moved.dbm.dname) == (b"/n/a", b"/n/a/passwd")


def test_sendersLogIn() -> None:
    """Checkers of the SMTP portal stay."""
    anonymous = {name("twisted.cred.credentials.IAnonymous"): old("twisted.cred.checkers.AllowAnonymousAccess")}
    live: Any = evaluate(
        made(service({}, smtpPortal=old("twisted.cred.portal.Portal", realm=None, checkers=anonymous)))
    )
    assert [interface.__name__ for interface in live.smtpPortal.checkers] == ["IAnonymous"]
    assert live.smtpPortal.realm is live


def test_ownCheckerOfDomainIsKept() -> None:
    """A domain whose users are checked by more than its table keeps the portal that does it."""
    file = old("twisted.cred.checkers.FilePasswordDB", filename=b"/p", hash=None)
    home = domain(b"/m")
    checkers = {name(PASSWORD): file, name(HASHED): file}
    portals = {b"example.test": old("twisted.cred.portal.Portal", realm=home, checkers=checkers)}
    live: Any = evaluate(made(service({b"example.test": home}, portals=portals)))
    [checker] = set(live.portals[b"example.test"].checkers.values())
    assert checker.filename == "/p" and live.portals[b"example.test"].realm is live.domains[b"example.test"]


def test_relay() -> None:
    """A relay has its queue, its timer as today's plugin makes it, and says hello in bytes."""
    queue = old("twisted.mail.relaymanager.Queue", directory=b"/q")
    manager = old(
        "twisted.mail.relaymanager.SmartHostESMTPRelayingManager",
        queue=queue,
        fArgs=(None, None, b"mx.test"),
        fKwArgs={},
        maxConnections=3,
        maxMessagesPerConnection=10,
        mxcalc=None,
    )
    state = name("twisted.mail.relaymanager._checkState")
    timer = old("twisted.application.internet.TimerService", step=1, call=(state, (manager,), {}))
    queuer = old("twisted.mail.relay.DomainQueuer", service=None, authed=True)
    live: Any = evaluate(made(service({}, default=queuer, queue=queue, services=[timer])))
    [monitor, made_] = live.services
    [sender] = made_.call[1]
    assert monitor is live.monitor and made_.step == 1
    assert (sender.queue, sender.fArgs, sender.maxConnections) == (live.queue, (None, None, b"mx.test"), 3)
    assert isinstance(live.domains[b"x"], DomainQueuer) and live.domains[b"x"].authed


def test_aliasesAreInTheirDomain() -> None:
    """Aliases to names, addresses, files and programs stay; a name without a host is in the domain of the alias."""
    aliases = [
        old("twisted.mail.alias.AddressAlias", alias=address(b"bob")),
        old("twisted.mail.alias.AddressAlias", alias=address(b"x@elsewhere.test")),
        old("twisted.mail.alias.FileAlias", filename=b"/archive"),
        old("twisted.mail.alias.ProcessAlias", path=[b"/bin/cat", b"-"], program=b"/bin/cat"),
    ]
    entries: Any = node({})
    table = old(f"{MAIL}.DomainWithDefaultDict", domains=entries, default=old(f"{MAIL}.BounceDomain"))
    home = domain(b"/m", alias={b"list": group(table, *aliases)})
    entries.pairs.extend(node({b"": home, b"example.test": home}).pairs)  # type: ignore[attr-defined]
    mail = service({b"": home}, domains=table)
    live: Any = evaluate(made(mail, paths=(("/archive", "/new"),)))
    made_ = live.domains[b""].alias[b"list"]
    assert bytes(made_.original) == b"list@example.test" and made_.domains is live.domains
    address1, address2, file, program = made_.aliases
    assert (bytes(address1.alias), bytes(address2.alias)) == (b"bob@example.test", b"x@elsewhere.test")
    assert (file.filename, program.path) == ("/new", ["/bin/cat", "-"])


def test_watchedFileIsReadAgainIfNewer() -> None:
    """An alias file is watched from the time at which the old server read it, not from now."""
    home = domain(b"/m")
    table = old(f"{MAIL}.DomainWithDefaultDict", domains={b"a.test": home}, default=old(f"{MAIL}.BounceDomain"))
    updater = old("twisted.mail.tap.AliasUpdater", domains=table, domain=home)
    value = made(service({b"a.test": home}, domains=table, files=[[10, b"/etc/aliases", updater, 1195.5]]))
    live: Any = evaluate(value)
    [[interval, path, callback, changed]] = live.monitor.files
    assert (interval, path, changed) == (10, "/etc/aliases", 1195.5)
    assert callback.domain is live.domains[b"a.test"] and callback.domains is live.domains
    assert live.monitor.intervals.intervals == [[10, 10, 0]]


def test_monitorOutsideOfMail() -> None:
    """A file monitor on its own is a service like any other."""
    monitor = made(old(f"{MAIL}.FileMonitoringService", name=b"files", files=[[5, b"/f", None, 1]], intervals=None))
    assert does(monitor)[0] == ("setName()", "files") and evaluate(monitor).files == [[5, "/f", None, 1]]


@pytest.mark.parametrize("kind", ["SMTPFactory", "ESMTPFactory"])
def test_plainSmtpFactoryStaysPlain(kind: str) -> None:
    """An SMTP factory with nothing but defaults is made of service and portal."""
    challengers = {b"CRAM-MD5": name("twisted.cred.credentials.CramMD5Credentials")}
    extra = {"challengers": challengers} if kind == "ESMTPFactory" else {}
    factory = made(
        old(f"twisted.mail.protocols.{kind}", service=service({}), portal=None, context=None, fArgs=(b"x",), **extra)
    )
    assert len(factory.args) == 2 and not factory.steps and not factory.kwargs


def test_smtpFactoryKeepsWhatIsSpecial() -> None:
    """Host name (in bytes), time-out, TLS and other ways to log in stay."""
    context = old("twisted.mail.protocols.SSLContextFactory", filename=b"/pem")
    login = {b"LOGIN": name("twisted.mail.smtp.LOGINCredentials")}
    factory = made(
        old(
            "twisted.mail.protocols.ESMTPFactory",
            service=None,
            portal=None,
            domain=b"mx.test",
            timeout=5,
            context=context,
            challengers=login,
        )
    )
    steps = dict(does(factory))
    assert (steps["domain"], steps["timeout"], list(steps["challengers"])) == (b"mx.test", 5, [b"LOGIN"])
    assert steps["context"].args == ["/pem", "/pem"]


def test_factoriesUseTheServicesOwnPortal() -> None:
    """SMTP logs in at the portal that the service made."""
    portal = old("twisted.cred.portal.Portal", realm=None, checkers={})
    mail = service({}, smtpPortal=portal)
    walked = walk(mail)[1]
    value = walked.convert(portal, "portal")
    assert isinstance(value, Method) and value.name == "smtpPortal"


def test_addressIsBytes() -> None:
    """An address is bytes."""
    assert made(address(b"a@b.test")).args == [b"a@b.test"]


def test_domainsOutsideOfMail() -> None:
    """A table of domains on its own is made of bytes too."""
    table = old(f"{MAIL}.DomainWithDefaultDict", domains={b"a": old(f"{MAIL}.BounceDomain")}, default=None)
    assert list(evaluate(made(table)).domains) == [b"a"]


def test_groupOutsideOfMail() -> None:
    """Aliases of a domain that belongs to a user's own service are kept, each name as it was."""
    bob = old("twisted.mail.alias.AddressAlias", alias=address(b"bob"))
    home = domain(b"/m", alias={b"list": group(None, bob)})
    [group_] = evaluate(made(home)).alias.values()
    assert [each.alias.addrstr for each in group_.aliases] == [b"bob"]


def test_ownAliasIsKept() -> None:
    """An alias of another kind stays what it is."""
    own = old("twisted.mail.mail.BounceDomain")
    [kept] = evaluate(made(group(None, own))).aliases
    assert isinstance(kept, BounceDomain)
