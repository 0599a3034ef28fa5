"""What has changed since the base: compared by identity, place by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from mktap_compat.state.base import Base, Shadow, reduced
from mktap_compat.state.kinds import ABSENT, ATOMS, attributesOf, bodyOf, describe, dotted, equal
from mktap_compat.state.places import Step, isPlain, keyStep
from mktap_compat.tapfile import statepaths

#: What stands for a value that is compared only: ``()`` nothing; ``("=", value)``; ``("~", text)`` told by its name or
#: class; ``("t", class, values)`` a tuple of such.
Told = tuple[Any, ...]


class Change(NamedTuple):
    """
    One place that is not as it was, in the form in which it is pickled.

    :ivar holder: the object of the base.
    :ivar part: ``"attribute"``, ``"key"``, ``"items"`` (new keys), ``"elements"``, ``"members"``, ``"bytes"`` or
        ``"class"``.
    :ivar key: the attribute's name, or the key.
    :ivar before: what was there, as :data:`Told`.
    :ivar after: ``()`` if nothing is there now, else a tuple of the value.
    """

    holder: Any
    part: str
    key: Any
    before: Any
    after: tuple[Any, ...]


def changes(base: Base) -> list[Change]:
    """
    Return what has changed since the base.

    Attributes that belong to the process are no changes, nor are services that came or went.

    :param base: the base.
    """
    moved = {
        identity for identity, (value, before) in base.opaque.items() if before is not None and reduced(value) != before
    }
    found: list[Change] = []
    for shadow in base.shadows:
        found.extend(_changes(base, shadow, moved))
    return found


def apart(found: Iterable[Change]) -> Iterator[Change]:
    """Yield changes, a change for each new key."""
    for change in found:
        if change.part == "items":
            for key, after in change.after[0].items():
                yield Change(change.holder, "key", key, (), (after,))
        else:
            yield change


def _changes(base: Base, shadow: Shadow, moved: set[int]) -> Iterator[Change]:
    """Yield the changes of one object."""
    value, kind = shadow.value, shadow.kind
    if type(value) is not kind.cls:
        yield Change(value, "class", None, ("~", kind.name), (type(value),))
    if kind.attributes or kind.slots:
        yield from _attributes(base, shadow, moved)
    if not kind.body or isServices(base, shadow):
        return
    now = bodyOf(value, kind)
    if kind.body == "dict":
        for key, before in shadow.body.items():
            after = now.pop(key, ABSENT)
            if not _unchanged(before, after, moved):
                yield Change(value, "key", key, told(base, before), () if after is ABSENT else (after,))
        if now:
            # in one piece: this is where most of what servers learn is
            yield Change(value, "items", None, (), (now,))
    elif kind.body == "list":
        if len(now) != len(shadow.body) or not all(
            _unchanged(before, after, moved) for before, after in zip(shadow.body, now, strict=True)
        ):
            yield Change(value, "elements", None, [told(base, each) for each in shadow.body], (now,))
    elif kind.body == "set":
        if now != shadow.body:
            yield Change(value, "members", None, [told(base, each) for each in shadow.body - now], (now - shadow.body,))
    elif now != shadow.body:
        yield Change(value, "bytes", None, ("=", shadow.body), (now,))


def _attributes(base: Base, shadow: Shadow, moved: set[int]) -> Iterator[Change]:
    """Yield the changes of an object's attributes."""
    now, before = attributesOf(shadow.value, shadow.kind), shadow.attributes
    names = [name for name, after in list(now.items()) if not _unchanged(before.get(name, ABSENT), after, moved)]
    names += [name for name in before if name not in now]
    if not names:
        return
    kept = _kept(shadow)
    for name in names:
        if name not in shadow.kind.skipped and (kept is None or name in kept or name not in now):
            after = now.get(name, ABSENT)
            yield Change(
                shadow.value,
                "attribute",
                name,
                told(base, before.get(name, ABSENT)),
                () if after is ABSENT else (after,),
            )


def _kept(shadow: Shadow) -> Any:
    """Return the attributes that an object itself says are to be kept, ``None`` if it doesn't."""
    if not shadow.kind.states:
        return None
    state = shadow.value.__getstate__()
    if isinstance(state, tuple) and len(state) == 2:
        return {**(state[0] or {}), **(state[1] or {})}
    return state if isinstance(state, dict) else None


def _unchanged(before: Any, after: Any, moved: set[int]) -> bool:
    """Tell whether a place holds what it held."""
    if before is after:
        return not moved or id(after) not in moved
    return type(before) is type(after) and equal(before, after)


def isServices(base: Base, shadow: Shadow) -> bool:
    """Tell whether a list is that of a service's children: which there are is up to the recipe."""
    return bool(
        shadow.kind.body == "list"
        and shadow.steps == (("a", "services"),)
        and any(dotted(cls) == _COLLECTION for cls in base.shadows[shadow.parent].kind.cls.__mro__)
    )


_COLLECTION = "twisted.application.service.MultiService"


def told(base: Base, value: Any) -> Told:
    """Return what stands for a value of the base: enough to see whether another application has the same."""
    if value is ABSENT:
        return ()
    if type(value) in ATOMS or isPlain(value) or id(value) in base.index:
        return ("=", value)
    if isinstance(value, tuple):
        return ("t", dotted(type(value)), [told(base, each) for each in value])
    return ("~", describe(value))


def path(base: Base, change: Change) -> str:
    """Return where a change is, as a person reads it."""
    number = base.index[id(change.holder)]
    numbers, places = [number], []
    while numbers[-1] > 0:
        numbers.append(base.shadows[numbers[-1]].parent)
    places = [base.place(each) for each in reversed(numbers)]
    chain = [place._replace(parent=index - 1) for index, place in enumerate(places)]
    return statepaths.below(statepaths.text(chain, len(chain) - 1), change.part, step(change))


def step(change: Change) -> Step:
    """Return the step from the holder to what has changed."""
    return ("a", change.key) if change.part == "attribute" else keyStep(change.key, 0)
