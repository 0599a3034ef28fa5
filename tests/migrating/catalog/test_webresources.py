"""Tests of the catalog for the resources that programs put into their sites."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from twisted.application.service import IServiceCollection
from twisted.cred.portal import Portal
from twisted.web import guard, pages, resource
from twisted.web.test.requesthelper import DummyRequest

from mktap_compat.making.conversions import render
from mktap_compat.migrating import GoneError, MigrationError
from mktap_compat.migrating.evaluating import evaluate as make

from ..olden import application, convert, made, name, old, said, server, walk

_WEB = "twisted.web"


def page(text: bytes) -> Any:
    """Return an old page."""
    return old(f"{_WEB}.static.Data", data=text, type=b"text/plain", children={})


def answer(root: Any, *path: bytes, host: bytes = b"") -> Any:
    """Return the request that a live resource has answered."""
    request = DummyRequest(list(path))
    request.requestHeaders.addRawHeader(b"host", host)
    request.getRequestHostname = lambda: host  # type: ignore[method-assign]
    request.render(resource.getChildForRequest(root, request))
    return request


def test_virtualHosts() -> None:
    """Each host has its own pages, any other one the default."""
    root = old(f"{_WEB}.vhost.NameVirtualHost", hosts={b"a.test": page(b"A"), b"b.test": page(b"B")}, children={})
    live = make(made(root))
    assert {host: each.data for host, each in live.hosts.items()} == {b"a.test": b"A", b"b.test": b"B"}
    assert live.default is None
    root = old(f"{_WEB}.vhost.NameVirtualHost", hosts={}, default=page(b"other"), children={})
    assert make(made(root)).default.data == b"other"


def test_virtualHostsServeFromATap() -> None:
    """A site with virtual hosts, redirects and a monster serves from its new tap."""
    hosts = {
        b"a.test": old(f"{_WEB}.util.Redirect", url=b"http://b.test/", children={}),
        b"b.test": old(f"{_WEB}.vhost.VHostMonsterResource", children={}),
    }
    site = old(
        f"{_WEB}.server.Site",
        resource=old(f"{_WEB}.vhost.NameVirtualHost", hosts=hosts, children={}),
        sessions={},
        logPath=None,
        timeOut=60,
    )
    _, tcp = IServiceCollection(pickle.loads(render(convert(application(server(0, site))), "pickle")))
    found = answer(tcp.args[1].resource, b"", host=b"a.test")
    assert found.responseCode == 302
    assert found.responseHeaders.getRawHeaders(b"location") == [b"http://b.test/"]


def test_reverseProxy() -> None:
    """A proxy goes on to the same place; its port moves when that is on this host."""
    proxy = old(f"{_WEB}.proxy.ReverseProxyResource", host=b"10.0.0.1", port=80, path=b"/x", children={})
    live = make(made(proxy, ports={80: 8080}))
    assert (live.host, live.port, live.path) == ("10.0.0.1", 80, b"/x")
    proxy = old(f"{_WEB}.proxy.ReverseProxyResource", host=b"localhost", port=80, path=b"", children={})
    assert make(made(proxy, ports={80: 8080})).port == 8080


def test_rewriting() -> None:
    """The rules of a rewriter stay in their order, around the same resource."""
    rewriter = old(f"{_WEB}.rewrite.RewriterResource", resource=page(b"x"), rewriteRules=(name("__builtin__.len"),))
    live = make(made(rewriter))
    assert (live.resource.data, live.rewriteRules) == (b"x", [len])


@pytest.mark.parametrize("name", ["PHPScript", "PHP3Script"])
def test_pagesInPHPAreForbidden(name: str) -> None:
    """A page that PHP made is forbidden, and the report says so."""
    value, migration = walk(old(f"{_WEB}.twcgi.{name}", filename=b"/srv/x.php", children={}))
    assert [(entry.what, entry.why) for entry in migration.report.of("closed")] == [
        (f"{_WEB}.twcgi.{name}", "/srv/x.php")
    ]
    found = answer(make(value))
    assert found.responseCode == 403


def test_logins() -> None:
    """What asks for a password goes on asking, in the same realms."""
    portal = old("twisted.cred.portal.Portal", realm=None, checkers={})
    digest = old("twisted.cred.credentials.DigestCredentialFactory", algorithm=b"md5", authenticationRealm=b"here")
    wrapper = old(
        f"{_WEB}._auth.wrapper.HTTPAuthSessionWrapper",
        _portal=portal,
        _credentialFactories=[
            old(f"{_WEB}._auth.basic.BasicCredentialFactory", authenticationRealm=b"there"),
            old(f"{_WEB}._auth.digest.DigestCredentialFactory", digest=digest),
        ],
    )
    live = make(made(wrapper))
    assert isinstance(live, guard.HTTPAuthSessionWrapper)
    assert isinstance(live._portal, Portal)
    basic, digested = live._credentialFactories
    assert basic.authenticationRealm == b"there"
    assert (digested.digest.algorithm, digested.digest.authenticationRealm) == (b"md5", b"here")
    with pytest.raises(MigrationError, match="no algorithm"):
        made(old(f"{_WEB}._auth.digest.DigestCredentialFactory", digest=None))


@pytest.mark.parametrize("kind", ["error.NoResource", "resource.ErrorPage"])
def test_errorPages(kind: str) -> None:
    """A page that says what is wrong is today's, with the same status."""
    live = make(made(old(f"{_WEB}.{kind}", code=404, brief=b"Lost", detail=b"Not here", children={})))
    assert isinstance(live, type(pages.notFound()))
    assert vars(live)["_code"] == 404


def test_xmlrpc() -> None:
    """An XML-RPC handler keeps the handlers below it; a proxy keeps where it asks, and as whom."""
    inner = old(f"{_WEB}.xmlrpc.XMLRPC", allowNone=True, subHandlers={}, children={})
    live = make(made(old(f"{_WEB}.xmlrpc.XMLRPC", allowNone=False, subHandlers={b"math": inner}, children={})))
    assert live.getSubHandler("math").allowNone is True
    proxy = old(f"{_WEB}.xmlrpc.Proxy", host=b"x.test", port=99, path=b"/rpc", secure=1, user=b"u", password=b"p")
    asked = make(made(proxy))
    assert (asked.host, asked.port, asked.path, asked.secure) == (b"x.test", 99, b"/rpc", True)
    assert (asked.user, asked.password) == (b"u", b"p")


@pytest.mark.parametrize("dotted", ["soap.SOAPPublisher", "woven.page.Page", "widgets.Gadget", "util.ChildRedirector"])
def test_pagesThatAreGone(dotted: str) -> None:
    """What made pages and is gone is refused with what to use today."""
    with pytest.raises(GoneError, match=f"needs {_WEB}.{dotted}, which is gone from Twisted: "):
        convert(application(server(1, old("twisted.web.server.Site", resource=old(f"{_WEB}.{dotted}")))))


def test_requestsAreNotKept() -> None:
    """What belongs to a request is refused, without a word about Twisted."""
    with pytest.raises(GoneError, match="which no file can keep: it belongs to a request"):
        made(old(f"{_WEB}.http.Request"))


def test_protocolOfAFactoryIsKept() -> None:
    """A proxy of 2005 is a factory of HTTP with another protocol."""
    value, migration = walk(
        old(f"{_WEB}.http.HTTPFactory", logPath=None, timeOut=60, protocol=name(f"{_WEB}.proxy.Proxy"))
    )
    assert make(value).protocol.__name__ == "Proxy"
    assert said(migration, "lost") == []
