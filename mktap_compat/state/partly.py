"""Pickles what can be pickled: an element that is open, or reaches what is, is left out of its container."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any

from mktap_compat.freezing import picklers
from mktap_compat.state.changes import Change


class Partly(picklers.SortingPickler):
    """
    The Python pickler, which takes back what it has written of an element that turns out not to be picklable.

    An object is left out as a whole, with all that holds it, up to the next list, dict or set.

    :param output: where to.
    :param table: the reducers.
    :param memo: what is in the memo to begin with.
    :ivar dropped: what was left out: path and reason.
    """

    dispatch = dict(picklers.SortingPickler.dispatch)

    def __init__(self, output: io.BytesIO, table: Any, memo: dict[int, Any]) -> None:
        super().__init__(output, picklers.PROTOCOL)
        self.dispatch_table = table
        self.memo = memo
        self.output = output
        self.dropped: dict[str, str] = {}
        self.at = ""
        self._states: set[int] = set()

    def records(self, found: list[Change], path: Callable[[Change], str]) -> bytes:
        """
        Pickle changes as a list of tuples.

        :param found: the changes.
        :param path: takes a change, returns where it is.
        :return: the pickle without its protocol.
        """
        self.write(pickle.EMPTY_LIST)
        for change in found:
            self.at = path(change)
            before = tuple(change)
            if self.attempt(lambda value=before: self.save(value)):  # type: ignore[misc]
                self.write(pickle.APPEND)
        self.write(pickle.STOP)
        return self.output.getvalue()

    def attempt(self, save: Callable[[], None]) -> bool:
        """Save something, or leave everything as it was before; tell which."""
        position, known = self.output.tell(), len(self.memo)
        try:
            save()
        except RuntimeError as error:
            if not isinstance(error, RecursionError):
                raise
            self._takeBack(position, known, "it is nested too deep")
            return False
        except Exception as error:
            # whatever the objects' own methods raise
            self._takeBack(position, known, str(error) or type(error).__name__)
            return False
        return True

    def _takeBack(self, position: int, known: int, reason: str) -> None:
        self.dropped.setdefault(self.at, reason)
        self.output.seek(position)
        self.output.truncate()
        self._states.clear()
        while len(self.memo) > known:
            self.memo.popitem()

    def reducer_override(self, value: Any) -> Any:
        """Reduce functions by our rules; have the table learn any other type, which ``get`` alone does not."""
        if not isinstance(value, (type, FunctionType)):
            self.dispatch_table[type(value)]
        return picklers.FunctionPickler.reducer_override(self, value)

    def save_reduce(self, func: Any, args: Any, state: Any = None, *rest: Any, **named: Any) -> None:
        """Pickle an object of a class; its state is no container that anything can be left out of."""
        for each in state if isinstance(state, tuple) else (state,):
            if isinstance(each, dict):
                self._states.add(id(each))
        super().save_reduce(func, args, state, *rest, **named)

    def save_dict(self, value: dict[Any, Any]) -> None:
        """Pickle a dict."""
        self.write(pickle.EMPTY_DICT)
        self.memoize(value)
        if id(value) in self._states:
            self._states.discard(id(value))
            for key, held in value.items():
                self._item(key, held)
        else:
            self._batch_setitems(value.items())

    dispatch[dict] = save_dict

    def _item(self, key: Any, value: Any) -> None:
        self.save(key)
        self.save(value)
        self.write(pickle.SETITEM)

    def _batch_setitems(self, items: Iterable[tuple[Any, Any]]) -> None:
        for key, value in items:
            self.attempt(lambda key=key, value=value: self._item(key, value))  # type: ignore[misc]

    def _batch_appends(self, items: Iterable[Any]) -> None:
        for value in items:
            if self.attempt(lambda value=value: self.save(value)):  # type: ignore[misc]
                self.write(pickle.APPEND)

    def save_set(self, value: set[Any]) -> None:
        """Pickle a set."""
        self.write(pickle.EMPTY_SET)
        self.memoize(value)
        self.write(pickle.MARK)
        for each in value:
            self.attempt(lambda each=each: self.save(each))  # type: ignore[misc]
        self.write(pickle.ADDITEMS)

    dispatch[set] = save_set
