"""The throughput of myapp's protocol and page against a bare LineReceiver and Resource under the same load."""

from __future__ import annotations

import json
import re
import socket
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from benchmarks.pairs import Figure, environment, middle, pair, shown

LINES, PIPELINED, PAGE = "myapp protocol, line by line", "myapp protocol, pipelined", "myapp page"
#: Requests per second of the server's CPU, ours divided by the bare one's.
GOALS = {
    f"{LINES} / LineReceiver": ("at least", 0.9),
    f"{PIPELINED} / LineReceiver": ("at least", 0.9),
    f"{LINES} / LineReceiver that posts": ("at least", 0.9),
    f"{PIPELINED} / LineReceiver that posts": ("at least", 0.9),
    f"{PAGE} / Resource": ("at least", 0.9),
}
#: How often the servers are started anew.
STARTS = 9
#: Connections at a time.
WIDTH = 32
LINE = b"POST the quick brown fox jumps over the lazy dog\r\n"
GET = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

Ports = tuple[int, int, int]
Load = Callable[[list[socket.socket]], int]


@contextmanager
def server(kind: str, length: int) -> Iterator[Ports]:
    """Run a server; give the ports of its lines, of its page and of its clock."""
    words = [sys.executable, "-m", "benchmarks.servers", kind, str(length)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, env=environment())
    try:
        assert process.stdout is not None
        lines, page, clock = map(int, process.stdout.readline().split())
        yield lines, page, clock
    finally:
        process.terminate()
        process.wait()


def connections(port: int, stack: ExitStack) -> list[socket.socket]:
    """Open as many connections as the load has."""
    return [stack.enter_context(socket.create_connection(("127.0.0.1", port), 10)) for _ in range(WIDTH)]


def receive(client: socket.socket) -> bytes:
    """Return what a server sent; :class:`RuntimeError` if it closed the connection instead."""
    data = client.recv(65536)
    if not data:
        raise RuntimeError("the server closed a connection under load")
    return data


def linesLoad(clients: list[socket.socket], pipelined: int, rounds: int) -> int:
    """Send lines, so many at a time, and wait for their answers; return how many there were."""
    for _ in range(rounds):
        for client in clients:
            client.sendall(LINE * pipelined)
        for client in clients:
            answers = 0
            while answers < pipelined:
                answers += receive(client).count(b"\n")
    return len(clients) * rounds * pipelined


def pageLoad(clients: list[socket.socket], rounds: int) -> int:
    """Get the page; return how often."""
    for _ in range(rounds):
        for client in clients:
            client.sendall(GET)
        for client in clients:
            readPage(client)
    return len(clients) * rounds


def readPage(client: socket.socket) -> int:
    """Read one answer; return its body's length."""
    data = receive(client)
    while b"\r\n\r\n" not in data:
        data += receive(client)
    head, _, body = data.partition(b"\r\n\r\n")
    found = re.search(rb"(?i)content-length: (\d+)", head)
    assert found is not None
    length, got = int(found[1]), len(body)
    while got < length:
        got += len(receive(client))
    return length


def throughput(port: int, clock: int, load: Load) -> float:
    """Return the requests that a server answers in a second of its CPU, on connections that are there before."""

    def cpu() -> float:
        with socket.create_connection(("127.0.0.1", clock)) as asked:
            return float(asked.makefile().readline())

    with ExitStack() as stack:
        clients = connections(port, stack)
        load(clients[:1])
        before = cpu()
        return load(clients) / (cpu() - before)


def pageLength() -> int:
    """Return the length of myapp's page, in bytes."""
    with server("myapp", 0) as ports, socket.create_connection(("127.0.0.1", ports[1])) as client:
        client.sendall(GET)
        return readPage(client)


def measure() -> dict[str, Figure]:
    """Return the ratios by name; a process keeps the luck that it was started with, so each pair of servers is one."""
    length = pageLength()
    found: dict[str, list[float]] = {}
    for _ in range(STARTS):
        for name, value in oneStart(length).items():
            found.setdefault(name, []).append(value)
    return {name: middle(values) for name, values in found.items()}


def oneStart(length: int) -> dict[str, float]:
    """Start the servers once; return the median of some pairs by name."""
    loads: list[tuple[str, int, Load]] = [
        (LINES, 0, partial(linesLoad, pipelined=1, rounds=150)),
        (PIPELINED, 0, partial(linesLoad, pipelined=50, rounds=10)),
        (PAGE, 1, partial(pageLoad, rounds=20)),
    ]
    figures = {}
    with server("bare", length) as bare, server("posting", 0) as posting, server("myapp", 0) as ours:
        for name, port, load in loads:
            others = [("Resource", bare)] if port else [("LineReceiver", bare), ("LineReceiver that posts", posting)]
            for other, ports in others:
                ourLoad, otherLoad = (partial(throughput, each[port], each[2], load) for each in (ours, ports))
                pair(ourLoad, otherLoad, True)
                pairs = [pair(ourLoad, otherLoad, bool(index % 2)) for index in range(5)]
                figures[f"{name} / {other}"] = statistics.median(pairs)
    return figures


def main() -> None:
    """Print the figures as JSON."""
    print(json.dumps(shown(measure()), indent=2))


if __name__ == "__main__":
    main()
