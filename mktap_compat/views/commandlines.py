"""What the recipe of a tap says of starting it: the options of Twisted's own plugins, and what reads as an endpoint."""

from __future__ import annotations

import ntpath
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from mktap_compat.views.endpoints import DESCRIPTION, place

#: Words in the name of an option, or of an attribute, whose port is somebody else's: it is connected to.
TO = re.compile(
    r"(?:^|[-_])(?:backend|client|connect|dest|destination|forward|parent|peer|proxy|relay|remote|target|to|upstream)"
    r"(?:[-_]|$|(?=P))"
)
#: Options that are given a port by plugins that are not Twisted's.
_PORT = re.compile(r"-p$|--(?:[\w-]+[-_])?port$|--\w+Port$|--(?:listen|https?)$")


class CommandLine(NamedTuple):
    """A command line that a service was made from."""

    plugin: str
    arguments: list[str]
    directory: str


class Given:
    """
    What the command line of a plugin says.

    :ivar rest: the arguments that are no options.
    """

    def __init__(self, recipe: CommandLine, takers: str) -> None:
        """
        Sort a command line as ``getopt`` does, which reads options up to the first argument that is none.

        :param recipe: the command line.
        :param takers: the options that take a value, each as ``long/short`` or ``long``.
        """
        self._directory = recipe.directory
        # the tap may come from another system than this one
        self._join = ntpath.join if ntpath.splitdrive(recipe.directory)[0] else posixpath.join
        self._values: list[tuple[str, str]] = []
        words = [each.partition("/")[::2] for each in takers.split()]
        shorts = {short: long for long, short in words if short}
        rest = list(recipe.arguments)
        while rest and rest[0].startswith("-") and rest[0] not in ("-", "--"):
            word = rest.pop(0)
            if word.startswith("--"):
                name, equals, value = word[2:].partition("=")
                found = [long for long, _ in words if long == name] or [
                    long for long, _ in words if long.startswith(name)
                ]
                name = found[0] if len(found) == 1 else name
                takes = len(found) == 1
            else:
                flags = re.match(f"-([^{''.join(shorts)}-]*)(.?)", word)
                assert flags is not None
                self._values += [(flag, "") for flag in flags[1]]
                name, value, takes = shorts.get(flags[2], ""), word[flags.end() :], bool(flags[2])
                equals = value
            if takes and not equals and rest:
                value = rest.pop(0)
            self._values.append((name, value))
        self.rest = rest[1:] if rest[:1] == ["--"] else rest

    def all(self, *names: str) -> list[str]:
        """Return every value of some options; a flag's is empty."""
        return [value for name, value in self._values if name in names]

    def last(self, name: str, default: str = "") -> str:
        """Return the last value of an option, which is the one that counts."""
        return (self.all(name) or [default])[-1]

    def path(self, value: str, *below: str) -> str:
        """Return a path as it is from anywhere: plugins are run in the recipe's directory."""
        return self._join(self._directory, value, *below)


#: A kind of effect, and what of.
Told = Iterator[tuple[str, str]]


def starts(recipe: CommandLine) -> Told:
    """
    Yield what making a service from its recipe and starting it does, as far as the command line tells.

    :param recipe: any recipe.
    :return: kinds of :class:`mktap_compat.views.effects.Effect` and their objects.
    """
    known = PLUGINS.get(recipe.plugin)
    if known is not None:
        takers, tell = known
        yield from tell(Given(recipe, takers))
        return
    for option, argument in zip(["", *recipe.arguments], recipe.arguments, strict=False):
        word, _, value = argument.partition("=")
        if DESCRIPTION.match(argument) or (_PORT.match(option) and argument.isdecimal()):
            yield _placed(option, argument)
        elif word.startswith("--") and (DESCRIPTION.match(value) or (_PORT.match(word) and value.isdecimal())):
            yield _placed(word, value)


def _placed(option: str, value: str) -> tuple[str, str]:
    """Tell whether an option's port or endpoint is listened on or connected to, by its name."""
    if option.startswith("--") and TO.search(option[2:]):
        return "connect", f"port {value}" if value.isdecimal() else value
    return _opened(value) if value.isdecimal() else place(value)


def _opened(value: str, interface: str = "", word: str = "tcp") -> tuple[str, str]:
    where = f"{word}:{value}" if value.isdecimal() else value
    return "port", f"{where} on {interface}" if interface else where


def _conch(given: Given) -> Told:
    yield _opened(given.last("port", "tcp:22"), given.last("interface"))
    yield "shell", "of the system, for whoever logs in"
    yield "read", given.path(given.last("data", "/etc"))


def _dns(given: Given) -> Told:
    for word in ("tcp", "udp"):
        yield _opened(given.last("port", "53"), given.last("interface"), word)
    for value in given.all("hosts-file", "resolv-conf", "bindzone"):
        yield "read", given.path(value)
    for value in given.all("secondary"):
        yield "connect", f"{value.partition('/')[0]}:53"
    for value in given.all("pyzone"):
        yield "script", f"{given.path(value)}, a zone that is written in Python"


