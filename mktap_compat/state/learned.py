"""From a state file's bytes to changes of a fresh application."""

from __future__ import annotations

import gc
import importlib
import io
import pickle
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from twisted.persisted import styles

from mktap_compat.state import gone
from mktap_compat.state.changes import Change, apart
from mktap_compat.state.kinds import ABSENT
from mktap_compat.state.places import Finder
from mktap_compat.tapfile import statepaths

#: Takes module and name, returns what is there.
Find = Callable[[str, str], Any]


def imported(module: str, name: str) -> Any:
    """Import a name."""
    return reduce(getattr, name.split("."), importlib.import_module(module))


class _Unpickler(pickle.Unpickler):
    """The C unpickler, for which the objects of the base are those of a fresh application."""

    def __init__(self, data: bytes, finder: Finder, find: Find) -> None:
        super().__init__(io.BytesIO(data))
        self._finder = finder
        self._find = find

    def persistent_load(self, number: Any) -> Any:
        """Return an object by its place."""
        found = self._finder.find(number)
        place = self._finder.places[number]
        if found is ABSENT:
            return gone.place(statepaths.text(self._finder.places, number), "there is no such place any more")
        kind = self._finder.kinds[type(found)].name
        if kind != place.kind:
            return gone.place(
                statepaths.text(self._finder.places, number), f"it was a {place.kind} and is a {kind} now"
            )
        return found

    def find_class(self, module: str, name: str) -> Any:
        """Import a name, or return what stands for one that is gone."""
        try:
            return self._find(module, name)
        except (ImportError, AttributeError) as error:
            return gone.named(module, name, error)


def load(data: bytes, finder: Finder, find: Find = imported) -> list[Change]:
    """
    Load the changes of a state file; the objects in them are made by their classes as they are today.

    :param data: the pickled changes.
    :param finder: of the fresh application, with the file's places.
    :param find: imports a name.
    :raise Exception: whatever the classes raise.
    """
    collecting = gc.isenabled()
    gc.disable()
    gone.Gone.met = False
    try:
        found: Sequence[Any] = _Unpickler(data, finder, find).load()
        styles.doUpgrade()
    finally:
        styles.versionedsToUpgrade.clear()
        if collecting:
            gc.enable()
    return list(apart(Change(*each) for each in found))
