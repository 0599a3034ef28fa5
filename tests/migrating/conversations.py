"""What clients of 2007 said to the servers: one conversation for each plugin, which asserts that it is answered."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from twisted.names import dns

from ..processes import LIMIT

Ports = Mapping[str, int]
#: what a telnet client answers: DO to WILL, DONT to WONT, WONT to DO and DONT
TELNET = {b"\xfb": b"\xfd", b"\xfc": b"\xfe", b"\xfd": b"\xfc", b"\xfe": b"\xfc"}


def connect(port: int) -> socket.socket:
    """Connect to a port of this host."""
    return socket.create_connection(("127.0.0.1", port), LIMIT)


def until(connection: socket.socket, ending: bytes, telnet: bool = False) -> bytes:
    """Read until something was said; as a telnet client, let the server do what it offers, and refuse the rest."""
    said = b""
    while ending not in said:
        more = connection.recv(4096)
        assert more, f"the server hung up after {said!r}"
        for verb, option in re.findall(rb"\xff([\xfb-\xfe])(.)", more, re.DOTALL) if telnet else ():
            connection.sendall(b"\xff" + TELNET[verb] + option)
        said += more
    return said


def page(port: int, path: str = "/", tls: bool = False) -> bytes:
    """Return a page of a web server."""
    trusting = ssl._create_unverified_context() if tls else None
    address = f"{'https' if tls else 'http'}://127.0.0.1:{port}{path}"
    with urllib.request.urlopen(address, timeout=LIMIT, context=trusting) as answer:
        body: bytes = answer.read()
        return body


def webPath(ports: Ports, root: Path) -> None:
    """A file, a listing."""
    assert page(ports["http"], "/hello.html") == b"<p>hello 2007</p>"
    assert b"hello.html" in page(ports["http"])


def webClass(ports: Ports, root: Path) -> None:
    """The user's resource, and its child, whose bytes are over 127."""
    assert page(ports["http"], "/hello") == b"hello world"
    assert page(ports["http"]) == b"index \xe9"


def webHttps(ports: Ports, root: Path) -> None:
    """The same pages with and without TLS."""
    webClass(ports, root)
    assert page(ports["https"], "/hello", tls=True) == b"hello world"


def webWsgi(ports: Ports, root: Path) -> None:
    """The user's WSGI application."""
    assert page(ports["http"], "/a/b") == b"wsgi /a/b"


def names(ports: Ports, root: Path) -> None:
    """An address over TCP."""
    query = dns.Message(id=7)
    query.addQuery(b"example-legacy.test", dns.A)
    packet = query.toStr()
    with connect(ports["dns"]) as connection:
        connection.sendall(struct.pack("!H", len(packet)) + packet)
        with connection.makefile("rb") as stream:
            (length,) = struct.unpack("!H", stream.read(2))
            answer = dns.Message()
            answer.fromStr(stream.read(length))
    (found,) = answer.answers
    assert found.payload.dottedQuad() == "127.0.0.5"
    assert found.ttl == 300


def echoed(ports: Ports, root: Path) -> None:
    """What is said comes back, from the server itself or from the one behind it."""
    with connect(ports["echo"]) as connection:
        connection.sendall(b"hello\r\n")
        assert until(connection, b"\n") == b"hello\r\n"


def quotes(ports: Ports, root: Path) -> None:
    """The user's own protocol, with all that its state held, and the web pages of the same application."""
    with connect(ports["line"]) as connection:
        connection.sendall(b"QUOTE\r\nQUOTE\r\nSTATE\r\nQUIT\r\n")
        said = until(connection, b"bye \xe9\r\n")
    assert b"L'\xe9t\xe9 arrive -- Ren\xc3\xa9 \xe2\x98\x83\r\n" in said
    assert b"Plain text -- Anon\r\n" in said
    for line in (b"born 2007-01-07T20:30:15.123456", b"price 3.14", b"cycle True", b"mydict 1 hello"):
        assert line + b"\r\n" in said
    assert b"for bob" in page(ports["http"], "/latest?who=bob")


def evaluates(port: int, user: bytes, password: bytes) -> None:
    """Log in by telnet and let Python add."""
    with connect(port) as connection:
        for prompt, answer in ((b"sername: ", user), (b"assword: ", password), (b">>>", b"print(20070+7)")):
            until(connection, prompt, telnet=True)
            connection.sendall(answer + (b"\r\0" if prompt == b">>>" else b"\r\n"))
        until(connection, b"20077", telnet=True)


def telnet(ports: Ports, root: Path) -> None:
    """A prompt by telnet for the one user of the old shell."""
    evaluates(ports["telnet"], b"admin", b"changeme")


def conch(ports: Ports, root: Path) -> None:
    """The greeting of SSH."""
    with connect(ports["ssh"]) as connection:
        assert until(connection, b"\n").startswith(b"SSH-2.0-")
