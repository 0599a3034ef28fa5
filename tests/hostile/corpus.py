"""The corpus: every file by name, with what it is. ``python -m tests.hostile.corpus FOLDER`` writes them out."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from . import attributes, bombs, chains, disguises, frames, gadgets, loopholes, sources
from .files import Hostile

MODULES = (disguises, frames, gadgets, chains, loopholes, attributes, sources, bombs)
CORPUS: Mapping[str, Hostile] = {each.name: each for module in MODULES for each in module.FILES}


def write(folder: Path) -> None:
    """Write all files to a folder, with a list of what each is."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for each in CORPUS.values():
        (folder / each.file).write_bytes(each.data)
        lines.append(f"{each.file}: {each.what}\n")
    (folder / "README.txt").write_text("".join(lines))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
