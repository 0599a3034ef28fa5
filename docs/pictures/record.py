"""
Record a terminal session as an animated SVG: ``make picture``.

The commands are those of the README, run for real; what they print is drawn as it appears. The animation is CSS, so the
picture moves in a browser and on a page of a forge, and shows its last frame to whoever asked for less motion.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.sessions import outputs, stepsOf  # noqa: E402

COLUMNS = 84
#: Sizes in pixels of a character cell of the monospaced font at 14 px.
WIDE, HIGH = 8.43, 20
MARGIN = 16
#: Seconds: one typed character, the pause before a command's output, the pause after it.
TYPING, BEFORE, AFTER = 0.03, 0.4, 0.9

STYLE = """
text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre; fill: #d8dee9 }
.prompt { fill: #8fbcbb } .typed { fill: #eceff4; font-weight: bold }
.line { opacity: 0; animation: show 1ms linear forwards }
@keyframes show { to { opacity: 1 } }
@media (prefers-reduced-motion: reduce) { .line { animation: none; opacity: 1 } }
"""


def wrapped(line: str) -> list[str]:
    """Return a line cut into pieces that fit."""
    return [line[index : index + COLUMNS] for index in range(0, len(line), COLUMNS)] or [""]


def frames(steps: list[tuple[str, str]]) -> list[tuple[float, str, str]]:
    """Return when each line appears (seconds), its class and its text."""
    clock, lines = 0.5, []
    for command, output in steps:
        clock += TYPING * len(command)
        for index, piece in enumerate(wrapped(f"$ {command}")):
            lines.append((clock, "typed" if index else "prompt", piece))
        clock += BEFORE
        if output:
            lines += [(clock, "printed", piece) for line in output.split("\n") for piece in wrapped(line)]
        clock += AFTER
    return lines


def picture(steps: list[tuple[str, str]], label: str) -> str:
    """Return the SVG of a session."""
    lines = frames(steps)
    width = round(COLUMNS * WIDE + 2 * MARGIN)
    height = HIGH * len(lines) + 2 * MARGIN + 8
    drawn = []
    for row, (moment, kind, text) in enumerate(lines):
        y = MARGIN + HIGH * (row + 1) - 5
        content = escape(text)
        if kind == "prompt":
            content = f'<tspan class="prompt">$ </tspan><tspan class="typed">{escape(text[2:])}</tspan>'
        elif kind == "typed":
            content = f'<tspan class="typed">{content}</tspan>'
        drawn.append(f'<text class="line" style="animation-delay:{moment:.2f}s" x="{MARGIN}" y="{y}">{content}</text>')
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            f' role="img" aria-label="{escape(label)}">',
            f"<style>{STYLE}</style>",
            f'<rect width="{width}" height="{height}" rx="8" fill="#2e3440"/>',
            *drawn,
            "</svg>",
            "",
        ]
    )


def main() -> None:
    """Run the README's session and draw it."""
    steps = list(stepsOf(ROOT / "README.md"))
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "board"
        place.mkdir()
        printed = outputs(steps, place)
    session = [(step.command, output) for step, output in zip(steps, printed, strict=True)]
    target = Path(__file__).with_name("two-steps.svg")
    target.write_text(picture(session, "The two-step flow in a terminal"), encoding="utf-8")
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
