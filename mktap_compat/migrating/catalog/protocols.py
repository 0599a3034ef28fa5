"""``twisted.protocols``: ftp, portforward, socks and the small protocols of inetd."""

from __future__ import annotations

from mktap_compat.migrating.constructions import Construction, Name
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.repairs import repaired
from mktap_compat.migrating.rules import rule, same, shape
from mktap_compat.reading.nodes import Object

#: hosts at which a port that moves with ``--map-port`` may be one of this server
HERE = ("", "127.0.0.1", "localhost")


@rule("twisted.protocols.ftp.FTPFactory")
def ftpFactory(old: Old) -> Construction:
    """``FTPFactory(portal)``, with whatever was not the default."""
    new = Construction("twisted.protocols.ftp.FTPFactory", old.value("portal"))
    new.hint = "ftpFactory"
    anonymous = old.text("userAnonymous", "anonymous")
    if anonymous != "anonymous":
        new.kwargs["userAnonymous"] = anonymous
    protocol = old.value("protocol", Name("twisted.protocols.ftp.FTP"))
    if protocol != Name("twisted.protocols.ftp.FTP"):
        new.set("protocol", protocol)
    for name in ("allowAnonymous", "timeOut"):
        if name in old:
            new.set(name, old.number(name))
    if "welcomeMessage" in old:
        new.set("welcomeMessage", old.text("welcomeMessage"))
    old.drop("tld", why="the realm says which folder is served")
    old.ignore("instances", "numPorts", "maxProtocolInstances", "protocolInstances")
    return new


@rule("twisted.protocols.ftp.FTPRealm", "twisted.protocols.ftp.SystemFTPRealm")
def ftpRealm(old: Old) -> Construction:
    """``FTPRealm(anonymousRoot)``; 2.0 called that ``tld``, and had it as text."""
    new = Construction(old.dotted, _folder(old, "anonymousRoot") if "anonymousRoot" in old else old.text("tld"))
    new.hint = "ftpRealm"
    home = _folder(old, "userHome") if "userHome" in old else "/home"
    if home != "/home":
        new.kwargs["userHome"] = home
    old.ignore("logout", "tld")
    return new


def _folder(old: Old, name: str) -> object:
    """Return the path of a ``FilePath``, as today's constructors take it."""
    node = old.use(name)
    if isinstance(node, Object) and "path" in node.attributes():
        return old.convert(node.attributes()["path"], f".{name}.path", str)
    return old.text(name)


@rule("twisted.protocols.portforward.ProxyFactory")
def proxyFactory(old: Old) -> Construction:
    """``ProxyFactory(host, port)``; the port moves with ``--map-port`` when the host is this one."""
    host = old.text("host")
    port = old.port("port") if host in HERE else old.number("port")
    old.ignore("numPorts")
    new = Construction("twisted.protocols.portforward.ProxyFactory", host, port)
    new.hint = "forwardFactory"
    return new


@rule("twisted.protocols.socks.SOCKSv4Factory")
def socksFactory(old: Old) -> Construction:
    """``SOCKSv4Factory(log)``."""
    old.ignore("numPorts")
    new = Construction(repaired(old, "twisted.protocols.socks.SOCKSv4Factory"), old.text("logging"))
    new.hint = "socksFactory"
    return new


shape("twisted.protocols.ftp.FTPFactory", hints={"userAnonymous": str, "tld": str}, drop=("maxProtocolInstances",))
shape(
    "twisted.protocols.ftp.FTPRealm",
    fill={"userHome": Construction("twisted.python.filepath.FilePath", "/home")},
    drop=("logout",),
)
shape("twisted.protocols.portforward.ProxyFactory", hints={"host": str})
shape("twisted.protocols.socks.SOCKSv4Factory", hints={"logging": str})
same(
    "twisted.mail.imap4.IMAP4Server",
    "twisted.mail.pop3.POP3",
    "twisted.mail.smtp.ESMTP",
    "twisted.mail.smtp.SMTP",
    "twisted.protocols.amp.AMP",
    "twisted.protocols.finger.Finger",
    "twisted.protocols.ident.IdentServer",
    "twisted.protocols.postfix.PostfixTCPMapServer",
    "twisted.web.proxy.Proxy",
    "twisted.web.proxy.ReverseProxy",
    "twisted.words.protocols.irc.IRC",
    "twisted.protocols.ftp.FTP",
    "twisted.protocols.wire.Chargen",
    "twisted.protocols.wire.Daytime",
    "twisted.protocols.wire.Discard",
    "twisted.protocols.wire.Echo",
    "twisted.protocols.wire.QOTD",
    "twisted.protocols.wire.Time",
    "twisted.protocols.wire.Who",
)
