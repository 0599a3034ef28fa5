"""What a factory, a resource or a service does, in one phrase."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mktap_compat.reading.nodes import Global, Node, Object
from mktap_compat.trust.substitutes import standsFor
from mktap_compat.views import values
from mktap_compat.views.visible import visible

Attributes = Mapping[str, Node]
#: What a converted tap has for files that were run by something that is gone.
FORBIDDEN = "mktap_compat.thaw.Forbidden"


def served(node: Node | None, depth: int = 0) -> str:
    """
    Say what a node does for those who connect to it; empty if its class says nothing more than its name.

    :param node: a factory, protocol, resource or service.
    :param depth: how many phrases this one is within.
    """
    if isinstance(node, Global):
        return node.name
    if not isinstance(node, Object) or depth > 4:
        return ""
    phrase = _PHRASES.get(standsFor(node.dotted))
    if phrase is not None:
        return phrase(node.attributes(), depth)
    if node.dotted.startswith("twisted.application."):
        return ""
    return values.className(node)


def _of(word: str, attribute: str) -> Callable[[Attributes, int], str]:
    """Return a phrase that ends with the value of an attribute."""
    return lambda attributes, depth: f"{word} {values.shown(attributes.get(attribute))}"


def _plain(word: str) -> Callable[[Attributes, int], str]:
    return lambda attributes, depth: word


def _site(attributes: Attributes, depth: int) -> str:
    log = values.text(attributes.get("logPath"))
    logged = f", log in {visible(log)}" if log else ""
    return f"web: {served(attributes.get('resource'), depth + 1)}{logged}"


def _file(attributes: Attributes, depth: int) -> str:
    runs: list[str] = []
    shut: list[str] = []
    for extension, processor in values.pairs(attributes.get("processors")):
        (shut if values.shown(processor) == FORBIDDEN else runs).append(values.shown(extension))
    ran = f", runs {' '.join(sorted(runs))}" if runs else ""
    forbidden = f", forbids {' '.join(sorted(shut))}" if shut else ""
    return f"files under {values.shown(attributes.get('path'))}{ran}{forbidden}"


def _children(attributes: Attributes, depth: int) -> str:
    names = [values.shown(name) for name, _ in values.pairs(attributes.get("children"))]
    more = ", ..." if len(names) > 5 else ""
    return f"pages {', '.join(repr(name) for name in names[:5])}{more}" if names else "empty pages"


def _ftp(attributes: Attributes, depth: int) -> str:
    portal = attributes.get("portal")
    realm = portal.attributes().get("realm") if isinstance(portal, Object) else None
    if not isinstance(realm, Object):
        return "FTP"
    root = realm.attributes().get("anonymousRoot") or realm.attributes().get("tld")
    return f"FTP: files under {values.shown(root)}"


def _forward(attributes: Attributes, depth: int) -> str:
    return f"forwards to {values.shown(attributes.get('host'))}:{values.shown(attributes.get('port'))}"


def _socks(attributes: Attributes, depth: int) -> str:
    log = values.text(attributes.get("logging"))
    return "SOCKS proxy" + (f", log in {visible(log)}" if log else "")


def _inetd(attributes: Attributes, depth: int) -> str:
    service = attributes.get("service")
    inner = service.attributes() if isinstance(service, Object) else {}
    return f"runs {values.shown(inner.get('program'))} for each connection"


def _dns(attributes: Attributes, depth: int) -> str:
    zones = []
    resolver = attributes.get("resolver")
    for each in values.items(resolver.attributes().get("resolvers") if isinstance(resolver, Object) else None):
        inner = each.attributes() if isinstance(each, Object) else {}
        soa = values.items(inner.get("soa"))
        if soa:
            zones.append(values.shown(soa[0]))
        elif "domain" in inner and "primary" in inner:
            zones.append(f"{values.shown(inner['domain'])} from {values.shown(inner['primary'])}")
        elif values.className(each) == "twisted.names.hosts.Resolver":
            zones.append(f"hosts file {values.shown(inner.get('file'))}")
        elif values.className(each) == "twisted.names.client.Resolver":
            zones.append("recursive")
    return f"DNS: {', '.join(zones)}" if zones else "DNS"


def _datagrams(attributes: Attributes, depth: int) -> str:
    return served(attributes.get("controller"), depth + 1) or "DNS"


def _protocol(attributes: Attributes, depth: int) -> str:
    return served(attributes.get("protocol"), depth + 1)


def _mail(word: str) -> Callable[[Attributes, int], str]:
    def phrase(attributes: Attributes, depth: int) -> str:
        service = attributes.get("service")
        domains = service.attributes().get("domains") if isinstance(service, Object) else None
        held = domains.attributes().get("domains") if isinstance(domains, Object) else None
        names = [values.shown(name) for name, _ in values.pairs(held)]
        return f"{word} for {', '.join(names)}" if names else word

    return phrase


def _publisher(attributes: Attributes, depth: int) -> str:
    return f"Perspective Broker: {served(attributes.get('root'), depth + 1)}"


def _published(attributes: Attributes, depth: int) -> str:
    return served(attributes.get("site"), depth + 1)


def _portal(attributes: Attributes, depth: int) -> str:
    portal = attributes.get("portal")
    realm = portal.attributes().get("realm") if isinstance(portal, Object) else None
    return served(realm, depth + 1) if realm is not None else "logins"


def _timer(attributes: Attributes, depth: int) -> str:
    call = values.items(attributes.get("call"))
    called = calledBy(call[0]) if call else "?"
    return f"calls {called} every {values.shown(attributes.get('step'))} s"


def _procmon(attributes: Attributes, depth: int) -> str:
    processes = values.pairs(attributes.get("processes")) or values.pairs(attributes.get("_processes"))
    names = [values.shown(name) for name, _ in processes]
    return f"keeps running: {', '.join(names)}" if names else "keeps nothing running"


def _headers(attributes: Attributes, depth: int) -> str:
    return served(attributes.get("_originalResource"), depth + 1)


def calledBy(node: Node) -> str:
    """Return what a call of this would call: a function, or a class and its method."""
    if isinstance(node, Object) and node.dotted.endswith(".unpickleMethod") and len(node.args) == 3:
        return f"{values.className(node.args[2])}.{values.shown(node.args[0])}"
    if isinstance(node, Object) and node.dotted == "mktap_compat.thaw.method" and len(node.args) == 2:
        return f"{values.className(node.args[0])}.{values.shown(node.args[1])}"
    return values.className(node)


_PHRASES: Mapping[str, Callable[[Attributes, int], str]] = {
    "twisted.application.internet.TimerService": _timer,
    "twisted.conch.manhole_ssh.ConchFactory": _plain("Python shell over SSH (manhole)"),
    "twisted.conch.manhole_tap.makeTelnetProtocol": _plain("Python shell over telnet (manhole)"),
    "twisted.conch.openssh_compat.factory.OpenSSHFactory": _of("SSH logins, host keys in", "dataRoot"),
    "twisted.internet.protocol.Factory": _protocol,
    "twisted.internet.protocol.ServerFactory": _protocol,
    "twisted.mail.mail.FileMonitoringService": _plain("watches files of aliases"),
    "twisted.mail.mail.MailService": _plain("mail"),
    "twisted.mail.protocols.ESMTPFactory": _mail("ESMTP"),
    "twisted.mail.protocols.POP3Factory": _mail("POP3"),
    "twisted.mail.protocols.SMTPFactory": _mail("SMTP"),
    "twisted.manhole.service.Realm": _plain("Python shell (old manhole)"),
    "twisted.manhole.telnet.ShellFactory": _plain("Python shell over telnet (old manhole)"),
    "twisted.names.dns.DNSDatagramProtocol": _datagrams,
    "twisted.names.secondary.SecondaryAuthorityService": _of("transfers zones from", "primary"),
    "twisted.names.server.DNSServerFactory": _dns,
    "twisted.news.news.NNTPFactory": _plain("Usenet news"),
    "twisted.news.news.UsenetServerFactory": _plain("Usenet news"),
    "twisted.protocols.ftp.FTPFactory": _ftp,
    "twisted.protocols.portforward.ProxyFactory": _forward,
    "twisted.protocols.socks.SOCKSv4Factory": _socks,
    "twisted.runner.inetd.InetdFactory": _inetd,
    "twisted.runner.procmon.ProcessMonitor": _procmon,
    "twisted.spread.pb.BrokerFactory": _publisher,
    "twisted.spread.pb.PBServerFactory": _publisher,
    "twisted.spread.pb._PortalRoot": _portal,
    "twisted.web.demo.Test": _plain("the demo page"),
    "twisted.web.distrib.ResourcePublisher": _published,
    "twisted.web.distrib.UserDirectory": _plain("home pages of users"),
    "twisted.web.resource.Resource": _children,
    "twisted.web.script.ResourceScriptWrapper": _of("what the script gives:", "path"),
    "twisted.web.server.Site": _site,
    "twisted.web.static.Data": _plain("one page"),
    "twisted.web.static.File": _file,
    "twisted.web.tap._AddHeadersResource": _headers,
    "twisted.web.wsgi.WSGIResource": _of("WSGI application", "_application"),
    "twisted.words.protocols.jabber.component.XMPPComponentServerFactory": _plain("XMPP components"),
    "twisted.words.service.IRCFactory": _of("IRC chat", "realm"),
}
