"""Tests of the stream of server-sent events."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from myapp.board import Board
from myapp.control.feed import PACE, SILENCE, TICK, Feed, Stream
from myapp.control.resources import Control
from myapp.control.rows import PART, UNDO
from myapp.factory import BoardFactory
from tests.myapp.conftest import Connect


class Request:
    """An open request that remembers what was written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.finished = False
        self.gone: Deferred[None] = Deferred()

    def notifyFinish(self) -> Deferred[None]:
        """Return what fires when the reader goes."""
        return self.gone

    def registerProducer(self, producer: object, streaming: bool) -> None:
        """Do nothing."""

    def unregisterProducer(self) -> None:
        """Do nothing."""

    def write(self, data: bytes) -> None:
        """Remember."""
        self.written.append(data)

    def finish(self) -> None:
        """End."""
        self.finished = True
        self.gone.callback(None)

    def events(self) -> list[dict[str, Any]]:
        """Return the events since the last time."""
        found = [json.loads(data.removeprefix(b"data: ")) for data in self.written if data.startswith(b"data: ")]
        self.written.clear()
        return found


@pytest.fixture
def feed(factory: BoardFactory) -> Feed:
    """Make a feed."""
    return Feed(Control(factory, "token", False))


def open_(feed: Feed) -> tuple[Stream, Request]:
    """Open a page."""
    request = Request()
    stream = Stream(feed, request)  # type: ignore[arg-type]
    feed.join(stream)
    return stream, request


def numbers(event: dict[str, Any]) -> list[int]:
    """Return the numbers of the notices whose rows an event has."""
    return [number for number, _ in event["notices"]["rows"]]


def test_manyChangesOneEvent(feed: Feed, factory: BoardFactory, clock: Clock) -> None:
    """Changes that come together are one event, at most every PACE seconds, which has only new rows."""
    factory.board.post("ann", "one")
    _, request = open_(feed)
    (first,) = request.events()
    assert numbers(first) == [1]
    for text in "ab":
        factory.board.post("ann", text)
    clock.advance(PACE / 2)
    assert request.events() == []
    clock.advance(PACE / 2)
    (event,) = request.events()
    assert (numbers(event), event["oldest"]) == ([3, 2], {"notices": 1, "clients": 0})
    assert event["clients"] == {"rows": [], "gone": [], "only": False}
    assert (event["figures"]["posted"], event["token"]) == (3, "token")


def test_nothingChanged(feed: Feed, factory: BoardFactory, clock: Clock) -> None:
    """A change that the page does not show is no event; after a while of silence there is a comment."""
    _, request = open_(feed)
    request.written.clear()
    factory.board.changed()
    clock.pump([TICK] * (SILENCE - 1))
    assert request.written == []
    clock.advance(TICK)
    assert request.written == [b":\n\n"]


def test_figuresTick(feed: Feed, factory: BoardFactory, connect: Connect, clock: Clock) -> None:
    """Figures that change alone are sent with the next tick."""
    ann = connect()
    _, request = open_(feed)
    request.events()
    ann[0].dataReceived(b"WHO\nNOSUCH\n")
    clock.advance(TICK)
    (event,) = request.events()
    assert (event["figures"]["lines"], event["figures"]["errors"]) == (2, 1)


def test_clientRows(feed: Feed, connect: Connect, clock: Clock) -> None:
    """A client's row is sent again when its name changes or it begins to watch, and goes with it."""
    _, request = open_(feed)
    ann = connect()
    for line, text in ((b"", ">anonymous<"), (b"HELLO ann\n", ">ann<"), (b"WATCH\n", ">watching<")):
        ann[0].dataReceived(line)
        clock.advance(TICK)
        ((number, row),) = request.events()[-1]["clients"]["rows"]
        assert number == 1 and text in row
    ann[0].connectionLost()
    clock.advance(TICK)
    assert request.events()[-1]["clients"] == {"rows": [], "gone": [1], "only": False}


