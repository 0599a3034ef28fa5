"""Whether a graph is complete: it loads, loses no attribute, and making the service left nothing outside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from mktap_compat.freezing import holders, modulestate, reducers, transient
from mktap_compat.freezing.portraits import ATOMS, attributesOf, inClass, portrait
from mktap_compat.freezing.rehearsing import Outcome
from mktap_compat.tapfile import loadGraph

if TYPE_CHECKING:
    from mktap_compat.freezing.standin import Call
    from mktap_compat.freezing.watching import Watch


def missing(application: object, graph: bytes, watch: Watch, imports: tuple[str, ...]) -> list[str]:
    """
    Tell why a graph would serve worse than the service that it was made from.

    Booting it in a process that has made nothing leaves there what making the service has left here, or the graph
    misses something.

    :param application: what was pickled.
    :param graph: its pickle; it is loaded here too.
    :param watch: what has seen the service being made.
    :param imports: what booting it imports before.
    :return: a phrase for each reason; none if the graph is complete.
    """
    left = watch.left()
    outcome = watch.rehearse(graph, imports, left)
    if outcome is not None and outcome.error:
        return [outcome.error]
    already = len(watch.calls)
    try:
        loaded = loadGraph(graph)
    except Exception as error:
        # whatever the objects' own methods raise
        return [f"it does not load: {type(error).__name__}: {error}"]
    again = [call.text for call in watch.calls[already:]]
    del watch.calls[already:]
    found = [
        _told(application, call) for call in withoutEach(left.calls, again if outcome is None else list(outcome.calls))
    ]
    if outcome is None:
        outcome = Outcome()
    found += [phrase for key, phrase in left.phrases.items() if outcome.process.get(key, "") != left.process[key]]
    # None, there, is something that is gone here and there
    differing = [name for name, was in left.names.items() if outcome.names.get(name, "") != was]
    differing += [name for name, now in outcome.names.items() if name not in left.names and differsHere(name, now)]
    found += [f"{module}.{name} changed" for module, name in differing]
    copied = holders.copied(application, reducers.table())
    if copied is not None:
        found.append(f"{copied.module}.{'.'.join(copied.path)} holds a part of it, which would be a copy")
    found += [_lost(application, *each) for each in islice(lostAttributes(application, loaded), 1)]
    return found


def withoutEach(calls: list[Call], others: list[str]) -> list[Call]:
    """Return the calls without those that are made there too, each once."""
    result = []
    for call in calls:
        if call.text in others:
            others.remove(call.text)
        else:
            result.append(call)
    return result


def differsHere(name: modulestate.Name, now: str | None) -> bool:
    """Tell whether a name that booting has changed is another thing in this process, if its module is here."""
    return name[0] in sys.modules and modulestate.look(name) != now


def _told(application: object, call: Call) -> str:
    """Return a phrase for a call that the graph misses."""
    place = _place(application, call.target) if call.target is not None else None
    return f"{place} needs {call.text}" if place else call.text


def _lost(application: object, owner: object, name: str) -> str:
    """Return a phrase for an attribute that is lost."""
    place = _place(application, owner) or "the application"
    return f"{place}.{name} is lost when a {type(owner).__name__} is pickled"


def _place(application: object, wanted: object) -> str | None:
    """Return the path to an object."""
    from mktap_compat.freezing import tracing

    return tracing.find(application, wanted)


def lostAttributes(original: Any, loaded: Any) -> Iterator[tuple[Any, str]]:
    """
    Compare a graph with what came of pickling it, and yield what has lost an attribute, or got another value.

    An attribute that its class has the same value for is kept: that is how classes of Twisted leave out what belongs
    to a process. Objects are not asked for their attributes: lazy ones would be evaluated.

    :param original: the root that was pickled.
    :param loaded: the root that was loaded.
    :return: pairs of an object and the name of an attribute.
    """
    seen: set[int] = set()
    pairs = [(original, loaded)]
    while pairs:
        was, now = pairs.pop()
        kind = type(was)
        if id(was) in seen or was is now or kind is not type(now):
            continue
        seen.add(id(was))
        if issubclass(kind, dict):
            pairs += [(value, dict.get(now, key)) for key, value in dict.items(was) if _plain(key) and key in now]
        elif issubclass(kind, (list, tuple)):
            pairs += zip(was, now, strict=False)
        elif issubclass(kind, BaseException):
            yield from ((was, name) for name in REASONS if getattr(was, name) and not getattr(now, name))
        attributes, kept = attributesOf(was), attributesOf(now)
        if attributes is None or kept is None or issubclass(kind, type):
            continue
        settled = transient.settled(kind)
        for name, value in attributes.items():
            if name in kept:
                pairs.append((value, kept[name]))
                if type(value) in ATOMS and kept[name] != value and value == value and name not in settled:
                    yield was, name
            elif name not in settled and not _same(inClass(kind, name), value):
                yield was, name


#: What an exception came from, which its pickle has not.
REASONS = ("__traceback__", "__cause__", "__context__")


def _same(default: Any, value: Any) -> bool:
    """Tell whether what a class has is the value that its instance had."""
    return default is value or (type(default) is type(value) and portrait(default) == portrait(value))


def _plain(key: Any) -> bool:
    """Tell whether a key is the same one after pickling."""
    return isinstance(key, (str, bytes, int, tuple))
