"""What the class of a user's own object does by itself, told from the source: attributes must not take its place."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator

from mktap_compat.trust.attributes import written
from mktap_compat.trust.attributes.members import MEMBERS
from mktap_compat.trust.bindings import Binding, Kind, bindings
from mktap_compat.trust.origins import dottedOf
from mktap_compat.trust.substitutes import standsFor

_DEEPEST = 50
#: Decorators of methods whose result is kept under the method's name, or which no attribute can hide.
_HARMLESS = frozenset({"functools.cached_property", "builtins.property"})


class Members:
    """
    What a class and its bases have.

    :ivar methods: names of methods.
    :ivar acting: names of attributes of the class that are bound to functions, classes and objects.
    :ivar table: classes of the table among the bases.
    """

    def __init__(self, module: str, name: str) -> None:
        self.methods: set[str] = set()
        self.acting: set[str] = set()
        self.table: list[str] = []
        for dotted, found in _line(module, name, 0):
            if standsFor(dotted) in written():
                self.table.append(standsFor(dotted))
            if found is None:
                named = frozenset[str]().union(*written().values())
                self.methods |= MEMBERS - named
                self.acting |= MEMBERS & named
                continue
            home = dotted.rpartition(".")[0]
            for each, bound in found.members.items():
                if bound.kind is Kind.FUNCTION:
                    if not any(dottedOf(home, decorator) in _HARMLESS for decorator in bound.decorators):
                        self.methods.add(each)
                elif bound.kind is not Kind.PLAIN:
                    self.acting.add(each)


def _line(module: str, name: str, depth: int) -> Iterator[tuple[str, Binding | None]]:
    """Yield a class and its bases; ``None`` for one whose source is not to be had."""
    dotted = dottedOf(module, name)
    bound = bindings(module)
    found = bound.names.get(name) if bound is not None else None
    if found is not None and found.kind is Kind.IMPORT and depth < _DEEPEST:
        home, _, last = dotted.rpartition(".")
        yield from _line(home, last, depth + 1)
        return
    if found is None or found.kind is not Kind.CLASS or depth > _DEEPEST:
        if module.partition(".")[0] not in sys.stdlib_module_names:
            yield f"{module}.{name}", None
        return
    yield f"{module}.{name}", found
    for base in found.bases:
        dotted = dottedOf(module, base) if base else ""
        home, _, last = dotted.rpartition(".")
        if not home:
            yield "", None
        elif home != "builtins":
            yield from _line(home, last, depth + 1)


@functools.lru_cache(maxsize=1024)
def membersOf(module: str, name: str) -> Members | None:
    """
    Return what a class has.

    :param module: the module of a class, or of a function.
    :param name: its name there.
    :return: ``None`` if that is a function, so that nobody knows what it gives.
    """
    bound = bindings(module)
    found = bound.names.get(name) if bound is not None else None
    return None if found is not None and found.kind is Kind.FUNCTION else Members(module, name)
