"""Tests of plugins that change an application, as those of Twisted 1 did."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from twisted.application.internet import TCPClient, TCPServer, UNIXServer
from twisted.application.service import Service
from twisted.internet.protocol import ClientFactory, ServerFactory

from mktap_compat.making.updating import OldApplication, makeService


def plugin(monkeypatch: pytest.MonkeyPatch, **functions: Any) -> Any:
    """Return a plugin whose module has these functions."""
    monkeypatch.setitem(__import__("sys").modules, "oldgreet", SimpleNamespace(**functions))
    made = functions.get("makeService")
    return SimpleNamespace(module="oldgreet", tapname="greet", makeService=made)


def test_makeServiceComesFirst(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that has both makes its service; one without a module is asked itself."""
    both = plugin(monkeypatch, makeService=lambda options: "made", updateApplication=None)
    assert makeService(both, {}) == "made"
    assert makeService(SimpleNamespace(tapname="x", makeService=lambda options: "own"), {}) == "own"


def test_portsBecomeServices(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the plugin listens on and connects to becomes services, with what else it adds."""
    given: list[Any] = []

    def update(app: OldApplication, config: dict[str, int]) -> None:
        given.append((app.name, config))
        app.listenTCP(config["port"], ServerFactory(), interface="127.0.0.1")
        app.listenUNIX("x.sock", ServerFactory())
        app.connectTCP("localhost", 25, ClientFactory())
        other = Service()
        other.setName("other")
        app.addService(other)
        given.append(app.getServiceNamed("other") is other)

    made = makeService(plugin(monkeypatch, updateApplication=update), {"port": 7})
    assert [type(each) for each in made] == [TCPServer, UNIXServer, TCPClient, Service]
    assert next(iter(made)).kwargs == {"interface": "127.0.0.1"}
    assert given == [("greet", {"port": 7}), True]


@pytest.mark.parametrize("what", ["authorizer", "listenWith"])
def test_whatNobodyOffers(what: str) -> None:
    """What an application of today cannot offer is named, with the page that says what to write."""
    with pytest.raises(AttributeError, match=f"app.{what}.*mktap-to-plugin"):
        getattr(OldApplication("greet"), what)


def test_servicesOfThen() -> None:
    """A service of Twisted 1 is refused by what it is."""
    with pytest.raises(TypeError, match="a service of Twisted 1"):
        OldApplication("greet").addService(object())
