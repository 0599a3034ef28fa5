"""What the pickler can't do by itself: a reducer per type, each giving a call of a function in ``thawed``."""

from __future__ import annotations

import copyreg
import sys
from collections.abc import Callable
from operator import methodcaller
from types import CellType, MethodType
from typing import Any

from twisted.application import service

from mktap_compat import thaw
from mktap_compat.freezing import transient
from mktap_compat.freezing.errors import FreezeError
from mktap_compat.freezing.functions import reduceCell
from mktap_compat.freezing.standin import Inert, Pool, RecordedMethod, Standin

Reduced = tuple[Any, ...]
Reducer = Callable[[Any], Any]


def reduceReactor(_: object) -> Reduced:
    """A reactor becomes a reference to the one that runs."""
    return thaw.reactor, ()


def reducePool(pool: Any) -> Reduced:
    """The reactor's thread pool becomes a reference to that of the reactor that runs; any other is left as it is."""
    # when the reactor has stopped, it has none; but its pool has kept the name
    if isinstance(pool, Pool) or pool.name == "twisted.internet.reactor":
        return thaw.threadPool, ()
    return pool.__reduce_ex__(4)  # type: ignore[no-any-return]


def reduceMethod(method: MethodType) -> Reduced:
    """A bound method, of an instance or of a class, becomes its owner and its name."""
    return thaw.method, (method.__self__, method.__name__)


def reduceRecorded(method: RecordedMethod) -> Reduced:
    """A method of the stand-in becomes that of the reactor."""
    return thaw.method, (method.owner, method.name)


def reduceDescribed(endpoint: Any) -> Reduced:
    """An endpoint becomes the description that it was made from, if somebody has seen it being made."""
    found = vars(endpoint).get(thaw.DESCRIPTION)
    if found is None:
        return endpoint.__reduce_ex__(4)  # type: ignore[no-any-return]
    return thaw.endpoint, found


def reduceContextFactory(factory: Any) -> Reduced:
    """``ssl.DefaultOpenSSLContextFactory``, whose own pickle has no context, becomes the names of its files."""
    state = {name: value for name, value in vars(factory).items() if name != "_context"}
    return thaw.contextFactory, (type(factory), state)


def reduceMonitor(monitor: Any) -> Reduced:
    """``procmon.ProcessMonitor``, whose own pickle drops its processes, keeps them and forgets who runs."""
    running = ("protocols", "delay", "timeStarted", "murder", "restart")
    state = {name: {} if name in running else value for name, value in vars(monitor).items() if name != "running"}
    return copyreg.__newobj__, (type(monitor),), state  # type: ignore[attr-defined]


def reduceClient(service: Any) -> Reduced:
    """A ``ClientService``, whose state machine has no pickle, becomes what it was made with."""
    attributes = dict(vars(service))
    machine = attributes.pop("_machine", None)
    if machine is None:
        return service.__reduce_ex__(4)  # type: ignore[no-any-return]
    core = machine.__automat_core__
    default = sys.modules["twisted.application._client_service"]._defaultPolicy
    policy = None if core.timeoutForAttempt is default else core.timeoutForAttempt
    made = (core.endpoint, core.factory, policy, core.clock, core.prepareConnection)
    new = copyreg.__newobj__  # type: ignore[attr-defined]
    return new, (type(service),), (attributes, made), None, None, thaw.fillClientService


def refuse(reason: str) -> Reducer:
    """Return a reducer that refuses with a reason, which follows the type's name."""

    def reduceNever(value: object) -> Reduced:
        raise FreezeError(reason)

    return reduceNever


refuseKey = refuse("holds a private key, which never gets into a tap; keep the name of the key's file")
refuseInert = refuse("belongs to the reactor")
refuseDirectory = refuse("is removed when its process ends; make it in startService")
refuseFinalizer = refuse("belongs to the process that made it; make it in startService")

#: Module, class, reducer: only what is imported already can be in a graph.
BY_NAME: tuple[tuple[str, str, Reducer], ...] = (
    ("twisted.internet.endpoints", "SSL4ServerEndpoint", reduceDescribed),
    ("twisted.internet.endpoints", "_WrapperServerEndpoint", reduceDescribed),
    ("twisted.internet.ssl", "DefaultOpenSSLContextFactory", reduceContextFactory),
    ("twisted.internet._sslverify", "KeyPair", refuseKey),
    ("twisted.internet._sslverify", "OpenSSLCertificateOptions", refuseKey),
    ("twisted.conch.ssh.keys", "Key", refuseKey),
    ("twisted.python.threadpool", "ThreadPool", reducePool),
    ("tempfile", "TemporaryDirectory", refuseDirectory),
    ("weakref", "finalize", refuseFinalizer),
    ("twisted.runner.procmon", "ProcessMonitor", reduceMonitor),
)


#: Asks an object itself, as the pickler does when nobody else is to be asked.
byItself = methodcaller("__reduce_ex__", 4)


def _pickles(kind: type) -> bool:
    """Tell whether a class has its own way to be pickled."""
    names = ("__getstate__", "__reduce__", "__reduce_ex__")
    return any(getattr(kind, name, None) is not getattr(service.Service, name, None) for name in names)


class Table(dict[type, Reducer]):
    """
    Reducers by exact type, for :attr:`pickle.Pickler.dispatch_table`.

    It learns the types for which there is none: the C pickler makes and drops a ``KeyError`` for every object
    otherwise, which is half of what a table costs.
    """

    def __missing__(self, kind: type) -> Reducer:
        if issubclass(kind, type):
            # classes are pickled by their names, which the pickler only does if there is no reducer
            raise KeyError(kind)
        client = sys.modules.get("twisted.application.internet")
        plain = client is not None and issubclass(kind, client.ClientService) and not _pickles(kind)
        self[kind] = reduceClient if plain else byItself
        return self[kind]


def table(*, shutdown: bool = False) -> Table:
    """
    Return the reducers by exact type, on top of those that everybody has registered with :mod:`copyreg`.

    :param shutdown: whether the application has served: then what belongs to the running process is left out too.
    """
    found = Table()
    found |= {
        **copyreg.dispatch_table,
        MethodType: reduceMethod,
        CellType: reduceCell,
        Standin: reduceReactor,
        RecordedMethod: reduceRecorded,
        Pool: reducePool,
        Inert: refuseInert,
        **dict.fromkeys(thaw.described, reduceDescribed),
        **transient.reducers(shutdown),
    }
    for module, name, reducer in BY_NAME:
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None:
            found[kind] = reducer
    running = sys.modules.get("twisted.internet.reactor")
    if running is not None:
        found[type(running)] = reduceReactor
    return found
