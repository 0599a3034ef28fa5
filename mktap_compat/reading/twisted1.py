"""The application of Twisted 1: one object with lists of ports and connectors, where later releases have services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mktap_compat.reading.nodes import Bytes, Node, Object, Sequence, Text

APPLICATION = "twisted.internet.app.Application"
#: Attributes, to the class of ``twisted.application.internet`` that does the same; the last three have none.
KINDS = {
    "tcpPorts": "TCPServer",
    "ports": "TCPServer",
    "sslPorts": "SSLServer",
    "udpPorts": "UDPServer",
    "unixPorts": "UNIXServer",
    "tcpConnectors": "TCPClient",
    "connectors": "TCPClient",
    "sslConnectors": "SSLClient",
    "unixConnectors": "UNIXClient",
    "udpConnectors": "UDPClient",
    "extraPorts": "GenericServer",
    "extraConnectors": "GenericClient",
}
#: What a port was an object of before the lists were of tuples, and the attributes that became the tuple.
_OBJECTS = {
    "twisted.internet.tcp.Port": ("TCPServer", ("port", "factory", "backlog", "interface")),
    "twisted.internet.udp.Port": ("UDPServer", ("port", "factory", "interface", "maxPacketSize")),
}


class Link(NamedTuple):
    """
    One port or connector.

    :ivar place: where it stands, as in ``tcpPorts[0]``.
    :ivar kind: the class of ``twisted.application.internet`` that does the same.
    :ivar node: what stands there.
    :ivar args: what it was made with, in the order in which the reactor takes it.
    """

    place: str
    kind: str
    node: Node
    args: list[Node]


def links(application: Object) -> Iterator[Link]:
    """
    Yield the ports and connectors of an application of Twisted 1.

    :param application: an instance of :data:`APPLICATION`.
    """
    attributes = application.attributes()
    for name, kind in KINDS.items():
        held = attributes.get(name)
        for index, node in enumerate(held.items if isinstance(held, Sequence) else []):
            place = f"{name}[{index}]"
            if isinstance(node, Object) and node.dotted in _OBJECTS:
                same, names = _OBJECTS[node.dotted]
                inner = node.attributes()
                yield Link(place, same, node, [inner[each] for each in names if each in inner])
            else:
                args = node.items if isinstance(node, Sequence) else []
                # before 1.0, the path of a UNIX socket was the port of a TCP one
                unix = kind == "TCPServer" and bool(args) and isinstance(args[0], (Bytes, Text))
                yield Link(place, "UNIXServer" if unix else kind, node, args[:3] if unix else args)
