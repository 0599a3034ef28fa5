"""What starting a tap does, as far as its nodes tell: ports, programs, files, hosts, and code that gets imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Constant, Global, Node, Object
from mktap_compat.trust.substitutes import standsFor
from mktap_compat.views import values
from mktap_compat.views.commandlines import CommandLine, starts
from mktap_compat.views.endpoints import files
from mktap_compat.views.listeners import placesOf
from mktap_compat.views.services import FORBIDDEN, calledBy
from mktap_compat.views.visible import visible


class Effect(NamedTuple):
    """
    One thing that starting a tap does.

    :ivar kind: ``user``, ``port``, ``connect``, ``program``, ``script``, ``shell``, ``serve``, ``read``, ``write``,
        ``call``, ``import`` or ``plugin``.
    :ivar what: the port, the program, the path, the host, the name.
    """

    kind: str
    what: str


def effects(nodes: Iterable[Node], tap: Tap, recipes: Iterable[CommandLine]) -> Iterator[Effect]:
    """
    Yield what starting a tap does, each thing once.

    :param nodes: all nodes of the tap.
    :param tap: the tap.
    :param recipes: its command lines.
    """
    seen: set[Effect] = set()
    for told in _all(nodes, tap, recipes):
        read = files(told.what) if told.kind in ("port", "connect") else []
        for each in (told, *(Effect("read", path) for path in read)):
            if each not in seen:
                seen.add(each)
                yield each


def _all(nodes: Iterable[Node], tap: Tap, recipes: Iterable[CommandLine]) -> Iterator[Effect]:
    if tap.application is None:
        yield from _user(_header(tap))
        for recipe in recipes:
            yield from (Effect(*each) for each in starts(recipe))
            yield Effect("plugin", " ".join([recipe.plugin, *recipe.arguments]))
    for node in nodes:
        if isinstance(node, Object):
            for place in placesOf(node)[0]:
                yield Effect(place.kind, place.where)
            tell = _TELLS.get(standsFor(node.dotted))
            if tell is not None:
                yield from tell(node.attributes())
        elif isinstance(node, Global) and values.isForeign(node.module):
            yield Effect("import", visible(node.module))


Attributes = Mapping[str, Node]


def _header(tap: Tap) -> dict[str, Node]:
    words = ("uid", "gid", "processName")
    return {word: found for word in words if tap.header is not None and (found := tap.header.get(word)) is not None}


def _user(attributes: Attributes) -> Iterator[Effect]:
    for word in ("uid", "gid"):
        found = attributes.get(word)
        if isinstance(found, Constant) and found.value is not None:
            yield Effect("user", f"{word} {found.value}")
    if values.text(attributes.get("processName")):
        yield Effect("user", f"process name {values.shown(attributes['processName'])}")


def _file(attributes: Attributes) -> Iterator[Effect]:
    path = values.shown(attributes.get("path"))
    yield Effect("serve", path)
    for extension, processor in values.pairs(attributes.get("processors")):
        if values.shown(processor) == FORBIDDEN:
            continue
        kind = "program" if "CGI" in values.shown(processor) or "PHP" in values.shown(processor) else "script"
        yield Effect(kind, f"{path}/**/*{values.shown(extension)} on request, with {values.shown(processor)}")


def _ftp(attributes: Attributes) -> Iterator[Effect]:
    for word in ("anonymousRoot", "tld"):
        if word in attributes:
            yield Effect("serve", values.shown(attributes[word]))


def _cgi(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("program", f"{values.shown(attributes.get('filename', attributes.get('path')))} on request")


def _script(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("script", f"{values.shown(attributes.get('path'))} on request")


def _procmon(attributes: Attributes) -> Iterator[Effect]:
    for name, process in values.pairs(attributes.get("processes")) + values.pairs(attributes.get("_processes")):
        parts = values.items(process)
        args = parts[0] if parts else process
        if isinstance(process, Object):
            args = process.attributes().get("args", process)
            parts = [args, *(process.attributes().get(word, args) for word in ("uid", "gid"))]
        command = " ".join(map(values.shown, values.items(args))) or values.shown(args)
        user = f" as uid {values.shown(parts[1])}" if len(parts) > 1 and values.number(parts[1]) is not None else ""
        yield Effect("program", f"{command} ({values.shown(name)}{user})")


def _inetd(attributes: Attributes) -> Iterator[Effect]:
    arguments = " ".join(map(values.shown, values.items(attributes.get("programArgs"))))
    user = values.number(attributes.get("user"))
    who = f" as uid {user}" if user is not None else ""
    yield Effect("program", f"{values.shown(attributes.get('program'))} {arguments}".strip() + f" on connection{who}")


def _alias(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("program", f"{values.shown(attributes.get('path', attributes.get('program')))} on mail")


def _forward(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("connect", f"{values.shown(attributes.get('host'))}:{values.shown(attributes.get('port'))}")


def _resolver(attributes: Attributes) -> Iterator[Effect]:
    if values.text(attributes.get("resolv")):
        yield Effect("read", values.shown(attributes["resolv"]))
    for word in ("servers", "dynServers"):
        for server in values.items(attributes.get(word)):
            yield Effect("connect", ":".join(map(values.shown, values.items(server))))


def _secondary(attributes: Attributes) -> Iterator[Effect]:
    port = values.shown(attributes["_port"]) if "_port" in attributes else "53"
    yield Effect("connect", f"{values.shown(attributes.get('primary'))}:{port}")


def _timer(attributes: Attributes) -> Iterator[Effect]:
    call = values.items(attributes.get("call"))
    if call:
        yield Effect("call", f"{calledBy(call[0])} every {values.shown(attributes.get('step'))} s")


def _path(kind: str, *words: str) -> Callable[[Attributes], Iterator[Effect]]:
    """Return what tells of files at the values of attributes."""

    def tell(attributes: Attributes) -> Iterator[Effect]:
        for word in words:
            found = attributes.get(word)
            if found is not None and not (isinstance(found, Constant) and found.value is None):
                yield Effect(kind, values.shown(found))

    return tell


def _shell(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("shell", "Python, in this process, for whoever logs in")


def _logins(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("shell", "of the system, for whoever logs in")


def _homes(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("serve", "~/public_html of every user")
    yield Effect("connect", "unix:~/.twistd-web-pb of every user, on request")


def _relay(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("connect", "the mail servers of the queue's recipients")


_TELLS: Mapping[str, Callable[[Attributes], Iterator[Effect]]] = {
    "twisted.application.internet.TimerService": _timer,
    "twisted.application.service.Process": _user,
    "twisted.conch.manhole_tap.makeTelnetProtocol": _shell,
    "twisted.conch.manhole_ssh.ConchFactory": _shell,
    "twisted.conch.openssh_compat.factory.OpenSSHFactory": _path("read", "dataRoot"),
    "twisted.conch.unix.UnixSSHRealm": _logins,
    "twisted.cred.checkers.FilePasswordDB": _path("read", "filename"),
    "twisted.internet.ssl.DefaultOpenSSLContextFactory": _path("read", "privateKeyFileName", "certificateFileName"),
    "twisted.mail.alias.FileAlias": _path("write", "fileName"),
    "twisted.mail.alias.ProcessAlias": _alias,
    "twisted.mail.maildir.MaildirDirdbmDomain": _path("write", "root"),
    "twisted.mail.relaymanager.Queue": _path("write", "directory"),
    "twisted.mail.relaymanager.SmartHostSMTPRelayingManager": _relay,
    "twisted.manhole.service.Realm": _shell,
    "twisted.manhole.telnet.ShellFactory": _shell,
    "twisted.names.client.Resolver": _resolver,
    "twisted.names.hosts.Resolver": _path("read", "file"),
    "twisted.names.secondary.SecondaryAuthority": _secondary,
    "twisted.persisted.dirdbm.DirDBM": _path("write", "dname"),
    "twisted.protocols.ftp.FTPRealm": _ftp,
    "twisted.protocols.portforward.ProxyFactory": _forward,
    "twisted.protocols.socks.SOCKSv4Factory": _path("write", "logging"),
    "twisted.runner.inetdconf.InetdService": _inetd,
    "twisted.runner.procmon.ProcessMonitor": _procmon,
    "twisted.web.distrib.UserDirectory": _homes,
    "twisted.web.proxy.ReverseProxyResource": _forward,
    "twisted.web.script.ResourceScriptWrapper": _script,
    "twisted.web.server.Site": _path("write", "logPath"),
    "twisted.web.static.File": _file,
    "twisted.web.twcgi.CGIScript": _cgi,
    "twisted.web.twcgi.FilteredScript": _cgi,
}
