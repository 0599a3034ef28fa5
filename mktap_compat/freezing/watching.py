"""Whether making a service left something outside it, which a graph of the service would miss."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from types import TracebackType
from typing import Any

from mktap_compat import thaw
from mktap_compat.freezing import modulestate, processstate, standin
from mktap_compat.freezing.standin import Call

#: Endpoints whose attributes are numbers and names: they are frozen as they are.
PLAIN = frozenset(["TCP4ServerEndpoint", "TCP6ServerEndpoint", "UNIXServerEndpoint"])


class Watch:
    """
    A context in which services are made: it has a stand-in for the reactor and looks at what changes.

    Where the reactor is there already, that one is used, and looked at before and after. A process that lets the
    stand-in be used must not run a reactor afterwards, because modules imported meanwhile hold the stand-in.
    """

    def __init__(self) -> None:
        self._reactor: standin.Standin | None = None
        self._state: dict[str, object] = {}
        self._modules = modulestate.Modules(self._imported)
        self._undo: list[tuple[Any, str, Any]] = []

    @property
    def calls(self) -> list[Call]:
        """The calls on the stand-in that left something there."""
        return self._reactor.recorded if self._reactor else []

    def __enter__(self) -> Watch:
        """Begin to watch."""
        present = sys.modules.get("twisted.internet.reactor")
        if present is None:
            self._reactor = standin.Standin()
            standin.install(self._reactor)
        elif isinstance(present, standin.Standin):
            self._reactor = present
            del present.recorded[:]
        self._state = processstate.state()
        self._modules.begin()
        for name in ("twisted.internet.endpoints", "twisted.internet.main"):
            if name in sys.modules:
                self._imported(name, sys.modules[name])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End watching; what was imported or installed meanwhile stays."""
        self._modules.end()
        for owner, name, value in self._undo:
            setattr(owner, name, value)

    def missing(self, package: str, again: Sequence[Call]) -> list[str]:
        """
        Tell what a graph would miss.

        :param package: where the plugin is, like ``carbon`` or ``twisted.conch``.
        :param again: the calls on the reactor that loading the graph makes itself.
        :return: a phrase for each.
        """
        calls = list(self.calls)
        for call in again:
            if call in calls:
                calls.remove(call)
        found = [call.text for call in calls]
        if self._reactor and self._reactor.registeredOnReal():
            found.append(processstate.NAMES["reactor"])
        return [*found, *processstate.changes(self._state, processstate.state()), *self._modules.changed(package)]

    def _imported(self, name: str, module: Any) -> None:
        """Look at a module right after its import."""
        if name == "twisted.internet.endpoints":
            self._replace(module, "serverFromString", _remembering(module.serverFromString))
        elif name == "twisted.internet.main" and self._reactor:
            self._replace(module, "installReactor", self._reactor.replaced)

    def _replace(self, owner: Any, name: str, value: Any) -> None:
        """Set an attribute until the end of watching."""
        self._undo.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)


def _remembering(original: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """Return ``serverFromString`` for endpoints that remember their description."""

    @wraps(original)
    def serverFromString(reactor: Any, description: str) -> Any:
        made = original(reactor, description)
        if type(made).__name__ not in PLAIN:
            thaw.describe(made, description, os.getcwd())
        return made

    return serverFromString
