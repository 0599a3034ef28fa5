"""Sockets that a supervisor has opened are taken over by whatever service would open them: none of them is refused."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from typing import Any

from twisted.logger import Logger

#: The first descriptor that a supervisor hands over.
FIRST = 3
#: How an interface is written that stands for every one.
_ANYWHERE = ("", "0.0.0.0", "::")

log = Logger("mktap_compat")


def takeOver(reactor: Any, environment: Mapping[str, str]) -> None:
    """
    Let a reactor listen on inherited sockets where a service asks for the same port, whatever way it does that.

    :param reactor: its ``listenTCP`` and ``listenUDP`` are wrapped; those of TLS come by the first.
    :param environment: where a supervisor says what it hands over.
    """
    inherited = [each for each in handedOver(environment) if each.family in (socket.AF_INET, socket.AF_INET6)]
    streams = [each for each in inherited if each.type == socket.SOCK_STREAM]
    datagrams = [each for each in inherited if each.type == socket.SOCK_DGRAM]
    if streams:
        listenTCP = reactor.listenTCP

        def adoptTCP(port: int, factory: Any, backlog: int = 50, interface: str = "") -> Any:
            found = matching(streams, port, interface)
            if found is None:
                return listenTCP(port, factory, backlog, interface)
            log.info("Port {port} was opened by the supervisor.", port=port)
            return reactor.adoptStreamPort(found.fileno(), found.family, factory)

        reactor.listenTCP = adoptTCP
    if datagrams:
        listenUDP = reactor.listenUDP

        def adoptUDP(port: int, protocol: Any, interface: str = "", maxPacketSize: int = 8192) -> Any:
            found = matching(datagrams, port, interface)
            if found is None:
                return listenUDP(port, protocol, interface, maxPacketSize)
            log.info("Port {port} was opened by the supervisor.", port=port)
            return reactor.adoptDatagramPort(found.fileno(), found.family, protocol, maxPacketSize)

        reactor.listenUDP = adoptUDP


def handedOver(environment: Mapping[str, str]) -> list[socket.socket]:
    """
    Return the sockets that a supervisor hands over to this process, so that no program that it starts has them too.

    :param environment: with ``LISTEN_PID`` and ``LISTEN_FDS``.
    """
    count = environment.get("LISTEN_FDS", "")
    if environment.get("LISTEN_PID") != str(os.getpid()) or not count.isdecimal():
        return []
    found = []
    for descriptor in range(FIRST, FIRST + int(count)):
        try:
            opened = socket.socket(fileno=descriptor)
        except OSError:
            # a pipe or a file is for somebody else
            continue
        opened.setblocking(False)
        opened.set_inheritable(False)
        found.append(opened)
    return found


def matching(inherited: list[socket.socket], port: int, interface: str) -> socket.socket | None:
    """
    Return the socket that a service means which listens on a port.

    A socket for every interface is not given to a service that wants one only, as that would open it to others.

    :param inherited: what there is.
    :param port: its number.
    :param interface: an address, or empty.
    """
    for each in inherited:
        address = each.getsockname()
        everywhere = address[0] in _ANYWHERE and interface in _ANYWHERE
        if address[1] == port and (everywhere or address[0] == interface):
            return each
    return None
