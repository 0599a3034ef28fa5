"""Source taps as nodes: what aot wrote under Python 2 and 3, and nothing that Python would run."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from mktap_compat.reading import LimitError, ReadingError, readTap
from mktap_compat.reading.nodes import Bytes, Constant, Dict, Form, Global, List, Object, Text, Tuple, nameOf
from tests.reading.outline import outline

LEGACY = Path(__file__).parent.parent / "legacy"


def read(source: str) -> object:
    """Return the root of a .tas file that holds one expression."""
    return readTap(b"app=" + source.encode(), "web.tas").root


def test_genuineWeb() -> None:
    """The .tas that mktap 8.2 wrote has the services, attributes and references that it had when it was frozen."""
    data = (LEGACY / "8.2.0/web-tas/web.tas").read_bytes()
    tap = readTap(data, "web.tas")
    assert (tap.style, tap.protocol, tap.python) == ("source", None, 2)
    lines = outline(tap.root)
    collection = "app._adapterCache[b'twisted.application.service.IService']"
    server = f"{collection}.services[0].services[0]"
    assert f"{server} = instance twisted.application.internet.TCPServer" in lines
    assert f"{server}.args[0] = 22530" in lines
    assert f"{server}.args[1].resource.path = b'/srv/tap2007/data/www'" in lines
    assert f"{server}.args[1].resource.processors[b'.rpy'] = twisted.web.script.ResourceScript" in lines
    assert "app._adapterCache[b'twisted.persisted.sob.IPersistable'].original is app" in lines
    assert isinstance(tap.root, Object)
    assert data[tap.root.offset :].startswith(b"Instance('twisted.python.components.Componentized'")


def test_genuineBytes() -> None:
    """A record of 2.5 keeps its address of four bytes, and an object that is named before it stands there."""
    tap = readTap((LEGACY / "2.5/dns-tas/dns.tas").read_bytes(), "dns.tas")
    addresses = [node for node in tap.nodes() if isinstance(node, Bytes) and node.value == b"\xcb\x00q\xc8"]
    assert len(addresses) == 1 and addresses[0].legacy


def test_literals() -> None:
    """Numbers, strings and names of Python 2 are what Python 2 took them for."""
    root = read("[1L, 0777, -3, 0x1F, 1e3, (1-2j), u'\\u20ac\\xe9', 'a\\x00\\'\\d\\377', None, True, inf, Ellipsis]")
    assert isinstance(root, List)
    values = [getattr(item, "value", None) for item in root.items]
    expected = [1, 511, -3, 31, 1000.0, 1 - 2j, "\u20ac\xe9", b"a\x00'\\d\xff", None, True, float("inf"), None]
    assert values == expected
    assert [type(value) for value in values] == [type(value) for value in expected]
    text, string, last = root.items[6], root.items[7], root.items[-1]
    assert isinstance(text, Text)
    assert isinstance(string, Bytes) and string.legacy
    assert isinstance(last, Global) and last.dotted == "__builtin__.Ellipsis"


def test_literalsOfPython3() -> None:
    """In a file that Python 3 wrote, which bytes literals and letters beyond ASCII tell, a plain string is text."""
    tap = readTap("app=Instance('a.B', name='\u20ac\\n', path=b'/\\xe9')".encode())
    assert tap.python == 3
    assert isinstance(tap.root, Object)
    found = tap.root.attributes()
    name, path = found["name"], found["path"]
    assert isinstance(name, Text) and name.value == "\u20ac\n"
    assert isinstance(path, Bytes) and path.value == b"/\xe9" and not path.legacy


def test_references() -> None:
    """Ref and Deref share one node, backwards, forwards and around."""
    root = read("[Deref(1), Ref(1, [Deref(2), Deref(1)]), Ref(2, (Deref(1),))]")
    assert isinstance(root, List)
    first, again, pair = root.items
    assert first is again
    assert isinstance(first, List) and first.items == [pair, first]
    assert isinstance(pair, Tuple) and pair.items == [first]


def test_methodsAndModules() -> None:
    """Bound methods, modules and registered reducers have the shapes that pickles have for them."""
    root = read("Ref(1, [InstanceMethod('run', 'a.B', Deref(1)), Module('os.path'), Copyreg('c.d', (1, 'x'))])")
    assert isinstance(root, List)
    method, module, reduced = root.items
    assert isinstance(method, Object) and isinstance(module, Object) and isinstance(reduced, Object)
    assert {node.form for node in (method, module, reduced)} == {Form.CALL}
    assert method.dotted == "twisted.persisted.styles.unpickleMethod"
    name, self, class_ = method.args
    assert isinstance(name, Bytes) and name.value == b"run"
    assert self is root
    assert isinstance(class_, Global) and (class_.module, class_.name) == ("a", "B")
    assert module.dotted == "twisted.persisted.styles.unpickleModule"
    assert reduced.dotted == "c.d" and len(reduced.args) == 2


def test_states() -> None:
    """An instance has one state: keyword arguments, a dictionary, anything else, or an empty dictionary."""
    root = read(
        "[Instance('a.B', class=1, async='x',), Instance('a.B', {'.': 1}), Instance('a.B', 3), Instance('a.B',)]"
    )
    assert isinstance(root, List)
    keywords, dictionary, other, empty = (item.states for item in root.items if isinstance(item, Object))
    assert isinstance(keywords[0], Dict) and len(keywords[0].pairs) == 2
    assert keywords[0].get("class") is not None and keywords[0].get("async") is not None
    assert isinstance(dictionary[0], Dict) and isinstance(dictionary[0].get("."), Constant)
    assert isinstance(other[0], Constant)
    assert isinstance(empty[0], Dict) and not empty[0].pairs


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("__import__('os').system('exit 3')", "not what a .tas file holds"),
        ("open('/etc/passwd')", "a call of open"),
        ("Instance('a.B', *[1])", "not what a .tas file holds"),
        ("[x for x in [1]]", "where a comma should be"),
        ("lambda:0", "a Lambda"),
        ("Instance('a.B', {})()", "where a comma should be"),
        ("'a' 'b'", "where a comma should be"),
        ("1 if 1 else 2", "where a comma should be"),
        ("x", "a Name"),
        ("Deref(1)", "a reference to 1"),
        ("Ref(1, Deref(1))", "a reference to 1"),
        ("Ref(1, [Ref(1, [])])", "a second object with the number 1"),
        ("[1]\nimport os", "where a comma should be"),
        ("Instance('a.B', __stateObj__=1)", "no attribute"),
        ("Copyreg('a.b', 3)", "no tuple"),
        ("'\\x4'", "hexadecimal"),
        ("u'\\N{BULLET}'", "not complete"),
        ("{1: 2, 3}", "broken"),
        ("089", "no octal"),
        ("'never closed", "not what a .tas file holds"),
        ("", "broken"),
    ],
)
def test_refused(source: str, found: str) -> None:
    """What aot does not write is refused, with the file, an offset in it and what was found."""
    with pytest.raises(ReadingError, match=found) as caught:
        read(source)
    assert str(caught.value).startswith("web.tas: byte ")


@pytest.mark.parametrize("source", ["[" * 500, "9" * 5000, "1." + "0" * 5000, "Ref(1," * 300])
def test_limits(source: str) -> None:
    """Brackets and digits without end pass a limit."""
    with pytest.raises(LimitError):
        read(source)


def test_ownSourceShowsHeaderAndGraph() -> None:
    """A .tas of ours is read like a .tap of ours: header, and the graph within; its long strings may be in parts."""
    graph = pickle.dumps({"key": "value"}, 4)
    data = b"app = Copyreg('mktap_compat.thaw.thaw', ({'format': 1, 'name': 'l' 'ong'}, %r b''))" % graph
    tap = readTap(data, "own.tas")
    assert (tap.style, tap.python) == ("source", 3)
    assert tap.header is not None
    assert nameOf(tap.header.get("name") or tap.root) == "long"
    assert isinstance(tap.application, Dict)
    assert nameOf(tap.application.pairs[0][1]) == "value"
