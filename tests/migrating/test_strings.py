"""Tests of the decision between text and bytes."""

from __future__ import annotations

from typing import Annotated, Any, NewType

import pytest

from mktap_compat.migrating import stringtypes
from mktap_compat.migrating.settings import Settings
from mktap_compat.migrating.strings import decide, describe
from mktap_compat.migrating.stringtypes import Deep
from mktap_compat.reading.nodes import Bytes, Text

ASCII = Bytes(0, b"plain", legacy=True)
BINARY = Bytes(0, b"caf\xe9", legacy=True)


@pytest.mark.parametrize(
    ("node", "hint", "value"),
    [
        pytest.param(Text(0, "caf\xe9"), Any, "caf\xe9", id="unicode"),
        pytest.param(Text(0, "caf\xe9"), bytes, "caf\xe9", id="unicode-that-bytes-cannot-hold"),
        pytest.param(BINARY, Any, b"caf\xe9", id="over-127"),
        pytest.param(Bytes(0, b"new"), Any, b"new", id="bytes-of-python-3"),
    ],
)
def test_certainStringsAreNoGuess(node: Text | Bytes, hint: Any, value: str | bytes) -> None:
    """What the file says for certain stays as it is, and is not reported."""
    decision = decide(node, hint, Settings())
    assert (decision.value, decision.why) == (value, "")


@pytest.mark.parametrize(("hint", "value"), [(str, "plain"), (bytes, b"plain")])
def test_hintDecides(hint: type, value: str | bytes) -> None:
    """An ASCII string is what the hint says, and that is no guess."""
    assert decide(ASCII, hint, Settings()).value == value
    assert decide(ASCII, hint, Settings()).why == ""


def test_asciiWithoutHintIsAGuess() -> None:
    """An ASCII string that nothing is known about becomes text, and says so."""
    decision = decide(ASCII, Any, Settings())
    assert decision.value == "plain"
    assert "ASCII" in decision.why


def test_siblingsDecide() -> None:
    """An ASCII string in an attribute that holds bytes elsewhere becomes bytes, and says so."""
    decision = decide(ASCII, Any, Settings(), sibling=True)
    assert decision.value == b"plain"
    assert "elsewhere" in decision.why


@pytest.mark.parametrize(
    ("value", "text"), [(b"caf\xc3\xa9", "UTF-8"), (b"caf\xe9", "Latin-1")], ids=["utf-8", "latin-1"]
)
def test_textOver127(value: bytes, text: str) -> None:
    """Known text with bytes over 127 is decoded, and the report says how."""
    decision = decide(Bytes(0, value, legacy=True), str, Settings())
    assert decision.value == "caf\xe9"
    assert text in decision.why


def test_pathsMove() -> None:
    """A path, and what is below it, moves; its neighbours don't."""
    settings = Settings(paths=(("/srv/www/", "/var/www"),))
    assert decide(Bytes(0, b"/srv/www/a", legacy=True), str, settings).value == "/var/www/a"
    assert decide(Bytes(0, b"/srv/www", legacy=True), bytes, settings).value == b"/var/www"
    assert decide(Bytes(0, b"/srv/www2", legacy=True), str, settings).moved is None


def test_pathsInCommandsMove() -> None:
    """In a command line, paths move wherever they stand."""
    settings = Settings(paths=(("/srv/old", "/new"),))
    command = Bytes(0, b"echo $$ >/srv/old/pid; cat '/srv/old' /srv/older", legacy=True)
    assert decide(command, stringtypes.Command, settings).value == "echo $$ >/new/pid; cat '/new' /srv/older"
    assert decide(command, str, settings).moved is None


Line = NewType("Line", bytes)


@pytest.mark.parametrize(
    ("hint", "kind"),
    [
        (str, str),
        (bytes, bytes),
        (bytes | None, bytes),
        (Annotated[str, "a name"], str),
        (Line, bytes),
        (str | bytes, None),
        (int, None),
        (Any, None),
        (list[str], None),
        (Deep(bytes), bytes),
    ],
)
def test_scalar(hint: Any, kind: type | None) -> None:
    """A hint says text, bytes, or nothing."""
    assert stringtypes.scalar(hint) is kind


def test_containers() -> None:
    """Hints of containers say what their items, keys and values are."""
    assert stringtypes.item(list[bytes]) is bytes
    assert stringtypes.item(tuple[int, str], 1) is str
    assert stringtypes.item(tuple[int, str], 2) is Any
    assert stringtypes.item(tuple[str, ...], 5) is str
    assert stringtypes.key(dict[bytes, str] | None) is bytes
    assert stringtypes.value(dict[bytes, str]) is str
    assert stringtypes.value(Any) is Any
    deep = Deep(str)
    assert stringtypes.item(deep) is stringtypes.key(deep) is stringtypes.value(deep) is deep


class Port:
    """A user's class with annotations, one of which only a type checker understands."""

    line: bytes
    broken: Nowhere  # type: ignore[name-defined]  # noqa: F821
    greeting = b"hello"
    count = 3


def test_ofClass() -> None:
    """A class's annotations count, then the types of its defaults; what cannot be understood is left out."""
    found = stringtypes.ofClass(Port)
    assert found["line"] is bytes
    assert found["greeting"] is bytes
    assert "broken" not in found
    assert "count" not in found


def test_describeShortens() -> None:
    """Long strings are shortened in reports."""
    assert describe("abc") == "'abc'"
    assert len(describe("x" * 500)) < 70
