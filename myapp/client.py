"""
A client for a terminal: ``python3 -m myapp.client [[HOST:]PORT]``.

It needs nothing but Python, so that it runs where ``nc`` and ``telnet`` are missing: what is typed goes to the board,
what the board answers is shown.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress

#: Where a board listens unless it is told otherwise.
HOST, PORT = "127.0.0.1", 9000


def place(text: str) -> tuple[str, int]:
    """
    Return the host and port that ``PORT``, ``HOST:PORT`` or ``[HOST]:PORT`` means.

    :raise argparse.ArgumentTypeError: if it is none of these
    """
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 2**16):
        raise argparse.ArgumentTypeError(f"expected PORT or HOST:PORT, got {text}")
    return host.strip("[]") or HOST, int(port)


def commandFor(description: str) -> str:
    """Return the command line that connects to a server endpoint, or the description itself where none can."""
    found = re.fullmatch(r"tcp6?:(?:port=)?([1-9]\d*)(?::interface=(.+))?", description)
    if found is None:
        return description
    port, host = int(found[1]), (found[2] or "").replace("\\:", ":")
    if host in ("", "0.0.0.0", "::", HOST):
        where = "" if port == PORT else f" {port}"
    else:
        where = f" [{host}]:{port}" if ":" in host else f" {host}:{port}"
    return f"python3 -m myapp.client{where}"


def send(connection: socket.socket) -> None:
    """Send what is typed until it ends, then tell the other side that nothing more comes."""
    # os.read, because a thread that waits in sys.stdin would block the end of the program.
    with suppress(OSError):  # the board is gone, which talk() notices too
        while typed := os.read(sys.stdin.fileno(), 65536):
            connection.sendall(typed)
        connection.shutdown(socket.SHUT_WR)


def talk(host: str, port: int) -> None:
    """
    Connect, and pass lines both ways until the board closes the connection.

    :raise OSError: if that fails
    """
    with socket.create_connection((host, port)) as connection:
        if sys.stdin.isatty():
            print(f"Connected to {host}:{port}. HELP lists what you can type, QUIT leaves.", file=sys.stderr)
        threading.Thread(target=send, args=(connection,), daemon=True).start()
        while answer := connection.recv(65536):
            sys.stdout.buffer.write(answer)
            sys.stdout.buffer.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status: 1 if the connection failed."""
    parser = argparse.ArgumentParser(prog="python3 -m myapp.client", description="Talk to a notice board.")
    parser.add_argument("place", nargs="?", type=place, default=(HOST, PORT), metavar="[HOST:]PORT")
    host, port = parser.parse_args(arguments).place
    try:
        talk(host, port)
    except OSError as error:
        print(f"can't talk to {host}:{port}: {error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
