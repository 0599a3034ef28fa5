"""Every file of the corpus is refused, imports nothing, and takes neither time nor memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.processes import command

from . import corpus
from .conftest import Reports, looked
from .corpus import CORPUS

#: Seconds of processor time on a machine of no slowness, and megabytes of the whole process, that a file may take.
SECONDS = 1.0
MEGABYTES = 200.0


@pytest.mark.parametrize("name", CORPUS)
def test_hostileFile(verdicts: Reports, name: str) -> None:
    """A hostile file is refused with a reason, nothing is imported, opened or run, within a second and 200 MB."""
    report = verdicts[name]
    assert "crashed" not in report
    assert report["refused"]
    assert any(CORPUS[name].why in each for each in report["findings"])
    assert report["events"] == []
    assert not report["pwned"]
    assert report["seconds"] < SECONDS * report["slowness"]
    assert report["megabytes"] < MEGABYTES


def test_threatsAreReal() -> None:
    """The files that are said to run a command when Twisted loads them do run it."""
    reports = looked("load", [each.name for each in CORPUS.values() if each.runs])
    assert [name for name, report in reports.items() if not report.get("pwned")] == []


def test_namesAreUnique() -> None:
    """No file hides another, and each says what it is."""
    files = [each for module in corpus.MODULES for each in module.FILES]
    assert len(files) == len(CORPUS)
    assert all(each.what for each in files)


def test_corpusIsWritten(tmp_path: Path) -> None:
    """The generator writes every file, and a list that says what each is."""
    corpus.write(tmp_path)
    assert len(list(tmp_path.iterdir())) == len(CORPUS) + 1
    assert len((tmp_path / "README.txt").read_text().splitlines()) == len(CORPUS)


@pytest.mark.parametrize(
    "name", ["protocol-0", "twisted-method-of-module", "twisted-resolver-calls", "graph-hides-call"]
)
def test_commandsRefuse(tmp_path: Path, name: str) -> None:
    """``tapinspect --check`` and ``twistd tap`` end with 1 and one line, and run nothing."""
    hostile = CORPUS[name]
    (tmp_path / hostile.file).write_bytes(hostile.data)
    (tmp_path / "evil.py").write_text("open('PWNED', 'w')\n")
    for words in (["tapinspect", "--check"], ["twistd", "-n", "--pidfile=", "tap"]):
        done = command(*words, hostile.file, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
        assert done.returncode == 1
        assert len((done.stdout + done.stderr).splitlines()) >= 1
        assert b"Traceback" not in done.stderr
    assert not (tmp_path / "PWNED").exists()
