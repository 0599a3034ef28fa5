"""From an application to its graph: the C pickler with a table of reducers, and slower ones where it can't."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mktap_compat.freezing import holders, reducers
from mktap_compat.freezing.errors import FreezeError
from mktap_compat.freezing.picklers import FunctionPickler, Pickler, Table, pickled

#: What every private key in text form holds.
KEY = b"PRIVATE KEY-----"


def dump(application: object, *, shutdown: bool = False) -> bytes:
    """
    Pickle an application's graph; equal applications give equal bytes, whatever ``PYTHONHASHSEED`` is.

    :param application: its root.
    :param shutdown: whether it has served, so that what belongs to the running process has to be left out.
    :return: a pickle, protocol 4.
    :raise FreezeError: naming the path to what can't be pickled, or if a private key would get into the pickle.
    """
    table = reducers.table(shutdown=shutdown)
    table[object] = holders.reduceSentinel
    # what has served may have changed them: that is in the graph then
    references = [] if shutdown else holders.within(application, table)
    memo = holders.memo(references)
    try:
        graph = pickled(application, table, Pickler, memo)
    except Exception:
        graph = _slower(application, table, memo)
    graph = holders.prefixed(graph, references)
    if KEY in graph:
        raise FreezeError("a private key would get into the tap; name the key's file, which is then read at start")
    return graph


def _slower(application: object, table: Table, memo: Mapping[int, tuple[int, Any]]) -> bytes:
    """Pickle with the pickler for functions; if that fails too, say where."""
    from mktap_compat.freezing.tracing import explain

    try:
        return pickled(application, table, FunctionPickler, memo)
    except Exception as error:
        # whatever the objects' own methods raise
        raise FreezeError(explain(application, table, error, memo)) from error
