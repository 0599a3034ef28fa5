"""What making a service leaves outside it, and what pickling loses."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from twisted.internet import reactor

from mktap_compat.freezing import completeness, processstate
from mktap_compat.freezing.watching import Watch
from tests.freezing.holding import Holding, application


class WithDefault:
    """Loses an attribute for which the class has a value."""

    volatile: list[int] | None = None

    def __init__(self) -> None:
        self.volatile = [1]

    def __getstate__(self) -> dict[str, Any]:
        """Leave it out."""
        return {}


@pytest.fixture(autouse=True)
def noCollection() -> Iterator[None]:
    """Keep the garbage collector off: hypothesis, if another test imported it, notes in its modules when that runs."""
    gc.disable()
    yield
    gc.enable()


def test_nothingMissing() -> None:
    """A service that holds text and numbers leaves nothing behind."""
    from mktap_compat.freezing import pickling

    with Watch(rehearsing=True) as watch:
        made = application([1, "two"])
        missing = completeness.missing(made, pickling.dump(made), watch, ())
    # pytest itself has state in its modules that goes on
    assert [phrase for phrase in missing if not phrase.startswith("_pytest.")] == []


def test_missingOnTheRealReactor() -> None:
    """Where the reactor is there already, what is registered on it is seen too."""
    with Watch() as watch:
        call = reactor.callLater(1000, print)
        try:
            assert watch.left().phrases == {"reactor": "the running reactor changed"}
        finally:
            call.cancel()
    assert watch.left().phrases == {}


@pytest.mark.parametrize("rehearsing", [True, False])
def test_graphThatDoesNotLoad(rehearsing: bool) -> None:
    """A graph that can't be loaded is not complete."""
    with Watch(rehearsing=rehearsing) as watch:
        (reason,) = completeness.missing(None, b"junk", watch, ())
    assert reason.startswith("it does not load: UnpicklingError")


def test_graphThatEndsTheProcess() -> None:
    """A graph that ends the process that loads it is not complete, and this process goes on."""
    with Watch(rehearsing=True) as watch:
        (reason,) = completeness.missing(None, b"cos\n_exit\n(I3\ntR.", watch, ())
    assert reason == "loading it ends the process"


@pytest.mark.parametrize(
    ("graph", "reason"),
    [(b"cos\n_exit\n(I3\ntR.", "loading it ends the process"), (b"N.", None)],
    ids=["exit", "nothing"],
)
def test_withoutCopies(graph: bytes, reason: str | None) -> None:
    """Where a process can't be copied, as on Windows, a new one does the same."""
    program = f"""
import os

if hasattr(os, "fork"):
    del os.fork
from mktap_compat.freezing import completeness
from mktap_compat.freezing.watching import Watch

with Watch(rehearsing=True) as watch:
    print(*completeness.missing(None, {graph!r}, watch, ()), sep="\\n", end="")
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == (reason or "")


def test_lostAttributes() -> None:
    """An attribute that is gone after pickling is found wherever it is, unless its class has the same value."""
    was, now = Holding([{"a": Holding(1)}, WithDefault()]), Holding([{"a": Holding(1)}, WithDefault()])
    del now.held[0]["a"].held
    assert list(completeness.lostAttributes(was, now)) == [(was.held[0]["a"], "held")]
    del now.held[1].__dict__["volatile"]
    assert (was.held[1], "volatile") in list(completeness.lostAttributes(was, now))
    was.held[1].volatile = None
    assert (was.held[1], "volatile") not in list(completeness.lostAttributes(was, now))


def test_otherValues() -> None:
    """An attribute that comes back with another value, and an exception that has lost its cause, are found."""
    cause = ValueError()
    cause.__cause__ = KeyError()
    was, now = Holding([Holding(1), cause]), Holding([Holding(2), ValueError()])
    assert sorted(name for _, name in completeness.lostAttributes(was, now)) == ["__cause__", "held"]


def test_processChanges() -> None:
    """Changes of the process are told with the names that changed."""
    before = processstate.state()
    handler = signal.signal(signal.SIGUSR2, signal.SIG_IGN)
    os.environ["FREEZING_TEST"] = "1"
    try:
        changes = processstate.changes(before, processstate.state())
    finally:
        signal.signal(signal.SIGUSR2, handler)
        del os.environ["FREEZING_TEST"]
    assert list(changes.values()) == [
        "environment variables changed (FREEZING_TEST)",
        "signal handlers changed (SIGUSR2)",
    ]
    assert processstate.changes(before, processstate.state()) == {}
