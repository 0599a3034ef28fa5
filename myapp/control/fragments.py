"""The parts of the page that change, as HTML. Values are escaped when they are put in."""

from __future__ import annotations

from collections.abc import Collection
from html import escape
from string import Template
from time import gmtime, strftime
from typing import Any

from myapp.board import Deleted, Notice
from myapp.control.rows import Client
from myapp.wire import timeText

#: What is counted from the first start on, by the name it has in JSON, with its label on the page.
TOTALS = {
    "posted": "Posted",
    "deleted": "Deleted",
    "connected": "Sessions",
    "refused": "Refused",
    "lines": "Lines",
    "errors": "Errors",
}

TIME = '<time datetime="$iso">$clock</time>'
NOTICE = Template(
    '<li data-number="$number"><span class="author" dir="auto" title="$author">$author</span>'
    f'{TIME}<p class="text" dir="auto">$text</p><span class="number">$number</span>'
    '<button class="quiet" name="number" value="$number" aria-label="Delete notice $number">Delete</button></li>'
)
DELETED = Template(
    '<li class="deleted" data-number="$number"><span class="author" dir="auto" title="$author">$author</span>'
    '<button class="undo" formaction="restore" name="number" value="$number" '
    'aria-label="Undo deleting notice $number">Undo</button>'
    '<p class="text"><del dir="auto">$text</del></p><span class="number">$number</span></li>'
)
CLIENT = Template(
    '<li data-number="$number"><span class="author" dir="auto" title="$name">$name</span>'
    f'<span class="watching">$watching</span><span class="where"><span class="address">$address</span> {TIME}</span>'
    '<button class="quiet" name="number" value="$number" aria-label="Disconnect client $number, $name">'
    "Disconnect</button></li>"
)
TOTAL = Template('<div><dt>$label</dt><dd data-figure="$name">$count</dd></div>')
DOOR = Template('<strong class="$state">$text</strong><button formaction="$action" aria-label="$label">$word</button>')
SAVED = Template(f"Saved {TIME}")
MORE = Template('<a id="$list-more" href="?$list=$last"$hidden>Older $list</a>')


def fill(template: Template, **values: Any) -> str:
    """Return a template's HTML with these values."""
    return template.substitute({name: escape(str(value)) for name, value in values.items()})


def times(when: float) -> dict[str, str]:
    """Return the two values of :data:`TIME`; it is UTC until the page's script shows it in local time."""
    return {"iso": timeText(when), "clock": strftime("%d %b %H:%M:%S", gmtime(when))}


def noticeRow(row: Notice | Deleted) -> str:
    """Return the row of a notice."""
    if isinstance(row, Deleted):
        notice = row.notice
        return fill(DELETED, number=notice.number, author=notice.author, text=notice.text)
    return fill(NOTICE, number=row.number, author=row.author, text=row.text, **times(row.when))


def clientRow(row: Client) -> str:
    """Return the row of a client."""
    watching = "watching" if row.watching else ""
    return fill(CLIENT, number=row.number, name=row.name, address=row.address, watching=watching, **times(row.since))


def totals(counts: dict[str, Any]) -> str:
    """Return the list of what is counted."""
    return "".join(fill(TOTAL, name=name, label=label, count=f"{counts[name]:,}") for name, label in TOTALS.items())


def door(paused: bool) -> str:
    """Return whether the board lets clients in, and the button that changes it."""
    if paused:
        return fill(
            DOOR, state="paused", text="Paused", action="resume", word="Resume", label="Resume: let new clients in"
        )
    return fill(
        DOOR, state="accepting", text="Accepting", action="pause", word="Pause", label="Pause: turn new clients away"
    )


def more(name: str, shown: Collection[int], oldest: int) -> str:
    """
    Return the link to the older rows of a list, hidden if there are none.

    :param name: the name of the list, ``notices`` or ``clients``
    :param shown: the numbers that are shown
    :param oldest: the lowest number that there is
    """
    last = min(shown, default=0)
    return fill(MORE, list=name, last=last, hidden="" if oldest < last else " hidden")


def saved(when: float | None) -> str:
    """Return when the state was saved last, nothing if that isn't known."""
    return "" if when is None else fill(SAVED, **times(when))


def uptime(seconds: int) -> str:
    """Return a duration such as ``3 d 04:05:06``."""
    days, rest = divmod(seconds, 86400)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return f"{days:,} d {clock}" if days else clock
