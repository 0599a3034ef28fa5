"""Which attributes belong to the moment or to the process, although their object's own pickle would keep them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from mktap_compat import thaw

Reducer = Callable[[Any], Any]
Attributes = Mapping[str, Any]


class Then:
    """
    A value that is found out when the graph is loaded.

    :param find: the function in ``thawed`` that does so.
    """

    def __init__(self, find: Callable[[], Any]) -> None:
        self.find = find

    def __reduce__(self) -> tuple[Callable[[], Any], tuple[()]]:
        """Pickle as a call of the function."""
        return self.find, ()


#: Module, class, and attributes with the value that they get instead; ``...`` takes them away. What changes from run
#: to run would make two taps of the same command differ.
ALWAYS: tuple[tuple[str, str, Attributes], ...] = (
    ("twisted.words.service", "IRCFactory", {"_serverInfo": {"creationDate": Then(thaw.now)}}),
    ("twisted.names.dns", "DNSDatagramProtocol", {"id": ...}),
    ("twisted.names.dns", "DNSProtocol", {"id": ...}),
)

#: Attributes that their class leaves out, and finds out again when they are needed.
CACHES: tuple[tuple[str, str, Attributes], ...] = (("twisted.python.filepath", "FilePath", {"_statinfo": ...}),)

#: Likewise, once the application has served: what it has only while it runs gets the value that it has before.
SERVED: tuple[tuple[str, str, Attributes], ...] = (
    ("twisted.application.internet", "StreamServerEndpointService", {"_waitingForPort": None}),
    ("twisted.conch.openssh_compat.factory", "OpenSSHFactory", {"publicKeys": ..., "privateKeys": ..., "primes": ...}),
)


def reducers(shutdown: bool) -> dict[type, Reducer]:
    """
    Return the reducers by type that settle such attributes.

    :param shutdown: whether the application has served.
    """
    found: dict[type, Reducer] = {}
    for module, name, attributes in (*ALWAYS, *SERVED) if shutdown else ALWAYS:
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None:
            found[kind] = _settling(attributes)
    return found


def settled(kind: type) -> set[str]:
    """Return the attributes of a class that get another value although nothing has served."""
    names = {(each.__module__, each.__name__) for each in kind.__mro__}
    return {
        attribute
        for module, name, attributes in (*ALWAYS, *CACHES)
        if (module, name) in names
        for attribute in attributes
    }


def _settling(attributes: Mapping[str, Any]) -> Reducer:
    """Return a reducer that sets some attributes in what the object's own pickle would hold; ``...`` takes away."""

    def reduceSettled(value: Any) -> Any:
        reduced = value.__reduce_ex__(4)
        state = dict(reduced[2])
        for name, settled in attributes.items():
            if settled is ...:
                state.pop(name, None)
            elif isinstance(settled, dict) and name in state:
                state[name] = {**state[name], **settled}
            elif name in state:
                state[name] = settled
        return (*reduced[:2], state, *reduced[3:])

    return reduceSettled
