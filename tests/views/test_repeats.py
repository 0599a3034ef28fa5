"""Ten thousand services stay readable in every format."""

from __future__ import annotations

import pickle

import pytest
from twisted.application.internet import TCPServer, UDPServer
from twisted.application.service import Application, IService
from twisted.internet.protocol import DatagramProtocol, ServerFactory

from mktap_compat.reading import Tap, readTap
from mktap_compat.views import dot, page, text
from mktap_compat.views.colour import Style
from mktap_compat.views.repeats import FEW, SHAPES, SHOWN, runs


@pytest.fixture(scope="module")
def many() -> Tap:
    """Read an application of ten thousand services of two kinds by turns."""
    application = Application("many")
    for port in range(5000):
        TCPServer(port, ServerFactory()).setServiceParent(IService(application))
        UDPServer(port, DatagramProtocol()).setServiceParent(IService(application))
    return readTap(pickle.dumps(application, 2))


@pytest.mark.parametrize("everything", [False, True], ids=["services", "all"])
def test_text(many: Tap, everything: bool) -> None:
    """As text, each shape is shown a few times and then counted."""
    lines = list(text.lines(many, [], Style(), everything))
    assert len(lines) < 120
    assert sum(line.strip() == "... and 4997 more of this shape" for line in lines) >= 2


def test_pictures(many: Tap) -> None:
    """The pictures show each shape a few times, too."""
    assert sum(map(len, page.lines(many))) < 60_000
    assert len(list(dot.lines(many))) < 120


def test_fewThingsKeepTheirOrder() -> None:
    """Few things are all shown in their order."""
    things = [1, 2] * (FEW // 2 - 1)
    assert [shown for shown, _ in runs(things, lambda thing: thing)] == [[thing] for thing in things]


def test_manyThingsAreGrouped() -> None:
    """Many things are grouped by shape, and counted."""
    assert list(runs([1, 2] * 50, lambda thing: thing)) == [([1] * SHOWN, 50 - SHOWN), ([2] * SHOWN, 50 - SHOWN)]


def test_manyShapesAreCounted() -> None:
    """Of too many shapes the rest is counted."""
    found = list(runs(range(SHAPES + 7), lambda thing: thing))
    assert found[-1] == ([], 7)
    assert len(found) == SHAPES + 1


def test_oneMoreIsShown() -> None:
    """One thing more than is shown is shown instead of counted."""
    first, _ = runs([0] * (SHOWN + 1) + [1] * FEW, lambda thing: thing)
    assert first == ([0] * (SHOWN + 1), 0)
