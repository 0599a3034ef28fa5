"""Objects that modules hold: a graph refers to them, so that a sentinel stays itself and a registry the registry."""

from __future__ import annotations

import gc
import io
import logging
import pickle
import sys
from collections.abc import Mapping, Sequence
from enum import Enum
from types import ModuleType
from typing import Any, NamedTuple

from twisted.application.service import IService
from twisted.python.components import Componentized
from zope.interface.interface import Specification

from mktap_compat import thaw
from mktap_compat.freezing import modulestate
from mktap_compat.freezing.picklers import PROTOCOL, FunctionPickler, Table
from mktap_compat.freezing.portraits import ATOMS, BUDGET, BUILT_IN
from mktap_compat.freezing.reducers import byItself


class Held(NamedTuple):
    """
    An object that a module holds.

    :ivar value: the object.
    :ivar module: the module.
    :ivar path: the name in it, then an attribute if that is a class.
    """

    value: Any
    module: str
    path: tuple[str, ...]


def sentinels() -> dict[int, Held]:
    """Return the plain objects that any module holds, by identity: nothing but being the same tells them apart."""
    return {
        id(value): Held(value, name, (attribute,))
        for name, module in list(sys.modules.items())
        if type(module) is ModuleType
        for attribute, value in list(vars(module).items())
        if type(value) is object
    }


def reduceSentinel(value: object) -> Any:
    """A plain object becomes a reference to where a module holds it, if one does."""
    found = sentinels().get(id(value))
    return (thaw.held, (found.module, found.path)) if found else object.__reduce_ex__(value, PROTOCOL)


def held(table: Table) -> dict[int, Held]:
    """
    Return the objects that modules of the plugin and what it stands on hold, by identity.

    :param table: reducers of types that have a way of their own.
    """
    found: dict[int, Held] = {}
    for name, module in list(sys.modules.items()):
        if type(module) is ModuleType and modulestate.isOwn(name, module) and not name.startswith("twisted."):
            for path, value in modulestate.names(name, module):
                kind = type(value)
                if id(value) in found or kind in ATOMS or kind in NAMED or issubclass(kind, PLAIN) or kind in table:
                    continue
                # what services hold is what a graph is for
                if not issubclass(kind, Componentized) and not IService.implementedBy(kind):
                    found[id(value)] = Held(value, name, tuple(path.split(".")))
    return found


#: What has a name of its own, by which it is pickled, or is no object that a service would keep.
NAMED = frozenset([type(held), type(held.__get__), ModuleType, property, classmethod, staticmethod, *BUILT_IN])


#: What is pickled by its name, or is the same wherever it is made.
PLAIN = (type, tuple, frozenset, Specification)


#: What has equals, and is the same for everybody while nobody changes it.
NOT_ONE = frozenset([str, bytes, dict, list, set])
#: What is not looked into on the way: it leads to everything.
LEAVES = (type, ModuleType, type(held), Specification, logging.Logger, logging.Manager)


class _Seeker(FunctionPickler):
    """Pickles to nowhere, and notes which held objects it comes to."""

    def __init__(self, table: Table, index: Mapping[int, Held]) -> None:
        super().__init__(io.BytesIO(), PROTOCOL)
        self.dispatch_table = table
        self.index = index
        self.found: dict[int, Held] = {}

    def persistent_id(self, value: Any) -> str | None:
        """Note a held object, and look no further into it."""
        held = self.index.get(id(value))
        if held is None:
            return None
        self.found[id(value)] = held
        return ""


def within(application: object, table: Table) -> list[Held]:
    """
    Return the held objects that an application leads to, in the order in which it does.

    :param application: its root.
    :param table: the reducers.
    """
    seeker = _Seeker(table, held(table))
    try:
        seeker.dump(application)
    except Exception:
        # whatever the objects' own methods raise: pickling it does so again, and tells
        return list(seeker.found.values())
    return list(seeker.found.values())


def copied(application: object, table: Table) -> Held | None:
    """
    Return an object that modules hold something of which an application leads to too: a graph would hold a copy.

    :param application: its root.
    :param table: the reducers.
    """
    index = held(table)
    seeker = _Seeker(table, index)
    seeker.dump(application)
    led = {key for key, (_, value) in seeker.memo.copy().items() if _isOne(value, table)}
    for each in index.values():
        waiting, seen = [each.value], {id(each.value)}
        while waiting and len(seen) < BUDGET:
            for value in gc.get_referents(waiting.pop()):
                if id(value) in led:
                    return each
                if id(value) not in seen and not issubclass(type(value), LEAVES):
                    seen.add(id(value))
                    waiting.append(value)
    return None


def _isOne(value: object, table: Table) -> bool:
    """Tell whether a copy of this object would be another one, and whoever has it could tell."""
    kind = type(value)
    if kind in ATOMS or kind in NAMED or kind in NOT_ONE or issubclass(kind, (*PLAIN, Enum, logging.Logger)):
        return False
    return table.get(kind) in (None, byItself)


def memo(references: Sequence[Held]) -> dict[int, tuple[int, Any]]:
    """Return the memo of a pickler that takes these objects for pickled already."""
    return {id(each.value): (number, each.value) for number, each in enumerate(references)}


def prefixed(graph: bytes, references: Sequence[Held]) -> bytes:
    """Return a pickle that begins with these references, which are numbered as :func:`memo` has it."""
    if not references:
        return graph
    parts = [pickle.PROTO + bytes([PROTOCOL])]
    for each in references:
        parts += [_text(thaw.__name__), _text("held"), pickle.STACK_GLOBAL, _text(each.module)]
        parts += map(_text, each.path)
        parts += [pickle.TUPLE1 if len(each.path) == 1 else pickle.TUPLE2]
        parts += [pickle.TUPLE2, pickle.REDUCE, pickle.MEMOIZE, pickle.POP]
    return b"".join(parts) + graph[2:]


def _text(text: str) -> bytes:
    """Return the pickle of a text, which gets no number."""
    data = text.encode()
    return pickle.BINUNICODE + len(data).to_bytes(4, "little") + data
