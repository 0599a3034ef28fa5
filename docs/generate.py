"""Write man pages, completion and the annotated tap from the program: ``make man``; a test compares what is kept."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS / "extensions"))

from annotatedtap import annotated  # noqa: E402
from completions import SCRIPTS, bashCompletion, zshCompletion  # noqa: E402
from manpages import manPage  # noqa: E402
from optionfacts import COMMANDS  # noqa: E402


def generated() -> dict[Path, str]:
    """Return the text of every generated file by its path."""
    files = {DOCS / "man" / f"{command.page}.1": manPage(command) for command in COMMANDS}
    files |= {DOCS / "completion" / "bash" / command.words: bashCompletion(command) for command in SCRIPTS}
    files[DOCS / "completion" / "zsh" / "_mktap_compat"] = zshCompletion()
    files[DOCS / "reference" / "example.txt"] = "\n".join(annotated()) + "\n"
    return files


def main() -> None:
    """Write the files."""
    for path, text in generated().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(DOCS.parent))


if __name__ == "__main__":
    main()
