"""Clients for the servers of the plugin check: each returns when the server did its job, and raises when it did not."""

from __future__ import annotations

import hashlib
import http.client
import pickle
import re
import socket
import ssl
import struct
import time

HOST = "127.0.0.1"
TIMEOUT = 6.0


def readUntil(connection: socket.socket, wanted: bytes) -> bytes:
    """Read until this was seen; return all that was read."""
    received = b""
    while wanted not in received:
        data = connection.recv(4096)
        assert data, f"wanted {wanted!r}, got {received[-200:]!r}"
        received += data
    return received


def banner(port: str, expect: str, send: str = "") -> None:
    """Connect, send what there is to send, and read what is expected."""
    with socket.create_connection((HOST, int(port)), TIMEOUT) as connection:
        connection.sendall(send.encode("latin-1"))
        readUntil(connection, expect.encode("latin-1"))


def http_get(port: str, path: str, expect: str, tls: bool = False) -> None:
    """Make one HTTP request; the answer has status 200 and holds what is expected."""
    if tls:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        client: http.client.HTTPConnection = http.client.HTTPSConnection(
            HOST, int(port), timeout=TIMEOUT, context=context
        )
    else:
        client = http.client.HTTPConnection(HOST, int(port), timeout=TIMEOUT)
    try:
        client.request("GET", path, headers={"Host": "localhost"})
        answer = client.getresponse()
        body = answer.read().decode("latin-1")
    finally:
        client.close()
    assert answer.status == 200, f"status {answer.status}: {body[:200]}"
    assert expect in body, f"wanted {expect!r}, got {body[:200]!r}"


def xmpp_component(port: str, secret: str, domain: str) -> None:
    """Log a component in at an XMPP router (XEP-0114)."""
    with socket.create_connection((HOST, int(port)), TIMEOUT) as connection:
        connection.sendall(
            b"<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='%s'>"
            % domain.encode()
        )
        opening = readUntil(connection, b">")
        while not (found := re.search(rb"""<stream:stream[^>]*\sid=["']([^"']+)""", opening)):
            opening += readUntil(connection, b">")
        digest = hashlib.sha1(found.group(1) + secret.encode()).hexdigest()
        connection.sendall(b"<handshake>%s</handshake>" % digest.encode())
        readUntil(connection, b"<handshake")


def transit(port: str) -> None:
    """Let two clients find each other at a transit relay, and send a few bytes from one to the other."""
    token = b"ab" * 32
    with (
        socket.create_connection((HOST, int(port)), TIMEOUT) as one,
        socket.create_connection((HOST, int(port)), TIMEOUT) as two,
    ):
        one.sendall(b"please relay %s for side %s\n" % (token, b"1" * 16))
        two.sendall(b"please relay %s for side %s\n" % (token, b"2" * 16))
        for side in (one, two):
            assert side.recv(3) == b"ok\n"
        one.sendall(b"hello")
        assert two.recv(5) == b"hello"


def metric(linePort: str, queryPort: str) -> None:
    """Send a new metric and ask the cache for it, until it is there or was written to its file."""
    name = f"some.metric{time.monotonic_ns()}"
    question = pickle.dumps({"type": "cache-query", "metric": name}, 2)
    end = time.monotonic() + TIMEOUT
    with (
        socket.create_connection((HOST, int(linePort)), TIMEOUT) as line,
        socket.create_connection((HOST, int(queryPort)), TIMEOUT) as query,
    ):
        line.sendall(b"%s 42 %d\n" % (name.encode(), time.time()))
        while time.monotonic() < end:
            query.sendall(struct.pack("!L", len(question)) + question)
            if pickle.loads(_prefixed(query))["datapoints"]:
                return
            time.sleep(0.01)
    raise AssertionError("the metric is not in the cache")


def voevent(port: str) -> None:
    """Send an event to a VOEvent broker and read its receipt."""
    event = (
        b'<?xml version="1.0"?><voe:VOEvent xmlns:voe="http://www.ivoa.net/xml/VOEvent/v2.0" version="2.0" role="test"'
        b' ivorn="ivo://a.test/x#%d"><Who><AuthorIVORN>ivo://a.test/x</AuthorIVORN><Date>2026-01-01T00:00:00</Date>'
        b"</Who></voe:VOEvent>" % time.monotonic_ns()
    )
    with socket.create_connection((HOST, int(port)), TIMEOUT) as client:
        client.sendall(struct.pack("!L", len(event)) + event)
        answer = _prefixed(client)
    assert b'role="ack"' in answer or b"role='ack'" in answer, answer


def _prefixed(client: socket.socket) -> bytes:
    """Read what has its length before it."""
    (size,) = struct.unpack("!L", client.recv(4, socket.MSG_WAITALL))
    return client.recv(size, socket.MSG_WAITALL)
