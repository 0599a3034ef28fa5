"""Freezing and thawing applications of 1,000 to 100,000 services, against raw pickle of the same graph, GC off."""

from __future__ import annotations

import gc
import json
import pickle
from collections.abc import Callable

from twisted.application.internet import TCPServer
from twisted.application.service import Application, IServiceCollection
from twisted.internet.protocol import Factory
from twisted.persisted import styles  # noqa: F401  (raw pickle, too, has Twisted's reducers)
from twisted.python.components import Componentized

from benchmarks.pairs import Figure, callSeconds, ratio, shown
from mktap_compat.freezing import frozen

SIZES = (1_000, 10_000, 100_000)
GOALS = {
    **{f"freezing / raw pickle, {size} services": ("at most", 1.1) for size in SIZES[1:]},
    **{f"thawing / raw pickle, {size} services": ("at most", 1.05) for size in SIZES[1:]},
    "growth of seconds per service, 10000 to 100000, freezing / raw pickle": ("at most", 1.1),
    "growth of seconds per service, 10000 to 100000, thawing / raw pickle": ("at most", 1.1),
}


def application(services: int) -> Componentized:
    """Return an application with so many TCP servers, each with a factory of its own."""
    made = Application("many")
    collection = IServiceCollection(made)
    for number in range(services):
        server = TCPServer(1024 + number % 60_000, Factory(), interface="127.0.0.1")
        server.setName(f"server-{number}")
        server.setServiceParent(collection)
    return made


def withoutCollector(call: Callable[[], object]) -> Callable[[], float]:
    """Return what measures a call with the garbage collector off."""

    def measured() -> float:
        gc.collect()
        gc.disable()
        try:
            return callSeconds(call)
        finally:
            gc.enable()

    return measured


def measure() -> dict[str, Figure]:
    """Return the figures."""
    figures: dict[str, Figure] = {}
    for size in SIZES:
        made = application(size)
        raw = pickle.dumps(made, 4)
        tap = frozen.freeze(made, (), style="graph").data
        rounds = 15 if size < SIZES[-1] else 7
        freezing = withoutCollector(lambda made=made: frozen.freeze(made, (), style="graph"))
        thawing = withoutCollector(lambda tap=tap: pickle.loads(tap))
        dumping = withoutCollector(lambda made=made: pickle.dumps(made, 4))
        loading = withoutCollector(lambda raw=raw: pickle.loads(raw))
        figures[f"freezing / raw pickle, {size} services"] = ratio(freezing, dumping, rounds)
        figures[f"thawing / raw pickle, {size} services"] = ratio(thawing, loading, rounds)
        figures[f"bytes per service, {size} services"] = Figure(len(tap) / size)
    for what in ("freezing", "thawing"):
        # memory that no cache holds makes raw pickle slower, too: what we add is to grow no faster
        large, small = (figures[f"{what} / raw pickle, {size} services"] for size in (SIZES[2], SIZES[1]))
        name = f"growth of seconds per service, 10000 to 100000, {what} / raw pickle"
        figures[name] = Figure(large.value / small.value, large.spread + small.spread)
    return figures


def main() -> None:
    """Print the figures as JSON."""
    print(json.dumps(shown(measure()), indent=2))


if __name__ == "__main__":
    main()
