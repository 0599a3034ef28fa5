"""The services of an application: where each listens or connects to, and what it serves there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mktap_compat.reading.nodes import Global, Node, Object, Sequence
from mktap_compat.reading.twisted1 import APPLICATION, links
from mktap_compat.views import values
from mktap_compat.views.commandlines import TO
from mktap_compat.views.endpoints import DESCRIPTION, place
from mktap_compat.views.services import served
from mktap_compat.views.visible import visible

_INTERNET = "twisted.application.internet."
_ENDPOINTS = "twisted.internet.endpoints."
_THAWED = "mktap_compat.thaw."
#: Attributes of services of one's own that hold the number of a port.
_PORT = re.compile(r"_?(?:[A-Za-z_]*_)?port|_?[a-z]+Port")
#: Which argument is an interface.
_INTERFACES = {"TCPServer": 3, "SSLServer": 4, "UDPServer": 2}
_CLIENT = re.compile(r"ClientEndpoint$|HostnameEndpoint$")
#: Deeper trees of services than this are cut.
_DEEPEST = 100
#: So often a service is listed that stands in several others; what is below it is listed once.
_OFTEN = 3


class Place(NamedTuple):
    """
    Where something listens or what it connects to.

    :ivar kind: ``port`` or ``connect``.
    :ivar where: a port, a path or a description of an endpoint.
    """

    kind: str
    where: str

    def __str__(self) -> str:
        """Say it in words."""
        return self.where if self.kind == "port" else f"connects to {self.where}"


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
    service: Node | None, path: str = "service", depth: int = 0, times: dict[int, int] | None = None
) -> Iterator[Service]:
    """
    Yield the services below a service.

    :param service: a node.
    :param path: where it stands.
    :param depth: how many services are above it.
    :param times: how often each service was listed, by id; 60 services, each twice in the next, would go on for ever.
    """
    if service is None or depth > _DEEPEST:
        return
    times = {id(service): 1} if times is None else times
    if isinstance(service, Object) and service.dotted == APPLICATION:
        yield from _ofTwisted1(service)
        return
    prefix = "" if path == "service" else f"{path}."
    for index, each in enumerate(values.services(service)):
        here = f"{prefix}services[{index}]"
        times[id(each)] = times.get(id(each), 0) + 1
        if times[id(each)] > _OFTEN:
            continue
        attributes = each.attributes() if isinstance(each, Object) else {}
        places, factory = placesOf(each)
        serves = served(factory) if factory is not None else served(each)
        yield Service(
            here,
            values.className(each),
            values.text(attributes.get("name")),
            ", ".join(map(str, places)),
            serves,
            list(listed(each, here, depth + 1, times)) if times[id(each)] == 1 else [],
        )


def _ofTwisted1(application: Object) -> Iterator[Service]:
    """Yield the ports and connectors of an application of Twisted 1, and what was a service then."""
    for link in links(application):
        places, factory = _links(link.kind, link.args, None)
        yield Service(link.place, link.kind, None, ", ".join(map(str, places)), served(factory), [])
    for key, node in values.pairs(application.attributes().get("services")):
        yield Service(f"services[{values.shown(key)!r}]", values.className(node), None, "", served(node), [])


def placesOf(service: Node) -> tuple[list[Place], Node | None]:
    """
    Tell where a service listens or what it connects to.

    :param service: any node.
    :return: the places, and the factory or protocol that serves there.
    """
    if not isinstance(service, Object):
        return [], None
    attributes = service.attributes()
    kind = service.dotted
    if kind == APPLICATION:
        return [place for link in links(service) for place in _links(link.kind, link.args, None)[0]], None
    if kind == f"{_INTERNET}StreamServerEndpointService":
        return [Place("port", endpoint(attributes.get("endpoint")))], attributes.get("factory")
    if not kind.startswith(_INTERNET):
        return list(dict.fromkeys(_ownPlaces(service))), None
    return _links(kind[len(_INTERNET) :], values.items(attributes.get("args")), attributes.get("kwargs"))


def _links(kind: str, args: list[Node], kwargs: Node | None) -> tuple[list[Place], Node | None]:
    """Tell the same of a class of ``twisted.application.internet`` with what it hands to the reactor."""
    if kind in ("TCPServer", "SSLServer", "UDPServer") and args:
        interface = _interface(kwargs, args[_INTERFACES[kind] :][:1])
        word = {"TCPServer": "tcp", "SSLServer": "ssl", "UDPServer": "udp"}[kind]
        return [Place("port", f"{word}:{values.shown(args[0])}{interface}")], args[1] if len(args) > 1 else None
    if kind in ("UNIXServer", "UNIXDatagramServer") and args:
        return [Place("port", f"unix:{values.shown(args[0])}")], args[1] if len(args) > 1 else None
    if kind in ("TCPClient", "SSLClient") and len(args) > 1:
        word = "tcp" if kind == "TCPClient" else "ssl"
        where = f"{word}:{values.shown(args[0])}:{values.shown(args[1])}"
        return [Place("connect", where)], args[2] if len(args) > 2 else None
    if kind in ("UNIXClient", "UNIXDatagramClient") and args:
        return [Place("connect", f"unix:{values.shown(args[0])}")], args[1] if len(args) > 1 else None
    return [], None


def _ownPlaces(service: Object) -> Iterator[Place]:
    """
    Yield what the attributes of an object of the user's own say of places: endpoints, as objects or as descriptions,
    alone or in lists, and of services numbers that are called ports.
    """
    if not isinstance(service.function, Global) or not values.isForeign(service.function.module):
        return
    attributes = service.attributes()
    for name, value in attributes.items():
        for each in values.items(value) or [value]:
            described = values.text(each)
            number = values.number(each)
            if described is not None and DESCRIPTION.match(described):
                kind, where = place(described)
                yield Place(kind, visible(where))
            elif isinstance(each, Object) and (
                each.dotted.startswith(_ENDPOINTS) or each.dotted == f"{_THAWED}endpoint"
            ):
                yield Place("connect" if _CLIENT.search(each.dotted) else "port", endpoint(each))
            elif number is not None and 0 < number < 65536 and _PORT.fullmatch(name) and "parent" in attributes:
                yield Place("connect" if TO.search(name.lstrip("_")) else "port", f"{number} (its {visible(name)})")


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
    if kind in ("TCP4ClientEndpoint", "TCP6ClientEndpoint", "HostnameEndpoint", "SSL4ClientEndpoint"):
        host = attributes.get("_host", attributes.get("_hostText"))
        return f"{'ssl' if kind[0] == 'S' else 'tcp'}:{values.shown(host)}:{values.shown(attributes.get('_port'))}"
    if kind == "UNIXClientEndpoint":
        return f"unix:{values.shown(attributes.get('_path'))}"
    words = {"TCP4ServerEndpoint": "tcp", "TCP6ServerEndpoint": "tcp6", "SSL4ServerEndpoint": "ssl"}
    if kind not in words:
        return values.className(node)
    interface = values.text(attributes.get("_interface"))
    if interface is None:
        interface = next(
            (values.text(v) for k, v in values.pairs(attributes.get("_listenArgs")) if values.text(k) == "interface"),
            None,
        )
    where = f" on {visible(interface)}" if interface and interface != "::" else ""
    return f"{words[kind]}:{values.shown(attributes.get('_port'))}{where}"
