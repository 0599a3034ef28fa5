"""What benchmarks measure with: processes by their CPU time, calls by theirs, always beside their baseline."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

#: How far a figure may be off, as a part of it, for two runs of the same code to differ by less than 5%.
SURE = 0.025
#: Where the interpreter's environment keeps its console scripts.
BIN = Path(sys.executable).parent


class Figure(NamedTuple):
    """
    What was measured.

    :ivar value: a ratio, or a size.
    :ivar spread: half the width of the interval that holds the true value in 95 of 100 runs, as a part of the value.
    """

    value: float
    spread: float = 0.0


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this process's environment as users have it: byte code is kept, hashes are stable."""
    result = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**result, "PYTHONHASHSEED": "0", **(changes or {})}


def processSeconds(words: Sequence[str | Path], cwd: Path | None = None, output: Path | None = None) -> float:
    """
    Run a program to its end.

    :param words: the program and its arguments.
    :param cwd: the directory to run it in.
    :param output: the file for its standard output; thrown away if ``None``.
    :return: seconds of CPU, of the user and of the system, that it and its children took.
    :raise RuntimeError: if its exit status is not 0.
    """
    with open(output or os.devnull, "wb") as stdout:
        child = subprocess.Popen(
            list(map(str, words)),
            cwd=cwd,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}: exit status {child.returncode}")
    return used.ru_utime + used.ru_stime


def callSeconds(call: Callable[[], object]) -> float:
    """Return the seconds of CPU that a call takes in this process."""
    begin = time.process_time()
    call()
    return time.process_time() - begin


def pair(ours: Callable[[], float], baseline: Callable[[], float], oursFirst: bool) -> float:
    """Measure both once, one right after the other, and return ours divided by the baseline."""
    first, second = (ours, baseline) if oursFirst else (baseline, ours)
    measured = {first: first(), second: second()}
    return measured[ours] / measured[baseline]


def ratio(ours: Callable[[], float], baseline: Callable[[], float], rounds: int = 15, most: int = 101) -> Figure:
    """
    Measure two things in turns, so that whatever disturbs the machine disturbs both, until the figure is sure enough.

    :param ours: measures ours once and returns a number, such as seconds.
    :param baseline: measures the baseline once, in the same unit.
    :param rounds: how many pairs to measure at least, after one pair that only warms up.
    :param most: how many at most.
    :return: the median over the pairs of ours divided by the baseline.
    """
    ours(), baseline()
    pairs = [pair(ours, baseline, bool(index % 2)) for index in range(rounds)]
    while middle(pairs).spread > SURE and len(pairs) < most:
        pairs.append(pair(ours, baseline, bool(len(pairs) % 2)))
    return middle(pairs)


def middle(values: Sequence[float]) -> Figure:
    """
    Return the median of values that were measured independently, and how far it can be trusted.

    The interval is that of order statistics, which assumes nothing of how the values are distributed.
    """
    ordered = sorted(values)
    below = max(0, int(len(ordered) / 2 - 0.98 * len(ordered) ** 0.5))
    median = statistics.median(ordered)
    return Figure(median, (ordered[-1 - below] - ordered[below]) / 2 / median)


def shown(figures: Mapping[str, Figure]) -> dict[str, dict[str, float]]:
    """Return figures as JSON has them: value and spread, rounded, by name."""
    return {
        name: {part: float(f"{number:.4g}") for part, number in figure._asdict().items()}
        for name, figure in figures.items()
    }
