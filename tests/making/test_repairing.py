"""What mktap repairs in services of today's Twisted, and what it leaves alone."""

from __future__ import annotations

import ftplib
import poplib
import smtplib
from pathlib import Path
from typing import Any

import pytest
from twisted.application.internet import TCPServer
from twisted.application.service import MultiService
from twisted.cred.checkers import FilePasswordDB
from twisted.internet.protocol import ServerFactory
from twisted.mail.mail import MailService
from twisted.mail.maildir import MaildirDirdbmDomain
from twisted.names.dns import Record_TXT
from twisted.protocols.wire import Daytime, Echo
from twisted.web.server import Site
from twisted.web.static import File

from mktap_compat.making.repairing import repair
from mktap_compat.migrating import repairs
from tests.processes import command, freePort, twistd


def holding(*values: object) -> MultiService:
    """Return a service that holds these in several ways."""
    service: Any = MultiService()
    service.held = {"a": [values], 7: TCPServer(7, ServerFactory())}
    return service


@pytest.mark.parametrize(
    "value",
    [
        Site(File("/tmp")),
        ServerFactory.forProtocol(Echo),
        Record_TXT(b"bytes"),
        [1, 2.5, None, "text", b"bytes", int, {3}],
    ],
    ids=["site", "echo", "record", "plain"],
)
def test_leftAlone(value: object) -> None:
    """What works today, and what is no object of Twisted's, stays as it is."""
    before = type(value)
    assert repair(holding(value)) == []
    assert type(value) is before


def test_ownSubclassLeftAlone() -> None:
    """A class of the user's own, even one that inherits the fault, is the user's business."""

    class Mine(FilePasswordDB):
        """A checker of somebody's."""

    mine = Mine("/nonexistent")
    assert repair(holding(mine)) == []
    assert type(mine) is Mine


def test_instance() -> None:
    """An object deep inside gets the class that works; its state stays."""
    checker = FilePasswordDB("/nonexistent", cache=True)
    before = dict(checker.__dict__)
    assert repair(holding(checker)) == ["twisted.cred.checkers.FilePasswordDB"]
    assert type(checker).__module__ == "mktap_compat.thaw"
    assert checker.__dict__ == before


def test_class() -> None:
    """A class that is held, as a factory holds its protocol's, is replaced too."""
    factory = ServerFactory.forProtocol(Daytime)
    assert repair(holding(factory)) == ["twisted.protocols.wire.Daytime"]
    assert factory.protocol is not Daytime


def test_twice() -> None:
    """There is nothing to repair the second time."""
    service = holding(FilePasswordDB("/nonexistent"), ServerFactory.forProtocol(Daytime), Record_TXT("text"))
    assert len(repair(service)) == 3
    assert repair(service) == []


def test_circular() -> None:
    """Objects that hold each other are no trouble."""
    service: Any = holding()
    service.itself = [service]
    assert repair(service) == []


def test_worksToday(monkeypatch: pytest.MonkeyPatch) -> None:
    """When today's class works, because a newer Twisted has the fix, it stays."""
    monkeypatch.setattr(repairs, "_upstreamWorks", lambda module: True)
    checker = FilePasswordDB("/nonexistent")
    assert repair(holding(checker)) == []
    assert type(checker) is FilePasswordDB


def test_record() -> None:
    """Strings of a DNS record, which a zone in Python syntax has as text, become bytes."""
    record = Record_TXT("v=1", b"raw")
    assert repair(holding(record)) == ["twisted.names.dns.Record_TXT"]
    assert record.data == [b"v=1", b"raw"]


def test_mailDomains(tmp_path: Path) -> None:
    """Mail domains are found by the bytes of the wire, and know their directory in bytes."""
    service = MailService()
    domain = MaildirDirdbmDomain(service, str(tmp_path))  # type: ignore[arg-type]
    service.addDomain("a.test", domain)  # type: ignore[arg-type]
    service.addDomain("", domain)  # type: ignore[arg-type]
    repair(service)
    assert set(service.domains.domains) == set(service.portals) == {b"a.test", b""}
    assert domain.root == bytes(tmp_path)


@pytest.mark.parametrize("line", ["mail -d a.test=mail", "words --irc-port 6667 --passwd pw", "ftp --password-file pw"])
def test_tryingIsNoTrace(tmp_path: Path, line: str) -> None:
    """What trying Twisted's classes out leaves on the reactor is not held against the graph."""
    (tmp_path / "pw").write_text("alice:wonder\n")
    words = line.split()
    result = command("mktap", *words, cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.parametrize("style", ["-f", "-s"])
def test_ftpLogin(tmp_path: Path, style: str) -> None:
    """``mktap ftp --password-file`` makes a server that people can log in to, also as source."""
    (tmp_path / "pw").write_text("alice:wonder\n")
    port = freePort()
    words = ["-t", "source"] if style == "-s" else []
    result = command("mktap", *words, "ftp", "-p", str(port), "-r", tmp_path, "--password-file", "pw", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    with twistd(style, "ftp.tap" if style == "-f" else "ftp.tas", cwd=tmp_path, ports=[port]), ftplib.FTP() as client:
        client.connect("127.0.0.1", port, 10)
        assert client.login("alice", "wonder").startswith("230")


def test_mailDelivery(tmp_path: Path) -> None:
    """A mail server made with a command line of 2007 takes a message and gives it to its user."""
    pop, smtp = freePort(), freePort()
    words = ["--pop3", str(pop), "--smtp", str(smtp), "-d", f"a.test={tmp_path}/mail", "--user", "alice=wonder"]
    assert command("mktap", "mail", *words, cwd=tmp_path).returncode == 0
    with twistd("-f", "mail.tap", cwd=tmp_path, ports=[pop, smtp]):
        with smtplib.SMTP("127.0.0.1", smtp, timeout=10) as sender:
            sender.sendmail("bob@b.test", ["alice@a.test"], "Subject: hello\r\n\r\nhow are you\r\n")
        mailbox = poplib.POP3("127.0.0.1", pop, timeout=10)
        mailbox.user("alice@a.test")
        mailbox.pass_("wonder")
        assert b"how are you" in mailbox.retr(1)[1]
        mailbox.quit()
