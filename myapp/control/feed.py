"""The stream of server-sent events that keeps open pages up to date."""

from __future__ import annotations

import json
from typing import Any

from twisted.internet.interfaces import IPushProducer
from twisted.internet.task import LoopingCall
from twisted.web.server import NOT_DONE_YET, Request
from zope.interface import implementer

from myapp.board import Deleted, Notice
from myapp.control import fragments, rows
from myapp.control.actions import counts
from myapp.control.resources import Control, ControlResource, answer

#: The shortest time between two events, in seconds.
PACE = 0.1
#: How often to look for changes that nobody announces, in seconds.
TICK = 1.0
#: After so many ticks without an event a comment is sent, so that no proxy closes the connection as idle.
SILENCE = 15


class Feed:
    """
    Tells all open pages what changed: one event for all of them, at most once in :data:`PACE` seconds.

    An event has only what is new since the last one, whatever the number of notices and clients. A page that missed
    some gets one event with everything it shows at first.
    """

    def __init__(self, control: Control) -> None:
        self.control = control
        self.factory = control.factory
        self.reactor = control.factory.reactor
        self.streams: set[Stream] = set()
        self._notices: dict[int, Notice | Deleted] = {}
        self._clients: dict[int, rows.Client] = {}
        self._rest: dict[str, Any] = {}
        self._silent = 0
        self._next: Any = None
        self._last = 0.0
        self._ticking = LoopingCall(self._tick)
        self._ticking.clock = self.reactor

    def close(self) -> None:
        """End all streams."""
        for stream in list(self.streams):
            stream.end()

    def join(self, stream: Stream) -> None:
        """Bring a stream up to date, and keep it so."""
        if not self.streams:
            self._ticking.start(TICK, now=False)
            self.factory.board.observers.append(self.touch)
        self.send()
        self.streams.add(stream)
        stream.write(self.everything())

    def leave(self, stream: Stream) -> None:
        """Forget a stream."""
        self.streams.discard(stream)
        if not self.streams and self._ticking.running:
            self._ticking.stop()
            self.factory.board.observers.remove(self.touch)
            if self._next is not None:
                self._next.cancel()
                self._next = None

    def touch(self) -> None:
        """Send an event soon, because something changed."""
        if self._next is None:
            self._next = self.reactor.callLater(max(0, self._last + PACE - self.reactor.seconds()), self._due)

    def _due(self) -> None:
        self._next = None
        self.send()

    def _tick(self) -> None:
        self._silent += 1
        if self._next is None:
            self.send()
        if self._silent >= SILENCE:
            self._silent = 0
            for stream in list(self.streams):
                stream.write(b":\n\n")

    def send(self) -> None:
        """Send what changed since the last time, if anything did."""
        factory = self.factory
        self._last = self.reactor.seconds()
        old = self._notices, self._clients, self._rest
        figures = counts(factory)
        del figures["uptime"]
        self._notices, self._clients = rows.notices(factory), rows.clients(factory)
        self._rest = {
            "figures": figures,
            "door": fragments.door(factory.board.paused),
            "oldest": rows.oldest(factory),
            "saved": factory.lastSaved(),
        }
        if self.streams and (self._notices, self._clients, self._rest) != old:
            self._silent = 0
            event = self._event(
                rows.changes(old[0], self._notices, self._notice, fragments.noticeRow),
                rows.changes(old[1], self._clients, lambda number: None, fragments.clientRow),
            )
            for stream in list(self.streams):
                stream.write(event)

    def everything(self) -> bytes:
        """Return an event for a page that knows nothing, or missed something."""
        return self._event(
            rows.everything(self._notices, fragments.noticeRow), rows.everything(self._clients, fragments.clientRow)
        )

    def _notice(self, number: int) -> Notice | None:
        found = next((notice for notice in reversed(self.factory.board.notices) if notice.number <= number), None)
        return found if found is not None and found.number == number else None

    def _event(self, notices: dict[str, Any], clients: dict[str, Any]) -> bytes:
        uptime = int(self.reactor.seconds() - self.factory.started)
        text = json.dumps(
            {"notices": notices, "clients": clients, **self._rest, "token": self.control.token, "uptime": uptime}
        )
        return f"data: {text}\n\n".encode()


@implementer(IPushProducer)
class Stream:
    """One open page. Nothing is queued for a page that doesn't read; it gets everything once it reads again."""

    def __init__(self, feed: Feed, request: Request) -> None:
        self._feed = feed
        self._request = request
        self._held = self._missed = False
        request.notifyFinish().addBoth(lambda _: feed.leave(self))
        request.registerProducer(self, True)

    def write(self, event: bytes) -> None:
        """Send an event, or remember that the page missed one."""
        if self._held:
            self._missed = True
        else:
            self._request.write(event)

    def end(self) -> None:
        """Close the stream."""
        self._request.unregisterProducer()
        self._request.finish()

    def pauseProducing(self) -> None:
        """Stop sending for now."""
        self._held = True

    def resumeProducing(self) -> None:
        """Start sending again, with everything if the page missed something."""
        self._held = False
        if self._missed:
            self._missed = False
            self._request.write(self._feed.everything())

    def stopProducing(self) -> None:
        """Do nothing: the request's end is reported by ``notifyFinish``."""


class Events(ControlResource):
    """Where a page opens its stream."""

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self._feed = feed

    def render_GET(self, request: Request) -> int | bytes:
        """Open a stream."""
        head = answer(request, 200, "text/event-stream; charset=utf-8", b"")
        if request.method == b"HEAD":
            return head
        request.write(b"retry: 1000\n\n")
        self._feed.join(Stream(self._feed, request))
        return NOT_DONE_YET
