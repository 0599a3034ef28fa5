"""Delivery through aliases: to local users, to files, to programs, in circles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twisted.mail import smtp
from twisted.mail.mail import BounceDomain, DomainWithDefaultDict

from mktap_compat.migrating.repairs.alias import AliasUpdater, loadAliasFile
from mktap_compat.migrating.repairs.maildir import MaildirDirdbmDomain
from mktap_compat.migrating.repairs.relay import DomainQueuer


@pytest.fixture
def domain(tmp_path: Path) -> Any:
    """Return example.test with alice and bob, and its service's domains as an attribute."""
    made: Any = MaildirDirdbmDomain(None, str(tmp_path / "mail").encode())  # type: ignore[arg-type]
    made.addUser(b"alice", b"wonder")
    made.addUser(b"bob", b"builder")
    made.domains = DomainWithDefaultDict({b"": made, b"example.test": made}, BounceDomain())
    return made


def _aliases(domain: Any, tmp_path: Path, text: str) -> None:
    path = tmp_path / "aliases"
    path.write_text(text)
    AliasUpdater(domain.domains, domain)(str(path))


def _deliver(domain: Any, name: str) -> None:
    user = smtp.User(f"{name}@example.test".encode(), None, None, b"me@client.test")
    message = domain.exists(user)()
    message.lineReceived(b"first")
    message.lineReceived(b"second")
    message.eomReceived()


def _received(tmp_path: Path, user: str) -> list[bytes]:
    return [file.read_bytes() for file in (tmp_path / "mail" / user / "new").iterdir()]


def test_userComesBeforeAlias(domain: Any, tmp_path: Path) -> None:
    """A user's own mail is left alone, even if there is an alias of that name."""
    _aliases(domain, tmp_path, "alice: bob\n")
    _deliver(domain, "alice")
    assert len(_received(tmp_path, "alice")) == 1 and not _received(tmp_path, "bob")


def test_listReachesEverybody(domain: Any, tmp_path: Path) -> None:
    """Each line of a message to a list reaches every local user on it, by either way to write them."""
    _aliases(domain, tmp_path, "# staff\nlist: alice,\n  bob@example.test\n")
    _deliver(domain, "list")
    for user in ("alice", "bob"):
        [message] = _received(tmp_path, user)
        assert message.endswith(b"first\nsecond\n")


def test_aliasOfAlias(domain: Any, tmp_path: Path) -> None:
    """An alias may stand for another one; a circle ends, and gives each user the message once."""
    _aliases(domain, tmp_path, "one: two, alice\ntwo: one, bob\n")
    _deliver(domain, "one")
    assert len(_received(tmp_path, "alice")) == len(_received(tmp_path, "bob")) == 1


@pytest.mark.parametrize("text", ["", "list: nobody\n", "list: x@elsewhere.test\n", "list: list\n"])
def test_aliasForNobodyIsRefused(domain: Any, tmp_path: Path, text: str) -> None:
    """An alias that leads to nobody is refused instead of swallowing the mail."""
    _aliases(domain, tmp_path, text)
    with pytest.raises(smtp.SMTPBadRcpt):
        _deliver(domain, "list")


def test_fileIsAppendedTo(domain: Any, tmp_path: Path) -> None:
    """An alias to a file appends to it."""
    target = tmp_path / "archive"
    target.write_bytes(b"before\n")
    _aliases(domain, tmp_path, f"list: {target}\n")
    _deliver(domain, "list")
    assert target.read_bytes() == b"before\nfirst\nsecond\n"


def test_programIsWrittenTo(domain: Any, tmp_path: Path) -> None:
    """An alias to a program writes to it, line by line, and closes."""
    _aliases(domain, tmp_path, "list: |/bin/cat -\n")
    [program] = domain.alias[b"list"].aliases
    written: list[Any] = []

    class Transport:
        def write(self, data: bytes) -> None:
            written.append(data)

        def loseConnection(self) -> None:
            written.append("closed")

    def spawnProcess(protocol: Any, name: str, arguments: list[str]) -> None:
        written.append((name, arguments))
        protocol.transport = Transport()

    program.spawnProcess = spawnProcess
    message = program.resolve({})
    message.lineReceived(b"first")
    message.eomReceived()
    message._timeoutCallID.cancel()
    assert written == [("/bin/cat", ["/bin/cat", "-"]), b"first\n", "closed"]


def test_foreignAddressIsQueued(domain: Any, tmp_path: Path) -> None:
    """With a relay, an alias to another host goes into the queue."""
    queued: list[smtp.User] = []

    class Queuer(DomainQueuer):
        def startMessage(self, user: smtp.User) -> Any:
            queued.append(user)
            return domain.startMessage(smtp.User(b"alice@example.test", None, None, b""))

    domain.domains.setDefaultDomain(Queuer(None))
    _aliases(domain, tmp_path, "list: x@elsewhere.test\n")
    _deliver(domain, "list")
    assert [bytes(user.dest) for user in queued] == [b"x@elsewhere.test"]


def test_includedFile(domain: Any, tmp_path: Path) -> None:
    """``:file`` stands for what is in the file; one that is not there stands for nobody."""
    (tmp_path / "staff").write_text("alice,\nbob\n")
    groups = loadAliasFile(domain.domains, _written(tmp_path, f"list: :{tmp_path / 'staff'}, :/nowhere\n"))
    assert [str(each.alias.addrstr, "ascii") for each in groups[b"list"].aliases] == ["alice", "bob"]


def _written(tmp_path: Path, text: str) -> str:
    (tmp_path / "aliases").write_text(text)
    return str(tmp_path / "aliases")
