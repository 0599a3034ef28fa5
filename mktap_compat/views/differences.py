"""How two taps differ: path by path, without regard to where things stand in the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Dict, Node, Object, Sequence
from mktap_compat.reading.walking import parts, walk
from mktap_compat.trust.findings import shortened
from mktap_compat.views import learned, values
from mktap_compat.views.colour import Style
from mktap_compat.views.tree import headline

#: What of a header changes at each saving; what was learned is told by path.
_STATE = ("header['state']", "header['digest']", "header['shutdown']")
#: So many places are told.
MOST = 10_000
#: The longest path, of which the end is shown.
_LONGEST = 300
#: A path before its last step, and that step.
_Path = tuple["_Path | None", str]


class Difference(NamedTuple):
    """
    One place where two taps differ.

    :ivar path: where, below the application.
    :ivar before: what the first tap has there; ``None`` if nothing.
    :ivar after: what the second has there; ``None`` if nothing.
    """

    path: str
    before: str | None
    after: str | None


def between(before: Tap, after: Tap) -> Iterator[Difference]:
    """
    Yield how a tap differs from an earlier one.

    :param before: the earlier one.
    :param after: the later one.
    """
    if before.header is not None or after.header is not None:
        for each in _compared(before.header, after.header, "header"):
            if not each.path.startswith(_STATE):
                yield each
    yield from _compared(before.application, after.application, "")
    yield from _learned(before, after)


def _learned(before: Tap, after: Tap) -> Iterator[Difference]:
    """Compare what servers had learned; a tap that has learned nothing has what its application was made with."""
    first, second = ({each.path: each for each in learned.learned(tap)} for tap in (before, after))
    for path in {**first, **second}:
        had, has = first.get(path), second.get(path)
        was = had.after if had is not None else has.before if has is not None else None
        now = has.after if has is not None else had.before if had is not None else None
        if was is None or now is None:
            yield Difference(path, _shown(was), _shown(now))
        else:
            yield from _compared(was, now, path, 1000)


def _compared(first: Node | None, second: Node | None, root: str, least: int = 100_000) -> Iterator[Difference]:
    """Compare two trees; a pair of objects that was compared once is not looked at again, which ends cycles."""
    waiting: list[tuple[_Path, Node | None, Node | None]] = [((None, root), first, second)]
    seen: set[tuple[int, int]] = set()
    left, lines = least + _size(first) + _size(second), MOST
    while waiting:
        path, before, after = waiting.pop()
        if left < 0 or lines < 0:
            yield Difference("... and more: these files differ in too many places to compare them all", None, None)
            return
        if before is None or after is None:
            if before is not after:
                lines -= 1
                yield Difference(_joined(path), _shown(before), _shown(after))
            continue
        holds = isinstance(before, (Object, Sequence, Dict))
        if holds:
            if (id(before), id(after)) in seen:
                continue
            seen.add((id(before), id(after)))
        if _label(before) != _label(after):
            lines -= 1
            yield Difference(_joined(path), headline(before), headline(after))
            if not holds or type(before) is not type(after):
                continue
        held, other = dict(_steps(before)), dict(_steps(after))
        left -= len(held) + len(other)
        for step in reversed([*held, *(step for step in other if step not in held)]):
            waiting.append(((path, step), held.get(step), other.get(step)))


def _size(root: Node | None) -> int:
    """Return how many parts may be compared of a tree: some times as many as it has, as parts are met again."""
    return 4 * sum(len(parts(node)) for node in walk([root])) if root is not None else 0


def _joined(path: _Path | None) -> str:
    """Return a path in one string; of a very long one its end."""
    steps: list[str] = []
    while path is not None:
        path, step = path
        steps.append(step)
    text = shortened("".join(reversed(steps))) or "application"
    return text if len(text) <= _LONGEST else f"...{text[-_LONGEST:]}"


def _steps(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield steps and children, a step that comes again with its number."""
    counts: dict[str, int] = {}
    for step, child in values.held(node):
        counts[step] = counts.get(step, 0) + 1
        yield (step if counts[step] == 1 else f"{step}#{counts[step]}"), child


def _label(node: Node) -> str:
    """Return what is compared of a node itself: how many parts it has shows in the parts."""
    if isinstance(node, (Sequence, Dict)):
        return type(node).__name__
    value = getattr(node, "value", None)
    return headline(node) if value is None else repr(value)


def _shown(node: Node | None) -> str | None:
    return None if node is None else headline(node)


def lines(found: Iterable[Difference], style: Style) -> Iterator[str]:
    """
    Yield the lines of a comparison: ``-`` what only the first has, ``+`` what only the second has.

    :param found: the differences.
    :param style: how to emphasize.
    """
    for each in found:
        yield style.name(each.path)
        if each.before is not None:
            yield "  " + style.bad(f"- {each.before}")
        if each.after is not None:
            yield "  " + style.good(f"+ {each.after}")
