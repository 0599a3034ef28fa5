"""What tests of freezing put into an application."""

from __future__ import annotations

import pickle
from typing import Any

from twisted.application.service import Application, IServiceCollection, Service
from twisted.python.components import Componentized

from mktap_compat.freezing import pickling


class Holding(Service):
    """A service that holds something."""

    def __init__(self, held: Any) -> None:
        self.held = held

    def doubled(self) -> Any:
        """Return it twice."""
        return self.held, self.held

    @classmethod
    def made(cls, held: Any) -> Holding:
        """Make one."""
        return cls(held)


def application(held: Any) -> Componentized:
    """Return an application with one service that holds this."""
    made = Application("holding")
    Holding(held).setServiceParent(IServiceCollection(made))
    return made  # type: ignore[no-any-return]


def throughPickle(held: Any, *, shutdown: bool = False) -> Any:
    """Freeze an application that holds this; return what the loaded one holds."""
    loaded = pickle.loads(pickling.dump(application(held), shutdown=shutdown))
    (service,) = IServiceCollection(loaded)
    return service.held
