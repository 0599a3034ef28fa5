"""Whether the recipes in a header may be followed: they run plugins, and some options of plugins run code."""

from __future__ import annotations

import os
from collections.abc import Iterator

from mktap_compat.reading.nodes import Dict, List, Node, nameOf
from mktap_compat.trust import reads, table
from mktap_compat.trust.findings import Finding
from mktap_compat.trust.trusted import Trusted, remedy

#: Options of Twisted's own plugins whose argument is a name to import, or ``extension=name``.
_IMPORTS = {"web": ("--class", "--wsgi", "--processor")}
#: Options whose argument is a file that making the service runs.
_RUNS = {"dns": ("--pyzone",)}
#: Options whose argument is the description of an endpoint, long and short: a prefix of its own runs a plugin.
_ENDPOINTS = {
    "conch": ("--port", "p"),
    "ftp": ("--port", "p"),
    "mail": ("--pop3", "--smtp", "p", "s"),
    "manhole": ("--telnetPort", "--sshPort", "t", "s"),
    "portforward": ("--port", "p"),
    "socks": ("--port", "p"),
    "web": ("--port", "--listen", "--https", "p"),
    "words": ("--irc-port", "--pb-port"),
    "xmpp-router": ("--port",),
}
#: Plugins with an option for who may log in, and what Twisted itself has for that.
_LOGINS = frozenset({"conch", "ftp", "mail", "words"})
_CHECKERS = table.words("anonymous file memory sshkey unix")
#: Options whose argument is a file that is read when the service is made.
_READS = {
    "dns": ("--hosts-file", "--resolv-conf", "--bindzone"),
    "ftp": ("--password-file",),
    "inetd": ("--file", "f"),
    "mail": ("--aliases", "A"),
    "manhole": ("--passwd", "p"),
    "web": ("--certificate", "--privkey", "c", "k"),
    "words": ("--passwd",),
}
#: Options that print something and end the process, while the tap is loaded.
_ENDING = ("help", "version")
_TWICE = "a key stands there twice: what loading finds under it may be gone by the end of the file"


def bootsFrom(header: Dict | None) -> bool:
    """
    Tell whether a tap boots from its recipes: then the graph in it is for looking at, and never loaded.

    :param header: the header of the tap; ``None`` if it has none. One that says a thing twice is refused anyway.
    """
    return header is not None and nameOf(header.get("boots") or header) == "recipe"


