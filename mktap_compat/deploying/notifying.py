"""What a server tells systemd of itself: ready when its ports are open, alive while its reactor turns, stopping."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from twisted.application.service import IService, IServiceCollection
from twisted.internet.defer import Deferred, gatherResults
from twisted.internet.task import LoopingCall
from twisted.internet.tcp import Port, Server
from twisted.logger import Logger

if TYPE_CHECKING:
    from twisted.python.components import Componentized

#: Seconds between two looks at how many clients there are.
INTERVAL = 5.0


class Notifier:
    """
    Tells how an application is.

    :param reactor: which runs it.
    :param application: the application.
    :param send: takes lines of the protocol of ``sd_notify``.
    :param watchdog: the seconds within which the supervisor wants to hear something; ``None`` if it doesn't ask.
    """

    log = Logger("mktap_compat")

    def __init__(
        self, reactor: Any, application: Componentized, send: Callable[[str], None], watchdog: float | None
    ) -> None:
        self.reactor = reactor
        self.application = application
        self.send = send
        self.watchdog = watchdog
        self._status = ""
        self._call = LoopingCall(self.tell)
        self._call.clock = reactor

    def begin(self) -> None:
        """Wait for the reactor to run and to stop."""
        self.reactor.addSystemEventTrigger("before", "shutdown", self.stopping)
        self.reactor.callWhenRunning(self.started)

    def started(self) -> None:
        """Once the services are started, wait until every port is open, then be ready."""
        opening = [_alongside(waiting) for waiting in _waiting(IService(self.application))]
        gatherResults(opening).addCallback(self.opened)

    def opened(self, ports: list[object]) -> None:
        """
        Be ready, or stop if a port could not be opened: its service has logged why, and would go on without it.

        :param ports: what the endpoints gave; ``None`` for one that failed.
        """
        if None in ports:
            self.log.error("A port can't be opened: stopping, so that the supervisor sees it.")
            self.send("STATUS=A port can't be opened; the log says which")
            self.reactor.stop()
            return
        self._status = self.status()
        self.send(f"READY=1\nSTATUS={self._status}")
        self._call.start(min(INTERVAL, self.watchdog / 2 if self.watchdog else INTERVAL))

    def tell(self) -> None:
        """Say that the reactor turns, and how many clients there are if that has changed."""
        status = self.status()
        lines = ["WATCHDOG=1"] if self.watchdog else []
        if status != self._status:
            lines.append(f"STATUS={status}")
            self._status = status
        if lines:
            self.send("\n".join(lines))

    def status(self) -> str:
        """Return what is served, in one line: services, ports and clients."""
        readers = set(self.reactor.getReaders()) | set(self.reactor.getWriters())
        clients = sum(isinstance(each, Server) for each in readers)
        ports = sorted(
            {str(_number(each)) for each in readers if isinstance(each, Port)}, key=lambda one: (len(one), one)
        )
        services = len(list(IServiceCollection(self.application)))
        parts = [f"{services} service{'' if services == 1 else 's'}"]
        if ports:
            parts.append(f"port{'' if len(ports) == 1 else 's'} {', '.join(ports)}")
        parts.append(f"{clients} client{'' if clients == 1 else 's'}")
        return ", ".join(parts)

    def stopping(self) -> None:
        """Say that the server is about to stop: what follows takes as long as its services and its state need."""
        self.send("STOPPING=1\nSTATUS=Stopping")


def begin(reactor: Any, application: Componentized, environment: Mapping[str, str]) -> None:
    """
    Tell a supervisor how an application is, if there is one that listens.

    :param reactor: which is going to run it.
    :param application: the application.
    :param environment: where a supervisor says where it listens.
    """
    address = environment.get("NOTIFY_SOCKET", "")
    if address[:1] not in ("/", "@"):
        return
    Notifier(reactor, application, Sender(address), watchdog(environment)).begin()


def watchdog(environment: Mapping[str, str]) -> float | None:
    """Return the seconds within which a supervisor wants to hear of this process, ``None`` if it doesn't ask."""
    usec = environment.get("WATCHDOG_USEC", "")
    if not usec.isdecimal() or int(usec) == 0 or environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return int(usec) / 1e6


class Sender:
    """
    Sends datagrams to a supervisor; one that can't be reached is logged once, and is no reason to stop serving.

    :param address: a path, or a name that begins with ``@``.
    """

    log = Logger("mktap_compat")

    def __init__(self, address: str) -> None:
        self._address = "\0" + address[1:] if address[0] == "@" else address
        # Windows has no such sockets, and no supervisor that listens on one
        self._socket = socket.socket(getattr(socket, "AF_UNIX"), socket.SOCK_DGRAM)  # noqa: B009
        self._socket.setblocking(False)
        self._failed = False

    def __call__(self, lines: str) -> None:
        """Send some lines."""
        try:
            self._socket.sendto(lines.encode(), self._address)
        except OSError as error:
            if not self._failed:
                self.log.warn("can't tell the supervisor how the server is: {reason}", reason=error.strerror)
            self._failed = True


def _waiting(service: Any) -> Iterator[Deferred[Any]]:
    """Yield what the endpoint services among a service and those below it wait for while their ports are opened."""
    waiting = getattr(service, "_waitingForPort", None)
    if isinstance(waiting, Deferred):
        yield waiting
    for each in IServiceCollection(service, ()):
        yield from _waiting(each)


def _alongside(waiting: Deferred[Any]) -> Deferred[Any]:
    """Return a Deferred that has the result of another when that has it, and leaves it there."""
    result: Deferred[Any] = Deferred()

    def pass_(value: Any) -> Any:
        result.callback(value)
        return value

    waiting.addBoth(pass_)
    return result


def _number(port: Port) -> object:
    """Return the number of a port, or its path."""
    name = port.socket.getsockname()
    return name[1] if isinstance(name, tuple) else name
