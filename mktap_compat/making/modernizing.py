"""Plugin command lines of 2007 in the words that today's plugins understand; ``mktap`` translates before it makes."""

from __future__ import annotations

import getopt
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from twisted.internet.endpoints import quoteStringArgument
from twisted.persisted import dirdbm
from twisted.python import usage

#: What to do instead of plugins of 2007 that Twisted has no more: name to advice.
GONE = {
    "coil": "it has no successor",
    "im": "it has no successor",
    "manhole-old": "use manhole, which serves telnet and ssh: mktap manhole --telnetPort 4040 --passwd FILE",
    "news": "Twisted serves no NNTP any more",
    "telnet": "use manhole, which serves telnet with users from a file: mktap manhole --telnetPort 4040 --passwd FILE",
    "toc": "AIM is no more; use words for a chat server: mktap words --irc-port 6667 --auth file:FILE",
    "web2": "use web: mktap web --path DIRECTORY --port 8080",
}


@dataclass(frozen=True)
class Option:
    """One option of a command line: its long name (or its letter, if it has no other) and its value if it takes one."""

    name: str
    value: str | None = None

    def words(self) -> list[str]:
        """Return the option as it is typed."""
        dashes = "-" if len(self.name) == 1 else "--"
        return [f"{dashes}{self.name}", *([] if self.value is None else [self.value])]


@dataclass(frozen=True)
class Account:
    """A user of a mail domain, whom ``mail --user`` of 2007 wrote to the domain's folder while the tap was made."""

    #: The domain's directory.
    domain: str
    user: str
    password: str


@dataclass
class Modern:
    """A plugin's command line of today, and what it can't say."""

    arguments: list[str]
    #: One sentence for each thing that the old command line asked for and today's plugin can't do.
    losses: list[str] = field(default_factory=list)
    #: To be written to the domains' folders.
    accounts: list[Account] = field(default_factory=list)


def endpoint(description: str) -> str:
    """
    Turn a ``strports`` description, which of 2007 could begin with the port's number, into an endpoint description.

    :param description: like ``8080``, ``8080:interface=127.0.0.1`` or ``tcp:8080``.
    :return: the same with ``tcp:`` before it if it begins with a number.
    """
    return f"tcp:{description}" if re.match(r"\d+(:|$)", description) else description


def _endpoints(*names: str) -> Callable[[list[Option], Modern], list[Option]]:
    """Return the translation for a plugin where nothing but these options' values changed, to endpoint descriptions."""

    def translate(options: list[Option], modern: Modern) -> list[Option]:
        return [
            Option(option.name, endpoint(option.value)) if option.name in names and option.value else option
            for option in options
        ]

    return translate


def _last(options: list[Option], name: str, default: str) -> str:
    """Return the value of an option that counts, the last one given, or the default."""
    return [default, *(option.value or "" for option in options if option.name == name)][-1]


def _ssl(port: str, key: str, certificate: str) -> str:
    """Return the description of an endpoint with TLS; the two files go through the quoting of such descriptions."""
    return f"ssl:{port}:privateKey={quoteStringArgument(key)}:certKey={quoteStringArgument(certificate)}"


def _web(options: list[Option], modern: Modern) -> list[Option]:
    """
    ``--port`` and ``--https`` became ``--listen``, ``--static`` had become ``--path``.

    The last ``--port`` counted, and there was one on 8080 beside ``--https`` too. ``--notracebacks`` is the default.
    """
    old = {"port", "https", "certificate", "privkey", "notracebacks"}
    given = {option.name for option in options}
    result = [
        Option("path", option.value) if option.name == "static" else option
        for option in options
        if option.name not in old
    ]
    default = "8080" if "https" in given and not given & {"personal", "listen"} else ""
    if port := _last(options, "port", default):
        result.append(Option("listen", endpoint(port)))
    if https := _last(options, "https", ""):
        key, certificate = (_last(options, name, "server.pem") for name in ("privkey", "certificate"))
        result.append(Option("listen", _ssl(https, key, certificate)))
    return result


