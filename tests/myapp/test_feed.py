"""Tests of the stream of server-sent events."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from myapp.control.feed import PACE, SILENCE, TICK, Feed, Stream
from myapp.control.resources import Control
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


def test_manyChangesOneEvent(feed: Feed, factory: BoardFactory, clock: Clock) -> None:
    """Changes that come together are one event, at most every PACE seconds, which has only new rows."""
    factory.board.post("ann", "one")
    _, request = open_(feed)
    (first,) = request.events()
    assert list(first["notices"]["rows"]) == ["1"]
    for text in "ab":
        factory.board.post("ann", text)
    clock.advance(PACE / 2)
    assert request.events() == []
    clock.advance(PACE / 2)
    (event,) = request.events()
    assert event["notices"]["keys"] == ["3", "2", "1"]
    assert list(event["notices"]["rows"]) == ["3", "2"]
    assert event["clients"] == {"keys": [], "rows": {}}
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
    """A client's row comes anew when its name changes or it begins to watch, and goes with it."""
    _, request = open_(feed)
    ann = connect()
    for line, key in ((b"", "1 0 anonymous"), (b"HELLO ann\n", "1 0 ann"), (b"WATCH\n", "1 1 ann")):
        ann[0].dataReceived(line)
        clock.advance(TICK)
        event = request.events()[-1]["clients"]
        assert event["keys"] == list(event["rows"]) == [key]
    ann[0].connectionLost()
    clock.advance(TICK)
    assert request.events()[-1]["clients"] == {"keys": [], "rows": {}}


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
    assert event["notices"]["keys"] == list(event["notices"]["rows"]) == ["8", "7", "6", "5", "4"]


def test_lastPageLeaves(feed: Feed, factory: BoardFactory, clock: Clock) -> None:
    """Without pages nothing is observed and no clock ticks; a page that comes later gets what is true then."""
    _, request = open_(feed)
    factory.board.post("ann", "one")
    request.gone.callback(None)
    assert factory.board.observers == []
    assert clock.getDelayedCalls() == []
    factory.board.post("ann", "two")
    _, later = open_(feed)
    assert later.events()[0]["notices"]["keys"] == ["2", "1"]


def test_close(feed: Feed, clock: Clock) -> None:
    """Closing ends all streams."""
    requests = [open_(feed)[1] for _ in range(2)]
    feed.close()
    assert [request.finished for request in requests] == [True, True]
    assert (feed.streams, clock.getDelayedCalls()) == (set(), [])
