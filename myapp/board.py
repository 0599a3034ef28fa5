"""The state of the application: notices, counters, and whether it is paused. This is what a tap of myapp saves."""

from __future__ import annotations

from bisect import bisect
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, takewhile
from operator import attrgetter
from time import time
from typing import Any, NamedTuple

#: How many notices a board keeps by default.
LIMIT = 1000

#: How many deleted notices can be restored.
TRASH = 100

#: The counters of a board. How many notices were posted needs none: that is the newest number.
COUNTS = ("deleted", "connected", "refused", "lines", "errors")


class Notice(NamedTuple):
    """One notice; ``when`` is in seconds since the epoch."""

    number: int
    when: float
    author: str
    text: str


class Deleted(NamedTuple):
    """A notice that was deleted, and when."""

    notice: Notice
    when: float


#: Makes a notice from a tuple; calling ``Notice(...)`` takes a third of the time that posting takes.
makeNotice: Callable[[tuple[int, float, str, str]], Notice] = partial(tuple.__new__, Notice)


class Board:
    """
    A bounded board of notices, numbered from 1.

    Its state can be pickled; the rest (:attr:`observers`, :attr:`version`, :attr:`trash`) belongs to a running process.

    :param limit: how many notices are kept; the oldest are dropped first
    """

    def __init__(self, limit: int = LIMIT) -> None:
        #: Oldest first.
        self.notices: deque[Notice] = deque(maxlen=limit)
        #: The number of the notice that was posted last.
        self.newest = 0
        #: The number of the notice that the limit dropped last.
        self.dropped = 0
        #: Whether new clients are turned away.
        self.paused = False
        self.counts = dict.fromkeys(COUNTS, 0)
        #: Goes up with each change.
        self.version = 0
        #: What was deleted, the oldest deletion first, until it is restored or :data:`TRASH` others follow it.
        self.trash: deque[Deleted] = deque(maxlen=TRASH)
        #: Called without arguments after each change.
        self.observers: list[Callable[[], None]] = []

    def __getstate__(self) -> dict[str, Any]:
        """Return the state as plain types, so that this is the only class that a tap's reader has to trust."""
        ours = ("observers", "version", "trash")
        state = {name: value for name, value in self.__dict__.items() if name not in ours}
        return {**state, "limit": self.notices.maxlen, "notices": [tuple(notice) for notice in self.notices]}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the state; there are no observers yet."""
        notices = deque(map(makeNotice, state["notices"]), state["limit"])
        self.__dict__.update(state, notices=notices, observers=[], version=0, trash=deque(maxlen=TRASH))
        del self.__dict__["limit"]

    def changed(self) -> None:
        """Call the observers."""
        self.version += 1
        if self.observers:
            for observer in self.observers:
                observer()

    def post(self, author: str, text: str, when: float | None = None) -> Notice:
        """
        Post a notice and return it.

        :param when: in seconds since the epoch, by default now
        """
        number = self.newest = self.newest + 1
        notices = self.notices
        if len(notices) == notices.maxlen:
            self.dropped = notices[0].number
        notice = makeNotice((number, time() if when is None else when, author, text))
        notices.append(notice)
        self.changed()
        return notice

    def delete(self, number: int, when: float | None = None) -> Notice:
        """
        Delete a notice and return it.

        :param when: in seconds since the epoch, by default now
        :raise KeyError: if there is no such notice
        """
        notice = next((notice for notice in reversed(self.notices) if notice.number == number), None)
        if notice is None:
            raise KeyError(number)
        self.notices.remove(notice)
        self.trash.append(Deleted(notice, time() if when is None else when))
        self.counts["deleted"] += 1
        self.changed()
        return notice

    def restore(self, number: int) -> Notice:
        """
        Undo the deletion of a notice and return it.

        :raise KeyError: if it isn't in the trash, or the limit would drop it at once
        """
        deleted = next((deleted for deleted in self.trash if deleted.notice.number == number), None)
        full = len(self.notices) == self.notices.maxlen
        if deleted is None or (full and number < self.notices[0].number):
            raise KeyError(number)
        self.trash.remove(deleted)
        if full:
            self.dropped = self.notices.popleft().number
        self.notices.insert(bisect(self.notices, number, key=attrgetter("number")), deleted.notice)
        self.counts["deleted"] -= 1
        self.changed()
        return deleted.notice

    def since(self, number: int) -> list[Notice]:
        """Return all notices with a higher number, oldest first."""
        found = list(takewhile(lambda notice: notice.number > number, reversed(self.notices)))
        found.reverse()
        return found

    def latest(self, count: int | None = None, before: int | None = None) -> list[Notice]:
        """
        Return the newest notices, newest first.

        :param count: how many at most, by default all
        :param before: only notices with a lower number than this
        """
        found: Iterator[Notice] = reversed(self.notices)
        if before is not None:
            found = (notice for notice in found if notice.number < before)
        return list(islice(found, count))

    def pause(self, paused: bool) -> None:
        """Start turning new clients away, or stop it."""
        self.paused = paused
        self.changed()
