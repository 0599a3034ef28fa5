"""Mail into a Maildir and out of it again, in bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twisted.cred.checkers import ANONYMOUS
from twisted.mail import pop3, smtp

from mktap_compat.migrating.repairs.maildir import MaildirDirdbmDomain


@pytest.fixture
def domain(tmp_path: Path) -> MaildirDirdbmDomain:
    """Return a domain with alice."""
    made = MaildirDirdbmDomain(None, str(tmp_path).encode())  # type: ignore[arg-type]
    made.addUser(b"alice", b"wonder")
    return made


def _to(address: bytes) -> smtp.User:
    return smtp.User(address, None, None, b"me@example.test")


def _mailbox(domain: MaildirDirdbmDomain, user: Any) -> Any:
    return domain.requestAvatar(user, None, pop3.IMailbox)[1]


def test_unknownUserIsRefused(domain: MaildirDirdbmDomain) -> None:
    """A name that is neither in the table nor an alias has no mailbox."""
    with pytest.raises(smtp.SMTPBadRcpt):
        domain.exists(_to(b"nobody@example.test"))


def test_messageArrivesAsItWas(domain: MaildirDirdbmDomain, tmp_path: Path) -> None:
    """A message comes out as it went in, bytes over 127 and all; its file's name says its size."""
    message = domain.exists(_to(b"alice@example.test"))()
    message.lineReceived(b"caf\xe9")
    message.eomReceived()
    [file] = (tmp_path / "alice" / "new").iterdir()
    assert file.read_bytes() == b"Delivered-To: alice@example.test\ncaf\xe9\n"
    assert file.name.endswith(f",S={file.stat().st_size}")
    mailbox = _mailbox(domain, b"alice")
    with mailbox.getMessage(0) as stream:
        assert stream.read() == file.read_bytes()
    assert mailbox.listMessages() == [file.stat().st_size] and len(mailbox.getUidl(0)) == 32


def test_brokenConnectionLeavesNothing(domain: MaildirDirdbmDomain, tmp_path: Path) -> None:
    """A message whose connection breaks is taken away."""
    message = domain.startMessage(_to(b"alice@example.test"))
    message.connectionLost()
    assert not [*(tmp_path / "alice" / "new").iterdir(), *(tmp_path / "alice" / "tmp").iterdir()]


def test_deletedMessageCanComeBack(domain: MaildirDirdbmDomain) -> None:
    """Deleting moves a message to the trash; undeleting brings it back."""
    domain.startMessage(_to(b"alice@example.test")).eomReceived()
    mailbox = _mailbox(domain, b"alice")
    mailbox.deleteMessage(0)
    assert _mailbox(domain, b"alice").listMessages() == []
    mailbox.undeleteMessages()
    assert len(_mailbox(domain, b"alice").listMessages()) == 1


def test_postmasterTakesEverything(domain: MaildirDirdbmDomain, tmp_path: Path) -> None:
    """With ``postmaster`` a message to nobody is the postmaster's."""
    domain.postmaster = True
    domain.exists(_to(b"nobody@example.test"))().eomReceived()
    assert len(list((tmp_path / "postmaster" / "new").iterdir())) == 1


def test_anonymousGetsNotice(domain: MaildirDirdbmDomain) -> None:
    """A session without a user reads a notice in bytes, not a mailbox."""
    assert b"error" in _mailbox(domain, ANONYMOUS).getMessage(0).read()


def test_otherInterfaceIsRefused(domain: MaildirDirdbmDomain) -> None:
    """A domain offers mailboxes only."""
    with pytest.raises(NotImplementedError):
        domain.requestAvatar(b"alice", None, smtp.IMessageDelivery)
