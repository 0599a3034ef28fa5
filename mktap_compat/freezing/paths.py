"""From the objects on the way to a failure to a path as a person would write it, like ``services[0].endpoint.key``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from types import CellType, FunctionType, MethodType
from typing import Any

#: How a path through the application's own service begins; a person leaves it out.
SERVICE = re.compile(r"\._adapterCache\['twisted\.application\.service\.IService(Collection)?'\]")


class Frame:
    """
    An object that is being pickled.

    :param value: the object.
    :ivar args: what its reducer calls a function with, once that is known.
    :ivar state: the state that its reducer gave, likewise.
    """

    __slots__ = ("args", "state", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.args: Any = None
        self.state: Any = None


def path(trail: Sequence[Frame]) -> str:
    """
    Name the way from a root to the last object of a trail.

    :param trail: frames, each of an object inside the one before it; states and tuples of arguments have their own.
    :return: the path; ``"the application"`` if there is none.
    """
    result = ""
    naming: Naming = _item
    function: Any = None
    for holder, frame in pairwise(trail):
        if isinstance(holder.value, FunctionType):
            function = holder.value
        if isinstance(frame.value, CellType) and function is not None:
            step, naming = _variable(function, frame.value), _item
        else:
            step, naming = _step(holder, frame.value, naming)
        result += step
    return SERVICE.sub("", result).removeprefix(".") or "the application"


#: How the values inside a container are named: takes the container and the value.
Naming = Callable[[Any, Any], str]


def _step(holder: Frame, child: Any, naming: Naming) -> tuple[str, Naming]:
    """Name one step, and say how the next one is named if the child is a container."""
    owner = holder.value
    if holder.state is not None and child is holder.state:
        return "", _state if not isinstance(owner, CellType) else _nothing
    if holder.args is not None and child is holder.args:
        return "", _argumentOf(owner)
    if naming is _state and isinstance(owner, tuple) and isinstance(child, dict):
        # the state of a class with __slots__ is a pair of dicts
        return "", _state
    return naming(owner, child), _item


def _state(state: Any, child: Any) -> str:
    """Name an attribute."""
    if isinstance(state, Mapping):
        for attribute, value in state.items():
            if value is child:
                return f".{attribute}"
    return _item(state, child)


def _item(holder: Any, child: Any) -> str:
    """Name a value in a list, tuple, dict or set."""
    if isinstance(holder, Mapping):
        for key, value in holder.items():
            if value is child:
                return f"[{key!r}]"
            if key is child:
                return f".<key {key!r}>"
    elif isinstance(holder, (list, tuple)):
        return _position(holder, child, "[{}]")
    elif isinstance(holder, (set, frozenset)):
        return ".<element>"
    return ""


def _variable(function: FunctionType, cell: CellType) -> str:
    """Name a variable that a function holds on to."""
    names = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return next((f".<variable {name}>" for name, held in names if held is cell), "")


def _nothing(holder: Any, child: Any) -> str:
    """Name what needs no name, like the contents of a variable."""
    return ""


def _argumentOf(owner: Any) -> Naming:
    """Say how the arguments of an object's reducer are named."""
    if isinstance(owner, MethodType):
        return lambda args, child: ".__self__" if child is args[0] else ""
    if isinstance(owner, CellType):
        return _nothing
    if isinstance(owner, FunctionType):
        return lambda args, child: "" if child is args[-1] else _position(args, child, ".<argument {}>")
    return lambda args, child: _position(args, child, ".<argument {}>") if not isinstance(child, type) else ""


def _position(holder: Iterable[Any], child: Any, form: str) -> str:
    """Name a place by its number."""
    return next((form.format(index) for index, value in enumerate(holder) if value is child), "")
