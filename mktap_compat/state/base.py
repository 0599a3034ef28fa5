"""The base: a shadow of the application as it was made, before anything has started."""

from __future__ import annotations

import gc
import pickle
import warnings
from collections import deque
from collections.abc import Iterator
from types import MethodType
from typing import Any

from mktap_compat.state import process
from mktap_compat.state.kinds import (
    ATOMS,
    Kind,
    Kinds,
    attributesOf,
    bodyOf,
    heldByModules,
)
from mktap_compat.state.places import Place, Siblings, Step, keyStep

#: Modules whose objects change in place, where nobody can look, but pickle by value.
BY_VALUE = ("array", "itertools", "random")


class Shadow:
    """
    One object of the base.

    :ivar value: the very object.
    :ivar kind: of its class.
    :ivar parent: the number of the object that holds it.
    :ivar steps: how, before elements of lists are told apart: ``("l", index)`` stands for one.
    :ivar attributes: its attributes then.
    :ivar body: its elements then.
    """

    __slots__ = ("attributes", "body", "kind", "parent", "steps", "value")

    def __init__(self, value: Any, kind: Kind, parent: int, steps: tuple[Step, ...]) -> None:
        self.value = value
        self.kind = kind
        self.parent = parent
        self.steps = steps
        self.attributes: dict[str, Any] = dict(attributesOf(value, kind))
        self.body: Any = bodyOf(value, kind)


class Base:
    """
    What an application was before it started: its objects, where they are, and shallow copies of them.

    References are held, so that an identity means the same object as long as the base is there.

    :param root: the root service of the application.
    :param without: what is no part of it.
    :ivar shadows: the objects.
    :ivar index: the numbers of the objects by identity.
    :ivar opaque: what nobody can look into but pickles by value, such as an iterator, with its pickle.
    """

    def __init__(self, root: Any, without: tuple[object, ...] = ()) -> None:
        self.kinds = Kinds()
        self.held = heldByModules() | {id(each): "" for each in without}
        self._without = without
        self.shadows: list[Shadow] = []
        self.index: dict[int, int] = {}
        self.opaque: dict[int, tuple[Any, bytes | None]] = {}
        self._open = process.openTypes()
        self._siblings: dict[int, Siblings] = {}
        self._places: dict[int, Place] = {}
        self._memo: dict[int, tuple[int, Any]] = {}
        collecting = gc.isenabled()
        gc.disable()
        try:
            self._walk(root)
        finally:
            if collecting:
                gc.enable()

    def _walk(self, root: Any) -> None:
        """Take a shadow of everything, from the root on."""
        waiting: deque[tuple[Any, int, tuple[Step, ...]]] = deque([(root, -1, ())])
        while waiting:
            value, parent, steps = waiting.popleft()
            cls = type(value)
            if cls in ATOMS or id(value) in self.index or id(value) in self.held:
                continue
            kind = self.kinds[cls]
            if kind.leaf or isinstance(value, self._open):
                continue
            if isinstance(value, (tuple, frozenset)):
                for index, each in enumerate(value):
                    if type(each) not in ATOMS:
                        step = ("i", index) if isinstance(value, tuple) else ("u", index)
                        waiting.append((each, parent, (*steps, step)))
                continue
            if isinstance(value, MethodType):
                waiting.append((value.__self__, parent, (*steps, ("m",))))
                continue
            if cls.__module__ in BY_VALUE:
                self.opaque[id(value)] = (value, reduced(value))
                continue
            if kind.opaque:
                continue
            number = self.index[id(value)] = len(self.shadows)
            shadow = Shadow(value, kind, parent, steps)
            self.shadows.append(shadow)
            if self._without and parent == 0 and isinstance(shadow.body, list):
                shadow.body = [each for each in shadow.body if all(each is not other for other in self._without)]
            waiting.extend((child, number, (step,)) for step, child in children(shadow))

    def memo(self) -> dict[int, tuple[int, Any]]:
        """Return what the memo of a pickler begins with: the objects of the base by their numbers."""
        if not self._memo:
            self._memo = {id(each.value): (number, each.value) for number, each in enumerate(self.shadows)}
        return dict(self._memo)

    def place(self, number: int) -> Place:
        """Return the place of an object."""
        if number in self._places:
            return self._places[number]
        shadow = self.shadows[number]
        steps = [self._told(shadow, step) if step[0] == "l" else step for step in shadow.steps]
        self._places[number] = Place(shadow.parent, steps, shadow.kind.name)
        return self._places[number]

    def _told(self, shadow: Shadow, step: Step) -> Step:
        """Return the step to an element of a list or set."""
        if shadow.parent not in self._siblings:
            body = self.shadows[shadow.parent].body
            self._siblings[shadow.parent] = Siblings(body, self._attributes, self.kinds)
        value = step[2]
        return self._siblings[shadow.parent].steps[id(value)]

    def _attributes(self, value: Any) -> dict[str, Any]:
        """Return the attributes of an object, as they were if it is of the base."""
        number = self.index.get(id(value))
        if number is not None:
            return self.shadows[number].attributes
        return attributesOf(value, self.kinds[type(value)])


def children(shadow: Shadow) -> Iterator[tuple[Step, Any]]:
    """Yield the steps and objects below an object of the base."""
    skipped = shadow.kind.skipped
    for name, value in shadow.attributes.items():
        if type(value) not in ATOMS and name not in skipped:
            yield ("a", name), value
    if shadow.kind.body == "dict":
        for position, (key, value) in enumerate(shadow.body.items()):
            if type(value) not in ATOMS:
                yield keyStep(key, position), value
    elif shadow.kind.body in ("list", "set"):
        for position, value in enumerate(shadow.body):
            if type(value) not in ATOMS:
                yield ("l", position, value), value


def reduced(value: Any) -> bytes | None:
    """Return the pickle of an object that changes in place, ``None`` if it has none."""
    try:
        with warnings.catch_warnings():
            # iterators will not pickle for ever
            warnings.simplefilter("ignore", DeprecationWarning)
            return pickle.dumps(value, 4)
    except Exception:
        # whatever its own methods raise
        return None
