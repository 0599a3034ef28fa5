"""Which version of Twisted wrote an old tap: what its classes and attributes give away, measured on taps of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mktap_compat.reading.nodes import Node, Object
from mktap_compat.reading.twisted1 import APPLICATION

#: The releases that taps were measured of.
RELEASES = ("2.0", "2.1", "2.2", "2.4", "2.5", "8.2", "9.0", "10.0", "10.1", "10.2", "11.0")

#: The version of the application's state in the last releases of Twisted 1.
_VERSION = 12

#: Attributes, or classes by themselves, to the first and the last release whose taps have them.
_PRESENT: Mapping[str, tuple[str, str]] = {
    "twisted.application.compat._NewService": ("2.0", "2.0"),
    "twisted.application.internet.StreamServerEndpointService": ("10.2", "11.0"),
    "twisted.application.internet.TCPServer.privileged": ("2.0", "2.0"),
    "twisted.conch.credentials.ISSHPrivateKey": ("2.0", "2.0"),
    "twisted.internet.posixbase._PipeWaker": ("10.0", "10.0"),
    "twisted.internet.posixbase._UnixWaker": ("8.2", "11.0"),
    "twisted.internet.selectreactor.SelectReactor": ("8.2", "11.0"),
    "twisted.internet.selectreactor.SelectReactor._startedBefore": ("11.0", "11.0"),
    "twisted.mail.protocols.ESMTPFactory.context": ("2.0", "10.2"),
    "twisted.mail.protocols.SMTPFactory.context": ("2.0", "10.2"),
    "twisted.names.client.Resolver.protocol": ("2.0", "2.5"),
    "twisted.names.dns.DNSDatagramProtocol.noisy": ("2.0", "2.5"),
    "twisted.names.dns.Record_MX.exchange": ("2.0", "2.0"),
    "twisted.protocols.ftp.FTPFactory.maxProtocolInstances": ("2.0", "2.0"),
    "twisted.python.filepath.FilePath": ("2.1", "11.0"),
    "twisted.spread.pb.BrokerFactory": ("2.0", "2.4"),
    "twisted.spread.pb.PBServerFactory": ("2.1", "11.0"),
    "twisted.web.distrib.UserDirectory.controller": ("2.0", "8.2"),
    "twisted.web.static.File.indexNames": ("2.0", "8.2"),
    "twisted.web.trp.ResourceUnpickler": ("2.0", "8.2"),
    "twisted.web.twcgi.PHPScript": ("2.0", "8.2"),
    "twisted.web.wsgi.WSGIResource": ("8.2", "11.0"),
    "twisted.web2.server.Site": ("2.4", "8.2"),
    "twisted.words.ircservice.IRCGateway": ("2.0", "2.0"),
    "twisted.words.protocols.toc.TOCFactory": ("2.0", "10.2"),
    "twisted.words.service.InMemoryWordsRealm": ("2.1", "11.0"),
}

#: Attributes that a class's taps have since a release, so that those without are older.
_SINCE: Mapping[str, str] = {
    "twisted.cred.checkers.FilePasswordDB.cache": "2.1",
    "twisted.internet.selectreactor.SelectReactor._internalReaders": "9.0",
    "twisted.internet.selectreactor.SelectReactor._startedBefore": "11.0",
    "twisted.internet.ssl.DefaultOpenSSLContextFactory._contextFactory": "9.0",
    "twisted.names.client.Resolver._waiting": "8.2",
    "twisted.names.dns.DNSDatagramProtocol._reactor": "10.0",
    "twisted.names.server.DNSServerFactory.connections": "8.2",
    "twisted.protocols.ftp.FTPFactory.instances": "2.1",
    "twisted.protocols.ftp.FTPRealm.userHome": "10.2",
    "twisted.python.filepath.FilePath.alwaysCreate": "2.2",
    "twisted.runner.procmon.ProcessMonitor.threshold": "10.1",
    "twisted.spread.pb.PBServerFactory.security": "8.2",
    "twisted.web.distrib.UserDirectory._pwd": "9.0",
    "twisted.web.server.Site._logDateTime": "11.0",
    "twisted.words.service.IRCFactory._serverInfo": "9.0",
}


def versions(nodes: Iterable[Node]) -> tuple[str, str] | None:
    """
    Tell which releases of Twisted may have written the objects of a Python 2 tap.

    :param nodes: all nodes of the tap.
    :return: the first and the last release that fit; ``None`` if what is found fits no single release.
    """
    first, last = 0, len(RELEASES) - 1
    nodes = list(nodes)
    old = [node for node in nodes if isinstance(node, Object) and node.dotted == APPLICATION]
    if old:
        version = getattr(old[0].attributes().get(f"{APPLICATION}.persistenceVersion"), "value", None)
        return ("1.0", "1.3") if version == _VERSION else ("1.3 or older", "1.3 or older")
    since: dict[str, list[tuple[str, int]]] = {}
    for dotted, release in _SINCE.items():
        owner, _, attribute = dotted.rpartition(".")
        since.setdefault(owner, []).append((attribute, RELEASES.index(release)))
    for node in nodes:
        name = getattr(node, "dotted", "")
        if not name.startswith("twisted."):
            continue
        found = [name]
        attributes = node.attributes() if isinstance(node, Object) else {}
        found += [f"{name}.{attribute}" for attribute in attributes]
        for each in found:
            if each in _PRESENT:
                low, high = _PRESENT[each]
                first, last = max(first, RELEASES.index(low)), min(last, RELEASES.index(high))
        if attributes:
            for attribute, index in since.get(name, ()):
                if attribute in attributes:
                    first = max(first, index)
                else:
                    last = min(last, index - 1)
    return (RELEASES[first], RELEASES[last]) if first <= last else None
