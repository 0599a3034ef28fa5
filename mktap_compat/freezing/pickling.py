"""From an application to its graph: the C pickler with a table of reducers, and a second, slower one for functions."""

from __future__ import annotations

import copyreg
import gc
import io
import pickle
from collections.abc import Callable
from typing import Any

from mktap_compat.freezing import reducers
from mktap_compat.tapfile import FreezeError

#: Understood by every Python that we support.
PROTOCOL = 4


class _Pickler(pickle.Pickler):
    """The C pickler with our table of reducers."""

    dispatch_table: dict[type, Callable[[Any], Any]]


def dump(application: object, *, shutdown: bool = False) -> bytes:
    """
    Pickle an application's graph.

    :param application: its root.
    :param shutdown: whether it has served, so that what belongs to the running process has to be left out.
    :return: a pickle, protocol 4.
    :raise FreezeError: naming the path to what can't be pickled.
    """
    output = io.BytesIO()
    pickler = _Pickler(output, PROTOCOL)
    pickler.dispatch_table = {**copyreg.dispatch_table, **reducers.table()}
    collecting = gc.isenabled()
    gc.disable()
    try:
        pickler.dump(application)
    except RecursionError:
        raise FreezeError("nested too deeply") from None
    except Exception as error:
        # whatever the objects' own methods raise
        raise FreezeError(f"{type(error).__name__}: {error}") from error
    finally:
        if collecting:
            gc.enable()
    return output.getvalue()
