"""Tests of how lines are read and written."""

from __future__ import annotations

import pytest
from twisted.internet.address import IPv4Address, IPv6Address, UNIXAddress
from twisted.internet.interfaces import IAddress

from myapp.board import Notice
from myapp.errors import CommandError
from myapp.wire import LONGEST, addressText, noticeText, readLines


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"\n", [""]),
        (b"a\n\n\r\n", ["a", "", ""]),
        (b"a\r\nb\nc\r\n", ["a", "b", "c"]),
        (b"a\tb\n", ["a\tb"]),
        ("grüße \u200d 証明\n☕\n".encode(), ["grüße \u200d 証明", "☕"]),
        (b"x" * LONGEST + b"\r\ny\n", ["x" * LONGEST, "y"]),
        (("é" * (LONGEST // 2) + "\n").encode(), ["é" * (LONGEST // 2)]),
    ],
    ids=["empty", "empty lines", "ends", "tab", "unicode", "longest", "longest of bytes"],
)
def test_readLines(data: bytes, lines: list[str]) -> None:
    """Lines end with LF or CRLF and hold any text."""
    assert list(readLines(data)) == lines


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff", "utf8"),
        ("é".encode()[:1], "utf8"),
        (b"\xed\xa0\x80", "utf8"),
        (b"x" * (LONGEST + 1), "long"),
        (("é" * LONGEST).encode(), "long"),
        (b"a\x00b", "control"),
        (b"a\x1b[2J", "control"),
        (b"a\rb", "control"),
        (b"a\r", "control"),
        (b"a\x0bb", "control"),
        (b"a\x7f", "control"),
        ("a\u2028b\x1b".encode(), "control"),
        ("a\x85b".encode(), "control"),
    ],
    ids=[
        "byte",
        "half a character",
        "surrogate",
        "long",
        "long of bytes",
        "NUL",
        "escape",
        "CR",
        "two CR",
        "VT",
        "DEL",
        "separator",
        "C1",
    ],
)
def test_readLinesRefuses(data: bytes, code: str) -> None:
    """A line that cannot be accepted is refused for its own reason; its neighbours are not."""
    before, line, after = readLines(b"before\r\n" + data + b"\r\nafter\r\n")
    assert (before, after) == ("before", "after")
    assert isinstance(line, CommandError)
    assert line.code == code


def test_noticeText() -> None:
    """A notice is one line, with its time in UTC."""
    assert noticeText(Notice(7, 1178020800.9, "ann", "hi there")) == "NOTICE 7 2007-05-01T12:00:00Z ann hi there"


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (IPv4Address("TCP", "192.0.2.1", 80), "192.0.2.1:80"),
        (IPv6Address("TCP", "::1", 80), "[::1]:80"),
        (UNIXAddress("/run/x"), "/run/x"),
        (UNIXAddress(None), "local"),
    ],
)
def test_addressText(address: IAddress, text: str) -> None:
    """Addresses are written as people write them."""
    assert addressText(address) == text
