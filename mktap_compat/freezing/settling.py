"""An application that has served holds what belongs to the process: this says which attributes to leave out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

Reducer = Callable[[Any], Any]

#: Module, class, and the attributes that its own pickle keeps although only a running process can use them, with
#: the value that they have before a start; ``...`` means that they are not there before a start.
SETTLED: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("twisted.application.internet", "StreamServerEndpointService", {"_waitingForPort": None}),
    ("twisted.conch.openssh_compat.factory", "OpenSSHFactory", {"publicKeys": ..., "privateKeys": ..., "primes": ...}),
)


def reducers(table: Mapping[type, Reducer]) -> dict[type, Reducer]:
    """
    Return the reducers that settle what has served.

    :param table: the reducers by type that are in use otherwise; none of them is replaced.
    """
    found: dict[type, Reducer] = {}
    for module, name, attributes in SETTLED:
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None and kind not in table:
            found[kind] = _settling(attributes)
    return found


def _settling(attributes: Mapping[str, Any]) -> Reducer:
    """Return a reducer that sets some attributes in what the object's own pickle would hold; ``...`` takes away."""

    def reduceSettled(value: Any) -> Any:
        reduced = value.__reduce_ex__(4)
        state = dict(reduced[2])
        for name, settled in attributes.items():
            if settled is ...:
                state.pop(name, None)
            elif name in state:
                state[name] = settled
        return (*reduced[:2], state, *reduced[3:])

    return reduceSettled
