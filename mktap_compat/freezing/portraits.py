"""Portraits of values: equal in two processes when the values are; nothing of a user's object runs for it."""

from __future__ import annotations

import functools
import gc
import hashlib
import logging
import types
import weakref
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from zope.interface.interface import Specification

from mktap_compat.freezing.standin import Inert, Pool, RecordedMethod, Standin

#: What is told by its text alone.
ATOMS = frozenset([type(None), bool, int, float, complex, str, bytes, type(...), type(NotImplemented), range])
#: Functions written in C, and what takes an attribute of a class of C.
BUILT_IN = (
    *(types.BuiltinFunctionType, types.WrapperDescriptorType, types.MethodDescriptorType),
    *(types.MethodWrapperType, types.ClassMethodDescriptorType, types.GetSetDescriptorType, types.MemberDescriptorType),
)
#: What is told by its kind alone: caches are no state, and what belongs to the moment is another thing each time.
OPAQUE = (
    *(functools._lru_cache_wrapper, weakref.ReferenceType, types.GeneratorType, types.CoroutineType, types.FrameType),
    *(types.AsyncGeneratorType, types.CodeType, types.TracebackType, Standin, Pool, RecordedMethod, Inert),
)
#: Attributes of loggers that are caches, or lead to all others.
LOGGER = frozenset(["_cache", "manager", "parent"])
#: How deep is looked, in an element of a set, and at how many values.
DEPTH = 20
ELEMENT = 4
BUDGET = 20_000

#: What a module holds, which one that waits to be imported is not asked for.
NAMESPACE: Callable[[Any], dict[str, Any]] = vars(types.ModuleType)["__dict__"].__get__
_mro: Callable[[type], tuple[type, ...]] = type.__dict__["__mro__"].__get__
_namespace: Callable[[type], Any] = type.__dict__["__dict__"].__get__
_qualname: Callable[[type], str] = type.__dict__["__qualname__"].__get__


def className(kind: type) -> str:
    """Return the dotted name of a class, whatever its metaclass makes of such a question."""
    return f"{_namespace(kind).get('__module__', 'builtins')}.{_qualname(kind)}"


def inClass(kind: type, name: str) -> Any:
    """Return what a class or its bases define under a name, as it stands there; ``None`` if there is nothing."""
    return next((_namespace(each)[name] for each in _mro(kind) if name in _namespace(each)), None)


def attributesOf(value: object) -> dict[str, Any] | None:
    """Return the attributes of an object, not asking itself: lazy objects would be evaluated; ``None`` without any."""
    for each in _mro(type(value)):
        descriptor = _namespace(each).get("__dict__")
        if type(descriptor) is types.GetSetDescriptorType:
            found: dict[str, Any] = descriptor.__get__(value)
            return found
    return None


def portrait(value: object, depth: int = DEPTH) -> str:
    """
    Return the portrait of a value: a short text.

    :param value: the value.
    :param depth: how deep to look.
    """
    return Gallery().portrait(value, depth)


class Gallery:
    """Portraits of many values, in which what several of them hold is looked at once: with the first."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._painter = _Painter(budget)

    def portrait(self, value: object, depth: int = DEPTH) -> str:
        """Return the portrait of one more value; see :func:`portrait`."""
        painter = self._painter
        painter.told = []
        painter.look(value, depth)
        text = "\0".join(painter.told)
        return hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=12).hexdigest()


class _Painter:
    """
    Tells what a value is made of.

    :ivar told: the parts so far.
    """

    def __init__(self, budget: int) -> None:
        self.told: list[str] = []
        self._left = budget
        #: By identity; held, so that it is the identity of nothing else meanwhile.
        self._seen: dict[int, object] = {}

    def look(self, value: Any, depth: int) -> None:
        """Tell of a value, and of what it holds."""
        kind = type(value)
        if kind in ATOMS:
            self.told.append(repr(value))
            return
        if id(value) in self._seen:
            self.told.append("again")
            return
        bases = _mro(kind)
        self.told.append(className(kind))
        if type in bases:
            self.told.append(className(value))
            return
        if depth == 0 or self._left <= 0 or any(each in bases for each in OPAQUE):
            return
        self._left -= 1
        self._seen[id(value)] = value
        for child in self._parts(value, kind, bases, depth):
            self.look(child, depth - 1)

    def _parts(self, value: Any, kind: type, bases: tuple[type, ...], depth: int) -> Iterable[Any]:
        """Tell what an object is by itself, and return what it holds."""
        if types.ModuleType in bases:
            self.told.append(str(NAMESPACE(value).get("__name__")))
            return ()
        if kind is types.FunctionType:
            self.told.append(f"{value.__module__}.{value.__qualname__}")
            return (value.__defaults__, value.__kwdefaults__, value.__dict__, _contents(value.__closure__ or ()))
        if any(each in bases for each in BUILT_IN):
            self.told.append(value.__qualname__)
            return (value.__self__,) if kind is types.BuiltinFunctionType else ()
        attributes = attributesOf(value)
        if Specification in bases or Enum in bases:
            self.told.append(str((attributes or {}).get("_name_", (attributes or {}).get("__name__"))))
            return ()
        skipped = LOGGER if logging.Logger in bases else ()
        named = [
            (name, held)
            for name, held in list((attributes or {}).items())
            if name not in skipped and type(inClass(kind, str(name))) is not functools.cached_property
        ]
        for base, plain in ((int, int.__repr__), (float, float.__repr__), (str, str.__repr__), (bytes, bytes.__repr__)):
            if base in bases:
                self.told.append(plain(value))
                return named
        if dict in bases:
            return (*dict.items(value), *named)
        if set in bases or frozenset in bases:
            each = set.__iter__ if set in bases else frozenset.__iter__
            self.told.extend(sorted(portrait(element, min(depth - 1, ELEMENT)) for element in each(value)))
            return named
        known = {id(held) for held in (attributes or {}).values()} | {id(attributes), id(kind)}
        others = [held for held in gc.get_referents(value) if id(held) not in known]
        if not others and not named and type(inClass(kind, "__repr__")) is types.WrapperDescriptorType:
            told = repr(value)
            self.told.append(told if " at 0x" not in told else "")
        return (*named, *others)


def _contents(cells: tuple[types.CellType, ...]) -> list[Any]:
    """Return what the variables of a function hold; one that is not set yet holds nothing."""
    return [gc.get_referents(cell) for cell in cells]
