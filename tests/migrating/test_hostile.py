"""Tests that a conversion makes nothing of what a hostile tap names: it imports, calls and prints none of it."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.application.service import IServiceCollection

from mktap_compat.errors import TapError
from mktap_compat.migrating import Conversion, MigrationError, printTac
from mktap_compat.migrating.variables import Names
from mktap_compat.reading.nodes import Dict, Form, Object, Persistent, Tuple

from .olden import application, called, convert, name, node, old, server

FACTORY = "twisted.internet.protocol.ServerFactory"
_METHOD = "twisted.persisted.styles.unpickleMethod"
_MODULE = "twisted.persisted.styles.unpickleModule"
REACTOR = old("twisted.internet.selectreactor.SelectReactor")


def timer(function: Any, *arguments: Any) -> Object:
    """Return a timer that calls something."""
    return old("twisted.application.internet.TimerService", step=1, call=(function, arguments, {}))


@pytest.mark.parametrize(
    "service",
    [
        pytest.param(timer(name("os.system"), b"id"), id="function"),
        pytest.param(timer(name("posix.system"), b"id"), id="function-by-its-other-name"),
        pytest.param(timer(name("__builtin__.eval"), b"1"), id="eval"),
        pytest.param(timer(name("twisted.python.reflect.namedAny"), b"os"), id="function-of-twisted"),
        pytest.param(timer(called(_METHOD, b"spawnProcess", REACTOR, None), None, b"/bin/sh"), id="reactor"),
        pytest.param(timer(called(_METHOD, b"system", called(_MODULE, b"os"), None), b"id"), id="module"),
        pytest.param(timer(called(_METHOD, b"system", None, name("os")), b"id"), id="module-as-class"),
        pytest.param(timer(called(_METHOD, b"__globals__", name("os.path.join"), None)), id="function-attribute"),
        pytest.param(server(1, called("os.system", b"id")), id="call"),
        pytest.param(server(1, called("__builtin__.getattr", name("os.path"), b"os")), id="getattr"),
        pytest.param(server(1, old("subprocess.Popen", args=[b"id"])), id="instance"),
        pytest.param(server(1, old(FACTORY, protocol=name("os.system"))), id="attribute"),
        pytest.param(
            server(1, Object(0, called("os.popen", b"id"), Form.CALL, [], [], [], [], [])), id="call-of-a-call"
        ),
        pytest.param(server(1, Persistent(0, node(b"id"))), id="persistent"),
    ],
)
def test_hostileNamesAreRefused(service: Object) -> None:
    """A tap that names what no server needs is refused, before anything is made or printed."""
    with pytest.raises(MigrationError):
        convert(application(service))


@pytest.mark.parametrize("key", [b"os.system", b"nosuch.Interface"])
def test_hostileComponents(key: bytes) -> None:
    """A component under a name that nobody vouches for is refused."""
    root = application()
    adapters = root.attributes()["_adapterCache"]
    assert isinstance(adapters, Dict)
    adapters.pairs.append((node(key), old(FACTORY)))
    with pytest.raises(MigrationError):
        convert(root)


def test_trustIsForOneName() -> None:
    """To trust one name of a module is not to trust its neighbours."""
    with pytest.raises(MigrationError, match=r"os\.system"):
        convert(application(timer(name("os.system"), b"id")), trusted=frozenset({"os.path.join"}))


def test_trustOfAForeignPackage() -> None:
    """Packages of others cannot be trusted as a whole."""
    with pytest.raises(TapError, match="one by one"):
        convert(application(timer(name("os.system"), b"id")), trusted=frozenset({"os"}))


def run(conversion: Conversion) -> dict[str, Any]:
    """Run a .tac as twistd does."""
    names: dict[str, Any] = {}
    exec(compile(printTac(conversion), "x.tac", "exec"), names)
    return names


@pytest.mark.parametrize("text", ['"); import os; os.system("id")', "'''\nimport os", "\\", "\x00", "a\nb"])
def test_stringsStayStrings(text: str) -> None:
    """Whatever a string says, it is a literal in a .tac."""
    names = run(convert(application(server(1, old(FACTORY, label=text)), called=text.encode())))
    (service,) = list(IServiceCollection(names["application"]))
    assert service.args[1].label == text
    assert "os" not in names


def test_namesStayNames() -> None:
    """Names of attributes and arguments that are no identifiers don't become code, and keep their values."""
    strange = "a = 1; import os #"
    ticking = timer(name("__builtin__.len"))
    call = ticking.attributes()["call"]
    assert isinstance(call, Tuple)
    call.items[2] = node({strange: 2})
    conversion = convert(application(server(1, old(FACTORY, **{strange: 1, "class": 2})), ticking))
    names = run(conversion)
    service, ticks = list(IServiceCollection(names["application"]))
    assert vars(service.args[1]) == {strange: 1, "class": 2}
    assert ticks.call[2] == {strange: 2}
    assert "os" not in names


@pytest.mark.parametrize(
    "dotted", ["quotes.A; import os", "quotes.A\nB", "builtins.x); f(", "quotes.\ufb01le", "quotes.class"]
)
def test_dottedNamesStayNames(dotted: str) -> None:
    """A dotted name that is none is never written."""
    with pytest.raises(MigrationError, match="no name of a class"):
        Names(set()).imported(dotted)


@pytest.mark.parametrize("value", [5, 1.5, True, b"service"])
def test_numberForAService(value: object) -> None:
    """A number or a text where a service should be is refused; no .tac of it is written."""
    with pytest.raises(MigrationError):
        printTac(convert(application(value)))
