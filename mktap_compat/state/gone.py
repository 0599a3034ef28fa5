"""What stands for what a state file names and is not there any more: a place, a class."""

from __future__ import annotations

from typing import Any


class Gone:
    """
    Stands for an object that can't be made, or for one of the base that has no place.

    It takes whatever unpickling does to an object. :attr:`met` tells whether there has been any, which spares looking
    for them.
    """

    met = False
    reason = ""
    path = ""

    def __new__(cls, *args: Any, **named: Any) -> Gone:
        """Take any arguments."""
        Gone.met = True
        return object.__new__(cls)

    def __init__(self, *args: Any, **named: Any) -> None:
        pass

    def __setstate__(self, state: Any) -> None:
        """Take any state."""

    def __setitem__(self, key: Any, value: Any) -> None:
        """Take any item."""

    def append(self, value: Any) -> None:
        """Take any element."""

    def extend(self, values: Any) -> None:
        """Take any elements."""

    add = append


def place(path: str, reason: str) -> Gone:
    """Return what stands for an object of the base."""
    found = Gone()
    found.path, found.reason = path, reason
    return found


def named(module: str, name: str, error: BaseException) -> type[Gone]:
    """Return a class that stands for one that can't be imported."""
    reason = f"{module}.{name} is gone ({type(error).__name__}: {error})"
    return type(name.rpartition(".")[2], (Gone,), {"reason": reason, "path": f"{module}.{name}"})
