"""Showing a hostile file: in no format does it write to the terminal, break a line, or go on for ever."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from mktap_compat.commands import tapinspect

from .assembly import instance, mapping, name, number, ours, pickled, put, sequence

FORMATS = ([], ["--all"], ["--format=json"], ["--format=html"], ["--format=dot"], ["--globals"], ["--check"])
_MULTISERVICE = ("twisted.application.service", "MultiService")
_EVIL = "\x1b[2J\x1b]0;x\x07\u202e\r</script><img src=x>\ud800"


def _text(value: str = _EVIL) -> bytes:
    data = value.encode("utf-8", "surrogatepass")
    return pickle.BINUNICODE + len(data).to_bytes(4, "little") + data


def _services() -> bytes:
    """Return services of which each stands twice in the next, 60 times over."""
    made = instance(*_MULTISERVICE, mapping(services=b"]")) + put(0)
    for index in range(60):
        below = sequence(pickle.BINGET + bytes([index]), pickle.BINGET + bytes([index]))
        made += instance(*_MULTISERVICE, mapping(services=below)) + put(index + 1)
    return pickled(made)


def _recipe() -> bytes:
    """Return a tap of ours whose texts are all hostile."""
    service = mapping(plugin=_text(), arguments=sequence(_text(), _text()), directory=_text())
    return ours(mapping(format=number(1), name=_text(), processName=_text(), services=sequence(service)), b"N")


def _graph() -> bytes:
    """Return a service with hostile names, whose class, in one that is made, has one too."""
    foreign = _text() + _text() + pickle.STACK_GLOBAL + pickle.EMPTY_TUPLE + pickle.NEWOBJ
    state = pickle.EMPTY_DICT + pickle.MARK + _text() + _text() + _text("name") + _text()
    return pickled(name(*_MULTISERVICE), b")\x81" + state + _text("services") + sequence(foreign) + b"ub")


@pytest.mark.parametrize("words", FORMATS, ids=lambda words: " ".join(words) or "text")
@pytest.mark.parametrize("data", [_recipe(), _graph()], ids=["recipe", "graph"])
def test_hostileText(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], data: bytes) -> None:
    """Ours: names went to the terminal as they were, with its control sequences; lone surrogates were a traceback."""
    path = tmp_path / "a.tap"
    path.write_bytes(data)
    assert tapinspect.main([*words, str(path)]) == ("--check" in words)
    shown = capsys.readouterr()
    assert all(line.isprintable() for line in shown.out.split("\n"))
    shown.out.encode("utf-8")
    assert "html" not in "".join(words) or "<img" not in shown.out


@pytest.mark.parametrize("words", FORMATS, ids=lambda words: " ".join(words) or "text")
def test_servicesInServices(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    """Ours: the tree of services was drawn once for every way to a service, of which a small file can have 2**60."""
    path = tmp_path / "a.tap"
    path.write_bytes(_services())
    assert tapinspect.main([*words, str(path)]) == 0
    assert len(capsys.readouterr().out) < 1_000_000
