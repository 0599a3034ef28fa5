"""What the pickler can't do by itself: a reducer per type, each giving a call of a function in ``thawed``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import MethodType
from typing import Any

from mktap_compat.freezing import thawed
from mktap_compat.freezing.standin import RecordedMethod, Standin

Reduced = tuple[Any, ...]


def reduceReactor(_: object) -> Reduced:
    """A reactor becomes a reference to the one that runs."""
    return thawed.reactor, ()


def reduceMethod(method: MethodType) -> Reduced:
    """A bound method, of an instance or of a class, becomes its owner and its name."""
    return thawed.method, (method.__self__, method.__name__)


def reduceRecorded(method: RecordedMethod) -> Reduced:
    """A method of the stand-in becomes that of the reactor."""
    return thawed.method, (method.standin, method.name)


def reduceEndpoint(endpoint: Any) -> Reduced:
    """An endpoint that holds keys becomes the description it was made from; without one, it is left as it is."""
    found = vars(endpoint).get(thawed.DESCRIPTION)
    if found is None:
        return endpoint.__reduce_ex__(4)  # type: ignore[no-any-return]
    return thawed.endpoint, found


def table() -> dict[type, Callable[[Any], Reduced]]:
    """Return the reducers by exact type; only modules that are imported already count."""
    found: dict[type, Callable[[Any], Reduced]] = {
        MethodType: reduceMethod,
        Standin: reduceReactor,
        RecordedMethod: reduceRecorded,
    }
    running = sys.modules.get("twisted.internet.reactor")
    if running is not None:
        found[type(running)] = reduceReactor
    endpoints = sys.modules.get("twisted.internet.endpoints")
    if endpoints is not None:
        found[endpoints.SSL4ServerEndpoint] = reduceEndpoint
        found[endpoints._WrapperServerEndpoint] = reduceEndpoint
    return found
