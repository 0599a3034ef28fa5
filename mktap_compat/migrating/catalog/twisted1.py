"""``twisted.internet.app``: the application of Twisted 1. Its ports become services, as Twisted did it until 2006."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from mktap_compat.migrating.constructions import Construction
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.rules import rule
from mktap_compat.migrating.services import Child, addEach, hintFor
from mktap_compat.reading.nodes import Constant, Dict, nameOf
from mktap_compat.reading.twisted1 import APPLICATION, KINDS, Link, links

_INTERNET = "twisted.application.internet"
_POSITIONAL: Any = object()
_SOCKET = (("backlog", 5, Any), ("interface", "", str))
_CLIENT = (("timeout", 30, Any), ("bindAddress", None, tuple[str, int]))

#: For each kind of link its arguments: the keyword of those that may be left out, with what Twisted 1 took then, and
#: what the strings in them are.
_ARGUMENTS: dict[str, tuple[tuple[str, Any, Any], ...]] = {
    "TCPServer": (("", _POSITIONAL, Any), ("", _POSITIONAL, Any), *_SOCKET),
    "SSLServer": (("", _POSITIONAL, Any), ("", _POSITIONAL, Any), ("", _POSITIONAL, Any), *_SOCKET),
    "UDPServer": (("", _POSITIONAL, Any), ("", _POSITIONAL, Any), ("interface", "", str), ("maxPacketSize", 8192, Any)),
    "UNIXServer": (("", _POSITIONAL, str), ("", _POSITIONAL, Any), ("backlog", 5, Any), ("mode", 0o666, Any)),
    "TCPClient": (("", _POSITIONAL, str), ("", _POSITIONAL, Any), ("", _POSITIONAL, Any), *_CLIENT),
    "SSLClient": (
        ("", _POSITIONAL, str),
        ("", _POSITIONAL, Any),
        ("", _POSITIONAL, Any),
        ("", _POSITIONAL, Any),
        *_CLIENT,
    ),
    "UNIXClient": (("", _POSITIONAL, str), ("", _POSITIONAL, Any), ("timeout", 30, Any)),
}
#: which argument is a port
_PORTS = {"TCPServer": 0, "SSLServer": 0, "UDPServer": 0, "TCPClient": 1, "SSLClient": 1}
_UNUSED = ("persistStyle", "asXML", "resolver", "entities", "written", "_save", "running", "_boundPorts")


@rule(APPLICATION)
def application(old: Old) -> Construction:
    """``Application(name, uid, gid)``, with a service for each port and connector."""
    new = Construction("twisted.application.service.Application", str(old.text("name") or "application"))
    new.hint = "application"
    for name in ("uid", "gid"):
        number = old.number(name)
        if number is not None:
            new.kwargs[name] = number
    processName = old.text("processName")
    if processName is not None:
        process = Construction("twisted.application.service.IProcess", old.new)
        process.hint = "process"
        new.steps.append(process.set("processName", processName).steps.pop())
    addEach(old, _children(old), old.new, into=new)
    for name in ("_authorizer", "authorizer"):
        _authorizer(old, name)
    _delayed(old)
    old.ignore(*KINDS, *_UNUSED)
    return new


def _children(old: Old) -> Iterator[Child]:
    """Yield what becomes a service: the links, then what was a service then."""
    for link in links(old.node):
        words = [link.kind]
        at = _PORTS.get(link.kind)
        if at is not None and at < len(link.args) and isinstance(link.args[at], Constant):
            words.append(f"on port {link.args[at].value}")  # type: ignore[attr-defined]
        yield Child(link.place, link.node, " ".join(words), partial(_service, old, link))
    services = old.use("services")
    for key, node in services.pairs if isinstance(services, Dict) else []:
        place = f"services[{nameOf(key)!r}]"
        dotted = getattr(node, "dotted", "")
        yield Child(place, node, dotted.rpartition(".")[2] or "service", partial(old.migration.convert, node, place))


def _service(old: Old, link: Link) -> Construction:
    """Return the service for a link; what is at its default is left out."""
    if link.kind not in _ARGUMENTS:
        raise old.migration.refuse(f"{_INTERNET}.{link.kind}", link.place)
    new = Construction(f"{_INTERNET}.{link.kind}")
    new.path = link.place
    for index, (node, (keyword, default, hint)) in enumerate(zip(link.args, _ARGUMENTS[link.kind], strict=False)):
        value = old.migration.convert(node, f"{link.place}[{index}]", hint)
        if index == _PORTS.get(link.kind):
            value = old.migration.port(value, f"{link.place}[{index}]", f"{APPLICATION}.{link.place.partition('[')[0]}")
        if not keyword:
            new.args.append(value)
        elif value != default:
            new.kwargs[keyword] = value
    new.hint = hintFor(new.args, "Server" if link.kind.endswith("Server") else "Client")
    return new


def _authorizer(old: Old, name: str) -> None:
    """Report that those who could log in are lost: what asked them is gone, too."""
    node = old.use(name)
    if node is not None and not (isinstance(node, Constant) and node.value is None):
        old.migration.report.add(
            "lost", old.path, f"{old.dotted}.{name}", why="authorizers became portals and checkers: make the users anew"
        )


def _delayed(old: Old) -> None:
    """Report calls that were due later."""
    node = old.use("delayeds")
    if getattr(node, "items", []):
        old.migration.report.add("lost", old.path, f"{old.dotted}.delayeds", why="today nothing keeps delayed calls")
