"""What of Twisted's objects belongs to the process, so that it is never carried to another one."""

from __future__ import annotations

import sys
from collections.abc import Mapping

#: Attributes by class of Twisted; those of the classes that derive from it, too. What a prototype came across.
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    name: frozenset(attributes.split())
    for name, attributes in {
        "twisted.application.service.Service": "running parent",
        "twisted.application.service.MultiService": "namedServices",
        "twisted.application.internet.StreamServerEndpointService": "_waitingForPort _raiseSynchronously",
        "twisted.application.internet.ClientService": "_machine",
        "twisted.application.internet.TimerService": "_loop _loopFinished",
        "twisted.internet.protocol.Factory": "numPorts",
        "twisted.internet.protocol.AbstractDatagramProtocol": "numPorts transport",
        "twisted.internet.protocol.BaseProtocol": "transport",
        "twisted.web.http.HTTPFactory": "_logDateTime _logDateTimeCall _logFile",
        "twisted.names.dns.DNSMixin": "liveMessages resends id",
        "twisted.names.client.Resolver": "_waiting",
        "twisted.names.resolve.ResolverBase": "_waiting",
        "twisted.names.server.DNSServerFactory": "_addressValidation",
        "twisted.mail.tap.AliasUpdater": "index _call",
        "twisted.mail.mail.FileMonitoringService": "index _call",
        "twisted.protocols.ftp.FTPFactory": "connectionCount",
        "twisted.protocols.policies.WrappingFactory": "protocols",
        "twisted.words.protocols.jabber.component.XMPPComponentServerFactory": "serial",
        "twisted.runner.procmon.ProcessMonitor": "protocols delay timeStarted murder restart",
        "twisted.conch.openssh_compat.factory.OpenSSHFactory": "publicKeys privateKeys primes",
    }.items()
}

#: Classes whose objects live in a process and nowhere else.
_OPEN = (
    ("twisted.internet.abstract", "FileDescriptor"),
    ("twisted.internet.base", "DelayedCall"),
    ("twisted.internet.defer", "Deferred"),
    ("twisted.internet.process", "BaseProcess"),
    ("twisted.internet.task", "LoopingCall"),
    ("twisted.internet.task", "CooperativeTask"),
    ("twisted.internet.protocol", "Connector"),
    ("twisted.internet.base", "BaseConnector"),
    ("twisted.protocols.tls", "TLSMemoryBIOProtocol"),
    ("twisted.python.threadpool", "ThreadPool"),
    ("socket", "socket"),
    ("threading", "Thread"),
)


def skipped(cls: type) -> frozenset[str]:
    """
    Return the attributes of a class that belong to the process.

    :param cls: any class.
    """
    found: set[str] = set()
    for base in cls.__mro__:
        found |= ATTRIBUTES.get(f"{base.__module__}.{base.__qualname__}", frozenset())
        # what Twisted's own servers and clients name so
        found |= set(vars(base).get("volatile", ())) if base.__module__ == "twisted.application.internet" else set()
    return frozenset(found)


def openTypes() -> tuple[type, ...]:
    """Return the classes of what is open; of modules that nobody has imported there are no objects."""
    found = [getattr(sys.modules.get(module), name, None) for module, name in _OPEN]
    return tuple(each for each in found if isinstance(each, type))


def connects(cls: type) -> bool:
    """Tell whether objects of a class are one side of a connection, open while they have a transport."""
    protocol = getattr(sys.modules.get("twisted.internet.protocol"), "BaseProtocol", None)
    return protocol is not None and issubclass(cls, protocol)
