"""Tests of what benchmarks are run, compared and shown with; no test asserts a time."""

from __future__ import annotations

import importlib
import itertools
import json
from pathlib import Path

import pytest

from benchmarks import pairs, table
from benchmarks.pairs import Figure

GOALS: table.Goals = {"boot": ("at most", 0.95), "throughput": ("at least", 0.9)}


@pytest.mark.parametrize(
    ("name", "figure", "before", "aim", "change", "loss"),
    [
        pytest.param("boot", Figure(0.90), None, "at most 0.95: yes", "", False, id="reached, nothing kept"),
        pytest.param("boot", Figure(1.00), Figure(0.97), "at most 0.95: NO", "+3%", False, id="missed, little worse"),
        pytest.param("boot", Figure(1.10), Figure(0.90), "at most 0.95: NO", "+22% WORSE", True, id="much worse"),
        pytest.param("boot", Figure(1.1), Figure(1.02, 0.09), "at most 0.95: NO", "+8%", False, id="unsure before"),
        pytest.param("boot", Figure(1.1, 0.03), Figure(0.90), "at most 0.95: NO", "noise", False, id="noise"),
        pytest.param("throughput", Figure(0.95), Figure(1.2), "at least 0.9: yes", "-21% WORSE", True, id="less"),
        pytest.param("throughput", Figure(1.3), Figure(1.0), "at least 0.9: yes", "+30%", False, id="more is better"),
        pytest.param("size", Figure(130.0), Figure(100.0), "", "+30% WORSE", True, id="no goal: smaller is better"),
    ],
)
def test_verdict(name: str, figure: Figure, before: Figure | None, aim: str, change: str, loss: bool) -> None:
    """A figure is judged by its goal's direction and by the kept figure: 5% worse, beyond all doubt, is a loss."""
    assert table.verdict(name, figure, GOALS, {name: before} if before else {}) == (aim, change, loss)


def test_middleSaysHowSureItIs() -> None:
    """The middle of values that agree is sure, and that of values all over the place is not."""
    assert pairs.middle([2.0] * 9) == Figure(2.0, 0.0)
    assert pairs.middle([1.0, 2.0, 3.0]) == Figure(2.0, 0.5)
    assert pairs.middle([1.0, *[2.0] * 20, 90.0]) == Figure(2.0, 0.0)


def test_ratioGoesOnUntilItIsSure() -> None:
    """Pairs that differ are measured more often, up to a limit; pairs that agree are not."""
    turns = itertools.count()
    assert pairs.ratio(lambda: float(1 + next(turns) % 2), lambda: 1.0, rounds=3, most=9).spread > pairs.SURE
    assert next(turns) == 10
    assert pairs.ratio(lambda: float(next(turns) * 0 + 1), lambda: 1.0, rounds=3, most=9) == Figure(1.0, 0.0)
    assert next(turns) == 15


def test_ratioTakesTurns() -> None:
    """The two sides of a ratio are measured in turns after a warm-up, and the median of the pairs is taken."""
    asked: list[str] = []
    values = {"ours": iter([9.0, 1, 2, 3]), "baseline": iter([9.0, 2, 2, 2])}

    def side(name: str) -> float:
        asked.append(name)
        return next(values[name])

    assert pairs.ratio(lambda: side("ours"), lambda: side("baseline"), rounds=3, most=3).value == 1.0
    assert sorted(asked[2:4]) == sorted(asked[4:6]) == ["baseline", "ours"]
    assert asked[2:4] != asked[4:6]


def test_processSecondsSaysWhatFailed(tmp_path: Path) -> None:
    """A program that fails is an error that names it, not a figure."""
    with pytest.raises(RuntimeError, match="exit status 3"):
        pairs.processSeconds(["sh", "-c", "exit 3"], tmp_path)
    assert pairs.processSeconds(["true"]) >= 0


@pytest.mark.parametrize("name", table.BENCHMARKS)
def test_everyBenchmarkCanBeRun(name: str) -> None:
    """Each module that measures can be imported, and its goals are written as the README says."""
    goals = getattr(importlib.import_module(f"benchmarks.{name}"), "GOALS", {})
    assert all(direction in ("at most", "at least") and goal > 0 for direction, goal in goals.values())


def test_unknownBenchmark(capsys: pytest.CaptureFixture[str]) -> None:
    """A benchmark that does not exist is wrong usage, and the line names those that do."""
    assert table.main(["nosuch"]) == 2
    assert "starting" in capsys.readouterr().err


def test_keptResultsSayWhere() -> None:
    """Each kept result has its date, machine, versions, and figures that are numbers."""
    for path in table.RESULTS.glob("*.json"):
        kept = json.loads(path.read_text(encoding="utf-8"))
        assert {"date", "machine", "versions", "figures"} <= set(kept)
        assert all(Figure(**figure).value > 0 for one in kept["figures"].values() for figure in one.values())
