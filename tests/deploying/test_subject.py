"""Tests of what targets are told of a tap without loading it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mktap_compat.deploying.plan import DeployError
from mktap_compat.deploying.subject import Port, Subject, ports, subject
from mktap_compat.reading import readTap
from mktap_compat.views.classeffects import Effect


@pytest.mark.parametrize(
    ("told", "port"),
    [
        ("tcp:9000", Port("tcp", "9000", "0.0.0.0")),
        ("9000 (its port)", Port("tcp", "9000", "0.0.0.0")),
        ("tcp:8080:interface=127.0.0.1", Port("tcp", "8080", "127.0.0.1")),
        ("tcp:8080 on 127.0.0.1", Port("tcp", "8080", "127.0.0.1")),
        ("tcp6:80", Port("tcp", "80", "::")),
        ("tcp6:80:interface=\\:\\:1", Port("tcp", "80", "::1")),
        ("ssl:443:privateKey=key.pem", Port("tcp", "443", "0.0.0.0")),
        ("haproxy:tcp:port=80", Port("tcp", "80", "0.0.0.0")),
        ("udp:53", Port("udp", "53", "0.0.0.0")),
        ("unix:/run/board", Port("unix", "/run/board", "")),
    ],
)
def test_ports(told: str, port: Port) -> None:
    """A description of an endpoint, and what a service's arguments read as, become a port."""
    assert list(ports([Effect("port", told), Effect("port", told)])) == [port]


@pytest.mark.parametrize("told", ["systemd:domain=INET:index=0", "tcp:0", "fd:3", "99999"])
def test_noPorts(told: str) -> None:
    """What names no port is none."""
    assert [port for port in ports([Effect("port", told)]) if port.kind != "unix"] == []


def test_board(board: Subject) -> None:
    """The example listens on two ports, is made for this Python, keeps no state and holds no secret."""
    assert [(port.where, port.local) for port in board.ports] == [("9000", False), ("8080", True)]
    assert (board.name, board.keepsState, board.secret) == ("board", False, False)
    assert {"python", "Twisted", "mktap-compat"} <= board.versions.keys()


def test_state(making: Callable[..., Subject]) -> None:
    """A tap that was asked to resume keeps state."""
    assert making("--checkpoint", "30", "myapp").keepsState
    assert making("--resume", "myapp").keepsState


def test_secret(making: Callable[..., Subject], tmp_path: Path) -> None:
    """A command line with a password may hold a secret."""
    assert making("ftp", "--auth", "memory:ann:xyzzy").secret


def test_paths(making: Callable[..., Subject]) -> None:
    """Paths that the tap names are told apart from patterns."""
    assert making("web", "--path", "/srv/www").paths("serve", "script") == ["/srv/www"]


@pytest.mark.parametrize("name", ["Board", "a b", "../x", "-x", "x" * 32, ""])
def test_names(board: Subject, name: str) -> None:
    """A name that can't be a file, a user and a DNS label is refused, and so is one made of an odd application name."""
    if name:
        with pytest.raises(DeployError, match="--name NAME"):
            subject(readTap(board.data, "board.tap"), name)
    else:
        assert subject(readTap(board.data, "board.tap"), None).name == "myapp"


def test_foreign() -> None:
    """A tap that mkapp did not make is refused with the command that brings it to today's form."""
    with pytest.raises(DeployError, match="tapconvert"):
        subject(readTap(b"\x80\x04}.", "old.tap"), "old")
