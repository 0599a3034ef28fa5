"""The picklers: the C one with a table of reducers, and slower ones where it can't."""

from __future__ import annotations

import gc
import io
import pickle
from collections.abc import Callable, Iterator, Mapping
from types import FunctionType
from typing import Any

from mktap_compat.freezing.functions import reduceFunction

#: Understood by every Python that we support.
PROTOCOL = 4

#: How a set that is not empty, and a frozen set, look in such a pickle; other things can look so too.
SETS = (b"\x8f\x94(", b"\x91\x94")

Table = dict[type, Callable[[Any], Any]]

#: A memo in which nothing is.
NONE: Mapping[int, tuple[int, Any]] = {}


class Pickler(pickle.Pickler):
    """The C pickler; its ``dispatch_table`` is our table of reducers."""

    dispatch_table: Table
    memo: Any
    already: Mapping[int, tuple[int, Any]]


class FunctionPickler(Pickler):
    """The C pickler that also asks for functions, which it never looks up in a table; up to 17% slower."""

    def reducer_override(self, value: Any) -> Any:
        """Reduce a function by our rules; see :meth:`pickle.Pickler.reducer_override`."""
        return reduceFunction(value) if isinstance(value, FunctionType) else NotImplemented


#: The pickler written in Python, which typeshed does not know as such.
PythonPickler: Any = pickle._Pickler


class SortingPickler(PythonPickler):  # type: ignore[misc]
    """The Python pickler, nine times slower, which writes the elements of sets in an order of their own."""

    dispatch = dict(PythonPickler.dispatch)
    dispatch_table: Table
    already: Mapping[int, tuple[int, Any]] = NONE
    reducer_override = FunctionPickler.reducer_override

    def save_set(self, value: set[Any]) -> None:
        """Write a set as the C pickler does, but sorted."""
        self.write(pickle.EMPTY_SET)
        self.memoize(value)
        if value:
            self.write(pickle.MARK)
            for item in self.inOrder(value):
                self.save(item)
            self.write(pickle.ADDITEMS)

    dispatch[set] = save_set

    def save_frozenset(self, value: frozenset[Any]) -> None:
        """Write a frozen set as the C pickler does, but sorted."""
        self.write(pickle.MARK)
        for item in self.inOrder(value):
            self.save(item)
        if id(value) in self.memo:
            # one of the items holds the set itself
            self.write(pickle.POP_MARK + self.get(self.memo[id(value)][0]))
            return
        self.write(pickle.FROZENSET)
        self.memoize(value)

    dispatch[frozenset] = save_frozenset

    def inOrder(self, values: set[Any] | frozenset[Any]) -> list[Any]:
        """Return the elements in the order of their own pickles."""
        return sorted(values, key=lambda value: pickled(value, self.dispatch_table, SortingPickler, self.already))


def pickled(
    value: object, table: Table, kind: Callable[[io.BytesIO, int], Any], memo: Mapping[int, tuple[int, Any]] = NONE
) -> bytes:
    """
    Pickle an object with one of our picklers, the garbage collector off.

    :param value: the object.
    :param table: the reducers by type.
    :param kind: the class of pickler.
    :param memo: what counts as pickled already, by identity, numbered as in a pickler's ``memo``.
    :return: a pickle, in which the elements of sets have the same order whatever ``PYTHONHASHSEED`` is.
    :raise Exception: whatever the pickler and the objects' own methods raise.
    """
    output = io.BytesIO()
    pickler = kind(output, PROTOCOL)
    pickler.dispatch_table = table
    if memo:
        pickler.memo = dict(memo)
        pickler.already = memo
    collecting = gc.isenabled()
    gc.disable()
    try:
        pickler.dump(value)
    finally:
        if collecting:
            gc.enable()
    result = output.getvalue()
    if isinstance(pickler, Pickler) and _looksLikeSets(result) and _holdsSets(pickler, memo):
        return pickled(value, table, SortingPickler, memo)
    return result


def _looksLikeSets(graph: bytes) -> bool:
    """Tell whether there may be sets in a pickle; this is fast, and right when it says no."""
    # after these there is a number, such as a port or a place in the memo; unless they are a number themselves
    return any(
        graph[found - 1] not in b"MJj" or graph[found - 2] in b"hK" for mark in SETS for found in _places(graph, mark)
    )


def _places(graph: bytes, mark: bytes) -> Iterator[int]:
    """Yield where there is a mark; its first byte, if that is rare, is found ten times as fast as the whole."""
    wanted = mark[:1] if graph.count(mark[:1]) * 200 < len(graph) else mark
    found = graph.find(wanted)
    while found >= 0:
        if graph.startswith(mark, found):
            yield found
        found = graph.find(wanted, found + 1)


def _holdsSets(pickler: Pickler, memo: Mapping[int, tuple[int, Any]]) -> bool:
    """Tell whether a pickler has come across a set whose elements can be in more than one order."""
    seen = pickler.memo.copy().items()
    # by type: lazy objects would be evaluated otherwise
    return any(
        issubclass(type(value), (set, frozenset)) and len(value) > 1 for key, (_, value) in seen if key not in memo
    )
