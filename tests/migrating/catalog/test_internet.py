"""Tests of the catalog for ``twisted.internet``."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from OpenSSL import SSL
from twisted.protocols.wire import Echo

from mktap_compat.migrating.constructions import Construction, Name
from mktap_compat.migrating.evaluating import evaluate as make
from mktap_compat.reading.nodes import Form, Object

from ..olden import does, made, name, node, old, said, walk

_INTERNET = "twisted.internet"
REACTOR = Name("twisted.internet.reactor")


@pytest.mark.parametrize("kind", ["selectreactor.SelectReactor", "pollreactor.PollReactor", "default.SelectReactor"])
def test_reactorIsTheRunningOne(kind: str) -> None:
    """A reactor inside a tap, with everything in it, is the running one."""
    waker = old(f"{_INTERNET}.posixbase._UnixWaker")
    value, migration = walk(old(f"{_INTERNET}.{kind}", waker=waker, _reads={waker: 1}, threadCallQueue=[]))
    assert value == REACTOR
    assert said(migration, "dropped") == []


def test_factoryWithDefaults() -> None:
    """A factory on which nothing was set stays one."""
    assert made(old(f"{_INTERNET}.protocol.ServerFactory")).steps == []


def test_factoryKeepsItsProtocol() -> None:
    """A factory keeps its protocol and whatever else was set on it, but not how many ports it had."""
    factory = old(
        f"{_INTERNET}.protocol.ServerFactory", protocol=name("twisted.protocols.wire.Echo"), numPorts=2, label="x"
    )
    value, migration = walk(factory)
    assert does(value) == [("protocol", Name("twisted.protocols.wire.Echo")), ("label", "x")]
    assert said(migration, "dropped") == ["numPorts"]


def test_endpoints() -> None:
    """Endpoints listen with the running reactor, on the port and interface they had."""
    tcp = made(
        old(
            f"{_INTERNET}.endpoints.TCP4ServerEndpoint",
            _port=80,
            _reactor=old(f"{_INTERNET}.selectreactor.SelectReactor"),
            _backlog=7,
            _interface=b"127.0.0.1",
            _listenArgs={b"backlog": 7, b"interface": b"127.0.0.1"},
        ),
        ports={80: 8080},
    )
    assert (tcp.args, tcp.kwargs) == ([REACTOR, 8080], {"backlog": 7, "interface": "127.0.0.1"})
    unix = made(old(f"{_INTERNET}.endpoints.UNIXServerEndpoint", _address=b"/run/s", _mode=0o666, _wantPID=True))
    assert (unix.args, unix.kwargs) == ([REACTOR, "/run/s"], {"wantPID": True})


@pytest.mark.parametrize("kind", ["internet.tcp.Port", "internet.base.DelayedCall", "persisted.styles.Ephemeral"])
def test_whatWasOpenIsNone(kind: str) -> None:
    """A port, or a call to come, of the process that wrote the file is none any more; the report says so."""
    open_ = Object(0, name(f"twisted.{kind}"), Form.INSTANCE, [], [], [node(None)], [], [])
    value, migration = walk(old(f"{_INTERNET}.protocol.ServerFactory", port=open_))
    assert isinstance(value, Construction) and does(value) == [("port", None)]
    assert said(migration, "dropped") == [kind.rpartition(".")[2]]


def test_tlsReadsItsFilesWhenItStarts() -> None:
    """A TLS server names its files as text, and neither holds a key nor needs the files before it listens."""
    context = old(
        f"{_INTERNET}.ssl.DefaultOpenSSLContextFactory",
        privateKeyFileName=b"/nosuch/key.pem",
        certificateFileName=b"/nosuch/cert.pem",
        sslmethod=3,
        _contextFactory=name("OpenSSL.SSL.Context"),
    )
    live: Any = pickle.loads(pickle.dumps(make(made(context))))
    assert (live.privateKeyFileName, live.certificateFileName) == ("/nosuch/key.pem", "/nosuch/cert.pem")
    with pytest.raises(SSL.Error):
        live.getContext()


def test_threadPool() -> None:
    """A thread pool keeps its size and starts with no threads."""
    assert made(old("twisted.python.threadpool.ThreadPool", min=1, max=3, threads=[])).args == [1, 3]


def test_clientsKeepWhatWasSet() -> None:
    """A client that connects again keeps how long it waits at most, and none of what it was doing."""
    live = make(
        made(
            old(
                "twisted.internet.protocol.ReconnectingClientFactory", maxDelay=10, delay=9.5, retries=4, connector=None
            )
        )
    )
    assert (live.maxDelay, live.delay, live.retries) == (10, live.initialDelay, 0)


def test_whatCallsLater() -> None:
    """A looping call calls the same; what makes clients makes them with today's reactor."""
    loop = make(made(old("twisted.internet.task.LoopingCall", f=name("__builtin__.len"), a=(b"x",), kw={}, running=1)))
    assert (loop.f, loop.a, loop.kw, loop.running) == (len, ("x",), {}, False)
    echo = name("twisted.protocols.wire.Echo")
    creator = make(made(old("twisted.internet.protocol.ClientCreator", protocolClass=echo, args=(), kwargs={})))
    assert creator.protocolClass is Echo


def test_contextOfOnesOwnIsLost() -> None:
    """A context class of the user's own, which may have asked for certificates, is told as lost."""
    context = old(
        "twisted.internet.ssl.DefaultOpenSSLContextFactory",
        privateKeyFileName=b"k",
        certificateFileName=b"c",
        _contextFactory=name("mine.Context"),
    )
    _, migration = walk(context)
    assert said(migration, "lost") == ["Context"]


def test_threadedResolver() -> None:
    """The resolver of the operating system asks with today's reactor."""
    assert made(old("twisted.names.client.ThreadedResolver", runningQueries={})).function.endswith("ThreadedResolver")
