"""
Hints: what the strings in an attribute are, written as types (``bytes``, ``list[str]``, ``dict[bytes, Any]``).

The catalog writes them; on a user's class they are its annotations. ``Any`` says nothing.
"""

from __future__ import annotations

import inspect
import types
import typing
from typing import Any

Hint = Any
#: a hint for command lines: text, in which paths stand anywhere
Command = typing.NewType("Command", str)


class Deep:
    """
    A hint that holds for every string in an attribute, however deep: what ``--bytes`` and ``--text`` mean.

    :ivar kind: ``str`` or ``bytes``.
    """

    def __init__(self, kind: type) -> None:
        self.kind = kind


def scalar(hint: Hint) -> type | None:
    """
    Return what a hint says about a string.

    :param hint: any hint.
    :return: ``str``, ``bytes`` or, if it says neither or both, ``None``.
    """
    if isinstance(hint, Deep):
        return hint.kind
    if hint in (str, bytes):
        return typing.cast(type, hint)
    if isinstance(hint, typing.NewType):
        return scalar(hint.__supertype__)
    origin: Any = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        found = {scalar(member) for member in typing.get_args(hint)} - {None}
        return found.pop() if len(found) == 1 else None
    if origin is typing.Annotated:
        return scalar(typing.get_args(hint)[0])
    return None


def item(hint: Hint, index: int = 0) -> Hint:
    """Return what a hint for a list, tuple or set says about the item at an index."""
    if isinstance(hint, Deep):
        return hint
    hint = _container(hint)
    arguments = typing.get_args(hint)
    if not arguments:
        return Any
    origin: Any = typing.get_origin(hint)
    if origin is tuple and arguments[-1] is not Ellipsis:
        return arguments[index] if index < len(arguments) else Any
    return arguments[0]


def key(hint: Hint) -> Hint:
    """Return what a hint for a dictionary says about its keys."""
    if isinstance(hint, Deep):
        return hint
    arguments = typing.get_args(_container(hint))
    return arguments[0] if len(arguments) == 2 else Any


def value(hint: Hint) -> Hint:
    """Return what a hint for a dictionary says about its values."""
    if isinstance(hint, Deep):
        return hint
    arguments = typing.get_args(_container(hint))
    return arguments[1] if len(arguments) == 2 else Any


def _container(hint: Hint) -> Hint:
    """Return the one member of a union that is a container, else the hint."""
    origin: Any = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        members = [member for member in typing.get_args(hint) if typing.get_origin(member) is not None]
        return members[0] if len(members) == 1 else hint
    return hint


def ofClass(cls: type) -> dict[str, Hint]:
    """
    Return what a class says about the strings in its attributes.

    :param cls: any class.
    :return: hints by attribute: its annotations, else the type of a default that is text or bytes.
    """
    found: dict[str, Hint] = {}
    for base in reversed(cls.__mro__):
        found.update((name, type(default)) for name, default in vars(base).items() if type(default) in (str, bytes))
    for base in reversed(cls.__mro__):
        try:
            found.update(typing.get_type_hints(base, include_extras=True))
        except Exception:  # a name that only the type checker imports, or anything else in a string
            found.update(_each(base))
    for name in ("__module__", "__doc__", "__qualname__"):
        found.pop(name, None)
    return found


def _each(cls: type) -> dict[str, Hint]:
    """Return the annotations of a class that can be understood one by one."""
    found: dict[str, Hint] = {}
    for name, annotation in inspect.get_annotations(cls).items():
        probe = type("Probe", (), {"__annotations__": {name: annotation}, "__module__": cls.__module__})
        try:
            found.update(typing.get_type_hints(probe, include_extras=True))
        except Exception:
            found.pop(name, None)
    return found
