"""
Delivery through aliases: ``twisted.mail.alias`` keys groups by text while addresses are bytes, gives a message's second
line to nobody, and looks for a name without a host on this host, so that a list of local users never got its mail.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from twisted.internet.defer import Deferred, fail, succeed
from twisted.mail import alias, mail, relay, smtp
from twisted.mail import tap as mailtap
from twisted.mail.interfaces import IAliasableDomain
from twisted.python import log


class FileWrapper(alias.FileWrapper):
    """Append a message to a file."""

    def lineReceived(self, line: bytes) -> None:
        """Keep a line."""
        self.fp.write(line + b"\n")

    def eomReceived(self) -> Deferred[Any]:
        """
        Append what was kept.

        :return: fires with the file's name, or fails with ``OSError``.
        """
        self.fp.seek(0)
        try:
            with open(self.finalname, "ab") as target, self.fp:
                target.write(self.fp.read())
        except OSError:
            return fail()
        return succeed(self.finalname)


class MessageWrapper(alias.MessageWrapper):
    """Write a message to a program."""

    def lineReceived(self, line: bytes) -> None:
        """Pass a line on."""
        if not self.done:
            self.protocol.transport.write(line + b"\n")


class FileAlias(alias.FileAlias):
    """Deliver to a file."""

    __module__ = "mktap_compat.thaw"

    def createMessageReceiver(self) -> FileWrapper:
        """Return what takes the lines of a message."""
        return FileWrapper(self.filename)


class ProcessAlias(alias.ProcessAlias):
    """Deliver to the standard input of a program."""

    __module__ = "mktap_compat.thaw"

    def createMessageReceiver(self) -> MessageWrapper:
        """Start the program and return what takes the lines of a message."""
        protocol = alias.ProcessAliasProtocol()
        receiver = MessageWrapper(protocol, self.program, self.reactor)
        self.spawnProcess(protocol, self.program, self.path)
        return receiver


class AddressAlias(alias.AddressAlias):
    """Deliver to another address."""

    __module__ = "mktap_compat.thaw"

    def resolve(self, aliasmap: object, memo: dict[str, None] | None = None) -> Any:
        """
        Return what takes the lines of a message, or ``None`` if nobody has that address.

        :param aliasmap: not needed: a domain knows its own aliases.
        :param memo: what was asked already; it grows.
        """
        memo = {} if memo is None else memo
        if str(self) in memo:
            return None
        memo[str(self)] = None
        domain = self.domains[self.alias.domain]
        user = smtp.User(self.alias, None, None, self.original)
        if isinstance(domain, relay.DomainQueuer):
            return domain.startMessage(user)
        try:
            found = domain.exists(user, memo) if IAliasableDomain.providedBy(domain) else domain.exists(user)
        except smtp.SMTPBadRcpt:
            return None
        return found()


class AliasGroup(alias.AliasGroup):
    """What one name stands for."""

    __module__ = "mktap_compat.thaw"

    processAliasFactory = ProcessAlias
    aliases: list[Any]

    def __init__(self, items: Iterable[str], domains: Any, original: str, home: str | None = None) -> None:
        """
        Take one line of an alias file.

        :param items: ``name``, ``name@domain``, ``/file``, ``|program`` or ``:file`` that holds some of these.
        :param domains: the mail service's domains.
        :param original: the name.
        :param home: the domain in which names without a domain are.
        """
        original = _inDomain(original, home)
        super().__init__([], domains, original)
        for item in _expanded(items):
            if item.startswith("|"):
                self.aliases.append(self.processAliasFactory(item[1:], domains, original))
            elif item.startswith("/"):
                self.aliases.append(FileAlias(item, domains, original))
            else:
                self.aliases.append(AddressAlias(_inDomain(item, home), domains, original))

    def resolve(self, aliasmap: object, memo: dict[str, None] | None = None) -> alias.MultiWrapper | None:
        """
        Return what gives the lines of a message to everybody in the group, or ``None`` if that is nobody.

        :param aliasmap: passed on.
        :param memo: what was asked already; it grows.
        """
        memo = {} if memo is None else memo
        receivers = [each.resolve(aliasmap, memo) for each in self.aliases]
        receivers = [receiver for receiver in receivers if receiver is not None]
        return alias.MultiWrapper(receivers) if receivers else None


class AliasUpdater(mailtap.AliasUpdater):
    """Read a domain's alias file again when it has changed."""

    __module__ = "mktap_compat.thaw"

    def __call__(self, new: str) -> None:
        """
        Read the file.

        :param new: its name.
        """
        names = [name for name, domain in self.domains.items() if domain is self.domain and name]
        self.domain.setAliasGroup(loadAliasFile(self.domains, new, names[0].decode("ascii") if names else None))


def loadAliasFile(domains: Any, filename: str, home: str | None = None) -> dict[bytes, AliasGroup]:
    """
    Read an aliases(5) file.

    :param domains: the mail service's domains.
    :param filename: the file.
    :param home: the domain in which names without a domain are.
    :return: groups by name, for ``setAliasGroup``.
    :raise OSError: when the file cannot be read.
    """
    entries: list[str] = []
    with open(filename, encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            if line[:1] in " \t" and entries and line.strip():
                entries[-1] += line.rstrip()
            elif line.strip() and not line.lstrip().startswith("#"):
                entries.append(line.rstrip())
    items: dict[str, list[str]] = {}
    for number, entry in enumerate(entries, 1):
        alias.handle(items, entry, filename, number)
    return {
        name.encode("utf-8", "surrogateescape"): AliasGroup(values, domains, name, home)
        for name, values in items.items()
    }


def upstreamWorks() -> bool:
    """Tell whether two lines to an alias of a local user reach today's own receiver for that user."""
    with tempfile.TemporaryFile() as received:
        home = _Home(received)
        domains = mail.DomainWithDefaultDict({b"example.test": home}, mail.BounceDomain())
        try:
            groups = alias.loadAliasFile(domains, fp=io.StringIO("list: alice"))
            receiver = groups[b"list"].resolve(groups)
            receiver.lineReceived(b"one")
            receiver.lineReceived(b"two")
        except (KeyError, TypeError, AttributeError):
            return False
        received.seek(0)
        return received.read() == b"one\ntwo\n"


class _Home(mail.BounceDomain):
    """A domain in which only alice lives, for the probe."""

    def __init__(self, received: Any) -> None:
        self.received = received

    def exists(self, user: smtp.User, memo: object = None) -> Any:
        if user.dest.local != b"alice":
            raise smtp.SMTPBadRcpt(user)
        return lambda: mail.FileMessage(self.received, b"", b"")


def _inDomain(address: str, home: str | None) -> str:
    return address if "@" in address or not home else f"{address}@{home}"


def _expanded(items: Iterable[str]) -> Iterator[str]:
    for item in map(str.strip, items):
        if item.startswith(":"):
            try:
                with open(item[1:], encoding="utf-8", errors="surrogateescape") as lines:
                    yield from _expanded(" ".join(map(str.strip, lines)).split(","))
            except OSError:
                log.err(f"Invalid filename in alias file {item[1:]!r}")
        elif item:
            yield item
