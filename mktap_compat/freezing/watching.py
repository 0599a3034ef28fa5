"""Whether making a service left something outside it, which a graph of the service would miss."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from types import TracebackType
from typing import Any, NamedTuple

from mktap_compat import thaw
from mktap_compat.freezing import modulestate, processstate, standin
from mktap_compat.freezing.modulestate import Name
from mktap_compat.freezing.rehearsing import Job, Outcome, Rehearsal, Spawned
from mktap_compat.freezing.standin import Call
from mktap_compat.tapfile import loadGraph

#: Endpoints whose attributes are numbers and names: they are frozen as they are.
PLAIN = frozenset(["TCP4ServerEndpoint", "TCP6ServerEndpoint", "UNIXServerEndpoint"])


class Left(NamedTuple):
    """
    What making services has left outside them.

    :ivar calls: calls on the reactor.
    :ivar phrases: what has changed in the process, by its key in :func:`processstate.state`, in words.
    :ivar process: portraits of that.
    :ivar names: portraits of what has changed in modules; ``None`` for what is gone.
    """

    calls: list[Call]
    phrases: dict[str, str]
    process: dict[str, str]
    names: dict[Name, str | None]


class Watch:
    """
    A context in which services are made: it has a stand-in for the reactor and looks at what changes.

    Where the reactor is there already, that one is used, and looked at before and after. A process that lets the
    stand-in be used must not run a reactor afterwards, because modules imported meanwhile hold the stand-in.

    :param reactor: the name of the reactor that the stand-in stands for, as twistd has it; ``None`` for the default.
    :param rehearsing: whether a graph is to be booted in a process that has made nothing, where the system can.
    :param looking: whether to look at modules, which takes as long as freezing a small server.
    """

    def __init__(self, *, reactor: str | None = None, rehearsing: bool = False, looking: bool = True) -> None:
        self._reactorName = reactor
        self._looking = looking
        self._rehearsing = rehearsing
        self._rehearsal: Rehearsal | Spawned | None = None
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
        import mktap_compat.shim  # noqa: F401  (making may import it, and it gives names to other modules)

        present = sys.modules.get("twisted.internet.reactor")
        if present is None:
            self._reactor = standin.Standin(_installed(self._reactorName) if self._reactorName else None)
            standin.install(self._reactor)
        elif isinstance(present, standin.Standin):
            self._reactor = present
            del present.recorded[:]
        for name in ("twisted.internet.endpoints", "twisted.internet.main"):
            if name in sys.modules:
                self._imported(name, sys.modules[name])
        if self._looking:
            self._modules.begin()
        if self._rehearsing:
            self._rehearsal = Rehearsal(self.boot) if hasattr(os, "fork") else Spawned(self._reactorName)
            processstate.ours.add(self._rehearsal.pid)
        self._state = processstate.state()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End watching; what was imported or installed meanwhile stays."""
        self._modules.end()
        if self._rehearsal:
            self._rehearsal.end()
            processstate.ours.discard(self._rehearsal.pid)
        for owner, name, value in self._undo:
            setattr(owner, name, value)

    def left(self) -> Left:
        """Tell what making the services has left outside them, so far."""
        now = processstate.state()
        phrases = processstate.changes(self._state, now)
        if self._reactor and self._reactor.registeredOnReal():
            phrases["reactor"] = f"{processstate.NAMES['reactor']} changed"
        state = processstate.portraits({name: now[name] for name in phrases})
        return Left(
            list(self.calls), phrases, state, {name: modulestate.look(name) for name in self._modules.changed()}
        )

    def rehearse(self, graph: bytes, imports: tuple[str, ...], left: Left) -> Outcome | None:
        """
        Have the graph booted in a process that has made nothing.

        :param graph: the graph.
        :param imports: what booting it imports before.
        :param left: what to look at there.
        :return: what that left; ``None`` where there is no such process.
        """
        if self._rehearsal is None:
            return None
        return self._rehearsal.run(Job(graph, imports, tuple(left.names)))

    def boot(self, job: Job) -> Outcome:
        """
        Boot a graph, in the rehearsal.

        :param job: what is rehearsed.
        """
        try:
            import mktap_compat.shim  # noqa: F401  (old plugin files import names of 2007)

            for name in job.imports:
                import_module(name)
            loadGraph(job.graph)
        except BaseException as error:
            # whatever the modules and the objects' own methods raise
            return Outcome(f"it does not load: {type(error).__name__}: {error}")
        left = self.left()
        asked = {name: modulestate.look(name) for name in job.names}
        process = processstate.portraits(processstate.state())
        return Outcome("", tuple(call.text for call in left.calls), process, {**left.names, **asked})

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


def _installed(name: str) -> Any:
    """Install a reactor by its name and return it; one that there is not, or not here, is a mistake of usage."""
    from twisted.application import reactors
    from twisted.python.usage import UsageError

    try:
        return reactors.installReactor(name)
    except reactors.NoSuchReactor:
        known = ", ".join(sorted(each.shortName for each in reactors.getReactorTypes()))
        raise UsageError(f"--reactor {name}: there is no such reactor; there are {known}") from None
    except Exception as error:
        # whatever the module of a reactor for another system raises
        raise UsageError(f"--reactor {name}: can't be used here: {error}") from error


def _remembering(original: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """Return ``serverFromString`` for endpoints that remember their description."""

    @wraps(original)
    def serverFromString(reactor: Any, description: str) -> Any:
        made = original(reactor, description)
        if type(made).__name__ not in PLAIN:
            thaw.describe(made, description, os.getcwd())
        return made

    return serverFromString
