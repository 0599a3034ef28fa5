"""What an object may be given after it is made: attributes that can't turn it into something else, or into a call."""

from __future__ import annotations

from collections.abc import Iterator

from mktap_compat.reading.nodes import Constant, Dict, Form, Global, Node, Object, Tuple, nameOf
from mktap_compat.trust import attributes, reads, table
from mktap_compat.trust.attributes.members import MEMBERS
from mktap_compat.trust.inheritance import Members, membersOf
from mktap_compat.trust.trusted import Trusted

#: With these as attributes, the unpickler would call what the file puts there when it appends items.
_APPENDING = frozenset({"add", "append", "extend"})
#: Calls whose result takes attributes.
_TAKES_STATE = frozenset({"collections.OrderedDict", "collections.deque"})


def objection(node: Object, name: str, own: Trusted) -> str | None:
    """
    Return what is wrong with what the file gives an object whose class is in the table.

    :param node: the object.
    :param name: the canonical dotted name of its class, or of what was called.
    :param own: what the user trusts.
    :return: the reason, or ``None`` if all is well.
    """
    if name in table.GONE:
        return None
    if (node.items or node.pairs) and name not in table.CONTAINERS:
        return "nothing that takes items"
    if len(node.states) > 1:
        return "attributes are set more than once"
    for state in node.states:
        if isinstance(state, Constant) and state.value is None:
            continue
        if node.form is Form.CALL and name not in _TAKES_STATE:
            return "what a call gives back takes no attributes"
        if not isinstance(state, Dict):
            return "its attributes are not a plain dictionary"
        reason = _attributes(state, bool(node.items))
        if reason is not None:
            return reason
        for key, value in state.pairs:
            attribute = nameOf(key)
            if name in table.STATES and attribute not in table.STATES[name]:
                return f"attribute {attribute}: this class runs code when it gets its attributes, so it may not"
            if attribute is not None:
                reason = attributes.objection(name, attribute, value, lambda each: isOwn(each, own))
                reason = reason or reads.objection(name, attribute, value)
                if reason is not None:
                    return reason
    return None


def isOwn(node: Node, own: Trusted) -> bool:
    """Tell whether a value is a name of the user's own, or made by one."""
    named = node.function if isinstance(node, Object) else node
    return isinstance(named, Global) and (own.packageOf(named.module) is not None or own.namesIt(named.dotted))


def objectionOwn(node: Object, own: Trusted) -> str | None:
    """
    Return what is wrong with what the file gives an object of the user's own.

    :param node: the object.
    :param own: what the user trusts.
    :return: the reason, or ``None`` if all is well.
    """
    assert isinstance(node.function, Global)
    if not any(isinstance(state, (Dict, Tuple, Object)) for state in node.states):
        return None
    members = membersOf(node.function.module, node.function.name)
    if members is None:
        return "nobody knows what this function gives back, so it takes no attributes"
    for state in node.states:
        for half in _halves(state):
            if isinstance(half, Object) and half.form is Form.CALL:
                return "its attributes come out of a call, so nobody knows them"
            reason = _attributes(half, bool(node.items))
            for key, value in half.pairs if reason is None and isinstance(half, (Dict, Object)) else ():
                reason = reason or _hidden(members, nameOf(key), value, own)
            if reason is not None:
                return reason
    return None


def _hidden(members: Members, attribute: str | None, value: Node, own: Trusted) -> str | None:
    """Return why an attribute may not stand in place of what a class of the user's own, or its bases, has."""
    if attribute is None or (isinstance(value, Constant) and value.value is None):
        return None
    for cls in members.table:
        if (cls, attribute) in attributes.EXACT or attribute in attributes.written()[cls].keys() & MEMBERS:
            return attributes.objection(cls, attribute, value, lambda each: isOwn(each, own))
    if attribute in members.methods:
        return f"attribute {attribute} would take the place of a method"
    if attribute in members.acting and not (isOwn(value, own) or attributes.isHarmless(value)):
        return f"attribute {attribute} would take the place of what its class has there"
    return None


def _halves(state: Node) -> Iterator[Node]:
    """Yield the dictionaries of a state: itself, or that of the instance and that of its slots."""
    if isinstance(state, Tuple) and len(state.items) == 2:
        yield from state.items
    yield state


def _attributes(state: Node, appends: bool) -> str | None:
    """Return what is wrong with the names of attributes, ``None`` if nothing is."""
    if not isinstance(state, (Dict, Object)):
        return None
    for key, _ in state.pairs:
        name = nameOf(key)
        if name is None:
            if isinstance(state, Object) or not isinstance(key, (Object, Tuple)):
                continue
            return "the name of an attribute is made by the file, not given"
        if name.startswith("__") and name.endswith("__"):
            return f"attribute {name} would change what the object is"
        if appends and name in _APPENDING:
            return f"attribute {name} would be called with the items"
    return None
