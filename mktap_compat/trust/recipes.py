"""Whether the recipes in a header may be followed: they run plugins, and some options of plugins run code."""

from __future__ import annotations

from collections.abc import Iterator

from mktap_compat.reading.nodes import Dict, List, Node, nameOf
from mktap_compat.trust import table
from mktap_compat.trust.findings import Finding
from mktap_compat.trust.trusted import Trusted, remedy

#: Options of Twisted's own plugins whose argument is a name to import, or ``extension=name``.
_IMPORTS = {"web": ("--class", "--wsgi", "--processor")}
#: Options whose argument is a file that making the service runs.
_RUNS = {"dns": ("--pyzone",)}
_TWICE = "a key stands there twice: what loading finds under it may be gone by the end of the file"


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
        if plugin in own.plugins:
            continue
        if plugin not in table.PLUGINS:
            reason = f"not a plugin of Twisted's own; --trust plugin:{plugin} allows it"
            yield Finding(path, service.offset, "", "", f"recipe of plugin {plugin}", reason)
            continue
        arguments = _texts(service.get("arguments"))
        if arguments is None:
            yield Finding(path, service.offset, "", "", f"recipe of plugin {plugin}", "its arguments are no texts")
            continue
        known = table.REFERENCES | table.PLACES.keys()
        for option, value in _options(arguments, _IMPORTS.get(plugin, ())):
            name = value.partition("=")[2] if option == "--processor" else value
            module, _, last = name.rpartition(".")
            if not (own.namesIt(name) or own.packageOf(module or last)) and name not in known:
                reason = f"the recipe imports it; {remedy(name)}"
                yield Finding(path, service.offset, module, last, f"option {option}", reason)
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


def _options(arguments: list[str], wanted: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the wanted options in a command line with their arguments; options may be abbreviated, as usage has it."""
    for index, argument in enumerate(arguments):
        option, equals, value = argument.partition("=")
        if not option.startswith("--") or len(option) < 3:
            continue
        for full in wanted:
            if full.startswith(option):
                following = arguments[index + 1] if index + 1 < len(arguments) else ""
                yield full, value if equals else following
