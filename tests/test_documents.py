"""Tests of the documentation: what its console sessions show is what happens, and generated files are current."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from mktap_compat.trust.signatures import WORDS
from tests.sessions import agrees, stepsOf
from tests.transcripts import session

ROOT = Path(__file__).parent.parent
#: Messages of Twisted, getopt and Python that the troubleshooting page explains.
FOREIGN = {
    "Failed to load application: Ran out of input",
    "mkapp: option --... not recognized",
    "Another twistd server is running, PID ...",
    "Couldn't listen on any:9000: [Errno 98] Address already in use.",
    "Failed to load application: No module named 'mktap_compat'",
    "Failed to load application: No module named '...'",
    "Failed to load application: 'ascii' codec can't decode byte 0x...",
    "Failed to load application: Can't get attribute '...' on <module '...",
    "failed to set uid/gid ...: ... (are you root?) -- exiting.",
    "Unknown command: tap",
    "myapp",
}
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


def messages() -> list[str]:
    """Return the messages that the troubleshooting page explains."""
    page = (ROOT / "docs" / "troubleshooting.rst").read_text(encoding="utf-8")
    terms = re.findall(r"^(``.+``.*)\n    \S", page, re.M)
    return [message for term in terms for message in re.findall(r"``([^`]+)``", term)]


@pytest.mark.parametrize("message", messages())
def test_explainedMessageExists(message: str) -> None:
    """Each message in the troubleshooting page is one of ours, or of Twisted and Python as far as we know them."""
    if message in FOREIGN:
        return
    ours = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "mktap_compat").rglob("*.py")))
    # what is between placeholders stands in the source, where strings may go on in the next line
    ours = re.sub(r'"\s*\n\s*f?"|\{[^{}]*\}', "", ours)
    begin = re.compile(r"^(mkapp|mktap|tapinspect|tapconvert|twistd tap|Failed to load application): ")
    parts = [part.strip(" ',:;()?.") for part in re.split(r"\.\.\.|services\[0\]|Twisted", begin.sub("", message))]
    assert [part for part in parts if len(part) > 3 and re.sub(r"\{[^{}]*\}", "", part) not in ours] == []


def test_wordsOfTheTrustTableAreExplained() -> None:
    """The reference explains each word in which the trust table describes arguments."""
    page = (ROOT / "docs" / "reference" / "trust.rst").read_text(encoding="utf-8")
    assert [word for word in WORDS if f"``{word}``" not in page] == []


def test_generatedFilesAreCurrent() -> None:
    """Man pages, completion and the annotated tap are what ``make man`` would write."""
    written = runpy.run_path(str(ROOT / "docs" / "generate.py"))["generated"]()
    assert [path.name for path, text in written.items() if not path.exists() or path.read_text() != text] == []
