"""A twistd plugin whose services are hard to freeze, each in a way of its own: ``tricky --way NAME``."""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
from typing import Any

from twisted.application.service import Service
from twisted.internet import defer, reactor, task
from twisted.internet.protocol import Factory
from twisted.python import usage

SETTINGS: dict[str, str] = {}


class Holder:
    """Has one attribute."""

    shared: list[str] = []

    def __init__(self, held: Any) -> None:
        self.held = held


class Forgetful(Holder):
    """Loses its attribute when it is pickled."""

    def __getstate__(self) -> dict[str, Any]:
        """Return no state."""
        return {"other": 1}


class Options(usage.Options):
    """One option."""

    optParameters = [["way", "w", "plain", "What to make."]]

    def postOptions(self) -> None:
        """Refuse one of them."""
        if self["way"] == "refused":
            raise usage.UsageError("this way is refused")


def counter() -> Any:
    """Return a function that counts its calls, and one that tells the count: they share a variable."""
    count = 0

    def more() -> int:
        nonlocal count
        count += 1
        return count

    return more, lambda: count


def nested(levels: int) -> list[Any]:
    """Return a list in a list in a list."""
    inner: list[Any] = []
    for _ in range(levels):
        inner = [inner]
    return inner


def fail() -> None:
    """Raise an exception of two lines."""
    raise ValueError("first line\nsecond line")


#: What a service holds, by the way it is made.
HOLDING = {
    "plain": lambda: [1, "two", b"three"],
    "reactor": lambda: Holder([reactor, reactor.callLater, reactor.getThreadPool()]),
    "sets": lambda: [{"a", "b", "c", "d", "e"}, frozenset("vwxyz"), {frozenset("ab"), frozenset("cd")}],
    "counter": counter,
    "socket": lambda: {"open": [1, socket.socket()]},
    "file": lambda: Holder(open(os.devnull)),  # noqa: SIM115
    "lock": lambda: (1, {"x": threading.Lock()}),
    "database": lambda: sqlite3.connect(":memory:"),
    "class": lambda: type("Local", (), {})(),
    "generator": lambda: (number for number in [1]),
    "key": lambda: "-----BEGIN RSA PRIVATE KEY-----\nMIIB",
    "nested": lambda: nested(30_000),
    "forgetful": lambda: [Forgetful("lost")],
    "listening": lambda: reactor.listenTCP(1, Factory()),
    "later": lambda: Holder(reactor.callLater(1, Holder(1).__init__, 2)) and None,
    "looping": lambda: task.LoopingCall(print).start(60) and None,
    "umask": lambda: os.umask(0o027) and None,
    "environment": lambda: os.environ.update(TRICKY="1"),
    "directory": lambda: os.chdir("/"),
    "thread": lambda: threading.Thread(target=threading.Event().wait, daemon=True).start(),
    "settings": lambda: SETTINGS.update(a="1"),
    "shared": lambda: Holder.shared.append("x"),
    "fail": fail,
    "leave": lambda: (_ for _ in ()).throw(SystemExit("not today")),
    "fired": lambda: defer.succeed(None) and None,
}


class Tricky(Service):
    """Holds something."""

    def __init__(self, held: Any) -> None:
        self.held = held


def makeService(options: Options) -> Service | None:
    """Make the service; print something, too, in this process and in another one."""
    print("tricky: printed")
    os.system("echo tricky: printed elsewhere")
    return None if options["way"] == "none" else Tricky(HOLDING[options["way"]]())
