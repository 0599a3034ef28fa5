"""Converting genuine taps of 2007, against pickle.loads of what they become; tapconvert, against a bare import."""

from __future__ import annotations

import json
import pickle
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.pairs import BIN, Figure, callSeconds, processSeconds, ratio, shown
from mktap_compat import migrating
from mktap_compat.freezing import frozen
from mktap_compat.migrating import GoneError, Settings
from mktap_compat.reading import readTap

LEGACY = Path(__file__).parent.parent / "tests/legacy"
SETTINGS = Settings(trusted=frozenset({"quotes2007"}), paths=(("/srv/tap2007", "/nosuch2007"),))
GOALS = {
    "converting / pickle.loads of the results": ("at most", 50.0),
    "tapconvert of a 2007 tap / import twisted.web.static, .server": ("at most", 2.5),
}


def converted(data: bytes, name: str) -> bytes | None:
    """Return the tap of today that an old one becomes; ``None`` if what it needs is gone."""
    tap = readTap(data, name, passphrase=lambda: "sekrit")
    try:
        conversion = migrating.convert(tap, SETTINGS)
    except GoneError:
        return None
    return frozen.freeze(migrating.evaluate(conversion), (), style="graph").data


def genuine(folder: Path) -> list[tuple[bytes, str]]:
    """Return the bytes and names of every tap below a folder."""
    endings = {".tap", ".tas", ".tax", ".etap"}
    return [(path.read_bytes(), str(path)) for path in sorted(folder.rglob("*")) if path.suffix in endings]


def measure(folder: Path = LEGACY) -> dict[str, Figure]:
    """Return the figures."""
    sys.path.insert(0, str(LEGACY / "apps"))
    old = genuine(folder)
    new = [tap for tap in (converted(*pair) for pair in old) if tap is not None]
    bare = ["-c", "import twisted.web.static, twisted.web.server"]
    with tempfile.TemporaryDirectory() as scratch:
        words = [BIN / "tapconvert", "-i", LEGACY / "8.2.0/web-path/web.tap", "--force", "-o", Path(scratch, "web.tap")]
        command = ratio(lambda: processSeconds(words), lambda: processSeconds([sys.executable, *bare]))
    return {
        "converting / pickle.loads of the results": ratio(
            lambda: callSeconds(lambda: [converted(*pair) for pair in old]),
            lambda: callSeconds(lambda: [pickle.loads(tap) for tap in new]),
            7,
        ),
        "tapconvert of a 2007 tap / import twisted.web.static, .server": command,
    }


def main() -> None:
    """Print the figures as JSON, and the seconds for the folder named on the command line or the genuine taps."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else LEGACY
    figures = measure(folder)
    begin = time.perf_counter()
    taps = [converted(*pair) for pair in genuine(folder)]
    seconds = time.perf_counter() - begin
    print(json.dumps({**shown(figures), f"seconds for {len(taps)} files": seconds}, indent=2))


if __name__ == "__main__":
    main()
