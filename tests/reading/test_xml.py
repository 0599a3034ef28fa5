"""XML taps as nodes: what marmalade wrote, and nothing that XML can do beyond that."""

from __future__ import annotations

from pathlib import Path

import pytest

from mktap_compat.reading import LimitError, Limits, ReadingError, readTap
from mktap_compat.reading.nodes import Bytes, List, Node, Object, Text
from tests.reading.outline import outline

LEGACY = Path(__file__).parent.parent / "legacy"


def read(xml: str) -> Node:
    """Return the root of a .tax file."""
    return readTap(b'<?xml version="1.0"?>' + xml.encode(), "web.tax").root


def test_genuineIsTheSource() -> None:
    """The .tax and the .tas that mktap 8.2 wrote of one web server differ by port and style alone."""
    source = outline(readTap((LEGACY / "8.2.0/web-tas/web.tas").read_bytes()).root)
    xml = outline(readTap((LEGACY / "8.2.0/web-tax/web.tax").read_bytes()).root)
    assert [line.rpartition(" ")[2] for line in source if line not in xml] == ["22530", "b'source'"]
    assert [line.rpartition(" ")[2] for line in xml if line not in source] == ["22536", "b'xml'"]


def test_genuineOffsets() -> None:
    """A node knows the byte at which its element begins."""
    data = (LEGACY / "2.5/web-tax/web.tax").read_bytes()
    tap = readTap(data)
    assert (tap.style, tap.python) == ("xml", 2)
    for node in tap.nodes():
        assert data[node.offset : node.offset + 1] == b"<"


def test_values() -> None:
    """Strings have their escapes, unicode those of raw-unicode-escape, numbers and truth values are themselves."""
    root = read(
        '<list><string value="a\\x00\\\'&quot;\\&quot;"/></list>'.replace("&quot;\\", "\\") + "<!-- nothing -->"
    )
    assert isinstance(root, List)
    [string] = root.items
    assert isinstance(string, Bytes) and string.legacy and string.value == b"a\x00'\""
    root = read(
        '<list><unicode value="\\u20ac\\n"/><int value="-7"/><longint value="12"/><bool value="1"/><float value="1e3"/>'
        "<None/></list>"
    )
    assert isinstance(root, List)
    text, *numbers = root.items
    assert isinstance(text, Text) and text.value == "\u20ac\n"
    assert [getattr(node, "value", ...) for node in numbers] == [-7, 12, True, 1000.0, None]


def test_shapes() -> None:
    """Methods, modules, classes and reducers have the shapes that pickles have for them; references go both ways."""
    root = read(
        '<list reference="1"><reference key="2"/><method name="run" class="a.B"><reference key="1"/></method>'
        '<module name="os.path"/><copyreg loadfunc="c.d"><tuple><None/></tuple></copyreg>'
        '<tuple reference="2"><reference key="1"/></tuple></list>'
    )
    assert isinstance(root, List)
    forward, method, module, reduced, last = root.items
    assert forward is last
    assert isinstance(method, Object) and method.args[1] is root
    assert method.dotted == "twisted.persisted.styles.unpickleMethod"
    assert isinstance(module, Object) and module.dotted == "twisted.persisted.styles.unpickleModule"
    assert isinstance(reduced, Object) and reduced.dotted == "c.d" and len(reduced.args) == 1


@pytest.mark.parametrize(
    ("xml", "found"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type 'a'"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><None/>', "document type 'a'"),
        ("<list>&b;</list>", "broken"),
        ('<string value="h&quot;+str(__import__(&quot;os&quot;))+&quot;i"/>', "source behind it"),
        ('<string value="\\x4"/>', "hexadecimal"),
        ("<list>text</list>", "text between"),
        ("<list><?php 1?></list>", "processing instruction"),
        ("<string/>", "without 'value'"),
        ('<int value="0x10"/>', "no decimal number"),
        ('<exec value="1"/>', "an element 'exec'"),
        ('<dictionary><None role="key"/></dictionary>', "an element 'dictionary'"),
        ('<instance class="a.B"/>', "an element 'instance' with 0"),
        ('<reference key="1"/>', "a reference to '1'"),
        ('<list><list reference="1"/><list reference="1"/></list>', "a second object"),
        ("<list>", "broken"),
        ("<list/><list/>", "broken"),
    ],
)
def test_refused(xml: str, found: str) -> None:
    """What marmalade does not write is refused, with the file, an offset in it and what was found."""
    with pytest.raises(ReadingError, match=found) as caught:
        read(xml)
    assert str(caught.value).startswith("web.tax: byte ")


def test_encodingIsNotLookedFor() -> None:
    """An encoding that the file names is not imported; bytes that are no UTF-8 are refused."""
    assert isinstance(readTap(b'<?xml version="1.0" encoding="antigravity"?><list/>').root, List)
    with pytest.raises(ReadingError):
        readTap(b'<?xml version="1.0" encoding="latin-1"?><string value="\xe9"/>')


def test_limits() -> None:
    """Depth, number of elements and digits have limits."""
    with pytest.raises(LimitError, match="one in another"):
        read("<list>" * 20_000)
    with pytest.raises(LimitError, match="elements"):
        readTap(b"<list><None/><None/></list>", limits=Limits(objects=2))
    with pytest.raises(LimitError, match="digits"):
        read(f'<int value="{"9" * 5000}"/>')
