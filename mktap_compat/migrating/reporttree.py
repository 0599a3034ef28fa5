"""What a conversion changes, as a tree that a person can read."""

from __future__ import annotations

import re

from mktap_compat.migrating.report import Entry, Report

_MARKS = {
    "closed": "!",
    "lost": "!",
    "mapped": "~",
    "guessed": "?",
    "dropped": "-",
    "filled": "+",
    "moved": "~",
    "lacking": "!",
    "left out": "-",
    "written": "+",
    "repaired": "~",
}


def tree(report: Report) -> str:
    """
    Draw a report as a tree: one line for each place, below it what happens there.

    :param report: what was decided.
    :return: lines; ``-`` goes, ``+`` comes, ``~`` changes, ``?`` was guessed, ``!`` needs a look.
    """
    root: dict[str, object] = {}
    for entry in report.entries:
        branch = root
        for step in _steps(entry.path):
            branch = branch.setdefault(step, {})  # type: ignore[assignment]
        branch.setdefault("", []).append(entry)  # type: ignore[attr-defined]
    lines = [report.name]
    _draw(root, "", lines)
    if len(lines) == 1:
        lines.append("(nothing changes)")
    return "\n".join(lines)


def _steps(path: str) -> list[str]:
    return [step.lstrip(".") for step in re.findall(r"\.?[^.\[]+|\[[^\]]*\]", path)]


def _draw(branch: dict[str, object], margin: str, lines: list[str]) -> None:
    for entry in branch.get("", []):  # type: ignore[attr-defined]
        lines.append(f"{margin}  {describe(entry)}")
    for step, inner in branch.items():
        if step:
            names, below = [step], inner
            while isinstance(below, dict) and len(below) == 1 and "" not in below:
                name, below = next(iter(below.items()))
                names.append(name)
            joined = names[0] + "".join(name if name.startswith("[") else f".{name}" for name in names[1:])
            lines.append(f"{margin}{joined}")
            _draw(below, f"{margin}  ", lines)  # type: ignore[arg-type]


def describe(entry: Entry) -> str:
    """Return an entry in one line, as ``- twisted.web.static.File.server (reason)``."""
    became = f" -> {entry.became}" if entry.became else ""
    why = f" ({entry.why})" if entry.why else ""
    return f"{_MARKS[entry.kind]} {entry.what}{became}{why}"
