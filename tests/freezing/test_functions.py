"""Functions without a name to import them by."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from mktap_compat.freezing import picklers, pickling
from mktap_compat.freezing.errors import FreezeError
from tests.freezing.holding import application, throughPickle

named = lambda number: number + 1  # noqa: E731


class Maker:
    """Has functions inside."""

    inClass = lambda self: "in class"  # noqa: E731

    def make(self, first: int) -> list[Callable[..., Any]]:
        """Return functions that are alike."""

        def second(extra: int = 5, *, more: int = 7) -> int:
            return first + extra + more

        second.note = "kept"  # type: ignore[attr-defined]
        return [lambda: "one", lambda: "two", second, lambda: (lambda: first)()]

    @staticmethod
    def static() -> Callable[[], str]:
        """Return a function from a static method."""
        return lambda: "static"


def counter() -> tuple[Callable[[], int], Callable[[], int]]:
    """Return two functions that share a variable."""
    count = 0

    def more() -> int:
        nonlocal count
        count += 1
        return count

    return more, lambda: count


def recursive() -> Callable[[int], int]:
    """Return a function that calls itself, so that its closure holds it."""

    def factorial(number: int) -> int:
        return number * factorial(number - 1) if number else 1

    return factorial


def test_functionWithNameIsReference() -> None:
    """A function that can be imported stays that very function, and so does a lambda that has a name."""
    assert throughPickle([pickling.dump, named, Maker.inClass]) == [pickling.dump, named, Maker.inClass]


def test_functionsInsideFunctions() -> None:
    """Functions inside a method come back each with its own code, closure, defaults and attributes."""
    one, two, second, deep = throughPickle(Maker().make(30))
    assert (one(), two(), deep()) == ("one", "two", 30)
    assert (second(), second(1, more=1), second.note) == (42, 32, "kept")
    assert second.__qualname__ == "Maker.make.<locals>.second"
    assert throughPickle(Maker.static())() == "static"


def test_functionsShareVariables() -> None:
    """Two functions that share a variable still do."""
    more, told = counter()
    more()
    again, toldAgain = throughPickle([more, told])
    assert (again(), again(), toldAgain(), told()) == (2, 3, 3, 1)


def test_functionInItsOwnClosure() -> None:
    """A function that refers to itself comes back and calls itself."""
    assert throughPickle(recursive())(5) == 120


def test_functionHoldsNoCode() -> None:
    """No code is in the pickle: only the name of the module, and the way to the code in it."""
    graph = pickling.dump(application(Maker().make(1)))
    assert b"tests.freezing.test_functions" in graph
    assert Maker.make.__code__.co_code not in graph


def test_functionFromNowhere() -> None:
    """A function whose module does not hold its code is refused, with its name."""
    space: dict[str, Any] = {"__name__": __name__}
    exec("def made(): return lambda: 1", space)
    with pytest.raises(
        FreezeError, match=r"services\[0\].held: .*<lambda> is a function that can't be found by its name"
    ):
        pickling.dump(application(space["made"]()))


def test_functionPicklerIsUsedOnlyWhenNeeded() -> None:
    """A graph without such functions is the same with both picklers."""
    from mktap_compat.freezing import reducers

    value = application([1, {"a": "b"}])
    assert picklers.pickled(value, reducers.table(), picklers.FunctionPickler) == pickling.dump(value)
    assert pickle.loads(pickling.dump(value)) is not None
