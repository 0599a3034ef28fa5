"""From changes to bytes: one pass of the C pickler over what is new, objects of the base told by their place."""

from __future__ import annotations

import gc
import io
import pickle
import re
import struct
from typing import Any, NamedTuple

from mktap_compat.freezing import picklers, pickling, reducers
from mktap_compat.freezing.errors import FreezeError
from mktap_compat.state import process
from mktap_compat.state.base import Base
from mktap_compat.state.changes import Change, changes, path
from mktap_compat.state.places import Place

#: How often a snapshot is tried again when a thread changes a container meanwhile.
TRIES = 3


class Snapshot(NamedTuple):
    """
    What was learned, at one moment.

    :ivar places: where the objects of the base are that the changes refer to.
    :ivar data: the pickled changes, in which these objects stand by number.
    :ivar total: how many changes there are.
    :ivar dropped: what can't be saved: path and reason.
    :ivar classes: the classes of the objects in it.
    """

    places: list[Place]
    data: bytes
    total: int
    dropped: dict[str, str]
    classes: set[type]


class Open(FreezeError):
    """An object that belongs to the process."""


def _refuseOpen(value: object) -> Any:
    raise Open(f"{type(value).__name__} belongs to the process")


def _refuseConnected(value: Any) -> Any:
    if getattr(value, "transport", None) is not None:
        raise Open(f"{type(value).__name__} is connected")
    return value.__reduce_ex__(4)


class Table(reducers.Table):
    """The reducers of graphs, but what is open is refused with all that it is derived from."""

    def __missing__(self, kind: type) -> reducers.Reducer:
        if issubclass(kind, process.openTypes()):
            self[kind] = _refuseOpen
        elif process.connects(kind):
            self[kind] = _refuseConnected
        else:
            return super().__missing__(kind)
        return self[kind]


def snapshot(base: Base) -> Snapshot:
    """
    Take what was learned since the base.

    :param base: the base.
    :return: the changes of this moment; nothing in it is shared with the application.
    :raise FreezeError: if a private key would be saved.
    :raise Exception: whatever the objects' own methods raise.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(TRIES):
            try:
                return _snapshot(base)
            except RuntimeError as error:
                # a thread has changed a container; RecursionError is one too, and no better the next time
                if isinstance(error, RecursionError):
                    raise
                last = error
        raise last
    finally:
        if collecting:
            gc.enable()


def _snapshot(base: Base) -> Snapshot:
    found = changes(base)
    table = Table(reducers.table(shutdown=True))
    known = set(table)
    dropped: dict[str, str] = {}
    try:
        body = _dump(picklers.Pickler, base, table, [tuple(change) for change in found])
    except RuntimeError:
        raise
    except Exception:
        body, dropped = _partly(base, table, found)
    if pickling.KEY in body:
        raise FreezeError("a private key would get into the state; name the key's file, which is then read at start")
    places, data = _placed(base, body)
    count = len(found) - sum(1 for change in found if path(base, change) in dropped) if dropped else len(found)
    return Snapshot(places, data, count, dropped, {kind for kind in table if kind not in known})


def _dump(kind: Any, base: Base, table: Table, value: Any) -> bytes:
    """Pickle with the base's objects in the memo; return what follows the protocol's number."""
    output = io.BytesIO()
    pickler = kind(output, picklers.PROTOCOL)
    pickler.dispatch_table = table
    pickler.memo = base.memo()
    pickler.dump(value)
    return output.getvalue()[2:]


def _partly(base: Base, table: Table, found: list[Change]) -> tuple[bytes, dict[str, str]]:
    """Pickle what can be, ten times slower: what is open is left out of the container that holds it."""
    from mktap_compat.state.partly import Partly

    output = io.BytesIO()
    pickler = Partly(output, table, base.memo())
    return pickler.records(found, lambda change: path(base, change)), pickler.dropped


#: So many places stand in every state file, whether anything refers to them or not: to look for that takes longer.
FEW = 256


def _used(total: int, body: bytes) -> set[int]:
    """Return the numbers in the memo that a pickled body may refer to; other bytes can look like a reference, too."""
    used = set(range(min(total, FEW)))
    if total > FEW:
        form = re.compile(rb"(?s)(?=j(..[\x00-\x%02x]\x00))" % min(total >> 16, 255))
        found = {struct.unpack("<I", number)[0] for number in form.findall(body)}
        used |= {number for number in found if number < total}
    return used


def _placed(base: Base, body: bytes) -> tuple[list[Place], bytes]:
    """Put before a pickled body what fills the memo: the places that it refers to, and nothing for the others."""
    total = len(base.shadows)
    used = _used(total, body)
    for number in list(used):
        while number > 0 and base.shadows[number].parent not in used:
            number = base.shadows[number].parent
            used.add(number)
    order = {number: position for position, number in enumerate(sorted(used | {0}))}
    places = []
    parts = [pickle.PROTO + b"\x04"]
    last = -1
    for number, position in order.items():
        place = base.place(number)
        places.append(place._replace(parent=order.get(place.parent, -1)))
        parts += [_nothing(number - last - 1), pickle.BININT, struct.pack("<i", position)]
        parts += [pickle.BINPERSID, pickle.MEMOIZE, pickle.POP]
        last = number
    parts += [_nothing(total - last - 1), body]
    return places, b"".join(parts)


def _nothing(count: int) -> bytes:
    """Return what fills so many numbers of the memo."""
    return pickle.NONE + pickle.MEMOIZE * count + pickle.POP if count else b""
