"""The smaller repairs of mail: APOP, mail of users who logged in, and mail for elsewhere."""

from __future__ import annotations

import pickle
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from twisted.cred.checkers import ANONYMOUS
from twisted.internet.defer import Deferred
from twisted.mail import smtp
from twisted.mail.relaymanager import Queue
from twisted.names import dns

from mktap_compat.migrating.repairs import pop3, relay, relaymanager
from mktap_compat.migrating.repairs.maildir import MaildirDirdbmDomain
from mktap_compat.migrating.repairs.smtp import MailService


@pytest.mark.parametrize(("password", "right"), [(b"wonder", True), (b"", False)])
def test_apopDigest(password: bytes, right: bool) -> None:
    """The digest of greeting and password proves the password, and nothing else does."""
    digest = md5(b"<1@host>wonder").hexdigest().encode()
    assert pop3.APOPCredentials(b"<1@host>", b"alice", digest).checkPassword(password) is right


def _header(user: Any) -> bytes:
    delivery = MailService().requestAvatar(user, None, smtp.IMessageDelivery)[1]
    to = smtp.User(b"bob@example.test", None, None, b"alice@example.test")
    header: bytes = delivery.receivedHeader((b"client.test", b"127.0.0.1"), to.orig, [to])
    return header


def test_headerOfAnonymousMail() -> None:
    """The header of mail from nobody in particular is Twisted's own."""
    assert b"auth=" not in _header(ANONYMOUS) and b"for <bob@example.test>" in _header(ANONYMOUS)


def test_headerNamesUser() -> None:
    """The header of mail from a user names the user, in xtext."""
    assert b" auth=al+2Bice\n\tby " in _header(b"al+ice")


def test_serviceOffersDeliveryOnly() -> None:
    """A mail service gives sessions nothing but delivery."""
    with pytest.raises(NotImplementedError):
        MailService().requestAvatar(b"alice", None)


def test_domainChecksItsUsers(tmp_path: Path) -> None:
    """A domain's users are checked by its table, and the service's aliases are the domain's."""
    service = MailService()
    service.aliases = {}
    domain = MaildirDirdbmDomain(service, str(tmp_path))
    service.addDomain(b"example.test", domain)
    assert len(service.portals[b"example.test"].checkers) == 2 and service.domains[b"example.test"] is domain


def test_defaultPortal() -> None:
    """The default portal is that of the domain without a name."""
    service = MailService()
    service.portals[b""] = marker = object()  # type: ignore[assignment]
    assert service.defaultPortal() is marker  # type: ignore[comparison-overlap]


class _Client:
    host = "127.0.0.1"

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.transport, self.host = self, host

    def getPeer(self) -> _Client:
        return self


@pytest.mark.parametrize(
    ("host", "sender"), [("192.0.2.1", b"alice@example.test"), ("127.0.0.1", b"")], ids=["far", "nobody"]
)
def test_queuerRefuses(host: str, sender: bytes, tmp_path: Path) -> None:
    """A client from elsewhere may not relay, and mail without a sender's address is not queued."""
    user = smtp.User(b"bob@elsewhere.test", None, None, sender)
    user.protocol = _Client(host)
    with pytest.raises(smtp.SMTPBadRcpt):
        relay.DomainQueuer(MailService()).exists(user)


def _queued(tmp_path: Path) -> Queue:
    service = MailService()
    queue = Queue(str(tmp_path))
    service.setQueue(queue)
    user = smtp.User(b"bob@elsewhere.test", None, None, b"alice@example.test")
    user.protocol = _Client()
    message = relay.DomainQueuer(service).exists(user)()
    message.lineReceived(b"caf\xe9")
    message.eomReceived()
    return queue


def test_queuerQueues(tmp_path: Path) -> None:
    """A local client's mail lands in the queue with its envelope."""
    _queued(tmp_path)
    [envelope] = tmp_path.glob("*-H")
    [body] = tmp_path.glob("*-D")
    assert pickle.loads(envelope.read_bytes()) == ["alice@example.test", "bob@elsewhere.test"]
    assert body.read_bytes() == b"caf\xe9\n"


class _Exchange:
    def __init__(self) -> None:
        self.asked: list[Deferred[Any]] = []

    def getMX(self, domain: str) -> Deferred[Any]:
        self.asked.append(Deferred())
        return self.asked[-1]


