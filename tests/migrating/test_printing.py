"""Tests of printing constructions as a .tac."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from twisted.python.components import Componentized

from mktap_compat.migrating.constructions import Construction, Method, Name, Value
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.layout import WIDTH, Group, flat, lay
from mktap_compat.migrating.printing import printTac

_APPLICATION = "twisted.application.service.Application"


def application(*steps: Callable[[Construction], object]) -> Construction:
    """Return an application on which some steps are done."""
    made = Construction(_APPLICATION, "web")
    made.hint = "application"
    for step in steps:
        step(made)
    return made


def holding(value: Value) -> Construction:
    """Return an application with one component."""
    return application(lambda made: made.call("setComponent", Name("zope.interface.Interface"), value))


def run(source: str) -> dict[str, Any]:
    """Run a .tac as twistd does."""
    names: dict[str, Any] = {}
    exec(compile(source, "web.tac", "exec"), names)
    return names


def roundTrip(value: Value) -> Any:
    """Return what a value is in the application that its .tac makes."""
    made = run(printTac(holding(value), "web"))["application"]
    assert isinstance(made, Componentized)
    return list(made._adapterCache.values())[-1]


def test_emptyApplication() -> None:
    """An application without services is two lines."""
    assert printTac(application(), "web").splitlines()[2:] == [
        "from twisted.application import service",
        "",
        'application = service.Application("web")',
    ]


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -7,
        10**30,
        1.5,
        float("inf"),
        "caf\xe9 \u2603",
        'it\'s "quoted"',
        b"\x00\xff'\"",
        "line\n" * 40,
        b"x" * 500,
        (),
        (1,),
        (1, (2, "three")),
        [[], {}, set(), frozenset()],
        {"k": {b"b": [1, 2, {3}]}},
        frozenset({"a", "b"}),
        [f"long item number {number}" for number in range(40)],
    ],
    ids=repr,
)
def test_valuesSurvive(value: Value) -> None:
    """Whatever a value is, the .tac makes the same."""
    assert roundTrip(value) == value


def test_longLinesAreBroken() -> None:
    """No line is longer than the width, if something in it can be broken."""
    source = printTac(holding([b"x" * 500, ["some longer text"] * 40, "line\n" * 40]), "web")
    assert max(map(len, source.splitlines())) <= WIDTH


def test_usedOnceAndSmallIsWrittenInPlace() -> None:
    """A small object that is used once has no name of its own."""
    path = Construction("twisted.python.filepath.FilePath", "/srv")
    assert 'filepath.FilePath("/srv"))' in printTac(holding(path), "web")


def test_usedTwiceHasAName() -> None:
    """An object that two others share is made once, and has a name."""
    path = Construction("twisted.python.filepath.FilePath", "/srv")
    source = printTac(holding([path, path]), "web")
    assert 'filePath = filepath.FilePath("/srv")\n' in source
    assert "[filePath, filePath]" in source


def test_sharedListHasAName() -> None:
    """A list that two objects share stays one list."""
    shared = [1]
    component = list(run(printTac(holding({"a": shared, "b": shared}), "web"))["application"]._adapterCache.values())[
        -1
    ]
    assert component["a"] is component["b"]


def test_listThatHoldsItself() -> None:
    """A list in a cycle is made empty and filled."""
    items: list[Any] = [1]
    items.append(items)
    component = roundTrip(items)
    assert component[1] is component


def test_stepsAreStatements() -> None:
    """Attributes, calls and items are statements; methods are written as people write them."""
    made = Construction("collections.OrderedDict").set("note", "n").call("__setitem__", "k", 1)
    made.set("clear", Method(made, "clear"))
    source = printTac(holding(made), "web")
    for line in (
        "orderedDict = collections.OrderedDict()",
        'orderedDict.note = "n"',
        'orderedDict.update({"k": 1})',
        "orderedDict.clear = orderedDict.clear",
    ):
        assert f"{line}\n" in source


def test_hintsAreNames() -> None:
    """An object is called what its service is called, as an identifier."""
    for hint, name in (("lines", "lines"), ("my web-site", "myWebSite"), ("80", "service80"), ("", "multiService")):
        made = Construction("twisted.application.service.MultiService")
        made.hint = hint
        made.call("setName", "x")
        assert f"\n{name} = service.MultiService()\n" in printTac(holding(made), "web")


def test_namesDoNotClash() -> None:
    """Variables, modules of the same name, keywords and built-ins keep out of each other's way."""
    web = Construction("twisted.web.server.Site", None)
    dns = Construction("twisted.names.server.DNSServerFactory").set("noisy", False)
    for made in (web, dns):
        made.hint = "server"
    source = printTac(holding([web, dns, web, dns]), "web")
    assert "from twisted.web import server\n" in source
    assert "from twisted.names import server as namesserver\n" in source
    assert "server2 = " in source
    run(source)


def test_reactorIsImported() -> None:
    """The reactor is imported as people import it."""
    assert "from twisted.internet import reactor\n" in printTac(holding(Name("twisted.internet.reactor")), "web")


def test_layout() -> None:
    """What fits stays on a line; what does not has one item a line, with a comma after the last."""
    short = Group("f(", (("", "a"), ("b=", "c")), ")")
    assert flat(short) == "f(a, b=c)"
    assert lay(short, "x = ") == "x = f(a, b=c)"
    long = Group("f(", (("", "a" * 60), ("b=", Group("[", (("", "c" * 60),), "]"))), ")")
    assert lay(long, "x = ").splitlines() == ["x = f(", f"    {'a' * 60},", f"    b=[{'c' * 60}],", ")"]


def test_whatDoesNotCompileIsNotPrinted() -> None:
    """A .tac that Python could not compile is an error that says so, not a file."""
    deep: Value = 1
    for _ in range(250):
        deep = (deep,)
    with pytest.raises(MigrationError, match="would be no Python"):
        printTac(holding(deep), "web")


def test_nameThatPythonWouldChange() -> None:
    """An attribute whose name has another NFKC form keeps its name: Python would set the other one."""
    made = Construction("collections.OrderedDict").set("file", 1).set("\ufb01le", 2)
    assert vars(roundTrip(made)) == {"file": 1, "\ufb01le": 2}
