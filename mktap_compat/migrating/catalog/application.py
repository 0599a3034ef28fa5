"""``twisted.application``: the application itself and the services of every server."""

from __future__ import annotations

from typing import Any

from twisted.internet.endpoints import quoteStringArgument

from mktap_compat.migrating.constructions import Construction, Name, Value
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.plainrules import plain
from mktap_compat.migrating.repairs import repaired
from mktap_compat.migrating.rules import discarded, gone, rule, same, shape
from mktap_compat.migrating.services import addChildren, hintFor, named
from mktap_compat.reading.nodes import Dict, Object, nameOf

_INTERNET = "twisted.application.internet"
_SERVICE = "twisted.application.service.IService"
_COLLECTION = "twisted.application.service.IServiceCollection"
_PROCESS = "twisted.application.service.IProcess"
_PROCESS_CLASS = "twisted.application.service.Process"
_PERSISTABLE = "twisted.persisted.sob.IPersistable"


@rule("twisted.python.components.Componentized")
def application(old: Old) -> Construction:
    """``Application(name, uid, gid)``, with its services, its process name and the user's own components."""
    adapters = old.use("_adapterCache")
    components: dict[str, Any] = {}
    if isinstance(adapters, Dict):
        components = {nameOf(key) or "": value for key, value in adapters.pairs}
    collection = components.get(_COLLECTION) or components.get(_SERVICE)
    if not isinstance(collection, Object):
        raise MigrationError(f"{old.path or 'the file'} holds no application: it has no services")
    top = Old(collection, collection.dotted, "", old.new, old.migration)
    new = Construction("twisted.application.service.Application", _name(old, components, top))
    new.hint = "application"
    _process(old, new, components)
    own = {_SERVICE, _COLLECTION, _PROCESS, _PERSISTABLE}
    for name, node in components.items():
        if name not in own:
            component = old.convert(node, f"[{name}]")
            new.call("setComponent", old.migration.reference(name, f"{old.path}[{name}]"), component)
    addChildren(top, old.new, into=new)
    top.ignore("namedServices", "parent", "name")
    top.finish()
    return new


def _name(old: Old, components: dict[str, Any], top: Old) -> str:
    """Return the application's name, which is also the beginning of the names of its files."""
    persistable = components.get(_PERSISTABLE)
    if isinstance(persistable, Object) and "name" in persistable.attributes():
        name = old.convert(persistable.attributes()["name"], ".name", str)
    else:
        name = top.text("name")
    return str(name or "application")


def _process(old: Old, new: Construction, components: dict[str, Any]) -> None:
    """Keep uid, gid and process name."""
    node = components.get(_PROCESS)
    if not isinstance(node, Object):
        return
    process = Old(node, node.dotted, "process", new, old.migration)
    numbers = {"uid": process.number("uid"), "gid": process.number("gid")}
    given = {name: number for name, number in numbers.items() if number is not None}
    name = process.text("processName")
    today = repaired(process, _PROCESS_CLASS) if name is not None else _PROCESS_CLASS
    if today != _PROCESS_CLASS:
        new.call("setComponent", Name(_PROCESS), Construction(today, **given, processName=name))
    else:
        new.kwargs.update(given)
        if name is not None:
            interface = Construction(_PROCESS, old.new)
            interface.hint = "process"
            new.steps.append(interface.set("processName", name).steps.pop())
    process.finish()


@rule("twisted.application.service.MultiService")
def multiService(old: Old) -> Construction:
    """``MultiService()`` with its children."""
    new = Construction("twisted.application.service.MultiService")
    named(old, new)
    addChildren(old, old.new, into=new)
    return new


@rule("twisted.application.service.Service")
def service(old: Old) -> Construction:
    """``Service()``, which does nothing but have a name."""
    new = Construction("twisted.application.service.Service")
    named(old, new)
    return new


@rule(
    "twisted.application.internet.TCPServer",
    "twisted.application.internet.SSLServer",
    "twisted.application.internet.UNIXServer",
    "twisted.application.internet.UDPServer",
    "twisted.application.internet.MulticastServer",
    "twisted.application.internet.UNIXDatagramServer",
    "twisted.application.internet.TCPClient",
    "twisted.application.internet.SSLClient",
    "twisted.application.internet.UNIXClient",
    "twisted.application.internet.UNIXDatagramClient",
)
def server(old: Old) -> Construction:
    """The same class with the same arguments; a port or path may have moved."""
    args = list(old.value("args", (), tuple[str, ...]))
    if args and isinstance(args[0], int) and not isinstance(args[0], bool):
        args[0] = old.migration.port(args[0], f"{old.path}.args[0]", old.dotted)
    elif len(args) > 1 and isinstance(args[1], int):
        # a client: host, port, factory
        args[1] = old.migration.port(args[1], f"{old.path}.args[1]", old.dotted)
    # defaults that old versions wrote out
    kwargs = {
        key: value for key, value in old.value("kwargs", {}, dict[str, str]).items() if (key, value) not in _PLAIN
    }
    new = Construction(old.dotted, *args, **kwargs)
    old.ignore("privileged")
    new.hint = hintFor(args, "Server" if old.dotted.endswith("Server") else "Client")
    named(old, new)
    return new


