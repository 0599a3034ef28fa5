"""
The attributes that the table's classes have in genuine taps, and what their values are.

A line of the texts in this package is ``Class: name name=items other=object+name``; ``Class(other.Class): ...`` begins
with what the other has. A word without ``=`` is a plain value: text, bytes, a number. ``items`` is a container of the
language, ``object`` an instance or what a call gives, ``name`` a reference to a class or function, ``any`` any of the
first three; ``None`` may stand everywhere. A name that stands here for its class may take the place of a method or of a
class attribute; all others in :data:`~mktap_compat.trust.attributes.members.MEMBERS` may not.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from mktap_compat.reading.nodes import (
    Bytes,
    Constant,
    Dict,
    FrozenSet,
    Global,
    List,
    Node,
    Object,
    Sequence,
    Set,
    Text,
    Tuple,
)
from mktap_compat.trust.attributes import logins, protocols, services, web
from mktap_compat.trust.attributes.members import MEMBERS
from mktap_compat.trust.signatures import calledName, canonical
from mktap_compat.trust.table import CONTAINERS

#: Modules whose calls in the table give plain values.
_PLAIN = ("builtins", "_codecs", "datetime", "decimal", "fractions", "ipaddress", "pathlib", "uuid", "pathlib._local")
_REACTORS = ("epollreactor.EPollReactor", "kqreactor.KQueueReactor", "pollreactor.PollReactor")
_REACTOR = {"mktap_compat.thaw.reactor", *(f"twisted.internet.{each}" for each in _REACTORS)}
_REACTOR.add("twisted.internet.selectreactor.SelectReactor")


def _isPlain(node: Node) -> bool:
    if isinstance(node, Object) and isinstance(node.function, Global):
        return node.function.module in _PLAIN and not isItems(node)
    return isinstance(node, (Constant, Text, Bytes))


def isItems(node: Node) -> bool:
    """Tell whether a node is a container of the language."""
    made = calledName(node)
    return isinstance(node, (Sequence, Set, FrozenSet, Dict)) or (
        made in CONTAINERS or made in ("builtins.set", "builtins.frozenset", "sets.Set", "sets.ImmutableSet")
    )


def _isObject(node: Node) -> bool:
    return isinstance(node, Object) and not isItems(node)


def _isName(node: Node) -> bool:
    # builtins can be called with anything and mean something else: str lets everybody in
    return isinstance(node, Global) and canonical(node).partition(".")[0] not in ("builtins", "collections")


WORDS: Mapping[str, Callable[[Node], bool]] = {
    "plain": _isPlain,
    "items": isItems,
    "object": _isObject,
    "name": _isName,
    "any": lambda node: not isinstance(node, Global),
}


def _isReactor(node: Node) -> bool:
    return calledName(node) in _REACTOR


def _isCache(node: Node) -> bool:
    """Tell whether this is what a cache of DNS remembers: times, and three lists of records, which loading adds."""
    return isinstance(node, Dict) and all(_isAnswer(value) for _, value in node.pairs)


def _isAnswer(node: Node) -> bool:
    if not (isinstance(node, Tuple) and len(node.items) == 2 and isinstance(node.items[0], Constant)):
        return False
    lists = node.items[1]
    return isinstance(lists, Tuple) and len(lists.items) == 3 and all(isinstance(each, List) for each in lists.items)


def _isProcesses(node: Node) -> bool:
    return isinstance(node, Dict) and all(isinstance(value, (List, Tuple)) for _, value in node.pairs)


#: Attributes whose values loading works with: what they are exactly.
EXACT: Mapping[tuple[str, str], Callable[[Node], bool]] = {
    ("twisted.names.cache.CacheResolver", "_reactor"): _isReactor,
    ("twisted.names.cache.CacheResolver", "cache"): _isCache,
    ("twisted.names.cache.CacheResolver", "cancel"): lambda node: isinstance(node, Dict),
    ("twisted.names.client.Resolver", "_reactor"): _isReactor,
    ("twisted.names.client.Resolver", "resolv"): _isPlain,
    ("twisted.runner.procmon.ProcessMonitor", "processes"): _isProcesses,
}


@functools.lru_cache(maxsize=1)
def written() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return what the texts of this package say: class, attribute, words."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    bases: dict[str, str] = {}
    name = module = ""
    for text in (services.TEXT, web.TEXT, protocols.TEXT, logins.TEXT):
        for line in text.strip().splitlines():
            if line.startswith("module "):
                module = line.removeprefix("module ")
                continue
            if not line.startswith(" "):
                head, _, line = line.partition(":")
                head, _, base = head.partition("(")
                name = f"{module}.{head}"
                found[name] = {}
                if base:
                    bases[name] = base.rstrip(")")
            for word in line.split():
                attribute, _, kinds = word.partition("=")
                found[name][attribute] = frozenset(kinds.split("+")) if kinds else frozenset({"plain"})
    return {each: {**_inherited(each, bases, found), **found[each]} for each in found}


def _inherited(
    name: str, bases: Mapping[str, str], found: Mapping[str, Mapping[str, frozenset[str]]]
) -> dict[str, frozenset[str]]:
    base = bases.get(name)
    return {} if base is None else {**_inherited(base, bases, found), **found.get(base, {})}


def objection(cls: str, attribute: str, value: Node, isOwn: Callable[[Node], bool]) -> str | None:
    """
    Return why an object of a class of the table may not have an attribute, ``None`` if it may.

    :param cls: the canonical dotted name of the class.
    :param attribute: the attribute's name.
    :param value: what it is given.
    :param isOwn: tells whether a value is of the user's own making, which may stand wherever loading doesn't use it.
    """
    if isinstance(value, Constant) and value.value is None:
        return None
    exact = EXACT.get((cls, attribute))
    if exact is not None:
        return (
            None if exact(value) else f"attribute {attribute}: loading works with it, and this is no plain value of it"
        )
    words = written().get(cls, {}).get(attribute)
    if words is None:
        return f"attribute {attribute} would take the place of a method" if attribute in MEMBERS else None
    if any(WORDS[word](value) for word in words) or isOwn(value):
        return None
    return f"attribute {attribute} is not what genuine taps have there ({' or '.join(sorted(words))})"


def isHarmless(value: Node) -> bool:
    """Tell whether a value may stand for something of any class: no reference that can be called with anything."""
    return WORDS["any"](value) or _isName(value)
