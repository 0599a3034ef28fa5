"""The pause of a checkpoint against pickle.dumps of what was learned, and resuming against a plain start."""

from __future__ import annotations

import gc
import json
import pickle
import shutil
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

from twisted.application.service import Application, IService, Service

from benchmarks.pairs import BIN, Figure, processSeconds, ratio, shown
from mktap_compat.state import learned, merging
from mktap_compat.state.base import Base
from mktap_compat.state.places import Finder
from mktap_compat.state.snapshot import snapshot

#: Objects that are learned.
SIZES = (1_000, 100_000)
PAUSE = "pause of a checkpoint / pickle.dumps, {} objects"
GOALS = {PAUSE.format(size): ("at most", 1.2) for size in SIZES}


class Thing:
    """What is learned."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.text = f"thing {number}"
        self.tags = [number]


class Learner(Service):
    """Learns things."""

    def __init__(self) -> None:
        self.things: dict[int, Thing] = {}


def application(things: int = 0) -> Any:
    """Return the root service of an application, and its base before it learned."""
    root: Any = IService(Application("learner"))
    learner = Learner()
    learner.setServiceParent(root)
    base = Base(root)
    learner.things.update((number, Thing(number)) for number in range(things))
    return root, base, learner


def seconds(call: Any) -> float:
    """Return the CPU seconds of a call, the garbage collector off for both sides alike."""
    gc.collect()
    gc.disable()
    began = process_time()
    call()
    ended = process_time()
    gc.enable()
    return ended - began


def start(tap: Path) -> float:
    """Return the CPU seconds of booting a tap to the point where its services would start."""
    program = (
        "import sys, pickle\n"
        "from twisted.application.service import IService\n"
        "from twisted.scripts import twistd\n"
        "first = next(iter(IService(pickle.load(open(sys.argv[1], 'rb')))))\n"
        "first.privilegedStartService()\n"
    )
    return processSeconds([BIN / "python", "-c", program, tap], tap.parent)


def measure() -> dict[str, Figure]:
    """Return the figures."""
    found: dict[str, Figure] = {}
    for size in SIZES:
        _, base, learner = application(size)
        times = max(1, 20_000 // size)

        def pause(base: Any = base, times: int = times) -> float:
            return seconds(lambda: [snapshot(base) for _ in range(times)])

        def plain(things: Any = learner.things, times: int = times) -> float:
            return seconds(lambda: [pickle.dumps(things, 4) for _ in range(times)])

        found[PAUSE.format(size)] = ratio(pause, plain)
        taken = snapshot(base)

        def carry(taken: Any = taken, times: int = times) -> float:
            def once() -> None:
                root, _, _ = application()
                finder = Finder(root, merging.places(taken.places), True)
                merging.Merger(finder, learned.load(taken.data, finder)).merge().apply()

            return seconds(lambda: [once() for _ in range(times)])

        whole = pickle.dumps(learner.things, 4)

        def loads(whole: bytes = whole, times: int = times) -> float:
            return seconds(lambda: [pickle.loads(whole) for _ in range(times)])

        found[f"merging / pickle.loads, {size} objects"] = ratio(carry, loads)
    folder = Path(tempfile.mkdtemp())
    try:
        for name, words in (("plain", ()), ("resuming", ("--checkpoint", "1"))):
            (folder / name).mkdir()
            processSeconds([BIN / "mkapp", "-q", *words, "-o", folder / name / "t.tap", "myapp"])
        found["starting a tap that resumes / one that does not"] = ratio(
            lambda: start(folder / "resuming" / "t.tap"), lambda: start(folder / "plain" / "t.tap")
        )
    finally:
        shutil.rmtree(folder)
    return found


def main() -> None:
    """Print the figures as JSON."""
    print(json.dumps(shown(measure()), indent=2))


if __name__ == "__main__":
    main()
