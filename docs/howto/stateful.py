"""A service that counts visits, keeps a cache out of its state, and saves when something important has happened."""

from __future__ import annotations

from typing import Any

from twisted.application.service import Service
from zope.interface import implementer

from mktap_compat import IStateful, lastSaved, saveState


@implementer(IStateful)
class Visits(Service):
    def __init__(self) -> None:
        self.total = 0
        self.paid: list[str] = []
        self.waiting = 0
        self.cache: dict[str, int] = {}

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        del state["cache"]
        return state

    def stateSaving(self) -> None:
        self.total += self.waiting
        self.waiting = 0

    def stateResumed(self, resumed: bool) -> None:
        self.cache = {"total": self.total}

    def pay(self, who: str) -> float | None:
        self.paid.append(who)
        saveState(self)
        return lastSaved(self)
