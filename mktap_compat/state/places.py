"""
Where an object is in an application: steps from the object that holds it, and the way back in another application.

A step is a list of text and numbers, as it stands in a state file:

- ``["a", name]``: an attribute
- ``["k", key]``: under a plain key; ``["d", text]`` under a key that is told by its name, such as a class
- ``["n", name]``: the element of that name, such as a named service
- ``["c", class, nth, of, mark, index]``: the nth of the elements of that class; the mark tells them apart
- ``["i", index]``: in a tuple
- ``["m"]``: what a method is bound to
- ``["u", index]``: nowhere that can be found again
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from mktap_compat.state.kinds import ABSENT, ATOMS, IMMUTABLE, Kinds, attributesOf, describe, equal

Step = Sequence[Any]


class Place(NamedTuple):
    """
    Where an object of the base is.

    :ivar parent: the number of the place of the object that holds it; -1 for the root.
    :ivar steps: from there.
    :ivar kind: the dotted name of its class.
    """

    parent: int
    steps: Sequence[Step]
    kind: str


def isPlain(key: Any) -> bool:
    """Tell whether a key is the same in any process."""
    return type(key) in ATOMS or (type(key) in IMMUTABLE and all(map(isPlain, key)))


def keyStep(key: Any, position: int) -> Step:
    """Return the step to what a dict has under a key."""
    if isPlain(key):
        return ("k", key)
    told = describe(key)
    return ("u", position) if told.startswith("an object of ") else ("d", told)


def mark(attributes: Iterable[tuple[str, Any]], skipped: Iterable[str]) -> int:
    """Return a number that tells elements of one class apart, made of their plain attributes."""
    plain = [(name, value) for name, value in attributes if type(value) in ATOMS and name not in skipped]
    return crc32(repr(sorted(plain, key=lambda pair: pair[0])).encode("utf-8", "replace"))


class Siblings:
    """
    The elements of one list or set, and the steps to them.

    :param elements: in their order.
    :param attributes: takes an element, returns its attributes.
    """

    def __init__(self, elements: Iterable[Any], attributes: Any, kinds: Kinds) -> None:
        self.steps: dict[int, Step] = {}
        held = [(index, value) for index, value in enumerate(elements) if type(value) not in ATOMS]
        totals = Counter(type(value) for _, value in held)
        self._attributes, self._kinds = attributes, kinds
        names = Counter(self.nameOf(value) for _, value in held)
        counts: Counter[type] = Counter()
        for index, value in held:
            cls, kind, name = type(value), kinds[type(value)], self.nameOf(value)
            nth = counts[cls]
            counts[cls] += 1
            if name is not None and names[name] == 1:
                self.steps[id(value)] = ("n", name)
            else:
                told = 0 if totals[cls] == 1 else mark(self._traits(value), kind.skipped)
                self.steps[id(value)] = ("c", kind.name, nth, totals[cls], told, index)

    def _traits(self, value: Any) -> Iterable[tuple[str, Any]]:
        """Return what may tell an element from others of its class."""
        if isinstance(value, tuple):
            return [(str(index), each) for index, each in enumerate(value)]
        return self._attributes(value).items()  # type: ignore[no-any-return]

    def nameOf(self, value: Any) -> str | None:
        """Return the name of an element that has one."""
        name = self._attributes(value).get("name") if not self._kinds[type(value)].opaque else None
        return name if isinstance(name, str) else None


class Finder:
    """
    Finds the objects of a fresh application by the places that they had in the base.

    :param root: the fresh root.
    :param places: those of the base.
    :param same: whether it was made of the same code and options as the base: then the order of elements counts.
    """

    def __init__(self, root: Any, places: Sequence[Place], same: bool) -> None:
        self.places = places
        self.same = same
        self.kinds = Kinds()
        self._found: dict[int, Any] = {0: root}
        self._siblings: dict[int, tuple[Any, Siblings]] = {}

    def find(self, number: int) -> Any:
        """Return the object at a place, :data:`ABSENT` if there is none; its class may be another one."""
        if number in self._found:
            return self._found[number]
        # not by recursion: places may be nested deeper than calls
        ways = [number]
        while self.places[ways[-1]].parent not in self._found:
            ways.append(self.places[ways[-1]].parent)
        for each in reversed(ways):
            value = self._found[self.places[each].parent]
            for step in self.places[each].steps:
                value = ABSENT if value is ABSENT else self.follow(value, step)
            self._found[each] = value
        return self._found[number]

    def follow(self, holder: Any, step: Step) -> Any:
        """Take one step."""
        kind = self.kinds[type(holder)]
        word = step[0]
        if word == "a":
            return attributesOf(holder, kind).get(step[1], ABSENT)
        if word == "m":
            return getattr(holder, "__self__", ABSENT)
        if word == "i":
            return holder[step[1]] if isinstance(holder, tuple) and step[1] < len(holder) else ABSENT
        if word in ("k", "d") and kind.body == "dict":
            if word == "d":
                found = [value for key, value in dict.items(holder) if not isPlain(key) and describe(key) == step[1]]
                return found[0] if len(found) == 1 else ABSENT
            # asking the dict for the key would take 1 for True
            found = [value for key, value in dict.items(holder) if equal(key, step[1])] if step[1] in holder else []
            return found[0] if found else ABSENT
        if word in ("n", "c") and (kind.body in ("list", "set") or isinstance(holder, (tuple, frozenset))):
            return self._element(holder, step)
        return ABSENT

    def _element(self, holder: Any, step: Step) -> Any:
        """Return the element that a step leads to, if there is no doubt."""
        if id(holder) not in self._siblings:
            made = Siblings(holder, lambda value: attributesOf(value, self.kinds[type(value)]), self.kinds)
            self._siblings[id(holder)] = (holder, made)
        steps = self._siblings[id(holder)][1].steps
        found = [value for value in holder if id(value) in steps and self._fits(steps[id(value)], step)]
        if len(found) > 1 and self.same:
            found = [value for value in found if steps[id(value)][2:4] == tuple(step[2:4])]
        return found[0] if len(found) == 1 else ABSENT

    def _fits(self, candidate: Step, step: Step) -> bool:
        """Tell whether an element of now can be that of then."""
        if step[0] == "n" or candidate[0] == "n":
            return tuple(candidate) == tuple(step)
        if candidate[1] != step[1]:
            return False
        if candidate[3] == step[3] == 1:
            return True
        if self.same and candidate[3] == step[3]:
            return bool(candidate[2] == step[2])
        return bool(candidate[4] == step[4]) and step[3] > 1
