"""
Mail on its way elsewhere: ``twisted.mail.relaymanager`` reverses and iterates what Python 3 calls views, and
``twisted.mail.relay`` opens messages as text, so that a queue stops at its first message.
"""

from __future__ import annotations

import email.utils
import os
import pickle
import tempfile
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred, DeferredList
from twisted.internet.interfaces import IReactorTime
from twisted.mail import bounce, relaymanager
from twisted.python import log
from twisted.python.failure import Failure

#: Seconds after which messages are tried again.
PAUSE = 30


class Queue(relaymanager.Queue):
    """Messages that wait in a folder; the folder may come into being with the first one."""

    __module__ = "mktap_compat.thaw"

    def readDirectory(self) -> None:
        """Look for new messages."""
        if os.path.isdir(self.directory):
            super().readDirectory()

    def createNewMessage(self) -> Any:
        """
        Make room for a message.

        :return: the open file of its envelope, and what takes its lines.
        """
        os.makedirs(self.directory, exist_ok=True)
        return super().createNewMessage()


class _BytesRelayer:
    """What both relayers lack."""

    #: A plain attribute: the property of ManagedRelayerMixin does not get along with ESMTPClient.__setattr__.
    factory: Any = None
    names: list[str]
    messages: list[list[Any]]

    def loadMessages(self, messagePaths: list[str]) -> None:
        """
        Open messages, and read their senders and recipients.

        :param messagePaths: names of messages, without ``-H`` and ``-D``.
        """
        self.messages, self.names = [], []
        for path in messagePaths:
            with open(path + "-H", "rb") as envelope:
                sender, recipient = pickle.load(envelope)
            message = open(path + "-D", "rb")  # noqa: SIM115 (sentMail closes it)
            self.messages.append([sender, recipient, message])
            self.names.append(path)

    def sentMail(self, *answer: Any) -> None:
        """Close the message, and go on to the next one."""
        self.messages[0][2].close()
        super().sentMail(*answer)  # type: ignore[misc]


class SMTPManagedRelayer(_BytesRelayer, relaymanager.SMTPManagedRelayer):
    """Send queued messages by SMTP."""


class ESMTPManagedRelayer(_BytesRelayer, relaymanager.ESMTPManagedRelayer):
    """Send queued messages by ESMTP."""


class SMTPManagedRelayerFactory(relaymanager.SMTPManagedRelayerFactory):
    """Connect to the host that takes some messages."""

    protocol = SMTPManagedRelayer


class ESMTPManagedRelayerFactory(relaymanager.ESMTPManagedRelayerFactory):
    """Connect to the host that takes some messages."""

    protocol = ESMTPManagedRelayer


class MXCalculator(relaymanager.MXCalculator):
    """Find the host that takes a domain's mail."""

    __module__ = "mktap_compat.thaw"

    def _filterRecords(self, records: Any) -> dict[str, list[Any]]:
        """Keep one of several hosts that are equally good: today's class sorts and cannot compare them."""
        bag: dict[str, list[Any]] = super()._filterRecords(records)
        return {name: list({getattr(r, "preference", id(r)): r for r in found}.values()) for name, found in bag.items()}


class AttemptManager(relaymanager._AttemptManager):
    """Sees to what becomes of messages that one connection was to send."""

    def notifyFailure(self, relay: Any, message: str) -> None:
        """
        Tell the sender that a message cannot be delivered; nobody is told that this cannot be delivered either.

        :param relay: what tried.
        :param message: the message's path.
        """
        queue, name = self.manager.queue, os.path.basename(message)
        sender, recipient = queue.getEnvelope(name)
        if sender:
            with open(f"{queue.getPath(name)}-D", "rb") as body:
                text: bytes = bounce.generateBounce(body, sender, recipient, encoding="latin-1")[2]
            envelope, notice = queue.createNewMessage()
            with envelope:
                pickle.dump(["", sender], envelope)
            for line in text.splitlines():
                notice.lineReceived(line)
            notice.eomReceived()
        self._finish(relay, queue.getPath(name))

    def notifyNoConnection(self, relay: Any) -> None:
        """
        Let messages wait again after a pause, when the host that takes them cannot be reached.

        :param relay: what tried.
        """
        for message in self.manager.managed.pop(relay, []):
            self.reactor.callLater(PAUSE, self.manager.queue.setWaiting, message)


class _Queueing(relaymanager.SmartHostSMTPRelayingManager):
    """What both relaying managers lack."""

    mxcalc: Any
    factory: Any

    def _checkStateMX(self) -> Deferred[Any]:
        """Send what waits, one connection a domain."""
        exchanges: dict[str, list[str]] = {}
        for message in reversed(list(self.queue.getWaiting())):
            recipient = self.queue.getEnvelope(message)[1]
            domain = email.utils.parseaddr(recipient)[1].partition("@")[2]
            if not domain:
                log.err("Illegal message destination: " + recipient)
                continue
            self.queue.setRelaying(message)
            exchanges.setdefault(domain, []).append(self.queue.getPath(message))
            if len(exchanges) >= self.maxConnections - len(self.managed):
                break
        if self.mxcalc is None:
            self.mxcalc = MXCalculator()
        return DeferredList([self._relay(domain, paths) for domain, paths in exchanges.items()])

    def _relay(self, domain: str, paths: list[str]) -> Deferred[Any]:
        attempt = AttemptManager(self, self.queue.noisy)
        factory: Any = self.factory(paths, attempt, *self.fArgs, **self.fKwArgs)
        self.managed[factory] = [os.path.basename(path) for path in paths]
        done: Deferred[Any] = attempt.getCompletionDeferred()
        found: Deferred[Any] = self.mxcalc.getMX(domain)
        found.addCallback(lambda mx: self._cbExchange(str(mx.name), self.PORT, factory))
        found.addErrback(self._ebExchange, factory, domain)
        return done

    def _ebExchange(self, failure: Failure, factory: Any, domain: str) -> None:
        """Try again later when nobody takes the domain's mail."""
        log.err(failure, f"Error setting up managed relay factory for {domain}")
        clock = IReactorTime(reactor)
        for message in self.managed.pop(factory):
            clock.callLater(PAUSE, self.queue.setWaiting, message)


class SmartHostSMTPRelayingManager(_Queueing):
    """Send the messages of a queue by SMTP."""

    __module__ = "mktap_compat.thaw"

    factory = SMTPManagedRelayerFactory


class SmartHostESMTPRelayingManager(_Queueing, relaymanager.SmartHostESMTPRelayingManager):
    """Send the messages of a queue by ESMTP."""

    __module__ = "mktap_compat.thaw"

    factory = ESMTPManagedRelayerFactory


def upstreamWorks() -> bool:
    """Tell whether today's own manager gets as far as to look for the host that takes a message."""
    with tempfile.TemporaryDirectory() as folder:
        queue = relaymanager.Queue(folder)
        queue.noisy = False
        envelope, message = queue.createNewMessage()
        with envelope:
            pickle.dump(["alice@example.test", "bob@elsewhere.test"], envelope)
        message.eomReceived()
        manager = relaymanager.SmartHostSMTPRelayingManager(queue)
        asked: Any = _Nobody()
        manager.mxcalc = asked
        try:
            manager.checkState()
        except AttributeError:
            return False
        return bool(asked.domains == ["elsewhere.test"])


class _Nobody:
    """Finds no host, for the probe."""

    def __init__(self) -> None:
        self.domains: list[str] = []

    def getMX(self, domain: str) -> Deferred[Any]:
        self.domains.append(domain)
        return Deferred()
