"""Whether a graph is complete: it loads, loses no attribute, and making the service left nothing outside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mktap_compat.tapfile import loadGraph

if TYPE_CHECKING:
    from mktap_compat.freezing.watching import Watch


def missing(application: object, graph: bytes, watch: Watch, package: str) -> list[str]:
    """
    Tell why a graph would serve worse than the service that it was made from.

    :param application: what was pickled.
    :param graph: its pickle; it is loaded once.
    :param watch: what has seen the service being made.
    :param package: where the plugin is.
    :return: a phrase for each reason; none if the graph is complete.
    """
    already = len(watch.calls)
    try:
        loaded = loadGraph(graph)
    except Exception as error:
        # whatever the objects' own methods raise
        return [f"it does not load: {type(error).__name__}: {error}"]
    again = watch.calls[already:]
    del watch.calls[already:]
    owners = {call.text: call.target for call in watch.calls if call.target is not None}
    found = []
    for phrase in watch.missing(package, again):
        place = _place(application, owners[phrase]) if phrase in owners else None
        found.append(f"{place} needs {phrase}" if place else phrase)
    lost = next(lostAttributes(application, loaded), None)
    if lost is not None:
        owner, name = lost
        place = _place(application, owner) or "the application"
        found.append(f"{place}.{name} is lost when a {type(owner).__name__} is pickled")
    return found


def _place(application: object, wanted: object) -> str | None:
    """Return the path to an object."""
    from mktap_compat.freezing import tracing

    return tracing.find(application, wanted)


def lostAttributes(original: Any, loaded: Any) -> Iterator[tuple[Any, str]]:
    """
    Compare a graph with what came of pickling it, and yield what has lost an attribute.

    An attribute for which the class has a value counts as kept: that is how classes of Twisted leave out what
    belongs to a process.

    :param original: the root that was pickled.
    :param loaded: the root that was loaded.
    :return: pairs of an object and the name of an attribute.
    """
    seen: set[int] = set()
    pairs = [(original, loaded)]
    while pairs:
        was, now = pairs.pop()
        if id(was) in seen or was is now or type(was) is not type(now):
            continue
        seen.add(id(was))
        if isinstance(was, dict):
            pairs += [(value, now[key]) for key, value in was.items() if _plain(key) and key in now]
        elif isinstance(was, (list, tuple)):
            pairs += zip(was, now, strict=False)
        attributes = getattr(was, "__dict__", None)
        if isinstance(attributes, dict) and not isinstance(was, type):
            for name, value in attributes.items():
                if name in now.__dict__:
                    pairs.append((value, now.__dict__[name]))
                elif not hasattr(now, name):
                    yield was, name


def _plain(key: Any) -> bool:
    """Tell whether a key is the same one after pickling."""
    return isinstance(key, (str, bytes, int, tuple))
