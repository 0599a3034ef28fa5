"""Paths to what can't be frozen."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from twisted.application.service import Application, IServiceCollection, MultiService

from mktap_compat.freezing import pickling, tracing
from mktap_compat.freezing.errors import FreezeError
from tests.freezing.holding import Holding, application


class Slotted:
    """Has slots beside its attributes."""

    __slots__ = ("__dict__", "slot")

    def __init__(self, slot: Any) -> None:
        self.slot = slot


class Many(list[Any]):
    """A list of a class of its own."""


class Named(dict[str, Any]):
    """A dict of a class of its own."""


def enclosing(value: Any) -> Any:
    """Return a function that holds on to a value."""
    return lambda: value


#: What holds a lock there.
PATHS: dict[str, Callable[[Any], Any]] = {
    "services[0].held": lambda lock: lock,
    "services[0].held[1]": lambda lock: [0, lock],
    "services[0].held[0][2]": lambda lock: [(0, 1, lock)],
    "services[0].held['a']": lambda lock: {"a": lock},
    "services[0].held[7].b": lambda lock: {7: SimpleNamespace(b=lock)},
    "services[0].held.slot": lambda lock: Slotted(lock),
    "services[0].held.__self__.held": lambda lock: Holding(lock).doubled,
    "services[0].held[1] ": lambda lock: Many([0, lock]),
    "services[0].held['x']": lambda lock: Named(x=lock),
    "services[0].held.<variable value>": lambda lock: enclosing(lock),
}


@pytest.mark.parametrize("path", PATHS)
def test_path(path: str) -> None:
    """The message begins with the true path, through every kind of container."""
    with pytest.raises(FreezeError) as refused:
        pickling.dump(application(PATHS[path](threading.Lock())))
    assert str(refused.value).startswith(f"{path.strip()}: _thread.lock is for threads of one process")


def test_pathThroughServices() -> None:
    """Services inside services, and those with names, are found by their place."""
    made = Application("outer")
    inner = MultiService()
    Holding(1).setServiceParent(inner)
    Holding({"f": io.StringIO()}).setServiceParent(inner)
    Holding(2).setServiceParent(IServiceCollection(made))
    inner.setServiceParent(IServiceCollection(made))
    inner.services[1].held["f"] = open("/dev/null")  # noqa: SIM115
    try:
        with pytest.raises(
            FreezeError, match=r"^services\[1\].services\[1\].held\['f'\]: _io.TextIOWrapper is an open file"
        ):
            pickling.dump(made)
    finally:
        inner.services[1].held["f"].close()


@pytest.mark.parametrize("levels", [20_000, 30_000])
def test_depth(levels: int) -> None:
    """What is nested too deeply is named with its depth."""
    chain: list[Any] = []
    for _ in range(levels):
        chain = [chain]
    with pytest.raises(FreezeError) as refused:
        pickling.dump(application(SimpleNamespace(chain=chain)))
    words = str(refused.value).split()
    assert words[0].startswith("services[0].held.chain[0]")
    assert levels < int(words[words.index("levels") - 1]) < levels + 50


def test_find() -> None:
    """An object is found by identity; one that is not there is not."""
    wanted = Holding(5)
    assert tracing.find(application([1, {"k": wanted}]), wanted) == "services[0].held[1]['k']"
    assert tracing.find(application([Holding(5)]), wanted) is None


def test_errorOfAnObjectsOwn() -> None:
    """What an object's own method raises is told with its path."""

    class Failing:
        def __reduce__(self) -> str:
            raise RuntimeError("not\nme")

    with pytest.raises(FreezeError, match=r"services\[0\].held\[0\]: .*Failing can't be pickled \(not me\)"):
        pickling.dump(application([Failing()]))