def findings(header: Dict, own: Trusted) -> Iterator[Finding]:
    """
    Yield what speaks against following the recipes of a tap.

    They are followed although there is a graph if the versions differ, and the file can say that they do.

    :param header: the header of the tap.
    :param own: what the user trusts.
    """
    if _hasTwice(header):
        yield Finding("header", header.offset, "", "", "recipe", _TWICE)
        return
    services = header.get("services")
    if not isinstance(services, List):
        yield Finding("header['services']", header.offset, "", "", "recipe", "there is no list of recipes")
        return
    for index, service in enumerate(services.items):
        path = f"header['services'][{index}]"
        plugin = nameOf(service.get("plugin") or service) if isinstance(service, Dict) else None
        if plugin is None or not isinstance(service, Dict):
            yield Finding(path, service.offset, "", "", "recipe", "it does not name its plugin")
            continue
        if _hasTwice(service):
            yield Finding(path, service.offset, "", "", "recipe", _TWICE)
            continue
        arguments = _texts(service.get("arguments"))
        ending = _ending(plugin, arguments or [])
        if ending is not None:
            reason = "twistd would print something and end as soon as the tap is loaded"
            yield Finding(path, service.offset, "", "", f"option {ending}", reason)
        if plugin in own.plugins:
            continue
        if plugin not in table.PLUGINS:
            reason = f"not a plugin of Twisted's own; --trust plugin:{plugin} allows it"
            yield Finding(path, service.offset, "", "", f"recipe of plugin {plugin}", reason)
            continue
        if arguments is None:
            yield Finding(path, service.offset, "", "", f"recipe of plugin {plugin}", "its arguments are no texts")
            continue
        directory = nameOf(service.get("directory") or service) or ""
        known = table.REFERENCES | table.PLACES.keys()
        for option, value in _options(arguments, _IMPORTS.get(plugin, ())):
            name = value.partition("=")[2] if option == "--processor" else value
            module, _, last = name.rpartition(".")
            if not (own.namesIt(name) or own.packageOf(module or last)) and name not in known:
                reason = f"the recipe imports it; {remedy(name)}"
                yield Finding(path, service.offset, module, last, f"option {option}", reason)
        for option, value in _options(arguments, _ENDPOINTS.get(plugin, ())):
            prefix = _prefix(value)
            if prefix and prefix not in table.ENDPOINTS and prefix not in own.plugins:
                reason = f"endpoints {prefix!r} are those of a plugin; --trust plugin:{prefix} allows it"
                yield Finding(path, service.offset, "", "", f"option {option}", reason)
            unread = reads.described(value, directory)
            if unread is not None:
                yield Finding(path, service.offset, "", "", f"option {option}", unread)
        for option, value in _options(arguments, _READS.get(plugin, ())):
            unread = reads.refusal(os.path.join(directory, value))
            if unread is not None:
                yield Finding(path, service.offset, "", "", f"option {option}", unread)
        for option, value in _options(arguments, ("--auth",) if plugin in _LOGINS else ()):
            checker = value.partition(":")[0]
            if checker not in _CHECKERS and checker not in own.plugins:
                reason = f"logins by {checker!r} are those of a plugin; --trust plugin:{checker} allows it"
                yield Finding(path, service.offset, "", "", f"option {option}", reason)
        for option, value in _options(arguments, _RUNS.get(plugin, ())):
            reason = f"following the recipe runs {value!r}; --trust plugin:{plugin} allows it"
            yield Finding(path, service.offset, "", "", f"option {option}", reason)


def _hasTwice(mapping: Dict) -> bool:
    names = [nameOf(key) for key, _ in mapping.pairs]
    return len(set(names)) < len(names)


def _texts(node: Node | None) -> list[str] | None:
    """Return the texts in a list, ``None`` if that is not what it is."""
    if not isinstance(node, List):
        return None
    found = [nameOf(item) for item in node.items]
    return None if None in found else [text for text in found if text is not None]


def _prefix(value: str) -> str:
    """Return the prefix of the description of an endpoint; empty for a mere number."""
    while value.startswith("haproxy:"):
        value = value.removeprefix("haproxy:")
    prefix, colon, _ = value.partition(":")
    return prefix if colon and not prefix.isdecimal() else ""


def _ending(plugin: str, arguments: list[str]) -> str | None:
    """Return an option that ends the process, perhaps abbreviated; what follows procmon's program is the program's."""
    takes = False
    for argument in arguments:
        if argument == "--" or (plugin == "procmon" and not argument.startswith("-") and not takes):
            break
        word = argument.partition("=")[0]
        takes = argument.startswith("-") and word == argument
        if word.startswith(("--help", "--version")) or (
            len(word) > 3 and word.startswith("--") and any(each.startswith(word[2:]) for each in _ENDING)
        ):
            return argument
    return None


def _options(arguments: list[str], wanted: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """
    Yield the wanted options in a command line with their arguments; options may be abbreviated, as usage has it.

    A short one is a letter in ``wanted``. It is looked for in all letters of a word: too often rather than not at all.
    """
    for index, argument in enumerate(arguments):
        following = arguments[index + 1] if index + 1 < len(arguments) else ""
        option, equals, value = argument.partition("=")
        if option.startswith("--") and len(option) > 2:
            for full in wanted:
                if full.startswith(option):
                    yield full, value if equals else following
        elif argument.startswith("-"):
            for position, letter in enumerate(argument[1:], 2):
                if letter in wanted:
                    yield f"-{letter}", argument[position:] or following