def _ftp(given: Given) -> Told:
    yield _opened(given.last("port", "2121"))
    yield "serve", given.path(given.last("root", "/usr/local/ftp"))
    for value in given.all("password-file"):
        yield "read", given.path(value)


def _inetd(given: Given) -> Told:
    path = given.path(given.last("file", "/etc/inetd.conf"))
    yield "read", path
    yield "program", f"what {path} names, on connection"


def _mail(given: Given) -> Told:
    for word, default in (("pop3", "tcp:8110"), ("smtp", "tcp:8025")):
        defaults = [] if given.all(f"no-{word}") else [default]
        yield from (_opened(value) for value in given.all(word) or defaults)
    for value in given.all("maildirdbmdomain"):
        folder = value.partition("=")[2]
        yield "write", given.path(folder)
        yield "write", f"{given.path(folder, 'passwd')}/*.new, which are deleted as soon as it is loaded"
    for value in given.all("aliases"):
        path = given.path(value)
        yield "read", path
        yield "program", f"what {path} names, on mail"
    for value in given.all("relay"):
        yield "write", given.path(value.partition("=")[0])


def _manhole(given: Given) -> Told:
    for value in given.all("telnetPort", "sshPort"):
        yield _opened(value)
    yield "shell", "Python, in this process, for whoever logs in"
    yield "read", given.path(given.last("passwd", "/etc/passwd"))
    if given.all("sshPort"):
        name = given.last("sshKeyName", "server.key")
        folders = given.all("sshKeyDir")
        where = given.path(folders[-1], name) if folders else f"the user's data directory/{name}"
        yield "write", f"{where}, if it is missing"


def _portforward(given: Given) -> Told:
    yield _opened(given.last("port", "tcp:6666"))
    yield "connect", f"{given.last('host', 'localhost')}:{given.last('dest_port', '6665')}"


def _procmon(given: Given) -> Told:
    yield "program", " ".join(given.rest)


def _socks(given: Given) -> Told:
    yield _opened(given.last("port", "1080"), given.last("interface", "127.0.0.1"))
    yield "connect", "any host, for whoever asks"
    for value in given.all("log"):
        yield "write", given.path(value)


def _web(given: Given) -> Told:
    ports = given.all("listen", "port")
    secure = [f"ssl:{value}" for value in given.all("https")]
    default = "unix:~/.twistd-web-pb" if given.all("personal") else "tcp:8080"
    yield from (_opened(value) for value in ports + secure or [default])
    for value in given.all("path"):
        path = given.path(value)
        yield "serve", path
        yield "program", f"{path}/**/*.cgi on request"
        for extension in (".epy", ".rpy"):
            yield "script", f"{path}/**/*{extension} on request"
        for value in given.all("processor"):
            extension, _, processor = value.partition("=")
            yield "script", f"{path}/**/*{extension} on request, with {processor}"
    if given.all("user", "u"):
        yield "serve", "~/public_html of every user"
    for value in given.all("class", "wsgi"):
        yield "import", value.rpartition(".")[0] or value
    for value in given.all("resource-script"):
        yield "script", given.path(value)
    for value in given.all("logfile"):
        yield "write", given.path(value)


def _words(given: Given) -> Told:
    for value in given.all("irc-port", "pb-port"):
        yield _opened(value)
    for value in given.all("passwd"):
        yield "read", given.path(value)


def _xmpp(given: Given) -> Told:
    yield _opened(given.last("port", "tcp:5347:interface=127.0.0.1"))


#: By plugin of Twisted: the options that take a value, and what they say.
PLUGINS: Mapping[str, tuple[str, Callable[[Given], Told]]] = {
    "conch": ("interface/i port/p data/d moduli auth help-auth-type", _conch),
    "dns": ("interface/i port/p resolv-conf hosts-file bindzone pyzone secondary", _dns),
    "ftp": ("port/p root/r userAnonymous auth help-auth-type password-file", _ftp),
    "inetd": ("rpc/r file/f", _inetd),
    "mail": (
        "relay/R hostname/H aliases/A auth maildirdbmdomain/d user/u pop3/p smtp/s help-auth-type",
        _mail,
    ),
    "manhole": ("telnetPort/t sshPort/s passwd/p sshKeyDir sshKeyName sshKeySize", _manhole),
    "portforward": ("port/p host/h dest_port/d", _portforward),
    "procmon": ("threshold/t killtime/k minrestartdelay/m maxrestartdelay/M", _procmon),
    "socks": ("interface/i port/p log/l", _socks),
    "web": (
        "logfile/l certificate/c privkey/k add-header class https ignore-ext index/i listen mime-type/m"
        " path port/p processor resource-script wsgi",
        _web,
    ),
    "words": ("hostname irc-port pb-port auth group passwd", _words),
    "xmpp-router": ("port secret", _xmpp),
}
