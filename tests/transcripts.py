"""``python -m tests.transcripts FILE...``: put real output into pages (.rst, .md) and beside demos (.sh)."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

from tests.sessions import agrees, alone, outputs, stepsOf

ROOT = Path(__file__).parent.parent


def prepare(page: Path, place: Path) -> None:
    """
    Put files where the session of a page runs.

    These are what the page shows with a caption, which is then the file's name, and what it names in comments
    ``.. place: SOURCE NAME``.
    """
    text = page.read_text(encoding="utf-8")
    shown = re.findall(r"literalinclude:: (\S+)\n(?:   :\w.*\n)*?   :caption: (\S+)", text)
    for source, name in shown + re.findall(r"^\.\. place: (\S+) (\S+)$", text, re.M):
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # as for Sphinx, a leading slash means the folder of the documentation
        shutil.copyfile(ROOT / "docs" / source[1:] if source.startswith("/") else page.parent / source, target)


def session(page: Path, place: Path) -> list[str]:
    """Run the session of a page in a directory, and return the output of each step."""
    prepare(page, place)
    return outputs(list(stepsOf(page)), place)


def rewrite(page: Path, place: Path) -> None:
    """Replace the output of every step of a page that does not agree with what was printed."""
    lines: list[str | None] = list(page.read_text(encoding="utf-8").split("\n"))
    indent = "" if page.suffix == ".md" else "    "
    for step, printed in zip(list(stepsOf(page)), session(page, place), strict=True):
        if agrees(step.output, printed):
            continue
        first = step.line - 1 + step.command.count("\n")
        for index in range(first + 1, first + 1 + (len(step.output.split("\n")) if step.output else 0)):
            lines[index] = None
        shown = "".join(f"\n{indent}{line}".rstrip(" ") for line in printed.split("\n")) if printed else ""
        lines[first] = f"{lines[first]}{shown}"
    page.write_text("\n".join(line for line in lines if line is not None), encoding="utf-8")


def main() -> None:
    """Rewrite the files that the command line names."""
    for name in sys.argv[1:]:
        path = Path(name).resolve()
        with tempfile.TemporaryDirectory() as scratch:
            place = Path(scratch) / "board"
            place.mkdir()
            if path.suffix == ".sh":
                path.with_suffix(".txt").write_text(alone(["sh", path], place), encoding="utf-8")
            else:
                rewrite(path, place)


if __name__ == "__main__":
    main()
