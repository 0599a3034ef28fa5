"""Which rows the page's two lists have, and how a page that has some of them is brought up to date."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from myapp.board import Deleted, Notice
from myapp.factory import BoardFactory

#: How many rows a list starts with, and how many more are loaded at a time.
PART = 50
#: For how many seconds a deleted notice stays in the list, with a button that restores it.
UNDO = 30.0

Row = TypeVar("Row")


class Client(NamedTuple):
    """What the page shows of a client."""

    number: int
    name: str
    address: str
    since: float
    watching: bool


def recent(factory: BoardFactory) -> dict[int, Deleted]:
    """Return the notices deleted less than :data:`UNDO` seconds ago, by number."""
    earliest = factory.reactor.seconds() - UNDO
    return {deleted.notice.number: deleted for deleted in factory.board.trash if deleted.when > earliest}


def notices(factory: BoardFactory, before: int | None = None) -> dict[int, Notice | Deleted]:
    """
    Return at least a part of the newest notices and the deleted ones among them by number, the newest first.

    :param before: only those with a lower number
    """
    found: dict[int, Notice | Deleted] = {notice.number: notice for notice in factory.board.latest(PART, before)}
    for number, deleted in recent(factory).items():
        if before is None or number < before:
            found[number] = deleted
    return dict(sorted(found.items(), reverse=True))


def clients(factory: BoardFactory, before: int | None = None) -> dict[int, Client]:
    """
    Return all clients by number, the newest first.

    :param before: only those with a lower number
    """
    watchers = factory.watchers
    return {
        number: Client(number, client.name, client.address, client.since, client in watchers)
        for number, client in reversed(factory.clients.items())
        if before is None or number < before
    }


def oldest(factory: BoardFactory) -> dict[str, int]:
    """Return the lowest number in each list, 0 if it is empty."""
    numbers = [notice.number for notice in islice(factory.board.notices, 1)]
    return {
        "notices": min([*numbers, *recent(factory)], default=0),
        "clients": next(iter(factory.clients), 0),
    }


def part(rows: dict[int, Row]) -> dict[int, Row]:
    """Return the first :data:`PART` of some rows."""
    return dict(islice(rows.items(), PART))


def changes(
    old: dict[int, Row], new: dict[int, Row], find: Callable[[int], Row | None], html: Callable[[Row], str]
) -> dict[str, Any]:
    """
    Return what a page has to do to a list that was brought up to date with ``old``.

    Its ``rows``, pairs of number and HTML, are to be put in or replaced, and those whose numbers are in ``gone`` to be
    removed. If ``only`` is true, all others are to be removed: so much is new that ``rows`` are just the first part.

    :param find: returns the row of a number that is not in ``new`` any more, ``None`` if that is gone
    :param html: returns a row's HTML
    """
    newest = next(iter(old), 0)
    if sum(number > newest for number in islice(new, PART)) == PART:
        return everything(new, html)
    rows = [(number, html(row)) for number, row in new.items() if old.get(number) != row]
    gone = []
    for number in old.keys() - new.keys():
        row = find(number)
        if row is None:
            gone.append(number)
        elif row != old[number]:
            rows.append((number, html(row)))
    return {"rows": rows, "gone": gone, "only": False}


def everything(rows: dict[int, Row], html: Callable[[Row], str]) -> dict[str, Any]:
    """Return what a page has to do to a list of which it knows nothing: see :func:`changes`."""
    return {"rows": [(number, html(row)) for number, row in part(rows).items()], "gone": [], "only": True}