@pytest.mark.parametrize("esmtp", [False, True])
def test_queueIsSent(esmtp: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A manager connects to the host that takes a domain's mail, sends the bytes, and empties the queue."""
    kind: Any = relaymanager.SmartHostESMTPRelayingManager if esmtp else relaymanager.SmartHostSMTPRelayingManager
    manager = kind(_queued(tmp_path))
    manager.fArgs = (None, None, b"mx.example.test") if esmtp else (b"mx.example.test",)
    manager.mxcalc = exchange = _Exchange()
    connected: list[Any] = []
    monkeypatch.setattr(manager, "_cbExchange", lambda *arguments: connected.append(arguments))
    done = manager.checkState()
    assert manager.checkState() is None, "nothing waits any more"
    exchange.asked[0].callback(dns.Record_MX(10, b"mail.elsewhere.test"))
    [(host, port, factory)] = connected
    assert (host, port) == ("mail.elsewhere.test", 25)
    relayer = factory.buildProtocol(None)
    assert relayer.getMailFrom() == "alice@example.test" and relayer.getMailData().read() == b"caf\xe9\n"
    relayer.sentMail(250, b"", 1, [], None)
    relayer.connectionLost()
    assert not list(tmp_path.iterdir()) and done.called


def _sending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """Return a manager and what is about to send its one message."""
    manager = relaymanager.SmartHostSMTPRelayingManager(_queued(tmp_path))
    manager.fArgs = (b"mx.example.test",)
    manager.mxcalc = exchange = _Exchange()
    connected: list[Any] = []
    monkeypatch.setattr(manager, "_cbExchange", lambda *arguments: connected.append(arguments))
    manager.checkState()
    exchange.asked[0].callback(dns.Record_MX(10, b"mail.elsewhere.test"))
    return manager, connected[0][2]


def test_refusedMessageComesBack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that is refused is returned to its sender with what it held; a refused return is dropped."""
    manager, factory = _sending(tmp_path, monkeypatch)
    factory.buildProtocol(None).sentMail(550, b"", 0, [], None)
    manager.queue.readDirectory()
    [notice] = manager.queue.getWaiting()
    assert manager.queue.getEnvelope(notice) == ["", "alice@example.test"]
    text = (tmp_path / f"{notice}-D").read_bytes()
    assert b"bob@elsewhere.test" in text and "caf\xe9".encode("latin-1") in text
    manager.checkState()
    factory = next(iter(set(manager.managed) - {factory}))
    factory.buildProtocol(None).sentMail(550, b"", 0, [], None)
    assert not list(tmp_path.iterdir())


def test_unreachableHostWaits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages for a host that cannot be reached wait again after a pause."""
    manager, factory = _sending(tmp_path, monkeypatch)
    later: list[Any] = []
    factory.manager.reactor = _Later(later)
    factory.clientConnectionFailed(None, None)
    [(seconds, function, message)] = later
    assert seconds == relaymanager.PAUSE and not manager.managed
    function(message)
    assert manager.queue.hasWaiting()


def test_unreachableDomainWaits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail for a domain that nobody takes mail for waits again after a pause."""
    later: list[Any] = []
    monkeypatch.setattr(relaymanager, "IReactorTime", lambda reactor: _Later(later))
    monkeypatch.setattr(relaymanager.log, "err", lambda *arguments: None)
    manager = relaymanager.SmartHostSMTPRelayingManager(_queued(tmp_path))
    manager.mxcalc = exchange = _Exchange()
    manager.checkState()
    exchange.asked[0].errback(OSError("no such domain"))
    [(seconds, function, message)] = later
    assert seconds == relaymanager.PAUSE and not manager.queue.hasWaiting() and not manager.managed
    function(message)
    assert manager.queue.hasWaiting()


class _Later:
    def __init__(self, calls: list[Any]) -> None:
        self.callLater = lambda *arguments: calls.append(arguments)


def test_equalExchangesAreNotCompared() -> None:
    """Two hosts that are equally good for a domain do not stop its mail."""

    class Resolver:
        def lookupMailExchange(self, domain: str) -> Deferred[Any]:
            answer: Deferred[Any] = Deferred()
            hosts = [dns.RRHeader(domain, dns.MX, payload=dns.Record_MX(10, name)) for name in ("a.test", "b.test")]
            answer.callback((hosts, [], []))
            return answer

    results: list[Any] = []
    relaymanager.MXCalculator(Resolver()).getMX("elsewhere.test").addBoth(results.append)
    assert str(results[0].name) in ("a.test", "b.test")
