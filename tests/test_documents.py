"""Tests of the documentation: what its console sessions show is what happens, and generated files are current."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tests.sessions import agrees, stepsOf
from tests.transcripts import session

ROOT = Path(__file__).parent.parent
PAGES = [
    page
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.rst"))]
    if "_build" not in page.parts and any(stepsOf(page))
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_sessionGoesAsShown(page: Path, tmp_path: Path) -> None:
    """Each command of a page, typed as written, prints what the page shows below it."""
    place = tmp_path / "board"
    place.mkdir()
    steps = list(stepsOf(page))
    printed = session(page, place)
    assert len(printed) == len(steps)
    pairs = zip(steps, printed, strict=True)
    wrong = [(step.command, step.output, out) for step, out in pairs if not agrees(step.output, out)]
    assert wrong == []


def test_tutorialIsTested() -> None:
    """The pages for new users are among those whose commands are typed here."""
    assert {"README", "two-steps", "plugin"} <= {page.stem for page in PAGES}


def test_generatedFilesAreCurrent() -> None:
    """Man pages, completion and the annotated tap are what ``make man`` would write."""
    written = runpy.run_path(str(ROOT / "docs" / "generate.py"))["generated"]()
    assert [path.name for path, text in written.items() if not path.exists() or path.read_text() != text] == []
