"""What a description of an endpoint is good for."""

from __future__ import annotations

import pytest

from mktap_compat.views.endpoints import DESCRIPTION, files, place


@pytest.mark.parametrize(
    "described",
    [
        "tcp:9000",
        "tcp:8080:interface=127.0.0.1",
        "tcp:port=80",
        "tcp6:80:interface=\\:\\:1",
        "unix:/x",
        "unix:/x:mode=660",
        "ssl:443:privateKey=/k.pem",
        "systemd:domain=INET:index=0",
        "haproxy:tcp:80",
    ],
)
def test_server(described: str) -> None:
    """What ``serverFromString`` takes is a port."""
    assert DESCRIPTION.match(described)
    assert place(described) == ("port", described)


@pytest.mark.parametrize(
    "described",
    [
        "tcp:example.com:80",
        "tcp:localhost:80",
        "tcp:host=a.example:port=5",
        "tcp:port=5:host=a.example",
        "tcp:10.0.0.1:80",
        "tls:host.example:443",
        "ssl:10.1.1.1:443",
        "ssl:host=x:port=1",
    ],
)
def test_client(described: str) -> None:
    """What only ``clientFromString`` takes is told as a connection."""
    assert DESCRIPTION.match(described)
    assert place(described) == ("connect", described)


@pytest.mark.parametrize("other", ["9000", "tcp:", "tcp://x", "note: tcp:1", "tcp: what is it", "unix", "http:80"])
def test_noDescription(other: str) -> None:
    """Addresses and sentences are no descriptions."""
    assert not DESCRIPTION.match(other)


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        ("tcp:9000", []),
        ("ssl:443:privateKey=/k.pem:certKey=/c.pem", ["/k.pem", "/c.pem"]),
        ("ssl:443:privateKey=/k.pem:certKey=/k.pem", ["/k.pem"]),
        (r"ssl:443:privateKey=C\:/k.pem", ["C:/k.pem"]),
    ],
)
def test_files(described: str, expected: list[str]) -> None:
    """The files of keys and certificates are told, each once, as they are."""
    assert files(described) == expected
