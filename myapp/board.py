"""The state of the application: notices, counts and the paused flag. It is what a tap of myapp remembers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, takewhile
from time import time
from typing import Any, NamedTuple

#: How many notices a board keeps unless told otherwise.
LIMIT = 1000

#: What a board counts, besides what was posted: that is the newest number.
COUNTS = ("deleted", "connected", "refused", "lines", "errors")


class Notice(NamedTuple):
    """One notice: its number, seconds since the epoch, and two lines of text."""

    number: int
    when: float
    author: str
    text: str


#: Makes a notice of a tuple. ``Notice(...)`` sorts out its arguments first, which takes a third of a post's time.
makeNotice: Callable[[tuple[int, float, str, str]], Notice] = partial(tuple.__new__, Notice)


class Board:
    """
    A bounded board of notices, numbered from 1.

    Everything here pickles, apart from :attr:`observers`: those belong to a running process.

    :param limit: how many notices are kept; the oldest goes first
    """

    def __init__(self, limit: int = LIMIT) -> None:
        #: Oldest first.
        self.notices: deque[Notice] = deque(maxlen=limit)
        #: The number of the newest notice there has been.
        self.newest = 0
        #: The number of the newest notice that the limit has pushed out.
        self.dropped = 0
        #: Whether new clients are turned away.
        self.paused = False
        self.counts = dict.fromkeys(COUNTS, 0)
        #: Another number after each change.
        self.version = 0
        #: Called without arguments after each change.
        self.observers: list[Callable[[], None]] = []

    def __getstate__(self) -> dict[str, Any]:
        """Return what is to be remembered, of plain types: a tap of it asks nobody to trust more classes than this."""
        state = {name: value for name, value in self.__dict__.items() if name not in ("observers", "version")}
        return {**state, "limit": self.notices.maxlen, "notices": [tuple(notice) for notice in self.notices]}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what was remembered; nobody observes yet."""
        notices = deque(map(makeNotice, state["notices"]), state["limit"])
        self.__dict__.update(state, notices=notices, observers=[], version=0)
        del self.__dict__["limit"]

    def changed(self) -> None:
        """Tell the observers."""
        self.version += 1
        if self.observers:
            for observer in self.observers:
                observer()

    def post(self, author: str, text: str, when: float | None = None) -> Notice:
        """
        Put a notice on the board and return it.

        :param when: seconds since the epoch; now, if it is not given
        """
        number = self.newest = self.newest + 1
        notices = self.notices
        if len(notices) == notices.maxlen:
            self.dropped = notices[0].number
        notice = makeNotice((number, time() if when is None else when, author, text))
        notices.append(notice)
        self.changed()
        return notice

    def delete(self, number: int) -> Notice:
        """
        Take a notice off the board and return it.

        :raise KeyError: if there is none of this number
        """
        for notice in reversed(self.notices):
            if notice.number == number:
                self.notices.remove(notice)
                self.counts["deleted"] += 1
                self.changed()
                return notice
        raise KeyError(number)

    def since(self, number: int) -> list[Notice]:
        """Return all notices with a greater number, oldest first."""
        found = list(takewhile(lambda notice: notice.number > number, reversed(self.notices)))
        found.reverse()
        return found

    def latest(self, count: int | None = None, before: int | None = None) -> list[Notice]:
        """
        Return the newest notices, up to so many, newest first.

        :param before: only notices with a smaller number than this
        """
        found: Iterator[Notice] = reversed(self.notices)
        if before is not None:
            found = (notice for notice in found if notice.number < before)
        return list(islice(found, count))

    def pause(self, paused: bool) -> None:
        """Turn new clients away from now on, or no longer."""
        self.paused = paused
        self.changed()
