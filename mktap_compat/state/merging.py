"""Learned changes put into a fresh application: three values a place, and a conflict where they don't agree."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

from mktap_compat.state.changes import Change, step
from mktap_compat.state.gone import Gone
from mktap_compat.state.kinds import ABSENT, ATOMS, attributesOf, bodyOf, describe, dotted, equal
from mktap_compat.state.places import Finder, Place
from mktap_compat.tapfile import statepaths


class Conflict(NamedTuple):
    """
    A change that has no place in the fresh application.

    :ivar path: where it was.
    :ivar reason: why, with the values if both sides changed.
    """

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class Merge(NamedTuple):
    """
    What a merge would do, and :meth:`apply` does.

    :ivar actions: path and what carries it.
    :ivar conflicts: what can't be carried.
    :ivar dropped: the paths of what was not to be carried.
    """

    actions: list[tuple[str, Callable[[], None]]]
    conflicts: list[Conflict]
    dropped: list[str]

    def apply(self) -> None:
        """Change the application, in place."""
        for _, action in self.actions:
            action()


class Merger:
    """
    Compares changes with a fresh application, of which it changes nothing.

    :param finder: finds objects in it.
    :param changes: the changes that were learned; their holders are already objects of the fresh application.
    :param drop: the paths that are not to be carried, with what is below them.
    """

    def __init__(self, finder: Finder, changes: Sequence[Change], drop: Collection[str] = ()) -> None:
        self.finder = finder
        self.changes = changes
        self.drop = tuple(drop)
        self._numbers = {id(finder.find(number)): number for number in range(len(finder.places))}

    def merge(self) -> Merge:
        """Return what is to be done."""
        merge = Merge([], [], [])
        for change in self.changes:
            path = self.path(change)
            if any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in self.drop):
                merge.dropped.append(path)
                continue
            try:
                action = self._action(change)
            except _Unplaced as reason:
                merge.conflicts.append(Conflict(path, str(reason)))
            else:
                if action is not None:
                    merge.actions.append((path, action))
        return merge

    def path(self, change: Change) -> str:
        """Return where a change was."""
        if isinstance(change.holder, Gone):
            holder = change.holder.path
        else:
            holder = statepaths.text(self.finder.places, self._numbers[id(change.holder)])
        return statepaths.below(holder, change.part, step(change))

    def _action(self, change: Change) -> Callable[[], None] | None:
        """Return what carries a change, ``None`` if there is nothing to do."""
        if isinstance(change.holder, Gone):
            raise _Unplaced(change.holder.reason)
        gone = next(goneIn([change.key, change.after]), None)
        if gone is not None:
            raise _Unplaced(gone.reason)
        carry: Callable[[Change], Callable[[], None] | None] = getattr(self, f"_{change.part}")
        return carry(change)

    def _attribute(self, change: Change) -> Callable[[], None] | None:
        holder, name = change.holder, change.key
        kind = self.finder.kinds[type(holder)]
        fresh = attributesOf(holder, kind).get(name, ABSENT)
        if fresh is ABSENT and change.before and not self.finder.same:
            raise _Unplaced(f"a {kind.name} has no attribute {name} any more")
        if self._settled(change.before, fresh, change.after):
            return None
        if not change.after:
            return lambda: vars(holder).pop(name, None) if name not in kind.slots else object.__delattr__(holder, name)
        (value,) = change.after
        if kind.attributes and name not in kind.slots:
            return lambda: vars(holder).__setitem__(name, value)
        return lambda: object.__setattr__(holder, name, value)

    def _key(self, change: Change) -> Callable[[], None] | None:
        holder, key = change.holder, change.key
        self._expect(holder, "dict")
        fresh = dict.get(holder, key, ABSENT)
        if self._settled(change.before, fresh, change.after):
            return None
        base: Any = next(cls for cls in type(holder).__mro__ if cls.__module__ in ("builtins", "collections"))
        if not change.after:
            return lambda: base.__delitem__(holder, key)
        (value,) = change.after
        return lambda: base.__setitem__(holder, key, value)

    def _settled(self, before: Any, fresh: Any, after: tuple[Any, ...]) -> bool:
        """
        Tell whether the fresh application has what was learned already.

        :raise _Unplaced: if it has neither that nor what the base had, and is made of other code or options.
        """
        learned = after[0] if after else ABSENT
        if fresh is learned or (fresh is not ABSENT and learned is not ABSENT and equal(fresh, learned)):
            return True
        if not self.finder.same and not self.isSame(fresh, before):
            raise _Unplaced(
                f"both sides changed it: it was {shownTold(before)}, was learned to be {shown(learned)}, and is now"
                f" made as {shown(fresh)}"
            )
        return False

    def _elements(self, change: Change) -> Callable[[], None] | None:
        holder, (learned,) = change.holder, change.after
        kind = self._expect(holder, "list")
        fresh = bodyOf(holder, kind)
        if len(fresh) == len(learned) and all(map(equal, fresh, learned)):
            return None
        before = change.before
        if not (len(fresh) == len(before) and all(map(self.isSame, fresh, before))):
            kept = len(learned) >= len(before) and all(map(self.isSame, learned[: len(before)], before))
            if not kept:
                raise _Unplaced(
                    f"both sides changed it: it had {len(before)} elements, was learned to have {len(learned)}, and is"
                    f" now made with {len(fresh)}"
                )
            learned = [*fresh, *learned[len(before) :]]
        if isinstance(holder, deque):

            def action() -> None:
                deque.clear(holder)
                deque.extend(holder, learned)

            return action
        return lambda: list.__setitem__(holder, slice(None), learned)

    def _members(self, change: Change) -> Callable[[], None]:
        holder, (added,) = change.holder, change.after
        kind = self._expect(holder, "set")
        taken = [value for value in bodyOf(holder, kind) if any(self.isSame(value, each) for each in change.before)]

        def action() -> None:
            set.difference_update(holder, taken)
            set.update(holder, added)

        return action

    def _bytes(self, change: Change) -> Callable[[], None] | None:
        holder, (learned,) = change.holder, change.after
        self._expect(holder, "bytes")
        if self._settled(change.before, bytes(holder), change.after):
            return None
        return lambda: bytearray.__setitem__(holder, slice(None), learned)

    def _class(self, change: Change) -> Callable[[], None] | None:
        holder, (cls,) = change.holder, change.after
        if type(holder) is cls:
            return None

        def action() -> None:
            holder.__class__ = cls

        return action

    def _expect(self, holder: Any, body: str) -> Any:
        kind = self.finder.kinds[type(holder)]
        if kind.body != body:
            raise _Unplaced(f"it is a {kind.name} now")
        return kind

    def isSame(self, fresh: Any, before: Any) -> bool:
        """Tell whether a value of the fresh application is what the base had in that place."""
        if not before or fresh is ABSENT:
            return not before and fresh is ABSENT
        if before[0] == "=":
            return equal(before[1], fresh)
        if before[0] == "t":
            return (
                isinstance(fresh, tuple)
                and dotted(type(fresh)) == before[1]
                and len(fresh) == len(before[2])
                and all(map(self.isSame, fresh, before[2]))
            )
        return type(fresh) not in ATOMS and describe(fresh) == before[1]


class _Unplaced(Exception):
    """Why a change has no place."""


def goneIn(value: Any) -> Iterator[Gone]:
    """Yield what in a learned value could not be made; nothing is looked into where all could."""
    if not Gone.met:
        return
    waiting, seen = [value], set()
    while waiting:
        each = waiting.pop()
        if type(each) in ATOMS or id(each) in seen or isinstance(each, type):
            continue
        seen.add(id(each))
        if isinstance(each, Gone):
            yield each
        elif isinstance(each, dict):
            waiting += [*dict.keys(each), *dict.values(each)]
        elif isinstance(each, (list, tuple, set, frozenset, deque)):
            waiting += each
        waiting += vars(each).values() if hasattr(each, "__dict__") else ()


def shown(value: Any) -> str:
    """Return a value as it is shown in a conflict."""
    if value is ABSENT:
        return "nothing"
    if type(value) in ATOMS or (isinstance(value, (tuple, list, dict, set, frozenset)) and len(value) < 10):
        found = repr(value)
        return found if len(found) <= 60 else f"{found[:57]}..."
    return describe(value)


def shownTold(before: Any) -> str:
    """Return what stands for a value of the base as it is shown in a conflict."""
    if not before:
        return "nothing"
    return shown(before[1]) if before[0] == "=" else str(before[1])


def places(stored: Sequence[Any]) -> list[Place]:
    """Return the places that a state file lists."""
    return [Place(*each) for each in stored]
