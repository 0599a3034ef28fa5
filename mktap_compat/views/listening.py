"""The services of an application: where each listens or connects to, and what it serves there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mktap_compat.reading.nodes import Global, Node, Object, Sequence

from . import values
from .serving import served

_INTERNET = "twisted.application.internet."
_ENDPOINTS = "twisted.internet.endpoints."
_THAWED = "mktap_compat.freezing.thawed."
#: What a description of a server's endpoint begins with.
DESCRIPTION = re.compile(r"(?:haproxy:)*(?:tcp6?|ssl|unix|systemd|tls|fd):\S")
#: Deeper trees of services than this are cut.
_DEEPEST = 100


class Service(NamedTuple):
    """
    One service.

    :ivar path: where it stands.
    :ivar kind: its class.
    :ivar name: its name, if it has one.
    :ivar listens: its port or endpoint, or what it connects to; empty if neither.
    :ivar serves: what it serves or does; empty if nobody knows.
    :ivar services: the services below it.
    """

    path: str
    kind: str
    name: str | None
    listens: str
    serves: str
    services: list[Service]


def listed(
    service: Node | None, path: str = "service", depth: int = 0, above: frozenset[int] = frozenset()
) -> Iterator[Service]:
    """
    Yield the services below a service.

    :param service: a node.
    :param path: where it stands.
    :param depth: how many services are above it.
    :param above: the ids of these services, so that one that is in itself does not go on for ever.
    """
    if service is None or id(service) in above or depth > _DEEPEST:
        return
    prefix = "" if path == "service" else f"{path}."
    for index, each in enumerate(values.services(service)):
        here = f"{prefix}services[{index}]"
        attributes = each.attributes() if isinstance(each, Object) else {}
        listens, factory = listensAt(each)
        serves = served(factory) if factory is not None else served(each)
        yield Service(
            here,
            values.className(each),
            values.text(attributes.get("name")),
            listens,
            serves,
            list(listed(each, here, depth + 1, above | {id(service)})),
        )


def listensAt(service: Node) -> tuple[str, Node | None]:
    """
    Tell where a service listens or what it connects to.

    :param service: any node.
    :return: the place, empty if there is none, and the factory or protocol that serves there.
    """
    if not isinstance(service, Object):
        return "", None
    attributes = service.attributes()
    kind = service.dotted
    if kind == f"{_INTERNET}StreamServerEndpointService":
        return endpoint(attributes.get("endpoint")), attributes.get("factory")
    if not kind.startswith(_INTERNET):
        return _ownPlace(service), None
    kind = kind[len(_INTERNET) :]
    args = values.items(attributes.get("args"))
    if kind in ("TCPServer", "SSLServer", "UDPServer") and args:
        interface = _interface(attributes.get("kwargs"), args[3:4] if kind == "TCPServer" else [])
        word = {"TCPServer": "tcp", "SSLServer": "ssl", "UDPServer": "udp"}[kind]
        return f"{word}:{values.shown(args[0])}{interface}", args[1] if len(args) > 1 else None
    if kind in ("UNIXServer", "UNIXDatagramServer") and args:
        return f"unix:{values.shown(args[0])}", args[1] if len(args) > 1 else None
    if kind in ("TCPClient", "SSLClient") and len(args) > 1:
        word = "tcp" if kind == "TCPClient" else "ssl"
        return f"connects to {word}:{values.shown(args[0])}:{values.shown(args[1])}", args[2] if len(args) > 2 else None
    if kind in ("UNIXClient", "UNIXDatagramClient") and args:
        return f"connects to unix:{values.shown(args[0])}", args[1] if len(args) > 1 else None
    return "", None


def _ownPlace(service: Object) -> str:
    """Return the endpoints in the attributes of an object of the user's own, as objects or as descriptions."""
    if not isinstance(service.function, Global) or not values.isForeign(service.function.module):
        return ""
    found = []
    for value in service.attributes().values():
        described = values.text(value)
        if described is not None and DESCRIPTION.match(described):
            found.append(values.printable(described))
        elif isinstance(value, Object) and (
            value.dotted.startswith(_ENDPOINTS) or value.dotted == f"{_THAWED}endpoint"
        ):
            found.append(endpoint(value))
    return ", ".join(found)


def _interface(kwargs: Node | None, positional: list[Node]) -> str:
    for key, value in values.pairs(kwargs):
        if values.text(key) == "interface" and values.text(value):
            return f" on {values.shown(value)}"
    return f" on {values.shown(positional[0])}" if positional and values.text(positional[0]) else ""


def endpoint(node: Node | None) -> str:
    """Return the description of an endpoint, as near to what ``serverFromString`` takes as can be told."""
    if not isinstance(node, Object):
        return values.shown(node)
    if node.dotted == f"{_THAWED}endpoint" and node.args:
        return values.shown(node.args[0])
    attributes = node.attributes()
    described = attributes.get("_mktapCompatDescription")
    if isinstance(described, Sequence) and described.items:
        return values.shown(described.items[0])
    kind = node.dotted.removeprefix(_ENDPOINTS)
    if kind == "UNIXServerEndpoint":
        return f"unix:{values.shown(attributes.get('_address'))}"
    if kind == "_WrapperServerEndpoint":
        wrapper = attributes.get("_wrapperFactory")
        inner = endpoint(attributes.get("_wrappedEndpoint"))
        return f"haproxy:{inner}" if isinstance(wrapper, Global) and "HAProxy" in wrapper.name else inner
    words = {"TCP4ServerEndpoint": "tcp", "TCP6ServerEndpoint": "tcp6", "SSL4ServerEndpoint": "ssl"}
    if kind not in words:
        return values.className(node)
    interface = values.text(attributes.get("_interface"))
    if interface is None:
        interface = next(
            (values.text(v) for k, v in values.pairs(attributes.get("_listenArgs")) if values.text(k) == "interface"),
            None,
        )
    where = f" on {values.printable(interface)}" if interface and interface != "::" else ""
    return f"{words[kind]}:{values.shown(attributes.get('_port'))}{where}"
