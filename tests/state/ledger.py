"""A service that learns, of two versions, and what tests do with it in one process."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from twisted.application.service import Application, IService, IServiceCollection, MultiService, Service
from twisted.internet.protocol import Protocol
from twisted.persisted.styles import Versioned

from mktap_compat.state import learned, merging
from mktap_compat.state.base import Base
from mktap_compat.state.merging import Merge, Merger
from mktap_compat.state.places import Finder
from mktap_compat.state.snapshot import Snapshot, snapshot


class Entry:
    """Something that is learned."""

    def __init__(self, text: str, about: Any = None) -> None:
        self.text = text
        self.about = about


class Job(Versioned):
    """Something that is learned and upgraded."""

    persistenceVersion = 1

    def __init__(self, state: str) -> None:
        self.state = state


class Client(Protocol):
    """A side of a connection."""


class Ledger(Service):
    """Learns."""

    def __init__(self, limit: int = 3, kind: str = "plain") -> None:
        self.limit = limit
        self.kind = kind
        self.entries: list[Any] = []
        self.recent: deque[Any] = deque(maxlen=limit)
        self.byName: dict[Any, Any] = {}
        self.tags: set[str] = set()
        self.counts = {"seen": 0, "lost": 0}
        self.settings = ("a", 1)


class Forgetful(Ledger):
    """Says itself what of it is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.cache = 0

    def __getstate__(self) -> dict[str, Any]:
        """Leave one out."""
        state = super().__getstate__()
        del state["cache"]
        return state


def application(*services: Service) -> Any:
    """Return the root service of an application with these services in a collection of their own."""
    made = Application("ledger")
    group = MultiService()
    group.setServiceParent(IServiceCollection(made))
    for service in services:
        service.setServiceParent(group)
    return IService(made)


def services(root: Any) -> list[Any]:
    """Return the services of such an application."""
    (group,) = root
    return list(group)


def merge(taken: Snapshot, fresh: Any, *, same: bool = False, drop: Sequence[str] = ()) -> Merge:
    """Merge what was learned into a fresh application, if all of it has a place."""
    finder = Finder(fresh, merging.places(taken.places), same)
    found = Merger(finder, learned.load(taken.data, finder), drop).merge()
    if not found.conflicts or same:
        found.apply()
    return found


def learn(root: Any) -> Base:
    """Return the base of an application that is about to learn."""
    return Base(root)


__all__ = ["Base", "learn", "merge", "snapshot"]