def _mail(options: list[Option], modern: Modern) -> list[Option]:
    """
    Ports became endpoints of which there can be many, 0 became ``--no-pop3`` and ``--no-smtp``.

    ``--pop3s`` became an endpoint with TLS beside the one without, ``--passwordfile`` became ``--auth``. ``--user``,
    which today fails on Python 3, becomes an :class:`Account`.
    """
    result: list[Option] = []
    domain = ""
    for option in options:
        value = option.value or ""
        if option.name == "passwordfile":
            result.append(Option("auth", f"file:{value}"))
        elif option.name == "user" and domain and "=" in value:
            modern.accounts.append(Account(domain, *value.split("=", 1)))
        elif not (option.name in {"certificate", "pop3s"} or (option.name in {"pop3", "smtp"} and value.isdigit())):
            result.append(option)
        if option.name == "maildirdbmdomain":
            domain = value.partition("=")[2]
    certificate = _last(options, "certificate", "")
    secure = _last(options, "pop3s", "0")
    if secure != "0" and not certificate:
        raise usage.UsageError("Cannot specify --pop3s without --certificate")
    if certificate:
        modern.losses.append("mail: today's plugin has no STARTTLS; use --smtp ssl:... for SMTP with TLS")
    for name, default in (("pop3", "8110" if secure != "0" else ""), ("smtp", "")):
        port = _last(options, name, default)
        if port == "0":
            result.append(Option(f"no-{name}"))
        elif port.isdigit():
            result.append(Option(name, f"tcp:{port}"))
    if secure != "0":
        result.append(Option("pop3", _ssl(secure, certificate, certificate)))
    return result


@dataclass(frozen=True)
class Plugin:
    """What changed in a plugin since 2007."""

    translate: Callable[[list[Option], Modern], list[Option]]
    #: Options that it has no more, by letter or empty text: long name, with ``=`` behind if it takes a value.
    lost: Sequence[tuple[str, str]] = ()


PLUGINS = {
    "conch": Plugin(_endpoints("port")),
    "mail": Plugin(_mail, [("P", "passwordfile="), ("S", "pop3s="), ("c", "certificate=")]),
    "manhole": Plugin(_endpoints("telnetPort", "sshPort")),
    "portforward": Plugin(_endpoints("port")),
    "web": Plugin(
        _web,
        [
            ("s", "static="),
            ("p", "port="),
            ("", "https="),
            ("c", "certificate="),
            ("k", "privkey="),
            ("n", "notracebacks"),
        ],
    ),
    "words": Plugin(_endpoints("irc-port", "pb-port")),
    "xmpp-router": Plugin(_endpoints("port")),
}


def writeAccounts(accounts: Sequence[Account]) -> None:
    """
    Write users of mail domains where the domains look for them.

    :param accounts: the users; a domain's directory is made if it does not exist.
    :raise OSError: if that is not possible.
    """
    for account in accounts:
        directory = os.path.join(account.domain, "passwd")
        os.makedirs(directory, exist_ok=True)
        dirdbm.open(directory)[os.fsencode(account.user)] = os.fsencode(account.password)


def modernize(name: str, arguments: Sequence[str], options: Callable[[], usage.Options]) -> Modern:
    """
    Translate a plugin's command line of 2007.

    What today's plugin understands already stays as it is, so that old and new options may be mixed.

    :param name: the plugin's name.
    :param arguments: what follows it.
    :param options: makes an instance of the plugin's options, to know which it has today.
    :return: the command line of today. If the plugin is not Twisted's, or the options don't parse, it is the one given,
        so that the plugin itself says what is wrong.
    :raise twisted.python.usage.UsageError: if the options of 2007 contradict each other.
    """
    plugin = PLUGINS.get(name)
    if plugin is None:
        return Modern(list(arguments))
    today = options()
    letters, longs, names = today.shortOpt, list(today.longOpt), dict(today.synonyms)
    for letter, long in plugin.lost:
        bare = long.rstrip("=")
        names[bare] = bare
        if long not in longs:
            longs.append(long)
        if letter:
            names[letter] = bare
            if letter not in letters:
                letters += letter + long[len(bare) :].replace("=", ":")
    spelled = [_dashed(word, longs) for word in arguments]
    try:
        pairs, rest = getopt.getopt(spelled, letters, longs)
    except getopt.GetoptError:
        return Modern(list(arguments))
    takesValue = {long.rstrip("=") for long in longs if long.endswith("=")}
    takesValue |= set(re.findall("(.):", letters))
    typed = []
    for word, value in pairs:
        given = word.lstrip("-")
        typed.append(Option(names.get(given, given), value if given in takesValue else None))
    modern = Modern([])
    translated = plugin.translate(typed, modern)
    if translated == typed:
        return Modern(spelled)
    modern.arguments = [word for option in translated for word in option.words()] + rest
    return modern


def _dashed(word: str, longs: Sequence[str]) -> str:
    """Return a long option typed with underscores, as the manual of 2007 has them, with the plugin's dashes."""
    option, equals, value = word.partition("=")
    known = {long.rstrip("=") for long in longs}
    if option.startswith("--") and option[2:] not in known and option[2:].replace("_", "-") in known:
        return option.replace("_", "-") + equals + value
    return word