_PLAIN = (("interface", ""), ("backlog", 50))


@rule("twisted.application.internet.TimerService")
def timerService(old: Old) -> Construction:
    """``TimerService(step, callable, *args, **kwargs)``."""
    call = old.value("call", hint=tuple[Any, Any, dict[str, Any]])
    if not isinstance(call, tuple) or len(call) != 3:
        raise MigrationError(f"{old.path}.call: a TimerService has nothing to call; the file is damaged")
    new = Construction("twisted.application.internet.TimerService", old.number("step"), call[0], *call[1], **call[2])
    old.ignore("_loop", "_loopFinished", "clock")
    named(old, new)
    return new


@rule("twisted.application.internet.StreamServerEndpointService")
def streamServerEndpointService(old: Old) -> Construction:
    """``strports.service(description, factory)``, or the same by hand for endpoints that no description gives."""
    factory, endpoint = old.value("factory"), old.value("endpoint")
    old.ignore("_waitingForPort")
    description = describe(endpoint) if old.number("_raiseSynchronously", False) else None
    if description is not None:
        new = Construction("twisted.application.strports.service", description, factory)
    else:
        new = Construction("twisted.application.internet.StreamServerEndpointService", endpoint, factory)
    new.hint = hintFor([factory], "Server")
    named(old, new)
    return new


def describe(endpoint: Value) -> str | None:
    """
    Return the description from which ``serverFromString`` makes an endpoint.

    :param endpoint: a construction, perhaps of an endpoint.
    :return: as in ``tcp:8080``; ``None`` if there is no such description.
    """
    if not isinstance(endpoint, Construction):
        return None
    if endpoint.function == "twisted.internet.endpoints.serverFromString":
        return str(endpoint.args[1])
    kind = {"TCP4ServerEndpoint": "tcp", "UNIXServerEndpoint": "unix"}.get(endpoint.function.rpartition(".")[2])
    if kind is None:
        return None
    steps = [kind, quoteStringArgument(str(endpoint.args[1]))]
    for name, value in endpoint.kwargs.items():
        if name != "wantPID":
            steps.append(f"{name}={quoteStringArgument(f'{value:o}' if name == 'mode' else str(value))}")
    if kind == "unix" and not endpoint.kwargs.get("wantPID"):
        # the description has another default than the class
        steps.append("lockfile=0")
    return ":".join(steps)


@rule("twisted.application.compat._NewService")
def newService(old: Old) -> Value:
    """What Twisted 2.0 put around a service of Twisted 1, which is what has to be replaced."""
    service = old.use("service")
    dotted = getattr(service, "dotted", "")
    raise old.migration.refuse(dotted if old.migration.isGone(dotted) else old.dotted, old.path)


def _multiServiceThen(old: Old, new: Construction) -> None:
    new.set("services", []).set("namedServices", {})
    addChildren(old, old.new, into=new)


plain(f"{_INTERNET}.CooperatorService", ignore="coop", service=True)
shape("twisted.application.service.Service", hints={"name": str}, drop=("parent",))
shape("twisted.application.service.MultiService", drop=("namedServices",), then=_multiServiceThen)
shape(
    "twisted.application.internet._AbstractServer",
    hints={"args": tuple[str, ...], "kwargs": dict[str, str]},
)
shape("twisted.application.internet.TimerService", fill={"clock": None})
same(_SERVICE, _COLLECTION, _PROCESS)
discarded(_PROCESS_CLASS, "twisted.persisted.sob.Persistent", _PERSISTABLE)
gone(
    f"{_INTERNET}.GenericClient",
    f"{_INTERNET}.GenericServer",
    f"{_INTERNET}.UDPClient",
    instead="write a twisted.application.service.Service that asks the reactor for it when it starts",
)
gone(
    "twisted.application.compat._NewService",
    "twisted.application.compat._ServiceNetwork",
    instead="services of Twisted 1 have no successor; write the server as a twisted.application.service.Service",
)
