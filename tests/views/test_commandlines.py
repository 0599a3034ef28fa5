"""What a command line says of starting what it makes."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from twisted.application.service import IServiceMaker
from twisted.plugin import getPlugins

from mktap_compat.views.commandlines import PLUGINS, CommandLine, starts


def told(line: str) -> list[tuple[str, str]]:
    """Return what a command line, made in ``/d``, starts."""
    plugin, *arguments = line.split()
    return list(starts(CommandLine(plugin, arguments, "/d")))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("conch", [("port", "tcp:22"), ("shell", "of the system, for whoever logs in"), ("read", "/etc")]),
        ("dns -vp 5353 -i ::1", [("port", "tcp:5353 on ::1"), ("port", "udp:5353 on ::1")]),
        (
            "dns --pyzone z --secondary 10.0.0.1/a.test",
            [
                ("port", "tcp:53"),
                ("port", "udp:53"),
                ("connect", "10.0.0.1:53"),
                ("script", "/d/z, a zone that is written in Python"),
            ],
        ),
        ("ftp -p2121 --ro=r", [("port", "tcp:2121"), ("serve", "/d/r")]),
        ("ftp --password-file /p", [("port", "tcp:2121"), ("serve", "/usr/local/ftp"), ("read", "/p")]),
        ("inetd -f i", [("read", "/d/i"), ("program", "what /d/i names, on connection")]),
        (
            "mail --no-pop3 -d a.test=m --aliases l -R q",
            [
                ("port", "tcp:8025"),
                ("write", "/d/m"),
                ("write", "/d/m/passwd/*.new, which are deleted as soon as it is loaded"),
                ("read", "/d/l"),
                ("program", "what /d/l names, on mail"),
                ("write", "/d/q"),
            ],
        ),
        ("mail --smtp tcp:25 -s tcp:26 --pop3 110", [("port", f"tcp:{port}") for port in (110, 25, 26)]),
        (
            "manhole -t tcp:1 --passwd p",
            [("port", "tcp:1"), ("shell", "Python, in this process, for whoever logs in"), ("read", "/d/p")],
        ),
        (
            "manhole --sshPort tcp:2 --sshKeyDir k",
            [
                ("port", "tcp:2"),
                ("shell", "Python, in this process, for whoever logs in"),
                ("read", "/etc/passwd"),
                ("write", "/d/k/server.key, if it is missing"),
            ],
        ),
        ("portforward -h a.test -d 80", [("port", "tcp:6666"), ("connect", "a.test:80")]),
        ("procmon -t 3 -- sh -p 10", [("program", "sh -p 10")]),
        (
            "socks -l log",
            [("port", "tcp:1080 on 127.0.0.1"), ("connect", "any host, for whoever asks"), ("write", "/d/log")],
        ),
        ("own --connect-port 80 --port 81", [("connect", "port 80"), ("port", "tcp:81")]),
        ("own --backend-port=80", [("connect", "port 80")]),
        ("own --upstream tcp:80", [("connect", "tcp:80")]),
        ("web", [("port", "tcp:8080")]),
        ("web --personal", [("port", "unix:~/.twistd-web-pb")]),
        ("web -n --wsgi a.b.c --https 443", [("port", "ssl:443"), ("import", "a.b")]),
        ("web --user --logfile l", [("port", "tcp:8080"), ("serve", "~/public_html of every user"), ("write", "/d/l")]),
        ("web --resource-script r --listen unix:/x", [("port", "unix:/x"), ("script", "/d/r")]),
        (
            "web --path=p",
            [
                ("port", "tcp:8080"),
                ("serve", "/d/p"),
                ("program", "/d/p/**/*.cgi on request"),
                ("script", "/d/p/**/*.epy on request"),
                ("script", "/d/p/**/*.rpy on request"),
            ],
        ),
        ("words --irc-port tcp:6667 --passwd p", [("port", "tcp:6667"), ("read", "/d/p")]),
        ("xmpp-router", [("port", "tcp:5347:interface=127.0.0.1")]),
    ],
)
def test_pluginOfTwisted(line: str, expected: list[tuple[str, str]]) -> None:
    """Of Twisted's own plugins the options and their defaults are known."""
    assert told(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("own", []),
        ("own --port 9000 -p 9001 --control-port=9002", [("port", f"tcp:{port}") for port in (9000, 9001, 9002)]),
        ("own --bind=tcp:1 unix:/x", [("port", "tcp:1"), ("port", "unix:/x")]),
        ("own --upstream tcp:a.test:80", [("connect", "tcp:a.test:80")]),
        ("own --retries 5 --report 6 text", []),
    ],
)
def test_pluginOfOthers(line: str, expected: list[tuple[str, str]]) -> None:
    """Of any other plugin what reads as an endpoint is told, and numbers of options that are called ports."""
    assert told(line) == expected


def test_optionsAreTwisteds() -> None:
    """The table knows every plugin of Twisted and every option of it that takes a value."""
    makers: dict[str, Any] = {
        maker.tapname: maker
        for maker in getPlugins(IServiceMaker)
        if maker.module.startswith("twisted.") and maker.tapname in PLUGINS
    }
    assert set(makers) == set(PLUGINS)
    for name, maker in makers.items():
        options = import_module(maker.module).Options()
        takers = {option[:-1] for option in options.longOpt if option.endswith("=")}
        known = {word.partition("/")[0] for word in PLUGINS[name][0].split()}
        assert takers - known <= {"help-auth-type"}
