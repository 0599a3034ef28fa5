"""What the page shows, and the stream of server-sent events that keeps it so."""

from __future__ import annotations

import json
from typing import Any

from twisted.internet.interfaces import IPushProducer
from twisted.internet.task import LoopingCall
from twisted.web.server import NOT_DONE_YET, Request
from zope.interface import implementer

from myapp.control import fragments
from myapp.control.actions import counts
from myapp.control.resources import Control, ControlResource, answer

#: Seconds between two events, at least.
PACE = 0.1
#: Seconds between two looks at the figures that change without an event.
TICK = 1.0
#: Ticks after which a silent stream says something, so that nothing between here and the browser gives it up.
SILENCE = 15


class Feed:
    """
    Tells all open pages what changed, once for all and at most once in :data:`PACE` seconds.

    An event names every row that the page is to show, and brings those that are new since the last event. So a page
    that missed some needs nothing but one event with all rows.
    """

    def __init__(self, control: Control) -> None:
        self.control = control
        self.reactor = control.factory.reactor
        self.streams: set[Stream] = set()
        self._rows: dict[str, dict[str, str]] = {"notices": {}, "clients": {}}
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
            self.control.factory.board.observers.append(self.touch)
        self.send()
        self.streams.add(stream)
        stream.write(self.everything())

    def leave(self, stream: Stream) -> None:
        """Forget a stream."""
        self.streams.discard(stream)
        if not self.streams and self._ticking.running:
            self._ticking.stop()
            self.control.factory.board.observers.remove(self.touch)
            if self._next is not None:
                self._next.cancel()
                self._next = None

    def touch(self) -> None:
        """Something changed: tell it, soon."""
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
        factory, token = self.control.factory, self.control.token
        old, oldRest = self._rows, self._rest
        self._last = self.reactor.seconds()
        notices = fragments.noticeRows(factory, token)
        self._rows = {"notices": notices, "clients": fragments.clientRows(factory, token)}
        figures = counts(factory)
        del figures["uptime"]
        self._rest = {
            "figures": figures,
            "door": fragments.door(factory.board.paused, token),
            "pager": fragments.pager(factory, list(notices), None),
        }
        if self.streams and (self._rows != old or self._rest != oldRest):
            self._silent = 0
            event = self._event(old)
            for stream in list(self.streams):
                stream.write(event)

    def everything(self) -> bytes:
        """Return the event with all rows as they were last sent."""
        return self._event({})

    def _event(self, old: dict[str, dict[str, str]]) -> bytes:
        rows = {
            name: {"keys": list(now), "rows": {key: now[key] for key in now if key not in old.get(name, ())}}
            for name, now in self._rows.items()
        }
        uptime = int(self.reactor.seconds() - self.control.factory.started)
        text = json.dumps({**rows, **self._rest, "token": self.control.token, "uptime": uptime})
        return f"data: {text}\n\n".encode()


@implementer(IPushProducer)
class Stream:
    """One open page. While it takes nothing nothing is kept for it; afterwards it gets everything at once."""

    def __init__(self, feed: Feed, request: Request) -> None:
        self._feed = feed
        self._request = request
        self._held = self._missed = False
        request.notifyFinish().addBoth(lambda _: feed.leave(self))
        request.registerProducer(self, True)

    def write(self, event: bytes) -> None:
        """Send an event, or remember that one was missed."""
        if self._held:
            self._missed = True
        else:
            self._request.write(event)

    def end(self) -> None:
        """Close the stream."""
        self._request.unregisterProducer()
        self._request.finish()

    def pauseProducing(self) -> None:
        """Send nothing for now."""
        self._held = True

    def resumeProducing(self) -> None:
        """Go on with everything, if something was missed."""
        self._held = False
        if self._missed:
            self._missed = False
            self._request.write(self._feed.everything())

    def stopProducing(self) -> None:
        """Do nothing: the request tells when it is over."""


class Events(ControlResource):
    """The stream."""

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
