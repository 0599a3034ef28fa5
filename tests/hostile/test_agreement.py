"""
The reader sees what the unpicklers do: random programs of pickle opcodes, in frames, run by all of them.

Whoever decides by nodes is bypassed by the first opcode that means something else to ``pickle.load``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from mktap_compat.reading import ReadingError, readTap

from .fuzzing import asked, disagreement, fuzz, programs, read
from .programs import PREFETCH
from .unpicklers import everyWay

#: The Pythons that are supported.
SUPPORTED = ("3.10", "3.11", "3.12", "3.13")
#: Programs for every Python, and seconds of fuzzing with this one: a minute where CI runs.
PROGRAMS = 3000
SECONDS = 60 if os.environ.get("CI") else 5
_EVIL = b"cos\nsystem\n(S'touch PWNED'\ntR."


def pythons() -> list[str]:
    """Return this Python, and others that are supported and installed, on PATH or by pyenv."""
    found = [sys.executable]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in SUPPORTED:
        if version == f"{sys.version_info[0]}.{sys.version_info[1]}":
            continue
        for each in [*pyenv.glob(f"{version}.*/bin/python"), shutil.which(f"python{version}")]:
            if each and subprocess.run([each, "-c", ""], capture_output=True).returncode == 0:
                found.append(str(each))
                break
    return found


@pytest.mark.parametrize("python", pythons())
def test_everyPythonAgrees(tmp_path: Path, python: str) -> None:
    """Both unpicklers of a Python make of a program, from memory and from a file, what the reader sees in it."""
    seen = [(data, found) for data in islice(programs(2001), PROGRAMS) if (found := read(data)) is not None]
    lives = asked(python, [data for data, _ in seen], tmp_path)
    assert len(seen) > PROGRAMS / 10
    assert [
        each for (data, found), live in zip(seen, lives, strict=True) if (each := disagreement(found, live, data))
    ] == []
    assert sum(live["C file"]["made"] is not None for live in lives) > len(seen) / 2


def test_fuzzing() -> None:
    """For as long as there is time, programs that were never tried before find no difference."""
    counts, different = fuzz(10**9, int.from_bytes(os.urandom(4), "little"), SECONDS)
    assert different == []
    assert counts["loads"] > 100


def hidden(padding: int) -> bytes:
    """Return a program in what the reader could take for text that reaches over the end of a frame."""
    text = b"\0" + _EVIL
    fill = b"B" + padding.to_bytes(4, "little") + b"x" * padding + b"0" if padding else b""
    inside = fill + b"X" + bytes([len(text)])
    return b"\x80\x04\x95" + len(inside).to_bytes(8, "little") + inside + b"\0\0\0" + text + b"0N."


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (hidden(0), "an opcode reaches over the end of its frame"),
        (hidden(PREFETCH + 10_000), "an opcode reaches over the end of its frame"),
        (b"\x80\x04\x95\x01\0\0\0\0\0\0\0K\x01.", "an opcode reaches over the end of its frame"),
        (b"\x80\x04\x95\x05\0\0\0\0\0\0\0cmod\na\n.", "an opcode reaches over the end of its frame"),
        (b"\x80\x04\x95\x0b\0\0\0\0\0\0\0\x95\x01\0\0\0\0\0\0\0N.", "a frame in a frame"),
        (b"\x80\x04\x95\x03\0\0\0\0\0\0\0N.", "a frame of 3 bytes, 2 are left"),
        (b"\x80\x04\x95\x09\0\0\0\0\0\0\0\x95\x01\0\0\0\0\0\0\0N.", "a frame in a frame"),
        (b"cmod\na\n0\x80\x04N.", "the protocol is not at the beginning of the pickle"),
    ],
)
def test_badFrames(data: bytes, found: str) -> None:
    """A frame whose edge is inside of an opcode or of another frame is refused: unpicklers differ in what it says."""
    with pytest.raises(ReadingError, match=found):
        readTap(data, "x.tap", style="pickle")


def test_framesDiffer(tmp_path: Path) -> None:
    """CPython does read another program than the bytes in a row, from memory and from a large file."""
    small, large = hidden(0), hidden(PREFETCH + 10_000)
    assert ["os", "system"] in everyWay(small, str(tmp_path))["C memory"]["names"]
    assert ["os", "system"] in everyWay(large, str(tmp_path))["C file"]["names"]
