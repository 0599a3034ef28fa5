"""Random graphs of today's objects: every way that a class can ask to be pickled, shared and in circles."""

from __future__ import annotations

import datetime
import enum
from collections import OrderedDict
from typing import Any

from hypothesis import strategies as st


class Plain:
    """Has a ``__dict__``."""


class Slots:
    """Has slots, so that its state is a pair."""

    __slots__ = ("left", "right")


class Both(Slots):
    """Has slots and a ``__dict__``."""


class Stateful:
    """Has a state that is not a dictionary."""

    def __init__(self) -> None:
        self.parts: list[Any] = []

    def __getstate__(self) -> Any:
        return self.parts

    def __setstate__(self, state: Any) -> None:
        self.parts = state


class Listed(list):  # type: ignore[type-arg]
    """A list with attributes."""

    __hash__ = object.__hash__


class Mapped(dict):  # type: ignore[type-arg]
    """A dictionary with attributes."""

    __hash__ = object.__hash__


class Numbered(int):
    """A number with attributes."""


class Keyworded:
    """Wants keyword arguments from the start."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Keyworded:
        """Keep the arguments."""
        made = super().__new__(cls)
        made.__dict__.update(args=args, kwargs=kwargs)
        return made

    def __getnewargs_ex__(self) -> Any:
        return self.__dict__["args"], self.__dict__["kwargs"]

    def __getstate__(self) -> Any:
        return self.__dict__.get("late")


class Reduced:
    """Says all five things that ``__reduce__`` can say."""

    def __init__(self, *args: Any) -> None:
        self.args = args
        self.late: list[Any] = []

    def __reduce__(self) -> Any:
        return Reduced, self.args, {"late": self.late}, iter(self.late), iter([("late", self.late)])


class Colour(enum.Enum):
    """Is pickled by a call of its class."""

    RED = "red"
    BLUE = 2


ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, 255, 256, 65535, 65536, 2**31 - 1, -(2**31), 2**31, 2**63, 2**2040, -(2**2039)]),
    st.floats(),
    st.complex_numbers(),
    st.text(alphabet=st.characters()),
    st.text(min_size=250, max_size=260),
    st.binary(),
    st.binary(min_size=250, max_size=260),
    st.builds(bytearray, st.binary()),
    st.sampled_from([Colour.RED, Colour.BLUE, Plain, len, datetime.datetime.now, datetime.date, Ellipsis]),
    st.dates(),
    st.timedeltas(),
)
MUTABLE = [list, dict, set, OrderedDict, Plain, Slots, Both, Stateful, Listed, Mapped]
FIXED = ["tuple", "frozenset", "number", "keyworded", "reduced"]
KINDS = st.sampled_from([*MUTABLE, *FIXED])


@st.composite
def graphs(draw: st.DrawFn) -> Any:
    """Draw some objects first, those that do not change from those before them, then fill the others with any."""
    made: list[Any] = draw(st.lists(ATOMS, min_size=1, max_size=6))
    for kind in draw(st.lists(KINDS, max_size=12)):
        parts = draw(st.lists(st.sampled_from(made), max_size=4))
        made.append(kind() if isinstance(kind, type) else _fixed(kind, parts))
    for target in list(made):
        if type(target) in MUTABLE or isinstance(target, (Reduced, Keyworded, Numbered)):
            _fill(target, draw(st.lists(st.sampled_from(made), max_size=5)))
    return made[-1] if draw(st.booleans()) else made


def _fixed(kind: str, parts: list[Any]) -> Any:
    match kind:
        case "tuple":
            return tuple(parts)
        case "frozenset":
            return frozenset(filter(_hashable, parts))
        case "number":
            return Numbered(len(parts) * 1000)
        case "keyworded":
            return Keyworded(*parts[:2], **{f"k{index}": part for index, part in enumerate(parts[2:])})
    return Reduced(*parts)


def _fill(target: Any, parts: list[Any]) -> None:
    if isinstance(target, list):
        target.extend(parts)
    elif isinstance(target, dict):
        target.update((key if _hashable(key) else index, key) for index, key in enumerate(parts))
    elif isinstance(target, set):
        target.update(filter(_hashable, parts))
    elif isinstance(target, Stateful):
        target.parts.extend(parts)
    elif isinstance(target, Reduced):
        target.late.extend(parts)
    if isinstance(target, Slots) and len(parts) > 1:
        target.left = parts[0]
    if hasattr(target, "__dict__") and not isinstance(target, (Reduced, Stateful)):
        target.__dict__["late"] = list(parts)


def _hashable(part: Any) -> bool:
    return part is None or isinstance(part, (str, int, bytes, Plain, Listed, Colour))
