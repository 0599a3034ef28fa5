"""
Read genuine taps with random damage, and count what comes of it: nodes, our errors, anything else.

    python -m tests.reading.mutate 100000 [SEED [FOLDER]]
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

from mktap_compat.reading import LimitError, ReadingError, readTap
from tests.memory import peakMebibytes

LEGACY = Path(__file__).parent.parent / "legacy"
STYLES = {".tap": "pickle", ".tas": "source", ".tax": "xml", ".etap": "encrypted"}
#: Bytes that mean something in one format or another.
TELLING = bytes(range(0x80, 0x99)) + b"()[]{}.0123456789IJKLMNOPQRSTUVXabcdeghijlopqrstu<>&'\"\\/=,:\n \x00\xff"


def damage(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Return a file with one to eight places changed."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 8))):
        at, size = chance.randrange(len(changed) + 1), chance.choice((1, 1, 2, 4, 16, 200))
        match chance.randrange(7):
            case 0:
                changed[at : at + 1] = bytes([chance.choice(TELLING)])
            case 1:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 2:
                changed[at:at] = bytes(chance.choice(TELLING) for _ in range(size))
            case 3:
                del changed[at : at + size]
            case 4:
                changed[at:at] = changed[at : at + size] * chance.choice((1, 2, 50))
            case 5:
                other = chance.choice(others)
                start = chance.randrange(len(other))
                changed[at : at + size] = other[start : start + size]
            case 6:
                changed[at : at + 4] = chance.choice(
                    (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\0\0\0\x80")
                )
    return bytes(changed) or b"\0"


def outcome(data: bytes, style: str | None) -> str:
    """Return what comes of reading: ``nodes``, the name of our error, or of an exception that must not be."""
    try:
        tap = readTap(data, "damaged", style=style, passphrase=lambda: "sekrit")
        for node in tap.nodes():
            for step, _child in node.children():
                assert step
    except (ReadingError, LimitError) as error:
        return type(error).__name__
    except BaseException as error:
        return f"FAILED {type(error).__name__}"
    return "nodes"


def mutate(count: int, seed: int, folder: Path) -> tuple[Counter[str], float]:
    """
    Damage the taps of a folder in turn.

    :param count: how many damaged taps to read.
    :param seed: of the damage.
    :param folder: where to look for taps, at any depth.
    :return: how often each outcome was met, and the longest that one took, in seconds.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix in STYLES)
    taps = [path.read_bytes() for path in paths]
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    longest = 0.0
    for index in range(count):
        which = index % len(taps)
        damaged = damage(taps[which], chance, taps)
        style = chance.choice((None, STYLES[paths[which].suffix]))
        started = time.perf_counter()
        found = outcome(damaged, style)
        longest = max(longest, time.perf_counter() - started)
        counts[found] += 1
        if found.startswith("FAILED"):
            print(f"{paths[which]}, number {index} of seed {seed}: {found}", file=sys.stderr)
    return counts, longest


if __name__ == "__main__":
    arguments = sys.argv[1:]
    total = int(arguments[0]) if arguments else 10_000
    result, slowest = mutate(
        total,
        int(arguments[1]) if len(arguments) > 1 else 2007,
        Path(arguments[2]) if len(arguments) > 2 else LEGACY,
    )
    peak = round(peakMebibytes())
    print(f"{total} damaged taps: {dict(result)}; slowest {slowest * 1000:.0f} ms; peak {peak} MiB")
    sys.exit(any(outcome.startswith("FAILED") for outcome in result))
