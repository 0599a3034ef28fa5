"""A server whose supervisor wants to hear of it, as systemd does; ``thaw`` begins it, so plain ``twistd -f`` works."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twisted.python.components import Componentized

#: What a supervisor sets in the environment of a server that shall speak to it, or that gets its sockets.
VARIABLES = ("NOTIFY_SOCKET", "LISTEN_FDS")


def begin(application: Componentized) -> None:
    """
    Take over the sockets that the supervisor has opened, and tell it when the application serves and when it stops.

    Nothing happens if there is none, or while a reactor runs: then this process is a program that loads taps, and
    not the server that the supervisor has started.

    :param application: what is about to be started.
    """
    if not any(name in os.environ for name in VARIABLES):
        return
    from twisted.internet import reactor

    from mktap_compat.deploying import notifying, sockets

    if getattr(reactor, "running", False):
        return
    sockets.takeOver(reactor, os.environ)
    notifying.begin(reactor, application, os.environ)
