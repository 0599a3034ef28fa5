"""What one object of each class does when a tap is started: the table, and what reads its attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from mktap_compat.reading.nodes import Constant, Node, Object
from mktap_compat.trust.attributes import isItems
from mktap_compat.views import values
from mktap_compat.views.services import FORBIDDEN, calledBy


class Effect(NamedTuple):
    """
    One thing that starting a tap does.

    :ivar kind: ``user``, ``port``, ``connect``, ``program``, ``script``, ``shell``, ``login``, ``serve``, ``read``,
        ``write``, ``call``, ``import``, ``plugin`` or ``unknown``.
    :ivar what: the port, the program, the path, the host, the name.
    """

    kind: str
    what: str


Attributes = Mapping[str, Node]

#: What gives a Python shell.
SHELLS = {
    "twisted.conch.manhole.ColoredManhole",
    "twisted.conch.manhole.Manhole",
    "twisted.conch.manhole_tap.chainedProtocolFactory",
}
#: What one of these does where nothing asks who connects.
OPEN_SHELL = Effect("shell", "Python, in this process, for whoever connects, without a password")
#: Words of a command line that are shown.
_WORDS = 50


#: Said where the file holds something whose effects nobody knows from here.
UNKNOWN = Effect("unknown", "not everything it does can be told from the file")


def user(attributes: Attributes) -> Iterator[Effect]:
    """Yield which user and group it runs as."""
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
    home = attributes.get("userHome")
    if home is not None:
        yield Effect("serve", f"{values.shown(home).rstrip('/')}/USER, for whoever logs in")
    for word in ("anonymousRoot", "tld"):
        if word in attributes:
            yield Effect("serve", values.shown(attributes[word]))


def _cgi(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("program", f"{values.shown(attributes.get('filename', attributes.get('path')))} on request")


def _script(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("script", f"{values.shown(attributes.get('path'))} on request")


def _command(args: Node | None) -> str:
    """Return the words of a command, of very many the first."""
    words = values.items(args)
    return " ".join([*map(values.shown, words[:_WORDS]), *(["..."] if len(words) > _WORDS else [])])


def _procmon(attributes: Attributes) -> Iterator[Effect]:
    for word in ("processes", "_processes"):
        if word in attributes and not isItems(attributes[word]):
            yield UNKNOWN
    for name, process in values.pairs(attributes.get("processes")) + values.pairs(attributes.get("_processes")):
        parts = values.items(process)
        args = parts[0] if parts else process
        if isinstance(process, Object):
            args = process.attributes().get("args", process)
            parts = [args, *(process.attributes().get(word, args) for word in ("uid", "gid"))]
        command = _command(args) or values.shown(args)
        user = f" as uid {values.shown(parts[1])}" if len(parts) > 1 and values.number(parts[1]) is not None else ""
        yield Effect("program", f"{command} ({values.shown(name)}{user})")


def _inetd(attributes: Attributes) -> Iterator[Effect]:
    arguments = _command(attributes.get("programArgs"))
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
    if not call:
        yield UNKNOWN
    else:
        yield Effect("call", f"{calledBy(call[0])} every {values.shown(attributes.get('step'))} s")


def _path(kind: str, *words: str) -> Callable[[Attributes], Iterator[Effect]]:
    """Return what tells of files at the values of attributes."""

    def tell(attributes: Attributes) -> Iterator[Effect]:
        for word in words:
            found = attributes.get(word)
            if found is not None and not (isinstance(found, Constant) and found.value is None):
                yield Effect(kind, values.shown(found))

    return tell


def _both(*tells: Callable[[Attributes], Iterator[Effect]]) -> Callable[[Attributes], Iterator[Effect]]:
    """Return what tells all that several tell."""

    def tell(attributes: Attributes) -> Iterator[Effect]:
        for each in tells:
            yield from each(attributes)

    return tell


def _says(kind: str, what: str) -> Callable[[Attributes], Iterator[Effect]]:
    """Return what tells one thing, whatever the attributes are."""
    return lambda attributes: iter((Effect(kind, what),))


def _below(kind: str, word: str = "path") -> Callable[[Attributes], Iterator[Effect]]:
    """Return what tells of all files of a directory, on request."""
    return lambda attributes: iter((Effect(kind, f"{values.shown(attributes.get(word))}/* on request"),))


def _subscription(attributes: Attributes) -> Iterator[Effect]:
    host, port = values.shown(attributes.get("host")), values.shown(attributes.get("port"))
    yield Effect("connect", f"unix:{port}" if host == "unix" else f"{host}:{port}")


def _looping(attributes: Attributes) -> Iterator[Effect]:
    called = attributes.get("f") or attributes.get("func")
    if called is not None:
        yield Effect("call", calledBy(called))


def _watched(attributes: Attributes) -> Iterator[Effect]:
    for each in values.items(attributes.get("files")):
        parts = values.items(each)
        if len(parts) > 1:
            yield Effect("read", values.shown(parts[1]))


def _wsgi(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("call", f"{values.shown(attributes.get('_application'))} on request")


def shell(attributes: Attributes) -> Iterator[Effect]:
    """Yield the shell that those who log in get."""
    yield Effect("shell", "Python, in this process, for whoever logs in")


def _logins(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("shell", "of the system, for whoever logs in")


def _homes(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("serve", "~/public_html of every user")
    yield Effect("connect", "unix:~/.twistd-web-pb of every user, on request")


def _relay(attributes: Attributes) -> Iterator[Effect]:
    yield Effect("connect", "the mail servers of the queue's recipients")


#: What the classes of the table do, each by itself.
TELLS: Mapping[str, Callable[[Attributes], Iterator[Effect]]] = {
    "twisted.application.internet.TimerService": _timer,
    "twisted.application.service.Process": user,
    "twisted.conch.manhole_tap.makeTelnetProtocol": shell,
    "twisted.conch.manhole_ssh.ConchFactory": shell,
    "twisted.conch.openssh_compat.factory.OpenSSHFactory": _path("read", "dataRoot", "moduliRoot"),
    "twisted.conch.manhole_ssh.TerminalRealm": shell,
    "twisted.conch.manhole_tap._StupidRealm": shell,
    "twisted.conch.manhole_tap.chainedProtocolFactory": shell,
    "twisted.conch.checkers.SSHPublicKeyDatabase": _says("read", "~/.ssh/authorized_keys of whoever logs in"),
    "twisted.conch.checkers.UNIXAuthorizedKeysFiles": _says("read", "~/.ssh/authorized_keys of whoever logs in"),
    "twisted.conch.checkers.UNIXPasswordDatabase": _says("read", "the passwords of the system, at a login"),
    "twisted.cred.checkers.AllowAnonymousAccess": _says("login", "anybody, without a password"),
    "twisted.cred.checkers.PluggableAuthenticationModulesChecker": _says("login", "whom PAM lets in"),
    "twisted.plugins.cred_unix.UNIXChecker": _says("read", "the passwords of the system, at a login"),
    "twisted.internet.base.DelayedCall": _looping,
    "twisted.internet.task.LoopingCall": _looping,
    "twisted.mail.mail.FileMonitoringService": _watched,
    "twisted.mail.protocols.SSLContextFactory": _path("read", "filename"),
    "twisted.mail.relaymanager.SmartHostESMTPRelayingManager": _relay,
    "twisted.names.secondary.SecondaryAuthorityService": _secondary,
    "twisted.persisted.dirdbm.Shelf": _path("write", "dname"),
    "twisted.protocols.ftp.FTPAnonymousShell": _path("serve", "filesystemRoot"),
    "twisted.protocols.ftp.FTPShell": _path("serve", "filesystemRoot"),
    "twisted.protocols.ftp.SystemFTPRealm": _both(_ftp, _says("serve", "the home directories of the system's users")),
    "twisted.runner.procmon._Process": lambda attributes: iter(()),
    "twisted.web.distrib.ResourceSubscription": _subscription,
    "twisted.web.script.PythonScript": _path("script", "filename"),
    "twisted.web.script.ResourceScriptDirectory": _below("script"),
    "twisted.web.twcgi.CGIDirectory": _below("program"),
    "twisted.web.wsgi.WSGIResource": _wsgi,
    "twisted.conch.unix.UnixSSHRealm": _logins,
    "twisted.cred.checkers.FilePasswordDB": _path("read", "filename"),
    "twisted.internet.ssl.DefaultOpenSSLContextFactory": _path("read", "privateKeyFileName", "certificateFileName"),
    "twisted.mail.alias.FileAlias": _path("write", "filename", "fileName"),
    "twisted.mail.alias.ProcessAlias": _alias,
    "twisted.mail.maildir.MaildirDirdbmDomain": _path("write", "root"),
    "twisted.mail.relaymanager.Queue": _path("write", "directory"),
    "twisted.mail.relaymanager.SmartHostSMTPRelayingManager": _relay,
    "twisted.manhole.service.Realm": shell,
    "twisted.manhole.telnet.ShellFactory": shell,
    "twisted.names.client.Resolver": _resolver,
    "twisted.names.hosts.Resolver": _path("read", "file"),
    "twisted.names.secondary.SecondaryAuthority": _secondary,
    "twisted.persisted.dirdbm.DirDBM": _path("write", "dname"),
    "twisted.protocols.ftp.FTPRealm": _ftp,
    "twisted.protocols.portforward.ProxyFactory": _forward,
    "twisted.protocols.socks.SOCKSv4Factory": _both(
        _path("write", "logging"), _says("connect", "any host, for whoever asks")
    ),
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
