"""``make bench``: run the benchmarks, print one table, compare with the last kept results."""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from twisted.python import usage

from benchmarks.pairs import SURE, Figure, shown

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results"
#: The modules of this folder that measure something.
BENCHMARKS = tuple(
    path.stem for path in sorted(FOLDER.glob("*.py")) if "\ndef measure(" in path.read_text(encoding="utf-8")
)
#: How much worse than the kept figure is worth a mark.
TOLERANCE = 0.05
#: Columns for the names of figures.
WIDTH = 64

Figures = dict[str, Figure]
Goals = dict[str, tuple[str, float]]


class Options(usage.Options):
    """The options of ``make bench``."""

    synopsis = "Usage: python -m benchmarks.table [--keep] [MODULE ...]"
    optFlags = [["keep", "k", "Keep this run as what later runs are compared with."]]

    def parseArgs(self, *modules: str) -> None:
        """Take the names of modules; none means all."""
        unknown = set(modules) - set(BENCHMARKS)
        if unknown:
            raise usage.UsageError(f"no benchmark {sorted(unknown)[0]!r}; there are {', '.join(BENCHMARKS)}")
        self["modules"] = modules or BENCHMARKS


def circumstances() -> dict[str, Any]:
    """Return what the figures were measured on and when (UTC)."""
    return {
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
        "versions": {
            "Python": platform.python_version(),
            "Twisted": version("Twisted"),
            "mktap-compat": version("mktap-compat"),
        },
    }


def lastKept() -> dict[str, Any]:
    """Return the newest kept results; an empty dictionary if there are none."""
    kept = sorted(RESULTS.glob("*.json"))
    loaded: dict[str, Any] = json.loads(kept[-1].read_text(encoding="utf-8")) if kept else {}
    return loaded


def verdict(name: str, figure: Figure, goals: Goals, before: Figures) -> tuple[str, str, bool]:
    """Return the goal and how the figure stands to it, the change since the kept run, and whether that is a loss."""
    direction, goal = goals.get(name, ("at most", None))
    if goal is None:
        aim = ""
    else:
        reached = figure.value <= goal if direction == "at most" else figure.value >= goal
        aim = f"{direction} {goal:g}: {'yes' if reached else 'NO'}"
    if figure.spread > SURE:
        return aim, "noise", False
    if name not in before:
        return aim, "", False
    change = figure.value / before[name].value - 1
    # what both runs can be off by is no change
    unsure = figure.spread + before[name].spread
    loss = change > max(TOLERANCE, unsure) if direction == "at most" else change < -max(TOLERANCE, unsure)
    return aim, f"{change:+.0%}{' WORSE' if loss else ''}", loss


def showKept(rows: list[str]) -> None:
    """Put the table of a kept run into the README, in the place of the one before."""
    readme = FOLDER / "README.md"
    begin, _, rest = readme.read_text(encoding="utf-8").partition("<!-- last kept run -->\n")
    shown = "\n".join(["<!-- last kept run -->", "```text", *rows, "```", "<!-- end -->"])
    readme.write_text(f"{begin}{shown}{rest.partition('<!-- end -->')[2]}", encoding="utf-8")


def main(argv: list[str]) -> int:
    """Run the command; 0 if nothing got worse, 1 if something did, 2 for wrong usage."""
    options = Options()
    try:
        options.parseOptions(argv)
    except usage.UsageError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    kept = lastKept()
    now = circumstances()
    versions = ", ".join(f"{name} {number}" for name, number in now["versions"].items())
    rows = [
        f"{now['date']}, {now['machine']}, {versions}",
        f"{'figure':<{WIDTH}} {'value':>9} {'+-':>6}  {'goal':<20} since {kept.get('date', 'never')}",
    ]
    print(*rows, sep="\n")
    figures: dict[str, Figures] = {}
    losses = 0
    for name in options["modules"]:
        module = importlib.import_module(f"benchmarks.{name}")
        figures[name] = module.measure()
        for key, figure in figures[name].items():
            goals = getattr(module, "GOALS", {})
            before = {key: Figure(**each) for key, each in kept.get("figures", {}).get(name, {}).items()}
            aim, change, loss = verdict(key, figure, goals, before)
            losses += loss
            rows.append(f"{key:<{WIDTH}} {figure.value:>9.3f} {figure.spread:>6.1%}  {aim:<20} {change}".rstrip())
            print(rows[-1], flush=True)
    if options["keep"]:
        target = RESULTS / f"{now['date']}-{platform.system().lower()}-{platform.machine()}.json"
        target.write_text(
            json.dumps({**now, "figures": {name: shown(each) for name, each in figures.items()}}, indent=2) + "\n",
            encoding="utf-8",
        )
        showKept(rows)
        print(f"kept in {target.relative_to(FOLDER.parent)}")
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
