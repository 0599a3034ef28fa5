"""What benchmarks measure with: processes by their CPU time, calls by theirs, always beside their baseline."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

#: Where the interpreter's environment keeps its console scripts.
BIN = Path(sys.executable).parent


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


def ratio(ours: Callable[[], float], baseline: Callable[[], float], rounds: int = 15) -> float:
    """
    Measure two things in turns, so that whatever disturbs the machine disturbs both.

    :param ours: measures ours once and returns a number, such as seconds.
    :param baseline: measures the baseline once, in the same unit.
    :param rounds: how many pairs to measure after one pair that only warms up.
    :return: the median over the pairs of ours divided by the baseline.
    """
    ours(), baseline()
    pairs = []
    for index in range(rounds):
        first, second = (ours, baseline) if index % 2 else (baseline, ours)
        measured = {first: first(), second: second()}
        pairs.append(measured[ours] / measured[baseline])
    return statistics.median(pairs)
