"""Command lines of 2007 in today's words."""

from __future__ import annotations

import shlex

import pytest
from twisted.python import usage

from mktap_compat.legacy.mktap import loadPlugins
from mktap_compat.making.modernizing import GONE, Account, Modern, endpoint, modernize

PLUGINS = loadPlugins()


def modern(line: str) -> Modern:
    """Translate a line that begins with a plugin's name."""
    name, *arguments = shlex.split(line)
    return modernize(name, arguments, PLUGINS[name].options)


@pytest.mark.parametrize(
    "line",
    [
        "web",
        "web --path /srv --listen tcp:8080",
        "web --listen ssl:443:privateKey=a:certKey=b --display-tracebacks",
        "mail --pop3 tcp:8110 --pop3 tcp:9110 --no-smtp",
        "mail --auth memory:u:p",
        "conch --port tcp:22 --interface 127.0.0.1",
        "manhole --telnetPort tcp:6023 --passwd /etc/passwd",
        "words --irc-port tcp:6667",
        "portforward -p tcp:6666 -h localhost -d 80",
        "xmpp-router --secret x",
        "ftp --port 2121 --root /srv/ftp --password-file pw",
        "dns --pyzone zone --port 53 -r",
        "socks -p 1080",
        "procmon -t 1 /bin/sh -c 'exec sleep 9'",
        "web --bogus",
        "web --port",
        "web and more",
        "mail --user alice=wonder",
    ],
)
def test_leftAlone(line: str) -> None:
    """What today's plugin understands, or would complain about itself, is given on word for word."""
    assert modern(line) == Modern(shlex.split(line)[1:])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("web --port 8080", "--listen tcp:8080"),
        ("web -p8080", "--listen tcp:8080"),
        ("web --por=8080 --path /srv", "--path /srv --listen tcp:8080"),
        ("web --port 8080:interface=127.0.0.1", "--listen tcp:8080:interface=127.0.0.1"),
        ("web --port unix:/tmp/web.sock --personal", "--personal --listen unix:/tmp/web.sock"),
        ("web --port 1 --port 2", "--listen tcp:2"),
        ("web --static /srv --notracebacks", "--path /srv"),
        (
            "web -s /srv --mime_type text/plain --allow_ignore_ext",
            "--path /srv --mime-type text/plain --allow-ignore-ext",
        ),
        (
            "web --port 80 --https 443 -c cert.pem -k key.pem",
            "--listen tcp:80 --listen ssl:443:privateKey=key.pem:certKey=cert.pem",
        ),
        ("web --https 443", "--listen tcp:8080 --listen ssl:443:privateKey=server.pem:certKey=server.pem"),
        (
            "web --https 443 --personal -k 'C:/k'",
            "--personal --listen 'ssl:443:privateKey=C\\:/k:certKey=server.pem'",
        ),
        ("mail --pop3 8110 --smtp 8025 -E -H mx", "--esmtp --hostname mx --pop3 tcp:8110 --smtp tcp:8025"),
        ("mail --pop3 0", "--no-pop3"),
        ("mail -s 0 -p 110 -p 111", "--pop3 tcp:111 --no-smtp"),
        ("mail --passwordfile pw", "--auth file:pw"),
        (
            "mail -d a.test=/srv/a --bounce_to_postmaster -D",
            "-d a.test=/srv/a --bounce-to-postmaster -D",
        ),
        ("conch --port 2222 -d /srv/keys", "--port tcp:2222 --data /srv/keys"),
        ("manhole --telnetPort 6023 --sshPort tcp:6022 -p pw", "--telnetPort tcp:6023 --sshPort tcp:6022 --passwd pw"),
        ("words --irc-port 6667 --pb-port 8787 --passwd pw", "--irc-port tcp:6667 --pb-port tcp:8787 --passwd pw"),
        ("portforward --port 22278 --host h --dest_port 80", "--port tcp:22278 --host h --dest_port 80"),
        ("xmpp-router --port 5347", "--port tcp:5347"),
    ],
)
def test_translated(line: str, expected: str) -> None:
    """An option that was renamed, or whose value is written differently today, is translated; the others stay."""
    assert modern(line).arguments == shlex.split(expected)


def test_translatedTwice() -> None:
    """Translating what was translated changes nothing."""
    once = modern("web --https 443 --static /srv -n").arguments
    assert modernize("web", once, PLUGINS["web"].options).arguments == once


def test_parsesToday() -> None:
    """What comes out is accepted by today's plugin."""
    options = PLUGINS["mail"].options()
    options.parseOptions(modern("mail --pop3 8110 --smtp 0 --passwordfile /dev/null").arguments)
    assert options["no-smtp"]


def test_mailSecure() -> None:
    """``mail --pop3s`` becomes an endpoint with TLS beside the default one; that SMTP loses STARTTLS is said."""
    given = modern("mail --pop3s 995 --certificate both.pem")
    assert given.arguments == ["--pop3", "tcp:8110", "--pop3", "ssl:995:privateKey=both.pem:certKey=both.pem"]
    assert len(given.losses) == 1 and "STARTTLS" in given.losses[0]


def test_mailSecureWithoutCertificate() -> None:
    """``mail --pop3s`` without a certificate is refused in the words of 2007."""
    with pytest.raises(usage.UsageError, match="Cannot specify --pop3s without --certificate"):
        modern("mail --pop3s 995")


def test_mailAccounts() -> None:
    """Users of ``mail --user`` belong to the domain before them, and are no longer the plugin's business."""
    given = modern("mail -d a.test=/srv/a -u joe=x=y --user ann=pw -d b.test=/srv/b -u joe=z")
    assert given.arguments == ["--maildirdbmdomain", "a.test=/srv/a", "--maildirdbmdomain", "b.test=/srv/b"]
    assert given.accounts == [
        Account("/srv/a", "joe", "x=y"),
        Account("/srv/a", "ann", "pw"),
        Account("/srv/b", "joe", "z"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("8080", "tcp:8080"),
        ("8080:interface=::1", "tcp:8080:interface=::1"),
        ("tcp:80", "tcp:80"),
        ("unix:/tmp/x", "unix:/tmp/x"),
        ("", ""),
    ],
)
def test_endpoint(old: str, new: str) -> None:
    """A port number at the beginning of a ``strports`` description gets its ``tcp:``; the rest stays."""
    assert endpoint(old) == new


def test_gone() -> None:
    """No plugin is said to be gone that is there."""
    assert not set(GONE) & set(PLUGINS)
