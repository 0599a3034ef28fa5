"""What making a service leaves outside it, and what pickling loses."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from twisted.internet import reactor

from mktap_compat.freezing import completeness, modulestate, processstate
from mktap_compat.freezing.watching import Watch
from tests.freezing.holding import Holding, application


class WithDefault:
    """Loses an attribute for which the class has a value."""

    volatile = None

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

    with Watch() as watch:
        made = application([1, "two", WithDefault()])
        assert completeness.missing(made, pickling.dump(made), watch, "tests") == []


def test_missingOnTheRealReactor() -> None:
    """Where the reactor is there already, what is registered on it is seen too."""
    with Watch() as watch:
        call = reactor.callLater(1000, print)
        try:
            assert watch.missing("tests", []) == ["the running reactor changed"]
        finally:
            call.cancel()
    assert watch.missing("tests", []) == []


def test_graphThatDoesNotLoad() -> None:
    """A graph that can't be loaded is not complete."""
    with Watch() as watch:
        (reason,) = completeness.missing(None, b"junk", watch, "tests")
    assert reason.startswith("it does not load: UnpicklingError")


def test_lostAttributes() -> None:
    """An attribute that is gone after pickling is found, wherever it is; one that the class has is not."""
    was, now = Holding([{"a": Holding(1)}, WithDefault()]), Holding([{"a": Holding(1)}, WithDefault()])
    del now.held[0]["a"].held
    del now.held[1].__dict__["volatile"]
    assert list(completeness.lostAttributes(was, now)) == [(was.held[0]["a"], "held")]


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
    assert changes == ["environment variables changed (FREEZING_TEST)", "signal handlers changed (SIGUSR2)"]
    assert processstate.changes(before, processstate.state()) == []


def test_moduleState() -> None:
    """Changed values in a module, in its classes and in what hangs from them are found; imports are not changes."""
    module = ModuleType("settings")
    exec("class Settings:\n    keys = []\nsettings = {'a': [1]}\nplain = 1", vars(module))
    module.settings["b"] = Holding({})  # type: ignore[attr-defined]
    before = modulestate.fingerprint(module)
    assert list(modulestate.differing(before, modulestate.fingerprint(module))) == []
    module.Settings.keys.append(1)  # type: ignore[attr-defined]
    module.settings["b"].held["c"] = 2  # type: ignore[attr-defined]
    module.process = processstate  # type: ignore[attr-defined]
    assert list(modulestate.differing(before, modulestate.fingerprint(module))) == ["Settings.keys", "settings"]