def test_deletedRows(feed: Feed, factory: BoardFactory, clock: Clock) -> None:
    """A deleted notice stays for UNDO seconds, with its button; a restored one is itself again."""
    for text in "ab":
        factory.board.post("ann", text)
    _, request = open_(feed)
    request.events()
    for number in (1, 2):
        factory.board.delete(number, clock.seconds())
    clock.advance(TICK)
    (event,) = request.events()
    assert numbers(event) == [2, 1] and event["oldest"]["notices"] == 1
    assert all('formaction="restore"' in row for _, row in event["notices"]["rows"])
    factory.board.restore(2)
    clock.advance(TICK)
    (event,) = request.events()
    assert numbers(event) == [2] and "restore" not in event["notices"]["rows"][0][1]
    clock.advance(UNDO)
    (event,) = request.events()
    assert (event["notices"], event["oldest"]["notices"]) == ({"rows": [], "gone": [1], "only": False}, 2)


def test_restoredFarBelow(clock: Clock) -> None:
    """A notice that is too old to be among the first is told about too: a page may have loaded it."""
    factory = BoardFactory(clock, Board())
    for _ in range(3 * PART):
        factory.board.post("ann", "x")
    _, request = open_(Feed(Control(factory, "token", False)))
    assert numbers(request.events()[0]) == list(range(3 * PART, 2 * PART, -1))
    factory.board.delete(7, clock.seconds())
    clock.advance(TICK)
    assert numbers(request.events()[0]) == [7]
    factory.board.restore(7)
    clock.advance(TICK)
    assert numbers(request.events()[0]) == [7]


def test_manyAtOnce(clock: Clock) -> None:
    """If more is new than a page begins with, it gets the newest only, and is told to forget the others."""
    factory = BoardFactory(clock, Board())
    factory.board.post("ann", "x")
    _, request = open_(Feed(Control(factory, "token", False)))
    request.events()
    for _ in range(20 * PART):
        factory.board.post("ann", "x")
    clock.advance(TICK)
    (event,) = request.events()
    assert event["notices"]["only"] and len(numbers(event)) == PART
    factory.board.post("ann", "x")
    clock.advance(TICK)
    (event,) = request.events()
    assert (numbers(event), event["notices"]["gone"]) == ([20 * PART + 2], [])


def test_saved(feed: Feed, factory: BoardFactory, clock: Clock) -> None:
    """When the state was last saved is in the events, and a change of it is one."""
    times: list[float | None] = [None]
    factory.lastSaved = lambda: times[-1]
    _, request = open_(feed)
    assert request.events()[0]["saved"] is None
    times.append(1234.5)
    clock.advance(TICK)
    assert request.events()[0]["saved"] == 1234.5


def test_slowPage(feed: Feed, factory: BoardFactory, clock: Clock) -> None:
    """For a page that takes nothing nothing is kept; later it gets everything once, unless it missed nothing."""
    stream, request = open_(feed)
    request.events()
    stream.pauseProducing()
    stream.resumeProducing()
    assert request.events() == []
    stream.pauseProducing()
    for text in "abcdefgh":
        factory.board.post("ann", text)
        clock.advance(1)
    assert request.written == []
    stream.resumeProducing()
    (event,) = request.events()
    assert numbers(event) == [8, 7, 6, 5, 4] and event["notices"]["only"]


def test_lastPageLeaves(feed: Feed, factory: BoardFactory, clock: Clock) -> None:
    """Without pages nothing is observed and no clock ticks; a page that comes later gets what is true then."""
    _, request = open_(feed)
    factory.board.post("ann", "one")
    request.gone.callback(None)
    assert factory.board.observers == []
    assert clock.getDelayedCalls() == []
    factory.board.post("ann", "two")
    _, later = open_(feed)
    assert numbers(later.events()[0]) == [2, 1]


def test_close(feed: Feed, clock: Clock) -> None:
    """Closing ends all streams."""
    requests = [open_(feed)[1] for _ in range(2)]
    feed.close()
    assert [request.finished for request in requests] == [True, True]
    assert (feed.streams, clock.getDelayedCalls()) == (set(), [])
