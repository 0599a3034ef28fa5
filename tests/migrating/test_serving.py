"""Genuine taps of mail, words, ftp, manhole, socks, inetd and procmon, converted and spoken to, as .tap and as .tac."""

from __future__ import annotations

import ftplib
import os
import poplib
import re
import signal
import smtplib
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paramiko
import pytest
from twisted.persisted.dirdbm import DirDBM

from tests.genuine import LEGACY, moving
from tests.processes import command, freePort, poll, twistd

OLD = "/srv/tap2007"
#: version and form: each server is run from one tap of each kind
FORMS = pytest.mark.parametrize(("version", "form"), [("8.2.0", "tap"), ("10.2.0", "tac")])


@contextmanager
def serving(folder: Path, version: str, item: str, form: str, *ports: int) -> Iterator[list[int]]:
    """
    Convert a genuine tap to a folder and to free ports, run it, and give the new ports.

    The ports are those of 8.2.0; those of 10.2.0 are 900 higher, except the ones that everybody knows.
    """
    [tap] = (LEGACY / version / item).glob("*.tap")
    old = [port + 900 if version == "10.2.0" and port > 1024 else port for port in ports]
    moved = [freePort() for _ in ports]
    moves: dict[str | int, str | int] = {str(OLD): str(folder), **dict(zip(old, moved, strict=True))}
    words = ["--in", tap, "--out", f"new.{form}", *moving(tap.relative_to(LEGACY).as_posix(), moves)]
    done = command("tapconvert", *words, "--typeout", "tac" if form == "tac" else "pickle", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    with twistd("-o", "-y" if form == "tac" else "-f", f"new.{form}", cwd=folder, ports=moved):
        yield moved


def mailboxes(folder: Path, **users: bytes) -> None:
    """Make what ``mktap mail --user`` made beside a tap."""
    (folder / "mail" / "passwd").mkdir(parents=True)
    table = DirDBM(str(folder / "mail" / "passwd").encode())
    for name, password in users.items():
        table[name.encode()] = password


def received(port: int, user: str, password: str) -> list[bytes]:
    """Log in with APOP and return a user's messages."""
    client = poplib.POP3("127.0.0.1", port, timeout=10)
    client.apop(user, password)
    messages = [b"\n".join(client.retr(number + 1)[1]) for number in range(client.stat()[0])]
    client.quit()
    return messages


@FORMS
def test_mailToAlias(version: str, form: str, tmp_path: Path) -> None:
    """Mail to a list reaches both users on it, byte for byte; nobody else gets mail, and a wrong password fails."""
    place = tmp_path / "corpus" / version / "mail-alias"
    mailboxes(place, alice=b"wonder", bob=b"builder")
    with serving(tmp_path, version, "mail-alias", form, 22596, 22597) as moved:
        pop3, smtp = moved
        with smtplib.SMTP("127.0.0.1", smtp, "client.test", 10) as client:
            client.sendmail("me@client.test", ["list@example.test"], b"Subject: hi\r\n\r\ncaf\xe9\r\n.dot\r\n")
            assert client.docmd("MAIL", "FROM:<me@client.test>")[0] == 250
            assert client.docmd("RCPT", "TO:<nobody@example.test>")[0] == 550
        for user, password in (("alice", "wonder"), ("bob", "builder")):
            [message] = received(pop3, f"{user}@example.test", password)
            assert message.endswith(b"\n\ncaf\xe9\n.dot")
        with pytest.raises(poplib.error_proto, match="Authentication failed"):
            received(pop3, "alice@example.test", "builder")


@FORMS
def test_mailOfUserWhoLoggedIn(version: str, form: str, tmp_path: Path) -> None:
    """A user logs in with CRAM-MD5 and sends mail, which a user without a domain fetches."""
    mailboxes(tmp_path / "corpus" / version / "mail-esmtp", alice=b"wonder")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "passwd.smtp").write_bytes(b"alice:wonder\n")
    with serving(tmp_path, version, "mail-esmtp", form, 22593, 22594) as moved:
        with smtplib.SMTP("127.0.0.1", moved[1], "client.test", 10) as client:
            client.login("alice", "wonder")
            client.sendmail("me@client.test", ["alice@example.test"], b"Subject: hi\r\n\r\nx\r\n")
        [message] = received(moved[0], "alice", "wonder")
        assert b"auth=alice" in message


