"""Tests of docs/demos: every demo does what the transcript in the documentation shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sessions import alone, steady

DEMOS = Path(__file__).parent.parent / "docs" / "demos"
SCRIPTS = sorted(set(DEMOS.glob("*.sh")) - {DEMOS / "shown.sh"})


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_demoPrintsItsTranscript(script: Path, tmp_path: Path) -> None:
    """A demo prints what is shown of it; ``python -m tests.transcripts docs/demos/NAME.sh`` writes that anew."""
    place = tmp_path / "board"
    place.mkdir()
    shown = script.with_suffix(".txt").read_text(encoding="utf-8")
    assert steady(alone(["sh", script], place)) == steady(shown)


def test_everyDemoIsInTheDocumentation() -> None:
    """The page of demonstrations shows each of them."""
    page = (DEMOS.parent / "demos.rst").read_text(encoding="utf-8")
    assert [script.stem for script in SCRIPTS if f"demos/{script.stem}.txt" not in page] == []
