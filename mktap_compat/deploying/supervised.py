"""A server whose supervisor wants to hear of it, as systemd does; ``thaw`` begins it, so plain ``twistd -f`` works."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twisted.python.components import Componentized

#: How the variables begin that a supervisor sets for a server that shall speak to it, or that gets its sockets.
VARIABLES = ("NOTIFY_SOCKET", "LISTEN_", "WATCHDOG_")


def prepare() -> Callable[[Componentized], None]:
    """
    Note what the supervisor says in the environment, before Twisted reads it and takes it away.

    :return: takes the application that is about to be started, takes over the sockets that the supervisor has opened,
        and tells it when the application serves and when it stops. It does nothing if there is no supervisor, or while
        a reactor runs: then this process is a program that loads taps, and not the server that was started.
    """
    environment = {name: value for name, value in os.environ.items() if name.startswith(VARIABLES)}
    if "NOTIFY_SOCKET" not in environment and "LISTEN_FDS" not in environment:
        return lambda application: None

    def begin(application: Componentized) -> None:
        from twisted.internet import reactor

        from mktap_compat.deploying import notifying, sockets

        if not getattr(reactor, "running", False):
            sockets.takeOver(reactor, environment)
            notifying.begin(reactor, application, environment)

    return begin
