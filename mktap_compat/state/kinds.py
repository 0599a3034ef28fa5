"""What kinds of objects there are for state: what is compared, what is a leaf, what belongs to the process."""

from __future__ import annotations

import copyreg
import sys
from collections import deque
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from mktap_compat.state import process

#: Types whose values never change and hold nothing.
ATOMS = frozenset([type(None), bool, int, float, complex, str, bytes, type(...), type(NotImplemented)])
#: Types that hold something and never change.
IMMUTABLE = frozenset([tuple, frozenset])
#: Not there.
ABSENT = object()
#: Where the containers that change keep their elements, by base class.
_BODIES: tuple[tuple[type, str], ...] = (
    (dict, "dict"),
    (list, "list"),
    (deque, "list"),
    (set, "set"),
    (bytearray, "bytes"),
)
#: Attributes that zope.interface keeps for itself.
_INTERFACES = frozenset(["__provides__", "__implemented__", "__providedBy__"])


class Kind:
    """
    What there is to know of a class, once.

    :ivar name: its dotted name.
    :ivar cls: the class.
    :ivar leaf: whether its instances are told by their name or identity only.
    :ivar body: how its instances hold elements: ``"dict"``, ``"list"``, ``"set"``, ``"bytes"`` or ``""``.
    :ivar slots: the names of its slots.
    :ivar attributes: whether its instances have a ``__dict__``.
    :ivar skipped: attributes that belong to the process.
    :ivar states: whether it says itself what of it is kept.
    """

    __slots__ = ("attributes", "body", "cls", "leaf", "name", "skipped", "slots", "states")

    def __init__(self, cls: type) -> None:
        self.cls = cls
        self.name = dotted(cls)
        self.body = next((name for base, name in _BODIES if issubclass(cls, base)), "")
        self.slots: tuple[str, ...] = tuple(copyreg._slotnames(cls))  # type: ignore[attr-defined]
        self.attributes = getattr(cls, "__dictoffset__", 0) != 0
        self.leaf = issubclass(cls, _leaves())
        self.skipped = process.skipped(cls) | _INTERFACES
        found = getattr(cls, "__getstate__", None)
        self.states = found is not None and found is not getattr(object, "__getstate__", None)

    @property
    def opaque(self) -> bool:
        """Whether nothing can be seen of what changes in place inside such an object."""
        return not (self.leaf or self.body or self.slots or self.attributes)


class Kinds(dict[type, Kind]):
    """Kinds by class, found out at the first look."""

    def __missing__(self, cls: type) -> Kind:
        found = self[cls] = Kind(cls)
        return found


def _leaves() -> tuple[type, ...]:
    """Return the types of objects that are never looked into."""
    from zope.interface.interface import InterfaceClass

    running = sys.modules.get("twisted.internet.reactor")
    reactors = () if running is None else (type(running),)
    return (type, ModuleType, FunctionType, BuiltinFunctionType, Enum, InterfaceClass, *reactors)


def dotted(named: Any) -> str:
    """Return the dotted name of a class or function."""
    return f"{getattr(named, '__module__', '')}.{getattr(named, '__qualname__', None) or named.__name__}"


def describe(value: Any) -> str:
    """Return what stands for a value that is only compared: the name of what has one, else its class."""
    if isinstance(value, Enum):
        return f"{dotted(type(value))}.{value.name}"
    if isinstance(value, MethodType):
        return f"a method {value.__func__.__name__} of {dotted(type(value.__self__))}"
    if isinstance(value, _leaves()) and hasattr(value, "__name__"):
        return dotted(value)
    if type(value).__module__ in ("datetime", "decimal", "fractions", "uuid", "pathlib", "ipaddress", "re"):
        return repr(value)
    return f"an object of {dotted(type(value))}"


def equal(before: Any, now: Any) -> bool:
    """Tell whether two values that can't change are the same, or it is one and the same object."""
    if before is now:
        return True
    kind = type(before)
    if kind is not type(now):
        return False
    if kind in ATOMS:
        return bool(before == now) or before != before
    if kind in IMMUTABLE or (isinstance(before, tuple) and kind.__module__ != "builtins"):
        if len(before) != len(now):
            return False
        if isinstance(before, frozenset):
            return bool(before == now)
        return all(map(equal, before, now))
    if isinstance(before, Enum):
        return False
    return kind.__module__ in ("datetime", "decimal", "fractions", "uuid", "pathlib", "ipaddress") and bool(
        before == now
    )


def attributesOf(value: Any, kind: Kind) -> dict[str, Any]:
    """Return the attributes of an object, with its slots; the very ``__dict__`` if that is all."""
    found: dict[str, Any] = value.__dict__ if kind.attributes else {}
    if kind.slots:
        found = dict(found)
        for name in kind.slots:
            held = getattr(value, name, ABSENT)
            if held is not ABSENT:
                found[name] = held
    return found


def bodyOf(value: Any, kind: Kind) -> Any:
    """Return a copy of the elements of a container: a dict, list, set or bytes; ``None`` for anything else."""
    if kind.body == "dict":
        # not its own copy(), which a subclass may have replaced
        return dict.copy(value)
    if kind.body == "list":
        return list(value)
    if kind.body == "set":
        return set(value)
    return bytes(value) if kind.body == "bytes" else None


def heldByModules() -> dict[int, str]:
    """
    Return the objects that modules of Python or of Twisted hold, by identity, with the name of their module.

    They belong to the process: nothing is carried into them, and they are looked into by nobody.
    """
    from mktap_compat.freezing.modulestate import FOREIGN

    found: dict[int, str] = {}
    for name, module in list(sys.modules.items()):
        top = name.partition(".")[0]
        if (top in FOREIGN or top in sys.stdlib_module_names) and type(module) is ModuleType and top != "__main__":
            for value in list(vars(module).values()):
                if type(value) not in _NAMED:
                    found[id(value)] = name
    return found


_NAMED = ATOMS | {type, ModuleType, FunctionType, BuiltinFunctionType, tuple, frozenset}
