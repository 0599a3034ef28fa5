"""Instances of the user's own classes: made anew without ``__init__``, with the attributes they had."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from twisted.persisted.styles import Versioned

from mktap_compat.migrating import stringtypes
from mktap_compat.migrating.constructions import Construction, Name, Value
from mktap_compat.migrating.errors import MissingError
from mktap_compat.migrating.evaluating import resolve
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.rules import SHAPES, Shape
from mktap_compat.reading.nodes import Dict, Form, Node

#: built-in types whose contents are handed to ``__new__`` or added afterwards
_BUILTIN = (dict, list, set, tuple, frozenset, str, bytes, int, float)


def reference(dotted: str, path: str) -> Name:
    """
    Return a reference to a trusted class or function.

    :param dotted: its dotted name.
    :param path: where the tap refers to it.
    :return: the name.
    :raise MissingError: if it cannot be imported.
    """
    load(dotted, path)
    return Name(dotted)


def load(dotted: str, path: str) -> Any:
    """
    Import something trusted.

    :param dotted: its dotted name.
    :param path: where the tap refers to it.
    :return: the class or function.
    :raise MissingError: if it cannot be imported; the message says what can be done.
    """
    try:
        return resolve(dotted)
    except MissingError as error:
        raise MissingError(
            f"{path}: {error}; put its Python 3 port on PYTHONPATH, or say where it is now with --rename {dotted}=..."
        ) from error


def convert(old: Old) -> Value:
    """
    Make a trusted object anew, as unpickling would: without ``__init__``, with its attributes or ``__setstate__``.

    Strings become what the class says about them: its annotations, the types of its defaults, and what the catalog
    knows of the classes of Twisted it derives from. An old version of a ``Versioned`` class is upgraded.

    :param old: the object.
    :return: its construction.
    :raise MissingError: if the class cannot be imported.
    """
    cls = load(old.dotted, old.path)
    if old.node.form is Form.CALL or not isinstance(cls, type):
        return _call(old)
    new = old.new
    new.function = f"{old.dotted}.__new__"
    new.args = [Name(old.dotted), *_contents(old, cls)]
    shapes = _shapes(cls)
    for shape in shapes:
        old.drop(*shape.drop)
    known = _hints(cls)
    plain = (None, inspect.getattr_static(Versioned, "__setstate__"))
    if inspect.getattr_static(cls, "__setstate__", None) not in plain:
        _setState(old, new, known)
    else:
        _setAttributes(old, new, cls, known)
    for shape in shapes:
        _fill(old, new, shape)
    _items(old, new, known)
    if issubclass(cls, Versioned):
        _upgrade(old, new, cls)
    for shape in shapes:
        if shape.then is not None:
            shape.then(old, new)
    return new


def _dotted(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


@cache
def _shapes(cls: type) -> tuple[Shape, ...]:
    """Return what the catalog knows of a class and of those that it derives from."""
    return tuple(SHAPES[name] for name in map(_dotted, cls.__mro__) if name in SHAPES)


@cache
def _hints(cls: type) -> dict[str, stringtypes.Hint]:
    """Return what is known about the attributes of a class."""
    found: dict[str, stringtypes.Hint] = {}
    for shape in reversed(_shapes(cls)):
        found.update(shape.hints)
    # defaults on Twisted's own classes say little about Python 2, annotations on the user's say all
    mine = stringtypes.ofClass(cls)
    found.update((name, hint) for name, hint in mine.items() if name not in found or name in _annotated(cls))
    return found


def _annotated(cls: type) -> set[str]:
    return {name for base in cls.__mro__ for name in inspect.get_annotations(base)}


def _call(old: Old) -> Value:
    """Call a trusted function or class with the arguments of the file, then set its state."""
    new = Construction(old.dotted, *(old.argument(index) for index in range(len(old.node.args))))
    for name in old.names():
        new.set(name, old.value(name))
    _items(old, new, {})
    return new


def _contents(old: Old, cls: type) -> list[Value]:
    """Return the arguments of ``__new__`` for a subclass of a built-in type that cannot be changed."""
    if not issubclass(cls, (tuple, frozenset, str, bytes, int, float)):
        return []
    return [old.argument(index) for index in range(len(old.node.args))]


def _setState(old: Old, new: Construction, known: dict[str, stringtypes.Hint]) -> None:
    """Hand the state to the class's own ``__setstate__``."""
    for index, state in enumerate(old.node.states):
        if isinstance(state, Dict):
            new.call("__setstate__", {name: old.value(name, None, known.get(name, Any)) for name in old.names()})
        else:
            new.call("__setstate__", old.migration.convert(state, f"{old.path}.<state>", Any, (old.dotted, "")))
        if index:
            break


