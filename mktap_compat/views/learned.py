"""What a state file tells without being loaded: its generation and age, and what its server had learned."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Bytes, Constant, Dict, List, Node, Persistent, Sequence, Text, Tuple
from mktap_compat.tapfile import statepaths
from mktap_compat.views import values


class Learned(NamedTuple):
    """
    One change that a server had learned.

    :ivar path: where, below the application.
    :ivar before: what the application was made with; ``None`` if nothing, or nothing that is told.
    :ivar after: what is there now; ``None`` if nothing.
    """

    path: str
    before: Node | None
    after: Node | None


def lines(tap: Tap) -> Iterator[tuple[str, str]]:
    """Yield labels and values of what the header says about state."""
    state = tap.header.get("state") if tap.header is not None else None
    if not isinstance(state, Dict):
        return
    given = {key.value: value for key, value in state.pairs if isinstance(key, Text)}
    interval, directory = _plain(given.get("checkpoint")), _plain(given.get("directory"))
    if interval or _plain(given.get("resume")):
        every = f", saves every {interval:g} seconds" if isinstance(interval, (int, float)) and interval else ""
        yield "state", f"starting it resumes{every}, in {directory or '$STATE_DIRECTORY, or where twistd runs'}"
    saved = _plain(given.get("saved"))
    if isinstance(saved, float) and 0 <= saved < 2**40:
        when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(saved))
        yield "saved", f"{when}, {_age(time.time() - saved)} ago"
        yield "generation", f"{_plain(given.get('generation'))} of lineage {_plain(given.get('lineage'))}"
    if given.get("failure"):
        yield "last failure", str(_plain(given["failure"]))


def learned(tap: Tap) -> Iterator[Learned]:
    """
    Yield what a server had learned.

    :param tap: what was read.
    """
    state = tap.header.get("state") if tap.header is not None else None
    places = _plain(state.get("places")) if isinstance(state, Dict) else None
    for each in getattr(tap.learned, "items", ()):
        parts: tuple[Node, ...] = tuple(getattr(each, "items", ()))
        if len(parts) != 5 or not isinstance(places, list):
            continue
        holder, part, key, before, after = parts
        number = _plain(holder.key) if isinstance(holder, Persistent) else None
        try:
            path = statepaths.text(places, number if isinstance(number, int) else 0)
            step = ("a", _plain(key)) if values.text(part) == "attribute" else ("k", _plain(key) or values.shown(key))
            path = statepaths.below(path, values.text(part) or "", step)
        except (IndexError, TypeError, ValueError):
            path = "?"
        held: tuple[Node, ...] = tuple(getattr(after, "items", ()))
        if values.text(part) == "items" and held and isinstance(held[0], Dict):
            for new, value in held[0].pairs:
                inside = statepaths.below(path, "key", ("k", _plain(new) or values.shown(new)))
                yield Learned(inside, None, value)
            continue
        yield Learned(path, _told(before), held[0] if held else None)


def _told(before: Node) -> Node | None:
    """Return what stands for a value of the base, ``None`` if only its class is told."""
    held: tuple[Node, ...] = tuple(getattr(before, "items", ())) if isinstance(before, Tuple) else ()
    return held[1] if len(held) == 2 and values.text(held[0]) in {"=", "~"} else None


def _plain(node: Node | None) -> Any:
    """Return text, numbers and lists of them; ``None`` for anything else."""
    if isinstance(node, (Constant, Text, Bytes)):
        return node.value
    return [_plain(item) for item in node.items] if isinstance(node, (List, Tuple, Sequence)) else None


def _age(seconds: float) -> str:
    """Return how long ago something was."""
    for size, word in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {word}"
    return f"{max(seconds, 0):.0f} seconds"
