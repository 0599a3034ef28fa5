"""A stand-in for the reactor while a plugin makes its service: it records what the graph would miss."""

from __future__ import annotations

import sys
import time
from types import BuiltinFunctionType, FunctionType, MethodType
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

    def __init__(self, log: list[Call], call: Call) -> None:
        self._log = log
        self._call = call

    def __str__(self) -> str:
        return self._call.text

    def cancel(self) -> None:
        """Take the call back, as a delayed call is cancelled."""
        if self.active():
            self._log.remove(self._call)

    def active(self) -> bool:
        """Tell whether the call is still pending."""
        return self._call in self._log

    def stopListening(self) -> None:
        """Take the call back, as a port is closed."""
        self.cancel()

    def disconnect(self) -> None:
        """Take the call back, as a connection is closed."""
        self.cancel()


class Call:
    """
    A call that left something on the reactor.

    :param text: the call as a person would write it; calls of the same text are equal.
    :param target: the object whose method was registered, if it was one.
    """

    def __init__(self, text: str, target: Any = None) -> None:
        self.text = text
        self.target = target

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Call) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


class RecordedMethod:
    """One method of the stand-in, or of its thread pool: calling it records the call."""

    def __init__(self, owner: Standin | Pool, name: str) -> None:
        self.owner = owner
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Record the call, and return something inert."""
        log = self.owner.recorded
        if self.name == "removeSystemEventTrigger":
            args[0].cancel()
            return None
        if self.name in QUIET:
            return []
        call = Call(
            f"{self.owner}.{self.name}({', '.join(_briefly(arg) for arg in args[:3])})",
            next((arg.__self__ for arg in args if isinstance(arg, MethodType)), None),
        )
        log.append(call)
        return Inert(log, call)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecordedMethod) and (self.owner, self.name) == (other.owner, other.name)

    def __hash__(self) -> int:
        return hash(self.name)


class Pool:
    """A stand-in for the reactor's thread pool."""

    def __init__(self, recorded: list[Call]) -> None:
        self.recorded = recorded

    def __str__(self) -> str:
        return "reactor.getThreadPool()"

    def __getattr__(self, name: str) -> RecordedMethod:
        if name.startswith("__"):
            raise AttributeError(name)
        return RecordedMethod(self, name)


class Standin:
    """
    The reactor, as far as making a service needs one.

    It knows the time, records what is registered on it, and imports and asks the real reactor for anything else.

    :param real: the real reactor, if it is there already.
    :ivar recorded: the calls that left something outside the service.
    """

    running = False
    seconds = staticmethod(time.time)

    def __init__(self, real: Any = None) -> None:
        self.recorded: list[Call] = []
        self._pool = Pool(self.recorded)
        self._real = real
        self._fresh = registered(real)
        self._beingMade = False
        directlyProvides(self, *PROVIDED)

    def __str__(self) -> str:
        return "reactor"

    def __getattr__(self, name: str) -> Any:
        if name in RECORDED or name in QUIET:
            return RecordedMethod(self, name)
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.real(), name)

    def getThreadPool(self) -> Pool:
        """Return what stands for the thread pool."""
        return self._pool

    def real(self) -> Any:
        """Return the real reactor, importing it at the first time; the stand-in stays in its place."""
        if self._real is None:
            remove()
            self._beingMade = True
            try:
                from twisted.internet import reactor
            finally:
                self._beingMade = False
                install(self)
            self._real = reactor
            self._fresh = registered(reactor)
        return self._real

    def replaced(self, reactor: Any) -> None:
        """Take another reactor for the real one, because the plugin has installed it."""
        if self._beingMade:
            # the import of the real one ends with a look for it
            install(reactor)
            return
        self._real = reactor
        self._fresh = registered(reactor)
        install(self)
        self.recorded.append(Call(f"the installation of {type(reactor).__name__}"))

    def registeredOnReal(self) -> bool:
        """Tell whether something has been registered on the real reactor past the stand-in."""
        return self._real is not None and registered(self._real) != self._fresh


def install(standin: Any) -> None:
    """Put a reactor where ``from twisted.internet import reactor`` finds it."""
    import twisted.internet

    twisted.internet.reactor = standin
    sys.modules["twisted.internet.reactor"] = standin


def remove() -> None:
    """Take the reactor away, so that the next import makes one."""
    import twisted.internet

    sys.modules.pop("twisted.internet.reactor", None)
    vars(twisted.internet).pop("reactor", None)


def _briefly(argument: Any) -> str:
    """Return an argument as it is told in a message."""
    kind = type(argument)
    if kind in (FunctionType, BuiltinFunctionType, MethodType) or issubclass(kind, type):
        return str(argument.__qualname__)
    # nothing of a user's own object is run to describe it
    text = repr(argument) if kind in (str, bytes, int, float, bool, type(None)) else ""
    return text if text and len(text) <= 40 else kind.__name__


def registered(reactor: Any) -> object:
    """Return what is registered on a real reactor, to be compared with a later look; ``None`` for no real reactor."""
    if reactor is None or isinstance(reactor, Standin):
        return None
    triggers = vars(reactor).get("_eventTriggers", {})
    return (
        {
            kind: [list(getattr(event, phase)) for phase in ("before", "during", "after")]
            for kind, event in triggers.items()
        },
        [id(call) for call in reactor.getDelayedCalls()],
        set(reactor.getReaders()),
        set(reactor.getWriters()),
    )
