"""A stand-in for the reactor while a plugin makes its service: it records what the graph would miss."""

from __future__ import annotations

import sys
import time
from typing import Any

from twisted.internet import interfaces
from zope.interface import directlyProvides

#: What the default reactor of every POSIX system provides.
PROVIDED = (
    interfaces.IReactorCore,
    interfaces.IReactorTime,
    interfaces.IReactorTCP,
    interfaces.IReactorSSL,
    interfaces.IReactorUDP,
    interfaces.IReactorMulticast,
    interfaces.IReactorUNIX,
    interfaces.IReactorUNIXDatagram,
    interfaces.IReactorSocket,
    interfaces.IReactorProcess,
    interfaces.IReactorFDSet,
    interfaces.IReactorThreads,
    interfaces.IReactorPluggableResolver,
    interfaces.IReactorPluggableNameResolver,
)

#: Methods whose calls leave something on the reactor.
RECORDED = frozenset(
    [
        *("callWhenRunning", "addSystemEventTrigger", "callLater", "callFromThread", "callInThread"),
        *("listenTCP", "listenSSL", "listenUDP", "listenMulticast", "listenUNIX", "listenUNIXDatagram"),
        *("connectTCP", "connectSSL", "connectUNIX", "connectUNIXDatagram", "spawnProcess"),
        *("adoptStreamPort", "adoptStreamConnection", "adoptDatagramPort", "addReader", "addWriter"),
        *("installResolver", "installNameResolver", "suggestThreadPoolSize"),
        *("fireSystemEvent", "run", "stop", "crash"),
    ]
)

#: Methods that take back what an earlier call left, or only look.
QUIET = frozenset(
    [
        *("removeSystemEventTrigger", "removeReader", "removeWriter", "removeAll"),
        *("getDelayedCalls", "getReaders", "getWriters"),
    ]
)


class Inert:
    """What a recorded call returns: a port, a connector, a delayed call or a trigger that does nothing."""

    def __init__(self, standin: Standin, what: str) -> None:
        self._standin = standin
        self._what = what

    def cancel(self) -> None:
        """Take the call back, as a delayed call is cancelled."""
        self._standin.recorded.remove(self._what)

    def stopListening(self) -> None:
        """Do nothing, as a port that never listened."""

    disconnect = stopListening

    def active(self) -> bool:
        """Tell whether the call is still pending."""
        return self._what in self._standin.recorded


class RecordedMethod:
    """One method of the stand-in: calling it records the call."""

    def __init__(self, standin: Standin, name: str) -> None:
        self.standin = standin
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Record the call, and return something inert."""
        if self.name in QUIET:
            return []
        what = f"reactor.{self.name}({', '.join(_briefly(arg) for arg in args[:2])})"
        self.standin.recorded.append(what)
        return Inert(self.standin, what)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecordedMethod) and (self.standin, self.name) == (other.standin, other.name)

    def __hash__(self) -> int:
        return hash(self.name)


class Standin:
    """
    The reactor, as far as making a service needs one.

    It knows the time, records what is registered on it, and imports and asks the real reactor for anything else.

    :ivar recorded: the calls that left something outside the service, as a person would write them.
    """

    running = False
    seconds = staticmethod(time.time)

    def __init__(self) -> None:
        self.recorded: list[str] = []
        self._real: Any = None
        directlyProvides(self, *PROVIDED)

    def __getattr__(self, name: str) -> Any:
        if name in RECORDED or name in QUIET:
            return RecordedMethod(self, name)
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.real(), name)

    def real(self) -> Any:
        """Return the real reactor, importing it at the first time; the stand-in stays in its place."""
        if self._real is None:
            import twisted.internet

            del sys.modules["twisted.internet.reactor"]
            del twisted.internet.reactor
            from twisted.internet import reactor

            self._real = reactor
            install(self)
        return self._real


def install(standin: Any) -> None:
    """Put a reactor where ``from twisted.internet import reactor`` finds it."""
    import twisted.internet

    twisted.internet.reactor = standin
    sys.modules["twisted.internet.reactor"] = standin


def _briefly(argument: object) -> str:
    """Return an argument as it is told in a message."""
    name = getattr(argument, "__qualname__", None)
    if name is not None:
        return str(name)
    text = repr(argument)
    return text if len(text) <= 40 and " at 0x" not in text else type(argument).__name__
