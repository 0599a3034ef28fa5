"""Plugins of 2001 to 2004, which have no ``makeService``: they change an application in ``updateApplication``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.application import internet
from twisted.application.service import IService, MultiService
from twisted.python.reflect import namedAny

#: What an application of Twisted 1 was asked, and the class of today that does the same.
LINKS = {
    "listenTCP": internet.TCPServer,
    "listenSSL": internet.SSLServer,
    "listenUDP": internet.UDPServer,
    "listenUNIX": internet.UNIXServer,
    "connectTCP": internet.TCPClient,
    "connectSSL": internet.SSLClient,
    "connectUNIX": internet.UNIXClient,
}


class OldApplication:
    """
    What such a plugin gets: it listens and connects by adding services, as ``mktap`` did it until 2006.

    :ivar name: of the application.
    :ivar service: what the plugin's ports, connectors and services are in.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.service = MultiService()

    def addService(self, service: Any) -> None:
        """
        Add a service.

        :param service: one of today's kind.
        :raise TypeError: if it is one of Twisted 1.
        """
        if not IService.providedBy(service):
            raise TypeError(f"{service!r} is a service of Twisted 1, which has no successor: write a makeService")
        service.setServiceParent(self.service)

    def getServiceNamed(self, name: str) -> Any:
        """Return a service that was added; :class:`KeyError` if there is none of that name."""
        return self.service.getServiceNamed(name)

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Return what listens or connects; :class:`AttributeError` says what to do about anything else."""
        if name not in LINKS:
            raise AttributeError(
                f"updateApplication wants app.{name}, which nothing offers today: write a makeService (docs/howto/"
                "mktap-to-plugin)"
            )

        def add(*arguments: Any, **keywords: Any) -> None:
            LINKS[name](*arguments, **keywords).setServiceParent(self.service)

        return add


def makeService(plugin: Any, options: Any) -> Any:
    """
    Make a plugin's service, by ``updateApplication`` if its module has nothing else.

    :param plugin: provides ``IServiceMaker``.
    :param options: its options, parsed.
    :return: the service.
    :raise Exception: whatever the plugin raises.
    """
    module = getattr(plugin, "module", None)
    found = namedAny(module) if isinstance(module, str) else None
    if found is None or hasattr(found, "makeService") or not hasattr(found, "updateApplication"):
        return plugin.makeService(options)
    application = OldApplication(plugin.tapname)
    found.updateApplication(application, options)
    return application.service
