"""A tap as a graph in the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from mktap_compat.reading import Tap
from mktap_compat.views.graph import boxes

_COLOURS = {"instance": "#dbe9f6", "call": "#fbe3c8", "reference": "#e4f2dc", "other": "#f3d6d6"}


def lines(tap: Tap) -> Iterator[str]:
    """
    Yield the lines of a ``digraph``.

    :param tap: what was read.
    """
    yield "digraph tap {"
    yield '  rankdir=LR; node [shape=box, style="rounded,filled", fontname="sans-serif"]; edge [fontname="sans-serif"];'
    for box in boxes(tap):
        facts = [f"{step}: {value}" for step, value in box.facts[:8]]
        label = "\\l".join(_escaped(line) for line in [box.name, *facts]) + "\\l"
        yield f'  n{box.number} [label="{label}", tooltip="{_escaped(box.full)}", fillcolor="{_COLOURS[box.kind]}"];'
        for step, number in box.edges:
            yield f'  n{box.number} -> n{number} [label="{_escaped(step)}"];'
        for index, (step, left) in enumerate(box.more):
            yield f'  n{box.number}m{index} [label="... and {left} more", style=dashed];'
            yield f'  n{box.number} -> n{box.number}m{index} [label="{_escaped(step)}", style=dashed];'
    yield "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
