"""The parts of the page that change, as HTML. Twisted's templates escape whatever text comes in."""

from __future__ import annotations

from functools import lru_cache
from time import gmtime, strftime
from typing import Any

from twisted.web.template import Tag, flattenString, tags

from myapp.board import Notice
from myapp.factory import BoardFactory
from myapp.wire import timeText

#: Figures by the name they have in JSON, with what the page calls them.
FIGURES = {
    "notices": "Notices",
    "clients": "Clients",
    "posted": "Posted",
    "deleted": "Deleted",
    "connected": "Connected",
    "refused": "Refused",
    "lines": "Lines read",
    "errors": "Errors",
}

#: Figures that lead to what they count.
PLACES = {"notices": "#board", "clients": "#who"}

#: How many notices the page shows; the older ones are a link away.
SHOWN = 100


def html(*parts: Tag | str) -> str:
    """Return parts as HTML."""
    done: list[bytes] = []
    flattenString(None, parts).addCallback(done.append)
    return done[0].decode()


def moment(when: float) -> Tag:
    """Return a point of time, in UTC until the page's script says it in local time."""
    return tags.time(strftime("%d %b %H:%M:%S", gmtime(when)), datetime=timeText(when))


def button(action: str, label: str, token: str, name: str = "", number: int | None = None, **attributes: str) -> Tag:
    """
    Return a form that is one button.

    :param name: what screen readers say, where the label alone says too little
    """
    form = tags.form(tags.input(type="hidden", name="token", value=token), method="post", action=action)
    if number is not None:
        form(tags.input(type="hidden", name="number", value=str(number)))
    if name:
        attributes["aria-label"] = name
    return form(tags.button(label, type="submit", **attributes))


@lru_cache(4 * SHOWN)
def noticeRow(notice: Notice, token: str) -> str:
    """Return a notice's row."""
    return html(
        tags.li(
            tags.span(str(notice.number), class_="number"),
            moment(notice.when),
            tags.span(notice.author, class_="author", dir="auto", title=notice.author),
            tags.p(notice.text, class_="text", dir="auto"),
            button("delete", "Delete", token, f"Delete notice {notice.number}", notice.number, class_="quiet"),
            **{"data-key": str(notice.number)},
        )
    )


@lru_cache(4096)
def clientRow(key: str, number: int, name: str, address: str, since: float, watching: bool, token: str) -> str:
    """Return a client's row."""
    return html(
        tags.tr(
            tags.th(
                tags.span(name, dir="auto", title=name),
                tags.span(address, class_="address", title=address),
                scope="row",
            ),
            tags.td(moment(since), tags.span("watching" if watching else "")),
            tags.td(
                button("disconnect", "Disconnect", token, f"Disconnect client {number}, {name}", number, class_="quiet")
            ),
            **{"data-key": key},
        )
    )


def noticeRows(factory: BoardFactory, token: str, before: int | None = None) -> dict[str, str]:
    """Return the rows of the newest notices by their keys, newest first."""
    return {str(notice.number): noticeRow(notice, token) for notice in factory.board.latest(SHOWN, before)}


def clientRows(factory: BoardFactory, token: str) -> dict[str, str]:
    """Return the rows of all clients by their keys; a client that changes gets another key."""
    rows = {}
    for client in factory.clients.values():
        watching = client in factory.watchers
        key = f"{client.number} {watching:d} {client.name}"
        rows[key] = clientRow(key, client.number, client.name, client.address, client.since, watching, token)
    return rows


def figures(counts: dict[str, Any]) -> str:
    """Return the list of figures."""
    items = []
    for name, label in FIGURES.items():
        term = tags.a(label, href=PLACES[name]) if name in PLACES else label
        items.append(tags.div(tags.dt(term), tags.dd(f"{counts[name]:,}", **{"data-figure": name})))
    return html(*items)


def door(paused: bool, token: str) -> str:
    """Return whether the board takes clients, and the button that changes it."""
    if paused:
        return html(
            tags.strong("Paused", class_="paused", title="New clients are turned away"),
            button("resume", "Resume accepting", token),
        )
    return html(
        tags.strong("Accepting", class_="accepting", title="New clients are let in"),
        button("pause", "Pause accepting", token),
    )


def pager(factory: BoardFactory, shown: list[str], before: int | None) -> str:
    """Return the links to older and to the newest notices, as far as there are any."""
    links: list[Tag] = []
    if before is not None:
        links.append(tags.a("Newest notices", href="./"))
    if shown and factory.board.latest(1, int(shown[-1])):
        links.append(tags.a("Older notices", href=f"?before={shown[-1]}"))
    return html(*links)


def uptime(seconds: int) -> str:
    """Write how long something has run, such as ``3 d 04:05:06``."""
    days, rest = divmod(seconds, 86400)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return f"{days:,} d {clock}" if days else clock
