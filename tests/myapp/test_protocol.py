"""Tests of the line protocol and what its clients share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.logger import globalLogPublisher
from twisted.python.failure import Failure

from myapp.factory import BoardFactory, findCommands
from myapp.protocol import GRACE
from myapp.wire import LONGEST
from tests.myapp.conftest import Connect


def ask(connected: tuple[Any, Any], data: bytes) -> list[str]:
    """Give a client's bytes to the protocol and return what it answered."""
    connected[0].dataReceived(data)
    lines: list[str] = connected[1].lines()
    return lines


def test_findCommands() -> None:
    """The verbs of the protocol are found as plugins."""
    assert sorted(findCommands()) == ["HELLO", "HELP", "LIST", "POST", "QUIT", "WATCH", "WHO"]


def test_postAndList(connect: Connect) -> None:
    """Lines are answered in order, wherever the bytes are cut, whatever the case of the verb."""
    ann = connect()
    assert ask(ann, b"HELLO ann\r\npost one\nPOST t") == ["OK ann", "OK 1"]
    assert ask(ann, b"wo\r") == []
    posted, count, notice = ask(ann, b"\nLIST 1\n")
    assert (posted, count) == ("OK 2", "OK 1")
    assert notice.startswith("NOTICE 2 ") and notice.endswith("Z ann two")


def test_list(connect: Connect, factory: BoardFactory) -> None:
    """LIST gives the newest notices, oldest first, and no more than there are."""
    for text in "ab":
        factory.board.post("ann", text, 0.0)
    ann = connect()
    lines = ["NOTICE 1 1970-01-01T00:00:00Z ann a", "NOTICE 2 1970-01-01T00:00:00Z ann b"]
    assert ask(ann, b"LIST\n") == ["OK 2", *lines]
    assert ask(ann, b"LIST 1\n") == ["OK 1", lines[1]]
    assert ask(ann, b"LIST 0\n") == ["OK 0"]
    assert ask(ann, b"LIST 999999999\n") == ["OK 2", *lines]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"", "unknown"),
        (b"NOSUCH x", "unknown"),
        (b"POST", "argument"),
        (b"POST   ", "argument"),
        (b"LIST x", "argument"),
        (b"LIST -1", "argument"),
        ("LIST \u0663".encode(), "argument"),
        (b"LIST 1000000000", "argument"),
        (b"HELLO", "argument"),
        (b"HELLO two words", "argument"),
        (b"HELLO " + b"x" * 65, "argument"),
        (b"POST \xc3\x28", "utf8"),
        (b"POST a\x07", "control"),
        (b"POST " + b"x" * LONGEST, "long"),
    ],
)
def test_refusedLines(connect: Connect, line: bytes, code: str) -> None:
    """A line that is wrong gets ``ERR code text``, is counted, and the next line is answered."""
    ann = connect()
    error, after = ask(ann, line + b"\r\nPOST after\r\n")
    assert error.split()[:2] == ["ERR", code]
    assert len(error.split()) > 2
    assert after == "OK 1"
    assert ann[0].board.counts["errors"] == 1


def test_endlessLine(connect: Connect) -> None:
    """A line that does not end is not kept whole, and is refused once it ends."""
    ann = connect()
    for _ in range(100):
        assert ask(ann, b"x" * 65536) == []
        assert len(ann[0]._rest) <= LONGEST + 2
    assert [line.split()[1] for line in ask(ann, b"\nHELLO ann\n")] == ["long", "ann"]


def test_who(connect: Connect, clock: Clock) -> None:
    """WHO names each client with its number, time and address."""
    clock.advance(5)
    ann, bob = connect(), connect()
    ask(ann, b"HELLO ann\n")
    assert ask(bob, b"WHO\n") == [
        "OK 2",
        "CLIENT 1 1970-01-01T00:00:05Z 192.0.2.1:4242 ann",
        "CLIENT 2 1970-01-01T00:00:05Z 192.0.2.1:4242 anonymous",
    ]
    ann[0].connectionLost(Failure(ConnectionDone()))
    assert ask(bob, b"WHO\n")[0] == "OK 1"


