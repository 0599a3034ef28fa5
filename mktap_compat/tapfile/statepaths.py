"""How a place of learned state is read by a person: from the steps that a state file stores, see ``docs``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

#: What stands for the root.
ROOT = "the application"


def shown(step: Sequence[Any]) -> str:
    """Return a step as a person reads it."""
    if step[0] == "a":
        return f".{step[1]}"
    if step[0] == "m":
        return ".__self__"
    return f"[{step[-1]}]" if step[0] in ("c", "i", "u") else f"[{step[1]!r}]"


def text(places: Sequence[Sequence[Any]], number: int) -> str:
    """
    Return a place as a person reads it, like ``services[0].board.counts``.

    :param places: each with the number of its parent, its steps, and its class.
    :param number: which one.
    """
    parts: list[str] = []
    while number > 0:
        parent, steps = places[number][:2]
        parts[:0] = [shown(step) for step in steps]
        # of damaged files: places come after their parents
        number = min(parent, number - 1)
    return "".join(parts).removeprefix(".") or ROOT


def below(holder: str, part: str, step: Sequence[Any]) -> str:
    """Return the path to what a part of an object has changed: an attribute, a key, or the object as a whole."""
    if part not in ("attribute", "key"):
        return holder
    return ("" if holder == ROOT else holder) + shown(step) if holder != ROOT else shown(step).removeprefix(".")