def _setAttributes(old: Old, new: Construction, cls: type, known: dict[str, stringtypes.Hint]) -> None:
    used = _usedNames(cls)
    for name in old.names():
        if name.endswith(".persistenceVersion"):
            continue
        descriptor = inspect.getattr_static(cls, name, None)
        if isinstance(descriptor, property) and descriptor.fset is None:
            old.drop(name, why="the port computes it")
            continue
        if name not in used and not hasattr(cls, name):
            _lacking(old, name, "the class does not mention it; it was kept")
        new.set(name, old.value(name, None, known.get(name, Any)))


def _lacking(old: Old, name: str, why: str) -> None:
    old.migration.report.add("lacking", f"{old.path}.{name}", f"{old.dotted}.{name}", why=why)


@cache
def _usedNames(cls: type) -> frozenset[str]:
    """Return the names that the methods of a class use, and those of functions and classes inside them."""
    return frozenset(_eachUsedName(cls))


def _eachUsedName(cls: type) -> Iterator[str]:
    for base in cls.__mro__:
        yield from inspect.get_annotations(base)
        yield from vars(base).get("__slots__", ())
        waiting: list[CodeType] = []
        for member in vars(base).values():
            function = getattr(member, "__func__", getattr(member, "fget", member))
            if isinstance(function, FunctionType):
                waiting.append(function.__code__)
        while waiting:
            code = waiting.pop()
            yield from code.co_names
            waiting.extend(constant for constant in code.co_consts if isinstance(constant, CodeType))


def _fill(old: Old, new: Construction, shape: Shape) -> None:
    for name, value in shape.fill.items():
        if name not in old:
            filled = value(old) if callable(value) else value
            new.set(name, old.fill(name, filled))


def _items(old: Old, new: Construction, known: dict[str, stringtypes.Hint]) -> None:
    """Add what was in a subclass of list or dict."""
    node = old.node
    pairs: list[tuple[Node, Node]] = list(node.pairs)
    items: list[Node] = list(node.items)
    if node.form is Form.INSTANCE and new.args[1:] == []:
        for argument in node.args:
            if isinstance(argument, Dict):
                pairs = argument.pairs + pairs
            else:
                items = [*getattr(argument, "items", []), *items]
    place = (old.dotted, "")
    for key, value in pairs:
        newKey = old.migration.convert(key, f"{old.path}.<key>", Any, (old.dotted, "{}"))
        new.call("__setitem__", newKey, old.migration.convert(value, f"{old.path}[{newKey!r}]", Any, place))
    if items:
        converted = [
            old.migration.convert(item, f"{old.path}[{index}]", Any, place) for index, item in enumerate(items)
        ]
        new.call("extend", converted)


def _upgrade(old: Old, new: Construction, cls: type) -> None:
    """Call the ``upgradeToVersionN`` that lie between the file's version and today's, when everything is there."""
    for base in reversed(cls.__mro__):
        current = vars(base).get("persistenceVersion")
        if current is None or base is Versioned:
            continue
        version = old.number(f"{_dotted(base)}.persistenceVersion", 0) or 0
        for number in range(version + 1, current + 1):
            method = f"upgradeToVersion{number}"
            if method in vars(base):
                new.call(method)
                new.last.append(new.steps.pop())  # type: ignore[arg-type]
                old.migration.report.add("filled", old.path, f"{old.dotted}.{method}", why=f"version {version} before")