def test_help(connect: Connect) -> None:
    """HELP has a line for each verb."""
    count, *lines = ask(connect(), b"HELP\n")
    assert count == f"OK {len(lines)}"
    assert all(line.startswith("HELP ") and ": " in line for line in lines)
    assert len(lines) == len(findCommands())


def test_quit(connect: Connect) -> None:
    """QUIT is answered, nothing after it is, and the connection closes."""
    ann = connect()
    assert ask(ann, b"QUIT\nPOST x\n") == ["OK bye"]
    assert ann[1].disconnecting
    assert ask(ann, b"POST x\n") == []
    assert ann[0].board.newest == 0


def test_endOfInput(connect: Connect) -> None:
    """A client that sends its lines and closes its direction gets its answers before the connection closes."""
    ann = connect()
    ann[0].pauseProducing()
    assert ask(ann, b"POST one\nLIST\n") == []
    ann[0].readConnectionLost()
    assert not ann[1].disconnecting
    ann[0].resumeProducing()
    assert [line.split()[0] for line in ann[1].lines()] == ["OK", "OK", "NOTICE"]
    assert ann[1].disconnecting


def test_watch(connect: Connect, clock: Clock) -> None:
    """Who watches gets each new notice once, and none that was deleted at once; others get none."""
    ann, bob = connect(), connect()
    ask(bob, b"POST before\n")
    assert ask(ann, b"WATCH\nWATCH\n") == ["OK watching", "OK watching"]
    ask(bob, b"POST one\nPOST two\nPOST three\n")
    bob[0].board.delete(3)
    clock.advance(0)
    assert [line.split()[-1] for line in ann[1].lines()] == ["one", "three"]
    clock.advance(1)
    assert (ann[1].lines(), bob[1].lines()) == ([], [])


def test_slowWatcher(connect: Connect, clock: Clock) -> None:
    """For a watcher who does not read nothing is kept; later it gets what is still there, and the count of the rest."""
    ann, bob = connect(), connect()
    ask(ann, b"WATCH\n")
    ann[0].pauseProducing()
    for number in range(20):
        ask(bob, b"POST %d\n" % number)
        clock.advance(0)
    assert ann[1].lines() == []
    ann[0].resumeProducing()
    missed, *lines = ann[1].lines()
    assert missed == "MISSED 15"
    assert [line.split()[-1] for line in lines] == ["15", "16", "17", "18", "19"]


def test_slowReader(connect: Connect) -> None:
    """A client that does not read is not read from, and its lines wait."""
    ann = connect()
    ann[0].pauseProducing()
    assert ann[1].producerState == "paused"
    assert ask(ann, b"POST one\n") == []
    assert ann[0].board.newest == 0
    ann[0].resumeProducing()
    assert ann[1].lines() == ["OK 1"]
    assert ann[1].producerState == "producing"


def test_longAnswerIsCut(connect: Connect, factory: BoardFactory) -> None:
    """A long answer is written piece by piece, as the transport takes it; what comes meanwhile follows it."""
    ann = connect()

    class Count:
        verb, usage, summary = "COUNT", "COUNT", "counts"

        def run(self, client: object, argument: str) -> Iterator[str]:
            yield from map(str, range(1000))

    factory.commands["COUNT"] = Count()  # type: ignore[assignment]
    write, pieces = ann[1].write, []

    def full(data: bytes) -> None:
        write(data)
        pieces.append(data)
        ann[0].pauseProducing()

    ann[1].write = full  # type: ignore[method-assign]
    ask(ann, b"WATCH\nCOUNT\nPOST x\n")
    while ann[0]._held:
        ann[0].resumeProducing()
        if len(pieces) > 40:
            break
    assert len(pieces) < 40
    lines = b"".join(pieces).decode().split()
    assert lines[2 : 2 + 1000] == list(map(str, range(1000)))
    assert lines[1002:1004] == ["OK", "1"]
    assert lines[1004:1006] == ["NOTICE", "1"]


