"""Pickles of every protocol as nodes, and what is no pickle as an error."""

from __future__ import annotations

import pickle

import pytest

from mktap_compat.reading import LimitError, ReadingError, readTap
from mktap_compat.reading.nodes import Bytes, Constant, Dict, Form, Global, List, Object, Text


@pytest.mark.parametrize("protocol", range(6))
def test_sharedAndCyclic(protocol: int) -> None:
    """A list that holds itself and one dictionary twice is read as just that, in every protocol."""
    shared = {"port": 9000}
    graph: list[object] = [shared, shared]
    graph.append(graph)
    root = readTap(pickle.dumps(graph, protocol)).root
    assert isinstance(root, List)
    assert root.items[0] is root.items[1]
    assert root.items[2] is root
    found = root.items[0]
    assert isinstance(found, Dict)
    port = found.get("port")
    assert isinstance(port, Constant) and port.value == 9000


def test_callIsNotCalled() -> None:
    """A pickle that calls os.system is read as a call, with where it stands."""
    data = b"cos\nsystem\n(S'exit 3'\ntR."
    root = readTap(data).root
    assert isinstance(root, Object)
    assert (root.dotted, root.form, root.offset) == ("os.system", Form.CALL, data.index(b"R."))
    [argument] = root.args
    assert isinstance(argument, Bytes) and argument.legacy and argument.value == b"exit 3"


def test_thrownAway() -> None:
    """A call whose result is taken off the stack again is listed as discarded and among the nodes of the tap."""
    tap = readTap(b"cos\nsystem\n(S'exit 3'\ntR0N.")
    assert [node.dotted for node in tap.discarded if isinstance(node, Object)] == ["os.system"]
    assert any(isinstance(node, Global) and node.module == "os" for node in tap.nodes())


def test_newestMemoEntryWins() -> None:
    """PUT overwrites an index that is taken, and MEMOIZE takes the number of entries as its index."""
    root = readTap(b"(VA\nq\x01VB\n\x94h\x01l.").root
    assert isinstance(root, List)
    assert [node.value for node in root.items if isinstance(node, Text)] == ["A", "B", "B"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty"),
        (b"N", "ends before"),
        (b"N.N.", "2 bytes behind"),
        (b"\x80\x06N.", "protocol 6"),
        (b"h\x00.", "never set"),
        (b"(\x85.", "lacks operands"),
        (b"\xff", "no opcode"),
        (b"cos\nsystem\nNb.", "BUILD on a Global"),
    ],
)
def test_refused(data: bytes, found: str) -> None:
    """What is no pickle is refused with the file's name and what was found."""
    with pytest.raises(ReadingError, match=found) as caught:
        readTap(data, "web.tap", style="pickle")
    assert str(caught.value).startswith("web.tap")


@pytest.mark.parametrize(
    "data", [b"Nr\xff\xff\xff\x7f.", b"I" + b"9" * 5000 + b"\n.", b"\x8b\xff\xff\0\0" + b"1" * 65535]
)
def test_limits(data: bytes) -> None:
    """Memo indices and numbers that cost more than the file is worth pass a limit."""
    with pytest.raises(LimitError):
        readTap(data)


def test_itemByItem() -> None:
    """A dictionary that is filled one by one and many at once has it all, in order, even a key that stands twice."""
    root = readTap(b"}K\x01K\x02s(K\x03K\x04K\x01K\x05uK\x06K\x07s.").root
    assert isinstance(root, Dict)
    found = [
        (key.value, value.value)
        for key, value in root.pairs
        if isinstance(key, Constant) == isinstance(value, Constant)
    ]  # type: ignore[attr-defined]
    assert found == [(1, 2), (3, 4), (1, 5), (6, 7)]


def test_keywordsOfTheTime() -> None:
    """Keyword arguments are those that the dictionary had when the object was made, whatever is put into it later."""
    data = b"\x80\x04ca\nB\n)}\x94VA\nNs\x920h\x00VB\nca\nC\ns."
    tap = readTap(data)
    assert isinstance(tap.root, Dict) and len(tap.root.pairs) == 2
    [made] = tap.discarded
    assert isinstance(made, Object) and len(made.kwargs) == 1
