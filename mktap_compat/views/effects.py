"""What starting a tap does, as far as its nodes tell: ports, programs, files, hosts, and code that gets imported."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Form, Global, Node, Object
from mktap_compat.trust.substitutes import standsFor
from mktap_compat.trust.table import GONE, names
from mktap_compat.views import values
from mktap_compat.views.classeffects import OPEN_SHELL, SHELLS, TELLS, UNKNOWN, Attributes, Effect, shell, user
from mktap_compat.views.commandlines import PLUGINS, CommandLine, starts
from mktap_compat.views.endpoints import files
from mktap_compat.views.listeners import placesOf
from mktap_compat.views.ports import ranges
from mktap_compat.views.quiet import QUIET
from mktap_compat.views.services import calledBy
from mktap_compat.views.visible import visible

#: So many things are looked at in a file of no size.
MOST = 10_000


def effects(nodes: Iterable[Node], tap: Tap, recipes: Iterable[CommandLine]) -> Iterator[Effect]:
    """
    Yield what starting a tap does, each thing once, many ports as ranges.

    :param nodes: all nodes of the tap.
    :param tap: the tap.
    :param recipes: its command lines.
    """
    found: dict[Effect, None] = {}
    # a file has some bytes at least for each, unless what it holds repeats in itself
    left = MOST + len(tap.data)
    for told in _all(nodes, tap):
        found.update(dict.fromkeys(_withFiles(told)))
        left -= 1
        if left < 0:
            found[UNKNOWN] = None
            break
    beside = tap.application is not None
    for told in _followed(tap, recipes):
        # a recipe beside a graph is followed if the versions differ
        if not (beside and (told.kind == "plugin" or _isTold(told, found))):
            found.update(dict.fromkeys(_withFiles(told)))
    for told in (*_observed(tap), *_state(tap)):
        found[told] = None
    if UNKNOWN in found:
        # the last word
        del found[UNKNOWN]
        found[UNKNOWN] = None
    for kind, what in ranges([(each.kind, each.what) for each in found]):
        yield Effect(kind, what)


def _withFiles(told: Effect) -> list[Effect]:
    """Return an effect and the reading of the keys that its endpoint names."""
    named = files(told.what) if told.kind in ("port", "connect") else []
    return [told, *(Effect("read", path) for path in named)]


def _isTold(told: Effect, found: Iterable[Effect]) -> bool:
    """Tell whether the graph says what a recipe says, perhaps in more words."""
    same = [each.what for each in found if each.kind == told.kind]
    number = re.search(r"\d+", told.what) if told.kind == "port" else None
    if number is not None:
        return any(number[0] in re.findall(r"\d+", what) for what in same)
    return any(what.startswith(told.what) for what in same)


def _followed(tap: Tap, recipes: Iterable[CommandLine]) -> Iterator[Effect]:
    """Yield what following the recipes does."""
    if tap.application is None:
        yield from user(_header(tap))
    for recipe in recipes:
        yield from (Effect(*each) for each in starts(recipe))
        yield Effect("plugin", " ".join([recipe.plugin, *recipe.arguments]))
        if recipe.plugin not in PLUGINS:
            yield UNKNOWN


def _all(nodes: Iterable[Node], tap: Tap) -> Iterator[Effect]:
    shells = False
    known: set[tuple[object, ...]] = set()
    shared: dict[tuple[int, ...], Attributes] = {}
    for node in nodes:
        if isinstance(node, Object):
            states = tuple(map(id, node.states))
            if states not in shared:
                shared[states] = node.attributes()
            attributes = shared[states]
            places = placesOf(node)[0]
            yield from (Effect(place.kind, place.where) for place in places)
            name = standsFor(node.dotted)
            tell = TELLS.get(name)
            if tell is not None:
                # what shares its attributes with another one does the same: thousands may share thousands of programs
                key = (name, *((word, id(value)) for word, value in attributes.items()))
                if key not in known:
                    known.add(key)
                    yield from tell(attributes)
            elif name in PLACED:
                if not places:
                    yield UNKNOWN
            elif _isUnknown(node, name):
                yield UNKNOWN
            if values.className(attributes.get("protocol")) in SHELLS:
                yield OPEN_SHELL
        elif isinstance(node, Global):
            shells = shells or node.dotted in SHELLS
            if values.isForeign(node.module):
                yield Effect("import", visible(node.module))
                yield UNKNOWN
    if shells:
        yield from shell({})


def _isUnknown(node: Object, name: str) -> bool:
    """Tell whether an object may do what nobody knows: of the user's own, or of a class that the table doesn't have."""
    own = isinstance(node.function, Global) and values.isForeign(node.function.module)
    return own or (node.form is Form.INSTANCE and name not in QUIET and name not in GONE)


def _observed(tap: Tap) -> Iterator[Effect]:
    """Yield what is called for each line that is logged."""
    observer = values.component(tap.application, "ILogObserver")
    if observer is not None:
        yield Effect("call", f"{calledBy(observer)} for everything that is logged")


def _state(tap: Tap) -> Iterator[Effect]:
    """Yield where state is written when the server stops."""
    named = tap.header.get("name") if tap.header is not None else None
    persistable = values.component(tap.application, "IPersistable")
    if named is None and persistable is not None:
        named = persistable.attributes().get("name")
        if named is None and len(persistable.args) > 1:
            named = persistable.args[1]
    if values.text(named) is not None:
        ending = "tas" if tap.style == "source" else "tap"
        name = f"{values.shown(named)}-shutdown.{ending}"
        where = "" if os.path.isabs(name) else ", in the directory that twistd runs in"
        yield Effect("write", f"{name}{where}, when it stops")


def _header(tap: Tap) -> dict[str, Node]:
    words = ("uid", "gid", "processName")
    return {word: found for word in words if tap.header is not None and (found := tap.header.get(word)) is not None}


#: Services whose place, a port or a host, is all that they do by themselves.
PLACED = names(
    "twisted.application.internet: SSLClient SSLServer StreamServerEndpointService TCPClient TCPServer UDPServer"
    " UNIXClient UNIXDatagramClient UNIXDatagramServer UNIXServer"
)
