"""Tests of the catalog for what limits and wraps other factories."""

from __future__ import annotations

import pytest
from twisted.protocols import policies

from mktap_compat.migrating import GoneError
from mktap_compat.migrating.evaluating import evaluate as make

from ..olden import made, name, old, said, walk

FACTORY = "twisted.internet.protocol.ServerFactory"


def test_limitsStay() -> None:
    """How many may connect is what a program said; how many were connected is not."""
    inner = old(FACTORY, protocol=name("twisted.protocols.wire.Echo"))
    value, migration = walk(
        old(
            "twisted.protocols.policies.LimitConnectionsByPeer",
            wrappedFactory=inner,
            protocols={},
            maxConnectionsPerPeer=3,
            peerConnections={b"10.0.0.1": 2},
        )
    )
    live = make(value)
    assert isinstance(live, policies.LimitConnectionsByPeer)
    assert live.maxConnectionsPerPeer == 3
    assert said(migration, "lost") == []
    total = made(old("twisted.protocols.policies.LimitTotalConnectionsFactory", connectionLimit=5, connectionCount=4))
    assert (make(total).connectionLimit, make(total).connectionCount) == (5, 0)


def test_throttling() -> None:
    """A throttled server stays throttled."""
    root = old(
        "twisted.protocols.policies.ThrottlingFactory",
        wrappedFactory=old(FACTORY),
        protocols={},
        maxConnectionCount=10,
        connectionCount=2,
        readLimit=1000,
        writeLimit=2000,
        readThisSecond=5,
        writtenThisSecond=5,
    )
    live = make(made(root))
    assert (live.maxConnectionCount, live.readLimit, live.writeLimit, live.connectionCount) == (10, 1000, 2000, 0)


def test_whatIsGone() -> None:
    """Authorizers of sip have no successor."""
    with pytest.raises(GoneError, match="BasicAuthorizer, which is gone"):
        made(old("twisted.protocols.sip.BasicAuthorizer"))
