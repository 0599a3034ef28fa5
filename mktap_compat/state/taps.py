"""Taps that ask for state, and begin with some."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from twisted.application.service import IService

from mktap_compat.state import learned, merging, places
from mktap_compat.state.base import Base
from mktap_compat.state.errors import StateError
from mktap_compat.state.files import Files
from mktap_compat.state.origin import origin
from mktap_compat.state.service import Judge
from mktap_compat.state.settings import Settings, settingsOf, withSettings
from mktap_compat.tapfile import Header, pack, unpack

if TYPE_CHECKING:
    from twisted.python.components import Componentized


def load(path: str) -> Settings:
    """
    Return the state in a state file.

    :param path: its name.
    :raise StateError: if it can't be read, is damaged, or no server has written it.
    """
    stored = Files(os.path.dirname(os.path.abspath(path)), "").read(path)
    if stored is None or not stored.settings.saved:
        raise StateError(f"{path}: is damaged, or no state file that a server wrote")
    return stored.settings


def stated(tap: bytes, settings: Settings, begins: Settings | None, anew: bool) -> bytes:
    """
    Return a tap that asks for state.

    :param tap: a tap of ours.
    :param settings: what it asks for.
    :param begins: the state that it begins with.
    :param anew: whether the states that are there now don't count.
    """
    parts = unpack(tap)
    assert parts is not None
    header, graph = parts
    if begins is not None:
        kept = {name: getattr(begins, name) for name in ("lineage", "origin", "places", "learned", "total")}
        settings = settings._replace(**kept, after=begins.generation)
    if anew or begins is not None:
        directory = os.path.abspath(settings.directory or os.environ.get("STATE_DIRECTORY") or os.getcwd())
        if os.path.isdir(directory):
            settings = settings._replace(after=max(settings.after, Files(directory, header["name"]).highest()))
    return pack(withSettings(header, settings), graph)


def preview(application: Componentized, header: Header, state: Settings, judge: Judge) -> merging.Merge:
    """
    Return what resuming would do to an application, which it leaves as it is.

    :param application: as it was made.
    :param header: of its tap.
    :param state: the state.
    :param judge: checks the state.
    :raise StateError: if the state is not allowed.
    """
    root: Any = IService(application)
    if state.learned is None:
        return merging.Merge([], [], [])
    same = origin(header, Base(root)) == state.origin
    finder = places.Finder(root, merging.places(state.places), same)
    changes = learned.load(state.learned, finder, judge("the state", state))
    return merging.Merger(finder, changes, settingsOf(header).drop).merge()
