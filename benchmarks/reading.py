"""Reading taps into nodes, against pickle.loads and pickletools.genops, GC off; tapinspect, against a bare import."""

from __future__ import annotations

import io
import json
import pickle
import pickletools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.application.service import MultiService, Service

from benchmarks.freezing import application, withoutCollector
from benchmarks.pairs import BIN, Figure, processSeconds, ratio, shown
from mktap_compat.reading import readTap

LEGACY = Path(__file__).parent.parent / "tests/legacy"
GOALS = {
    "reading / pickle.loads, 100000 services": ("at most", 3.0),
    "reading / pickle.loads, 10000 servers": ("at most", 3.0),
    "reading / pickle.loads, genuine taps": ("at most", 3.0),
    "reading / genops, 100000 services": ("at most", 1.0),
    "reading / genops, 10000 servers": ("at most", 1.0),
    "reading / genops, genuine taps": ("at most", 1.5),
    "tapinspect of a 2007 tap / import twisted.python.usage": ("at most", 1.5),
}


class StandIn(dict):  # type: ignore[type-arg]
    """What a class that is gone is loaded as."""

    __hash__ = object.__hash__  # type: ignore[assignment]

    def __init__(self, *args: object) -> None:
        super().__init__()

    def __setstate__(self, state: object) -> None:
        self.state = state

    def append(self, item: object) -> None:
        """Stand in for a list, too."""

    extend = append


class Unpickler(pickle.Unpickler):
    """Loads taps whose classes are gone."""

    def find_class(self, module: str, name: str) -> Any:
        """Return the stand-in for any name."""
        return StandIn


def services(count: int) -> MultiService:
    """Return so many bare services with a name and a parent."""
    made = MultiService()
    for number in range(count):
        service = Service()
        service.setName(f"service-{number}")
        service.setServiceParent(made)
    return made


def compared(what: str, taps: list[bytes], load: Callable[[bytes], object], rounds: int) -> dict[str, Figure]:
    """Return the figures of some taps that are read, loaded, and split into opcodes, all in turns."""

    def over(call: Callable[[bytes], object]) -> Callable[[], float]:
        return withoutCollector(lambda: [call(tap) for tap in taps])

    def opcodes(tap: bytes) -> None:
        for _ in pickletools.genops(tap):
            pass

    return {
        f"reading / pickle.loads, {what}": ratio(over(readTap), over(load), rounds),
        f"reading / genops, {what}": ratio(over(readTap), over(opcodes), rounds),
    }


def measure() -> dict[str, Figure]:
    """Return the figures."""
    genuine = [path.read_bytes() for path in sorted(LEGACY.rglob("*.tap"))]
    bare = ["-c", "import twisted.python.usage"]
    web = LEGACY / "8.2.0/web-path/web.tap"
    return {
        **compared("100000 services", [pickle.dumps(services(100_000), 4)], pickle.loads, 7),
        **compared("10000 servers", [pickle.dumps(application(10_000), 4)], pickle.loads, 15),
        **compared("genuine taps", genuine, lambda tap: Unpickler(io.BytesIO(tap), encoding="bytes").load(), 101),
        "tapinspect of a 2007 tap / import twisted.python.usage": ratio(
            lambda: processSeconds([BIN / "tapinspect", web]), lambda: processSeconds([sys.executable, *bare])
        ),
    }


def main() -> None:
    """Print the figures as JSON."""
    print(json.dumps(shown(measure()), indent=2))


if __name__ == "__main__":
    main()
