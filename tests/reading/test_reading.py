"""readTap as a whole: our own format seen through, genuine pickles, and which style a file has."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from twisted.application.internet import TCPServer
from twisted.application.service import Application, IServiceCollection
from twisted.internet.protocol import Factory

from mktap_compat import thaw
from mktap_compat.freezing.frozen import freeze
from mktap_compat.reading import LimitError, Limits, ReadingError, guessStyle, readTap
from mktap_compat.reading.nodes import Bytes, Constant, Object, Text
from mktap_compat.tapfile import Recipe
from tests.reading.outline import outline

LEGACY = Path(__file__).parent.parent / "legacy"


def frozen(style: str) -> bytes:
    """Return a tap of our own format."""
    application = Application("web")
    TCPServer(8080, Factory()).setServiceParent(IServiceCollection(application))
    recipe = Recipe("web", ("--path", "/srv"), "/", "twisted.web")
    return freeze(application, [recipe], style=style).data


def test_graphShowsThrough() -> None:
    """Of a tap of ours the header and the application in the graph are there, with offsets in the file itself."""
    data = frozen("graph")
    tap = readTap(data, "web.tap")
    assert (tap.style, tap.python, tap.data) == ("pickle", 3, data)
    assert tap.header is not None
    name = tap.header.get("name")
    assert isinstance(name, Text) and name.value == "web"
    assert isinstance(tap.application, Object)
    assert tap.application.dotted == "twisted.python.components.Componentized"
    port = next(node for node in tap.nodes() if isinstance(node, Constant) and node.value == 8080)
    assert data[port.offset : port.offset + 3] == b"M\x90\x1f"
    assert {tap.root, tap.header, tap.application} <= set(tap.nodes())


def test_recipeHasNoApplication() -> None:
    """A tap of ours that holds a recipe only has a header and no application."""
    tap = readTap(frozen("recipe"))
    assert tap.application is None
    assert tap.header is not None
    assert "app.services[0].arguments[1] = '/srv'" in [
        line.replace("['", ".").replace("']", "") for line in outline(tap.header)
    ]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ((), "without its header"),
        (("header", None), "without its header"),
        (({}, "text"), "not bytes"),
        (({}, b"N.N."), "behind the end"),
        (({}, b"cos\nsystem\n"), "ends before"),
    ],
)
def test_brokenOwnFormat(arguments: tuple[object, ...], found: str) -> None:
    """A call of thaw that our commands do not write is refused."""

    class Tap:
        def __reduce__(self) -> tuple[object, ...]:
            return thaw.thaw, arguments

    with pytest.raises(ReadingError, match=found):
        readTap(pickle.dumps(Tap(), 4))


def test_genuinePickle() -> None:
    """The tap that mktap 8.2 wrote is the source that it wrote, but for port, style and the order of attributes."""
    pickled = outline(readTap((LEGACY / "8.2.0/web-path/web.tap").read_bytes()).root)
    source = outline(readTap((LEGACY / "8.2.0/web-tas/web.tas").read_bytes()).root)
    differ = [line for line in pickled if line not in source]
    assert [line.rpartition(" ")[2] for line in differ if " is app" not in line] == ["22500", "b'pickle'"]


def test_genuineOffsets() -> None:
    """The offsets in the ftp tap of 10.2 are those of the opcodes that make its objects and strings."""
    data = (LEGACY / "10.2.0/ftp/ftp.tap").read_bytes()
    tap = readTap(data)
    assert (tap.protocol, tap.python, tap.discarded) == (2, 2, [])
    dotted = {node.dotted for node in tap.nodes() if isinstance(node, Object)}
    assert {"twisted.protocols.ftp.FTPFactory", "twisted.protocols.ftp.FTPRealm"} <= dotted
    for node in tap.nodes():
        if isinstance(node, Object):
            # NEWOBJ, REDUCE, OBJ, INST
            assert data[node.offset] in b"\x81Roi"
        if isinstance(node, Bytes) and node.legacy and len(node.value) < 256:
            assert data[node.offset : node.offset + 2] == b"U" + bytes([len(node.value)])


@pytest.mark.parametrize(
    ("data", "name", "style"),
    [
        (b"\x80\x02N.", "a.tap", "pickle"),
        (b"(lp0\n.", "a.tap", "pickle"),
        (b"\n\napp = 1", "a.tap", "source"),
        (b"# a comment\napp=1", "-", "source"),
        (b"<?xml", "a.tap", "xml"),
        (b"\n<list/>", "a.tap", "xml"),
        (b"\x80" * 16, "a.tap", "pickle"),
        (b"\x13" * 16, "a.tap", "pickle"),
        (b"\x13" * 15 + b".", "a.etap", "encrypted"),
        (b"\x13" * 15, "a.etap", "encrypted"),
    ],
)
def test_guessStyle(data: bytes, name: str, style: str) -> None:
    """The first bytes tell the style; that it is encrypted only the name can."""
    assert guessStyle(data, name) == style


@pytest.mark.parametrize(
    "program",
    [
        "#!/usr/bin/env python\n\nfrom twisted.application import service\n",
        "import sys\nprint 'Python 2'\n",
        "board = 1\nfrom here import there\n",
        "\n" * 12 + "class A: 0",
    ],
)
def test_programs(program: str) -> None:
    """A Python program that is called like a tap is refused as what it is, by whatever it begins."""
    with pytest.raises(
        ReadingError, match=r"^bot\.tap is not a tap: it is a Python program; run it with twistd -y bot\.tap$"
    ):
        readTap(program.encode(), "bot.tap")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "x.tap is empty"),
        (b"\x7fELF\x02\x01\x01" + bytes(57), "x.tap is not a tap: it is a program for this or another machine"),
        (b"PK\x03\x04" + bytes(60), "x.tap is not a tap: it is a ZIP archive, as wheels are"),
        (b"root:x:0:0:root:/root:/bin/bash\n" * 20, "x.tap is not a tap: it is text"),
        (b"\x13\x88" * 800, "x.tap is not a tap: it is no pickle, XML or source of one"),
    ],
    ids=["empty", "program", "wheel", "passwd", "noise"],
)
def test_strangers(data: bytes, found: str) -> None:
    """What is no tap is called what it is, and nobody is asked for a passphrase."""

    def passphrase() -> str:
        raise AssertionError("asked for a passphrase")

    with pytest.raises(ReadingError) as raised:
        readTap(data, "x.tap", passphrase=passphrase)
    assert str(raised.value).startswith(found)


def test_nearlyPrograms() -> None:
    """A damaged tap is no program, and who says which style a file has is told what is wrong with it."""
    with pytest.raises(ReadingError, match="byte 9"):
        readTap(b"(lp0\nVx\na", "bot.tap")
    with pytest.raises(ReadingError, match="byte"):
        readTap(b"import sys\n", "bot.tap", style="pickle")


def test_limits() -> None:
    """Bytes and opcodes have limits, which say what was found and what is allowed."""
    with pytest.raises(LimitError, match="4 bytes, the limit is 3"):
        readTap(b"\x80\x02N.", limits=Limits(bytes=3))
    with pytest.raises(LimitError, match="more than 2 opcodes"):
        readTap(b"NNN.", limits=Limits(objects=2))
    with pytest.raises(LimitError, match="memo"):
        readTap(b"]\x94]\x94]\x94.", limits=Limits(memo=2))


def test_nodesDoNotChange() -> None:
    """No attribute of a node can be set, whichever reader made it."""
    for data in (b"}.", b"app={}", b"<dictionary/>"):
        with pytest.raises(AttributeError, match="do not change"):
            readTap(data).root.offset = 3