def test_brokenVerb(connect: Connect, factory: BoardFactory) -> None:
    """A verb that raises, at once or later, gets ERR and a place in the log; the connection goes on."""

    class Broken:
        verb, usage, summary = "BREAK", "BREAK", "breaks"

        def run(self, client: object, argument: str) -> Iterable[str]:
            if argument:
                raise ZeroDivisionError("now")
            return self.later()

        def later(self) -> Iterator[str]:
            yield "OK 2"
            raise ZeroDivisionError("later")

    factory.commands["BREAK"] = Broken()  # type: ignore[assignment]
    events: list[Any] = []
    globalLogPublisher.addObserver(events.append)
    try:
        lines = ask(connect(), b"BREAK\nBREAK now\nHELLO ann\n")
    finally:
        globalLogPublisher.removeObserver(events.append)
    assert [line.split()[:2] for line in lines] == [["ERR", "internal"], ["ERR", "internal"], ["OK", "ann"]]
    assert [event["log_failure"].type for event in events if "log_failure" in event] == [ZeroDivisionError] * 2


def test_idle(connect: Connect, clock: Clock) -> None:
    """A silent client is told and disconnected, dropped if it does not go; one who watches may be silent."""
    ann, bob = connect(), connect()
    ask(bob, b"WATCH\n")
    clock.advance(59)
    ask(ann, b"HELLO ann\n")
    clock.advance(59)
    assert not ann[1].disconnecting
    clock.advance(1)
    assert ann[1].lines() == ["ERR idle no input for 60 seconds"]
    assert ann[1].disconnecting
    assert not bob[1].disconnecting
    clock.advance(GRACE)
    assert ann[1].aborted


def test_maxClients(connect: Connect, factory: BoardFactory, clock: Clock) -> None:
    """One client too many is told and goes; when another leaves there is room again."""
    clients = [connect() for _ in range(3)]
    refused = connect()
    assert refused[1].lines() == ["ERR full the maximum number of clients is connected"]
    assert refused[1].writeClosed
    assert factory.board.counts["refused"] == 1
    clock.advance(GRACE)
    assert refused[1].aborted
    clients[0][0].connectionLost(Failure(ConnectionDone()))
    assert ask(connect(), b"HELLO ann\n") == ["OK ann"]


def test_paused(connect: Connect, factory: BoardFactory, clock: Clock) -> None:
    """While the board is paused new clients are told and go, and those who are there stay."""
    ann = connect()
    factory.board.pause(True)
    refused = connect()
    assert refused[1].lines() == ["ERR paused new clients are turned away at the moment"]
    refused[0].connectionLost(Failure(ConnectionDone()))
    assert ask(ann, b"POST one\n") == ["OK 1"]
    factory.board.pause(False)
    assert ask(connect(), b"LIST\n")[0] == "OK 1"


def test_close(connect: Connect, factory: BoardFactory, clock: Clock) -> None:
    """Closing tells all clients, and is done when they are gone."""
    ann, bob = connect(), connect()
    ask(ann, b"WATCH\n")
    done: list[None] = []
    factory.close().addCallback(done.append)
    assert ann[1].lines() == bob[1].lines() == ["ERR stopping the server is shutting down"]
    ann[0].connectionLost(Failure(ConnectionDone()))
    assert done == []
    bob[0].connectionLost(Failure(ConnectionDone()))
    assert done == [None]
    assert factory.board.observers == []
    assert clock.getDelayedCalls() == []


def test_closeDoesNotWait(connect: Connect, factory: BoardFactory, clock: Clock) -> None:
    """A client that has closed its direction and does not read is dropped too, after a while."""
    ann = connect()
    ann[0].pauseProducing()
    ask(ann, b"POST one\n")
    ann[0].readConnectionLost()
    factory.close()
    assert ann[1].lines() == ["ERR stopping the server is shutting down"]
    clock.advance(GRACE)
    assert ann[1].aborted


def test_closeWithoutClients(factory: BoardFactory) -> None:
    """Closing is done at once if nobody is there."""
    done: list[None] = []
    factory.close().addCallback(done.append)
    assert done == [None]
