"""When something can't be frozen: where it is, what it is, why not, and what to do about it."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Mapping
from typing import Any

from mktap_compat.freezing import paths, picklers, reasons, reducers

#: How deep Python may call while it searches, four calls for a level; the C pickler ends before ten thousand levels.
DEPTH = 1_000_000
#: Bytes of stack for that search; Windows gives a thread no 256 MiB.
STACK = (255 if sys.platform == "win32" else 512) * 1024 * 1024


class Tracer(picklers.SortingPickler):
    """
    Pickles once more, in Python, and keeps the way from the root to the object that is being pickled.

    :ivar trail: frames from the root on; after an exception they lead to the object that caused it.
    :ivar deepest: how many objects were inside each other at most.
    :ivar way: the first frames of a trail that was nearly as long.
    """

    def __init__(self, output: io.BytesIO, protocol: int) -> None:
        super().__init__(output, protocol)
        self.trail: list[paths.Frame] = []
        self.way: list[paths.Frame] = []
        self.deepest = 0

    def save(self, value: Any, save_persistent_id: bool = True) -> None:
        """Pickle one object; see :class:`pickle.Pickler`."""
        self.trail.append(paths.Frame(value))
        if len(self.trail) > self.deepest:
            self.deepest = len(self.trail)
            if self.deepest & (self.deepest - 1) == 0:
                self.way = self.trail[:14]
        super().save(value, save_persistent_id)
        self.trail.pop()

    def save_reduce(self, func: Any, args: Any, state: Any = None, *rest: Any, **named: Any) -> None:
        """Pickle what a reducer gave, and keep it for naming the steps; see :mod:`pickle`."""
        frame = self.trail[-1]
        frame.args, frame.state = args, state
        super().save_reduce(func, args, state, *rest, **named)


def explain(
    application: object,
    table: picklers.Table,
    error: BaseException,
    memo: Mapping[int, tuple[int, Any]] = picklers.NONE,
) -> str:
    """
    Say where in an application pickling failed, and why.

    :param application: the root.
    :param table: the reducers it was pickled with.
    :param error: what the pickler raised.
    :param memo: what it took for pickled already.
    :return: one line: path, type, reason and remedy.
    """
    tracer = Tracer(io.BytesIO(), picklers.PROTOCOL)
    tracer.dispatch_table = table
    tracer.memo, tracer.already = dict(memo), memo
    found = _trace(tracer, application)
    if isinstance(error, RecursionError):
        return (
            f"{paths.path(tracer.way)}...: objects hang from each other {tracer.deepest} levels deep from here on, and"
            " pickle can't go so deep; keep them in a list or a dict instead of a chain"
        )
    if found is None:
        # the Python pickler has fewer limits than the C one
        return f"{type(error).__name__}: {error}"
    return f"{paths.path(tracer.trail)}: {reasons.explain(tracer.trail[-1].value, found)}"


def find(application: object, wanted: object) -> str | None:
    """
    Return the path to an object in an application, ``None`` if it is not there.

    :param application: the root; it must be possible to pickle it.
    :param wanted: the very object.
    """
    tracer = Finder(io.BytesIO(), picklers.PROTOCOL)
    tracer.dispatch_table = reducers.table()
    tracer.wanted = wanted
    found = _trace(tracer, application)
    return paths.path(tracer.trail) if isinstance(found, Found) else None


class Found(Exception):
    """The search is over."""


class Finder(Tracer):
    """
    A tracer that ends when it comes to an object.

    :ivar wanted: that object.
    """

    wanted: object

    def save(self, value: Any, save_persistent_id: bool = True) -> None:
        """Pickle one object, or end the search; see :class:`pickle.Pickler`."""
        if value is self.wanted:
            self.trail.append(paths.Frame(value))
            raise Found
        super().save(value, save_persistent_id)


def _trace(tracer: Tracer, application: object) -> BaseException | None:
    """Pickle with a tracer on a stack that is large enough; return the exception that ended it."""
    ended: list[BaseException] = []

    def run() -> None:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(DEPTH)
        try:
            tracer.dump(application)
        except Exception as error:
            ended.append(error)
        finally:
            sys.setrecursionlimit(limit)

    before = threading.stack_size(STACK)
    try:
        thread = threading.Thread(target=run, name="mktap_compat.whereabouts")
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    return ended[0] if ended else None
