"""The state of the application: notices, counts and the paused flag. It is what a tap of myapp remembers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

#: How many notices a board keeps unless told otherwise.
LIMIT = 1000

#: What a board counts, in the order in which it is shown.
COUNTS = ("posted", "deleted", "connected", "refused", "lines", "errors")


class Notice(NamedTuple):
    """One notice: its number, seconds since the epoch, and two lines of text."""

    number: int
    when: float
    author: str
    text: str


class Board:
    """
    A bounded board of notices, numbered from 1.

    Everything here pickles, apart from :attr:`observers`: those belong to a running process.

    :param limit: how many notices are kept; the oldest goes first
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        #: By number, oldest first.
        self.notices: OrderedDict[int, Notice] = OrderedDict()
        #: The number of the newest notice there has been.
        self.newest = 0
        #: The number of the newest notice that the limit has pushed out.
        self.dropped = 0
        #: Whether new clients are turned away.
        self.paused = False
        self.counts = dict.fromkeys(COUNTS, 0)
        #: Called without arguments after each change.
        self.observers: list[Callable[[], None]] = []

    def __getstate__(self) -> dict[str, Any]:
        """Return the state without the observers."""
        return {name: value for name, value in self.__dict__.items() if name != "observers"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the state; nobody observes yet."""
        self.__dict__.update(state, observers=[])

    def changed(self) -> None:
        """Tell the observers."""
        for observer in self.observers:
            observer()

    def post(self, author: str, text: str, when: float) -> Notice:
        """
        Put a notice on the board and return it.

        :param when: seconds since the epoch
        """
        self.newest += 1
        notice = Notice(self.newest, when, author, text)
        self.notices[notice.number] = notice
        self.counts["posted"] += 1
        while len(self.notices) > self.limit:
            self.dropped, _ = self.notices.popitem(last=False)
        self.changed()
        return notice

    def delete(self, number: int) -> Notice:
        """
        Take a notice off the board and return it.

        :raise KeyError: if there is none of this number
        """
        notice = self.notices.pop(number)
        self.counts["deleted"] += 1
        self.changed()
        return notice

    def latest(self, count: int, before: int | None = None) -> list[Notice]:
        """
        Return up to so many of the newest notices, newest first.

        :param before: only notices with a smaller number than this
        """
        found: Iterator[Notice] = reversed(self.notices.values())
        if before is not None:
            found = (notice for notice in found if notice.number < before)
        return list(islice(found, count))

    def pause(self, paused: bool) -> None:
        """Turn new clients away from now on, or no longer."""
        self.paused = paused
        self.changed()