@FORMS
def test_chat(version: str, form: str, tmp_path: Path) -> None:
    """Two users log in to IRC with passwords of the file, and one writes to the other."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "passwd.words").write_bytes(b"alice:wonder\nbob:builder\n")
    with serving(tmp_path, version, "words-pw", form, 22605) as moved:
        [alice, bob] = [socket.create_connection(("127.0.0.1", moved[0]), 10) for _ in range(2)]
        with alice, bob:
            until(alice, b" 004 ", b"PASS wonder\r\nNICK alice\r\nUSER alice 0 * :x\r\n")
            until(bob, b" 004 ", b"PASS builder\r\nNICK bob\r\nUSER bob 0 * :x\r\n")
            bob.sendall("PRIVMSG alice :caf\xe9\r\n".encode())
            until(alice, "PRIVMSG alice :caf\xe9".encode())


def until(connection: socket.socket, wanted: bytes, said: bytes = b"") -> bytes:
    """Say something, and read until something was answered."""
    connection.sendall(said)
    answer = b""
    while wanted not in answer:
        piece = connection.recv(4096)
        assert piece, answer
        answer += piece
    return answer


@FORMS
def test_ftpLogin(version: str, form: str, tmp_path: Path) -> None:
    """A user of the password file logs in, anybody reads what is there for all, and a wrong password fails."""
    (tmp_path / "data" / "ftp").mkdir(parents=True)
    (tmp_path / "data" / "ftp" / "README").write_bytes(b"caf\xe9")
    (tmp_path / "data" / "passwd.ftp").write_bytes(b"alice:wonder\n")
    with serving(tmp_path, version, "ftp-pw", form, 22548) as moved, ftplib.FTP() as client:
        client.connect("127.0.0.1", moved[0], 10)
        assert client.login("alice", "wonder").startswith("230")
        with pytest.raises(ftplib.error_perm, match="530"):
            client.login("alice", "wrong")
        client.login("anonymous", "x@y.test")
        pieces: list[bytes] = []
        client.retrbinary("RETR README", pieces.append)
        assert pieces == [b"caf\xe9"]


@FORMS
def test_manhole(version: str, form: str, tmp_path: Path) -> None:
    """An ssh client logs in with a password to a manhole whose new host key is beside the tap."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "passwd.manhole").write_bytes(b"alice:wonder\n")
    with serving(tmp_path, version, "manhole", form, 22629, 22630) as moved, paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        client.connect("127.0.0.1", moved[1], "alice", "wonder", look_for_keys=False, allow_agent=False, timeout=10)
        transport = client.get_transport()
        assert transport is not None
        key = paramiko.RSAKey.from_private_key_file(str(tmp_path / "new-ssh_host_key"))
        assert transport.get_remote_server_key().asbytes() == key.asbytes()
        shell = client.invoke_shell()
        shell.settimeout(10)
        shell.sendall(b"print(6 * 7)\r")
        seen = b""
        while not re.search(rb"\n[^\n]*42", seen):
            seen += shell.recv(4096)


@FORMS
def test_loggedProxy(version: str, form: str, tmp_path: Path) -> None:
    """A SOCKS proxy with a log carries data, and writes it down."""
    log = tmp_path / "corpus" / version / "socks-log" / "socks.log"
    log.parent.mkdir(parents=True)
    with (
        serving(tmp_path, version, "socks-log", form, 22584) as moved,
        socket.create_server(("127.0.0.1", 0)) as target,
    ):
        with socket.create_connection(("127.0.0.1", moved[0]), 10) as client:
            client.sendall(struct.pack(">BBH", 4, 1, target.getsockname()[1]) + socket.inet_aton("127.0.0.1") + b"me\0")
            connection, _ = target.accept()
            assert client.recv(8)[:2] == b"\0\x5a"
            with connection:
                client.sendall(b"caf\xe9")
                assert connection.recv(10) == b"caf\xe9"
        assert "63 61 66 E9" in poll(log.read_text, "the log")


@FORMS
def test_timeOfDay(version: str, form: str, tmp_path: Path) -> None:
    """The time of day comes from the port that was 13, and what is sent to the port that was 7 comes back."""
    with serving(tmp_path, version, "inetd-int", form, 7, 13) as moved:
        with socket.create_connection(("127.0.0.1", moved[1]), 10) as client:
            assert re.search(rb"\d\d:\d\d:\d\d \d{4}\r\n", until(client, b"\n"))
        with socket.create_connection(("127.0.0.1", moved[0]), 10) as client:
            until(client, b"caf\xe9\n", b"caf\xe9\n")


@pytest.mark.parametrize("version", ["8.2.0", "10.2.0"])
def test_monitoredProcess(version: str, tmp_path: Path) -> None:
    """A process monitor starts its child, and starts it again when it dies."""
    [tap] = (LEGACY / version / "procmon").glob("*.tap")
    done = command("tapconvert", "--in", tap, "--out", "-", "--typeout", "tac", cwd=tmp_path)
    # the path is in the middle of a shell command, where no option moves it
    file = tmp_path / "child.pid"
    text = done.stdout.decode().replace(f"{OLD}/corpus/{version}/procmon/child.pid", str(file))
    (tmp_path / "new.tac").write_text(text)
    with twistd("-o", "-y", "new.tac", cwd=tmp_path):
        child = int(poll(lambda: file.exists() and file.read_text(), "the child"))
        os.kill(child, signal.SIGTERM)
        poll(lambda: int(file.read_text() or child) != child, "another child")
