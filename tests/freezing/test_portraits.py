"""Portraits of values: what changes them, what does not, and that nothing of a user's object runs."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from mktap_compat.freezing.portraits import portrait


class Slotted:
    """Keeps what it has in slots."""

    __slots__ = ("inner", "other")

    def __init__(self) -> None:
        self.inner = [1]


class Lazy:
    """Fails for whoever asks it for anything, as objects do that stand for another one of a request to come."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"asked for {name}")

    def __bool__(self) -> bool:
        raise AssertionError("asked whether it is true")

    def __repr__(self) -> str:
        raise AssertionError("asked to show itself")

    def __hash__(self) -> int:
        raise AssertionError("asked for its hash")


def closure() -> Callable[[], list[int]]:
    """Return a function that keeps a list."""
    kept = [1]
    return lambda: kept


@functools.lru_cache
def cached(number: int) -> int:
    """Return the number, and remember it."""
    return number


@pytest.mark.parametrize(
    "value",
    [1, "text", float("nan"), complex("nan+1j"), [1, [2]], {"key": {"inner": 1}}, {1, 2}, Slotted(), closure(), print],
    ids=repr,
)
def test_untouchedIsTheSame(value: Any) -> None:
    """The portrait of a value that nobody touches is the same twice."""
    assert portrait(value) == portrait(value)


def test_equalIsTheSame() -> None:
    """Two values that are made alike have the same portrait, sets whatever the order in which they were filled."""
    assert portrait({"a": [Slotted()]}) == portrait({"a": [Slotted()]})
    assert portrait({f"{number}" for number in range(50)}) == portrait({f"{number}" for number in reversed(range(50))})


def addInner(value: Any) -> None:
    """Change what is in a slot."""
    value.inner.append(2)


@pytest.mark.parametrize(
    ("value", "change"),
    [
        (Slotted(), addInner),
        (deque([1]), lambda value: value.append(2)),
        ([[[[[[1]]]]]], lambda value: value[0][0][0][0][0].append(2)),
        (closure(), lambda value: value().append(2)),
        ({"key": bytearray(b"x")}, lambda value: value["key"].append(1)),
        (functools.partial(print, [1]), lambda value: value.args[0].append(2)),
    ],
    ids=["slot", "deque", "deep", "closure", "bytearray", "partial"],
)
def test_changeIsSeen(value: Any, change: Callable[[Any], None]) -> None:
    """A change is seen in slots, in containers of C, deep inside, and in what a function keeps."""
    before = portrait(value)
    change(value)
    assert portrait(value) != before


def test_lazyObjectIsNotAsked() -> None:
    """Nothing of an object runs for its portrait, wherever it is."""
    lazy = Lazy()
    assert portrait([lazy, {"key": lazy}]) == portrait([lazy, {"key": lazy}])


def test_cacheIsNoState() -> None:
    """A cache that is filled changes nothing."""
    before = portrait(cached)
    cached(1)
    assert portrait(cached) == before


def test_modulesByName() -> None:
    """A module is told by its name: what it holds is looked at by itself."""
    module = ModuleType("settings")
    before = portrait([module])
    vars(module)["more"] = 1
    assert portrait([module]) == before
