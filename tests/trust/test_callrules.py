"""Calls that the table has no words for: methods, local functions, endpoints, TLS contexts; and states of objects."""

from __future__ import annotations

import collections
import datetime
import decimal
import ipaddress
import pathlib
import pickle
import uuid

import pytest

from mktap_compat import trust
from mktap_compat.loading import checked
from mktap_compat.reading import readTap
from tests.hostile.assembly import (
    EMPTY,
    STYLES,
    call,
    instance,
    items,
    mapping,
    name,
    number,
    pickled,
    text,
)

_THAWED = "mktap_compat.thaw"
_SERVICE = instance("twisted.application.service", "Service")
_CHAIN = instance("twisted.names.resolve", "ResolverChain")
_CONTEXT = name("twisted.internet.ssl", "DefaultOpenSSLContextFactory")


def reasons(*parts: bytes, trusted: tuple[str, ...] = ()) -> list[str]:
    """Return why a pickle may not be loaded."""
    return [finding.reason for finding in trust.check(readTap(pickled(*parts)), trusted)]


def method(word: str, owner: bytes, klass: bytes) -> bytes:
    """Return Twisted's call for a bound method."""
    return call(name(STYLES, "unpickleMethod"), text(word), owner, klass)


def resolver(**attributes: bytes) -> bytes:
    """Return a chain of resolvers with attributes."""
    return instance("twisted.names.resolve", "ResolverChain", mapping(**attributes))


def test_methodInItsPlace() -> None:
    """A method of a resolver is allowed in the table that resolvers keep of them."""
    lookup = method("lookupZone", _CHAIN, name("twisted.names.resolve", "ResolverChain"))
    assert reasons(resolver(typeToMethod=mapping(x=lookup))) == []


def test_methodElsewhere() -> None:
    """The same method anywhere else is a finding that says where it is allowed."""
    lookup = method("lookupZone", _CHAIN, name("twisted.names.resolve", "ResolverChain"))
    (reason,) = reasons(resolver(other=lookup))
    assert reason.endswith("is allowed at twisted.names.resolve.ResolverChain.typeToMethod only")


def test_methodInTwoPlaces() -> None:
    """A method that stands in its place and elsewhere too is a finding."""
    lookup = method("lookupZone", _CHAIN, name("twisted.names.resolve", "ResolverChain")) + pickle.BINPUT + b"\x07"
    assert reasons(items(lookup + b"0" + resolver(typeToMethod=mapping(x=b"h\x07")), b"h\x07")) != []


def test_methodOfOwnClass() -> None:
    """A method of a trusted class is allowed anywhere, one with underscores at its ends nowhere."""
    own = instance("mine", "Thing")
    assert reasons(method("tick", own, name("mine", "Thing")), trusted=("mine",)) == []
    assert reasons(method("__reduce__", own, name("mine", "Thing")), trusted=("mine",)) != []


def test_methodAddedByName() -> None:
    """A method of another class is allowed if it is added by name."""
    lone = method("startService", _SERVICE, name("twisted.application.service", "Service"))
    assert reasons(lone) != []
    assert reasons(lone, trusted=("twisted.application.service.Service.startService",)) == []


@pytest.mark.parametrize(
    "description", ["tcp:80", "haproxy:tcp:80", "ssl:443:privateKey=k", "unix:/run/x", "systemd:domain=INET:index=0"]
)
def test_endpoint(description: str) -> None:
    """Twisted's own endpoints are allowed."""
    assert reasons(call(name(_THAWED, "endpoint"), text(description), text("/"))) == []


def test_endpointOfPlugin() -> None:
    """Another endpoint needs its plugin to be trusted."""
    onion = call(name(_THAWED, "endpoint"), text("haproxy:onion:80"), text("/"))
    assert reasons(onion) == ["endpoints 'onion' are those of a plugin; --trust plugin:onion allows it"]
    assert reasons(onion, trusted=("plugin:onion",)) == []


