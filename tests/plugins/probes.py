"""Clients of the servers under test: each returns when the server did its job, and raises when it did not."""

from __future__ import annotations

import ftplib
import socket
import ssl
import struct
import urllib.request

HOST = "127.0.0.1"
LIMIT = 5.0


def connect(port: int, tls: bool = False) -> socket.socket:
    """Return a connection; with TLS any certificate will do."""
    connection = socket.create_connection((HOST, port), LIMIT)
    if not tls:
        return connection
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(connection)


def talk(port: int, say: str, expect: str, *, tls: bool = False) -> None:
    """Send something and read until the answer holds what is expected."""
    with connect(port, tls) as connection:
        connection.sendall(say.encode())
        received = b""
        while expect.encode() not in received:
            data = connection.recv(4096)
            assert data, f"wanted {expect!r}, got {received!r}"
            received += data


def http(port: int, path: str, expect: str) -> None:
    """Make one HTTP request."""
    with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=LIMIT) as response:
        assert expect in response.read().decode()


def ftp(port: int, name: str, expect: str) -> None:
    """Log in as anybody and retrieve a file."""
    with ftplib.FTP() as client:
        client.connect(HOST, port, LIMIT)
        client.login()
        parts: list[bytes] = []
        client.retrbinary(f"RETR {name}", parts.append)
        assert b"".join(parts).decode() == expect


def dns(port: int, name: str, address: str) -> None:
    """Ask for an address over UDP."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    query = struct.pack(">6H", 77, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", 1, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.settimeout(0.3)
        connection.sendto(query, (HOST, port))
        assert socket.inet_aton(address) in connection.recv(4096)


def socks(port: int, target: int, expect: str) -> None:
    """Reach another server through a SOCKS 4 proxy."""
    with connect(port) as connection:
        connection.sendall(b"\x04\x01" + struct.pack(">H", target) + socket.inet_aton(HOST) + b"me\0")
        assert connection.recv(8)[1] == 90
        assert expect.encode() in connection.recv(100)
