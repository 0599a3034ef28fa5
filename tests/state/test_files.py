"""State files: generations, damage, and who may write them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mktap_compat.state.errors import StateError
from mktap_compat.state.files import Files
from mktap_compat.state.settings import Settings, withSettings
from mktap_compat.tapfile import digest, pack


def state(generation: int, lineage: str = "mine") -> bytes:
    """Return a small state file."""
    header = withSettings({"format": 1, "name": "x"}, Settings(lineage=lineage, generation=generation, saved=1.5))
    return pack({**header, "digest": digest(header, b"graph")}, b"graph")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return the state files of an application named x."""
    return Files(str(tmp_path), "x")


def test_generationsRotate(files: Files) -> None:
    """So many earlier state files are kept as were asked for; the newest stays in its place meanwhile."""
    for generation in range(1, 6):
        files.rotate(2, "mine")
        files.write(state(generation))
    names = [os.path.basename(path) for path in files.paths()]
    assert names == ["x-shutdown.tap", "x-shutdown.1.tap", "x-shutdown.2.tap"]
    found = [files.read(path) for path in files.paths()]
    assert [each.settings.generation for each in found if each] == [5, 4, 3]


def test_statesOfOthersAreNeverRotatedAway(files: Files) -> None:
    """A state that this server did not start from is kept, however many there are."""
    for generation in range(1, 6):
        files.rotate(1, f"lineage {generation}")
        files.write(state(generation, f"lineage {generation}"))
    assert len(files.paths()) == 5


def test_newestIsTheHighestGeneration(files: Files, tmp_path: Path) -> None:
    """The generation decides which state is the newest, not the name and not the clock."""
    (tmp_path / "x-shutdown.tap").write_bytes(state(3))
    (tmp_path / "x-shutdown.1.tap").write_bytes(state(7))
    found = files.find(0, print)
    assert found is not None and found.settings.generation == 7
    assert files.find(7, print) is None


def test_everyDamageIsFound(files: Files, tmp_path: Path) -> None:
    """A state file cut off at any offset, or with any byte flipped, is damaged: nothing of it is loaded."""
    whole = state(1)
    path = tmp_path / "x-shutdown.tap"
    told = 0
    for offset in range(len(whole)):
        flipped = whole[:offset] + bytes([whole[offset] ^ 0x41]) + whole[offset + 1 :]
        for damaged in (whole[:offset], flipped):
            path.write_bytes(damaged)
            found = files.read(str(path))
            if found is None:
                told += 1
            else:
                # bytes that mean nothing, such as the number of a memo that nobody asks for
                assert found.settings == Settings(lineage="mine", generation=1, saved=1.5)
    assert told > 1.9 * len(whole)


def test_damagedIsSetAside(files: Files, tmp_path: Path) -> None:
    """The earlier generation is taken for a damaged one, which is kept under another name and told."""
    (tmp_path / "x-shutdown.tap").write_bytes(state(2)[:-9])
    (tmp_path / "x-shutdown.1.tap").write_bytes(state(1))
    told: list[str] = []
    found = files.find(0, told.append)
    assert found is not None and found.settings.generation == 1
    assert (tmp_path / "x-damaged.1.tap").read_bytes() == state(2)[:-9]
    assert "is damaged: set aside as" in told[0]


def test_allDamagedIsRefused(files: Files, tmp_path: Path) -> None:
    """Where no state is good, starting anew by mistake would lose it: it is refused, and nothing is renamed."""
    (tmp_path / "x-shutdown.tap").write_bytes(b"nonsense")
    with pytest.raises(StateError, match="all state is damaged"):
        files.find(0, print)
    assert (tmp_path / "x-shutdown.tap").exists()


def test_lockDiesWithItsProcess(files: Files, tmp_path: Path) -> None:
    """A second process is told who has the lock; when that one is killed, the lock is free."""
    program = (
        "import sys; from mktap_compat.state.files import Files; print(Files(sys.argv[1], 'x').lock(), flush=True)"
    )
    program += "; sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"None\n"
    assert files.lock() == holder.pid
    holder.kill()
    holder.communicate()
    assert files.lock() is None


def test_rootRefusesWhatOthersMayWrite(files: Files, tmp_path: Path) -> None:
    """As root, a directory or a state file that others may write is refused, with its name."""
    tmp_path.chmod(0o755)
    (tmp_path / "x-shutdown.tap").write_bytes(state(1))
    (tmp_path / "x-shutdown.tap").chmod(0o600)
    files.refuseOthers({os.getuid()})
    for path in (tmp_path / "x-shutdown.tap", tmp_path):
        before = path.stat().st_mode
        path.chmod(0o777)
        with pytest.raises(StateError, match=re.escape(f"others may write {path}:")):
            files.refuseOthers({os.getuid()})
        path.chmod(before)


def test_writingIsProved(files: Files, tmp_path: Path) -> None:
    """A directory that can't be written is found out by a trial, of which nothing stays."""
    files.prove()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StateError, match=r"can't write state to .*: No such file"):
        Files(str(tmp_path / "none"), "x").prove()