def test_localFunction() -> None:
    """A local function needs its module to be the user's own."""
    made = call(name(_THAWED, "function"), text("mine"), items(text("make"), number(0)), EMPTY)
    assert reasons(made) == ["it imports mine to make a function in it again; if it is yours: --trust mine"]
    assert reasons(made, trusted=("mine",)) == []
    outside = call(name(_THAWED, "function"), text("mine"), items(text("__builtins__"), number(0)), EMPTY)
    assert reasons(outside, trusted=("mine",)) == ["__builtins__.0 is no function of your own"]


def test_context() -> None:
    """A TLS context is allowed with the names of its files, and with no function but its own."""
    files = mapping(privateKeyFileName=text("k"), certificateFileName=text("c"), sslmethod=number(6))
    assert reasons(call(name(_THAWED, "contextFactory"), _CONTEXT, files)) == []
    for state in (mapping(cacheContext=name("builtins", "len")), mapping(_contextFactory=name("builtins", "len"))):
        assert reasons(call(name(_THAWED, "contextFactory"), _CONTEXT, state)) != []
    assert reasons(call(name(_THAWED, "contextFactory"), name("builtins", "object"), files)) != []


@pytest.mark.parametrize("key", ["__class__", "__setstate__", "__reduce__", "__dict__"])
def test_attributesThatChangeAnObject(key: str) -> None:
    """Such an attribute is a finding on Twisted's objects and on the user's own."""
    for module, trusted in (("twisted.application.service", ()), ("mine", ("mine",))):
        found = reasons(instance(module, "Service", mapping(**{key: text("x")})), trusted=trusted)
        assert found == [f"attribute {key} would change what the object is"]


def test_stateTwice() -> None:
    """Nothing but the user's own may get its attributes twice."""
    assert reasons(_SERVICE + mapping(a=b"N") + b"b" + mapping(b=b"N") + b"b") == ["attributes are set more than once"]


def test_slots() -> None:
    """An object of the user's own may have slots."""
    slotted = instance("mine", "Slotted", items(b"N", mapping(a=text("x"))))
    assert reasons(slotted, trusted=("mine",)) == []
    assert reasons(instance("mine", "Slotted", items(b"N", mapping(__class__=b"N"))), trusted=("mine",)) != []


def test_plainObjects() -> None:
    """What Python itself writes of its plain objects, in every protocol, is allowed and loads again."""
    things = [
        collections.OrderedDict(a=1),
        collections.defaultdict(list, a=[1]),
        collections.defaultdict(str),
        collections.deque([1], 5),
        collections.Counter("aab"),
        datetime.datetime(2007, 1, 2, tzinfo=datetime.timezone.utc),
        datetime.timedelta(1),
        decimal.Decimal("1.5"),
        ipaddress.ip_address("127.0.0.1"),
        pathlib.PurePosixPath("/srv"),
        uuid.UUID(int=5),
        {1, 2},
        frozenset("ab"),
        bytearray(b"x"),
        complex(1, 2),
        range(3),
        b"",
        b"\xff",
    ]
    for protocol in range(6):
        for thing in things:
            tap = readTap(pickle.dumps([thing], protocol))
            assert trust.check(tap) == [], thing
            assert checked.unpickled(tap.data, checked.Names(tap, trust.Trusted())) == [thing]


def test_whatWasOpenIsHollow() -> None:
    """A port that was open when an old tap was written is allowed as it is in there: without attributes."""
    assert reasons(resolver(port=instance("twisted.internet.tcp", "Port"))) == []
    (reason,) = reasons(resolver(port=instance("twisted.internet.tcp", "Port", mapping(factory=text("x")))))
    assert "attribute factory" in reason


@pytest.mark.parametrize(
    "processor",
    [
        ("script", "ResourceScript"),
        ("script", "ResourceTemplate"),
        ("static", "ASISProcessor"),
        ("twcgi", "FilteredScript"),
    ],
)
def test_processorsInTheirPlace(processor: tuple[str, str]) -> None:
    """What ``mktap web --processor`` could name of Twisted is allowed as a processor of files, and nowhere else."""
    named = name(f"twisted.web.{processor[0]}", processor[1])
    assert reasons(instance("twisted.web.static", "File", mapping(processors=mapping(x=named)))) == []
    (reason,) = reasons(resolver(other=named))
    assert reason == "allowed at twisted.web.static.File.processors only"
