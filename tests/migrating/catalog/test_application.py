"""Tests of the catalog for ``twisted.application``."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.application import internet
from twisted.application.service import IService, IServiceCollection
from twisted.internet.endpoints import serverFromString

from mktap_compat.migrating import MigrationError, evaluate
from mktap_compat.migrating.catalog.application import describe
from mktap_compat.migrating.constructions import Construction, Method, Name
from mktap_compat.reading.nodes import Dict

from ..olden import application, convert, does, made, method, node, old, said, server, walk

_INTERNET = "twisted.application.internet"
FACTORY = old("twisted.internet.protocol.ServerFactory")
REACTOR = Name("twisted.internet.reactor")


@pytest.mark.parametrize(
    ("args", "kwargs", "newArgs", "newKwargs"),
    [
        pytest.param((80, None), {}, [80, None], {}, id="plain"),
        pytest.param((80, None), {b"interface": b"", b"backlog": 50}, [80, None], {}, id="defaults"),
        pytest.param((80, None, 5, b"10.0.0.1"), {}, [80, None, 5, "10.0.0.1"], {}, id="positional"),
        pytest.param((80, None), {b"interface": b"::1"}, [80, None], {"interface": "::1"}, id="interface"),
        pytest.param((b"/run/s", None), {b"mode": 0o600}, ["/run/s", None], {"mode": 0o600}, id="unix"),
    ],
)
def test_serverKeepsItsArguments(args: Any, kwargs: Any, newArgs: list[Any], newKwargs: dict[str, Any]) -> None:
    """A server keeps its class and its arguments, as text, without the defaults that old releases wrote out."""
    construction = made(old(f"{_INTERNET}.TCPServer", args=args, kwargs=kwargs, privileged=0))
    assert construction.function == f"{_INTERNET}.TCPServer"
    assert (construction.args, construction.kwargs) == (newArgs, newKwargs)
    assert construction.steps == []


def test_noSetNameWithoutAName() -> None:
    """A service without a name gets none; the top of an application gets none either."""
    conversion = convert(application(server(1, FACTORY)))
    assert [step for step in does(conversion.application) if step[0] == "setName()"] == []


def test_serviceKeepsItsName() -> None:
    """A service's name is set, and is what a .tac calls it."""
    construction = made(server(1, FACTORY, name=b"lines"))
    assert does(construction) == [("setName()", "lines")]
    assert construction.hint == "lines"


def test_clientPortMoves() -> None:
    """The port that a client connects to moves like one that a server listens on."""
    client = old(f"{_INTERNET}.TCPClient", args=(b"localhost", 25, None), kwargs={})
    assert made(client, ports={25: 2525}).args == ["localhost", 2525, None]


def test_timerServiceKeepsItsCall() -> None:
    """A timer keeps its step, function and arguments."""
    call = (method(FACTORY, "startFactory"), (b"tick \xe9",), {b"loud": True})
    construction = made(old(f"{_INTERNET}.TimerService", step=0.2, call=call))
    step, function, label = construction.args
    assert (step, label, construction.kwargs) == (0.2, b"tick \xe9", {"loud": True})
    assert isinstance(function, Method)
    assert function.name == "startFactory"


def test_strportsServiceHasADescription() -> None:
    """A service of ``strports`` becomes one with a description, which gives the same endpoint."""
    endpoint = old("twisted.internet.endpoints.TCP4ServerEndpoint", _port=80, _backlog=50, _interface=b"127.0.0.1")
    service = old(
        f"{_INTERNET}.StreamServerEndpointService",
        endpoint=endpoint,
        factory=FACTORY,
        _raiseSynchronously=True,
        _waitingForPort=None,
    )
    construction = made(service)
    assert construction.function == "twisted.application.strports.service"
    assert construction.args[0] == "tcp:80:interface=127.0.0.1"


def test_otherEndpointServicesStay() -> None:
    """A service that a user made of an endpoint stays what it was."""
    endpoint = old("twisted.internet.endpoints.TCP4ServerEndpoint", _port=80)
    service = old(f"{_INTERNET}.StreamServerEndpointService", endpoint=endpoint, factory=FACTORY)
    construction = made(service)
    assert construction.function == f"{_INTERNET}.StreamServerEndpointService"
    assert isinstance(evaluate_(construction), internet.StreamServerEndpointService)


def evaluate_(construction: Construction) -> Any:
    """Make one object."""
    from mktap_compat.migrating.evaluating import evaluate as make

    return make(construction)


@pytest.mark.parametrize(
    ("endpoint", "description"),
    [
        (None, None),
        (Construction("a.SSL4ServerEndpoint", REACTOR, 443, None), None),
        (Construction("a.TCP4ServerEndpoint", REACTOR, 80, backlog=5), "tcp:80:backlog=5"),
        (Construction("a.TCP4ServerEndpoint", REACTOR, 80, interface="::1"), r"tcp:80:interface=\:\:1"),
        (Construction("a.UNIXServerEndpoint", REACTOR, "/s:1", wantPID=True), r"unix:/s\:1"),
        (Construction("a.UNIXServerEndpoint", REACTOR, "/s", mode=0o600), "unix:/s:mode=600:lockfile=0"),
    ],
)
def test_describe(endpoint: Any, description: str | None) -> None:
    """A description gives the endpoint that it describes, or there is none."""
    assert describe(endpoint) == description
    if description is not None:
        from twisted.internet import reactor

        live: Any = serverFromString(reactor, description)
        assert str(live._port if hasattr(live, "_port") else live._address) == str(endpoint.args[1])
        assert live._backlog == endpoint.kwargs.get("backlog", 50)
        if hasattr(live, "_wantPID"):
            assert live._wantPID == endpoint.kwargs.get("wantPID", False)
            assert live._mode == endpoint.kwargs.get("mode", 0o666)


def test_childrenHaveParents() -> None:
    """Nested services come back in order, with parents and names."""
    inner = old(
        "twisted.application.service.MultiService",
        services=[server(2, FACTORY, name=b"two"), server(1, FACTORY)],
        namedServices={},
        name=b"inner",
    )
    live = evaluate(convert(application(inner)))
    group = IServiceCollection(live).getServiceNamed("inner")
    assert [service.args[0] for service in group] == [2, 1]
    assert group.getServiceNamed("two").parent is group
    assert IService(group).parent is IServiceCollection(live)


def test_ownComponents() -> None:
    """Components that a user put on the application are there again, under interfaces that somebody vouches for."""
    root = application()
    adapters = root.attributes()["_adapterCache"]
    assert isinstance(adapters, Dict)
    adapters.pairs.append((node(b"twisted.internet.interfaces.IServiceCollection"), FACTORY))
    live: Any = evaluate(convert(root))
    assert "twisted.internet.interfaces.IServiceCollection" in live._adapterCache
    adapters.pairs.append((node(b"os.system"), FACTORY))
    with pytest.raises(MigrationError, match=r"os\.system"):
        convert(root)


def test_processWithoutIdentifiers() -> None:
    """A process without uid and gid adds nothing to the application."""
    assert convert(application(process={"uid": None, "gid": None})).application.kwargs == {}


def test_noGuessAboutArguments() -> None:
    """Hosts, interfaces and paths of sockets are text for certain."""
    _, migration = walk(server(1, FACTORY, args=(1, None, 50, b"localhost")))
    assert said(migration, "guessed") == []
