"""Tests of the catalog for ``twisted.web``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twisted.web import resource, static
from twisted.web.test.requesthelper import DummyRequest

from mktap_compat.migrating import GoneError, evaluate
from mktap_compat.migrating.closed import Forbidden
from mktap_compat.migrating.constructions import Construction, Name
from mktap_compat.migrating.evaluating import evaluate as make

from ..olden import application, convert, does, made, name, node, old, said, server, walk

_WEB = "twisted.web"


def oldFile(**attributes: Any) -> Any:
    """Return an old ``File`` as ``mktap web --path`` made it."""
    registry = old(f"{_WEB}.static.Registry", _adapterCache={}, _pathCache={})
    given: dict[str, Any] = {
        "path": b"/srv/www",
        "defaultType": b"text/html",
        "ignoredExts": [],
        "registry": registry,
        "indexNames": [b"index", b"index.html", b"index.htm", b"index.rpy"],
        "processors": {},
        "children": {},
    }
    return old(f"{_WEB}.static.File", **{**given, **attributes})


def test_plainFileIsItsPath() -> None:
    """A file with everything at its default is made of its path alone."""
    construction = made(oldFile())
    assert (construction.args, construction.kwargs, construction.steps) == (["/srv/www"], {}, [])


def test_plainSite() -> None:
    """A site with today's defaults is made of its resource alone."""
    construction = made(old(f"{_WEB}.server.Site", resource=None, timeOut=60, sessions={}, logPath=None))
    assert (construction.args, construction.kwargs, construction.steps) == ([None], {}, [])


def test_siteKeepsWhatWasSet() -> None:
    """A site keeps its log, the long timeout of 2007, and whether it shows tracebacks."""
    attributes = {"resource": None, "timeOut": 43200, "logPath": b"/var/log/w", "displayTracebacks": 1}
    construction = made(old(f"{_WEB}.server.Site", **attributes))
    assert construction.kwargs == {"logPath": "/var/log/w", "timeout": 43200}
    assert does(construction) == [("displayTracebacks", True)]
    site = make(construction)
    assert (site.timeOut, site.logPath, site.displayTracebacks) == (43200, "/var/log/w", True)


def test_dataIsBytesAndItsTypeText() -> None:
    """The content of ``Data`` is bytes even if it is ASCII, its type text, its children's names bytes."""
    child = old(f"{_WEB}.static.Data", data=b"inner", type=b"text/plain", children={})
    live = make(made(old(f"{_WEB}.static.Data", data=b"ascii", type=b"text/plain", children={b"a": child})))
    assert (live.data, live.type, list(live.children)) == (b"ascii", "text/plain", [b"a"])
    assert live.children[b"a"].data == b"inner"


def test_nothingIsGuessed() -> None:
    """The catalog knows every string of web servers."""
    _, migration = walk(oldFile(children={b"d": old(f"{_WEB}.static.Data", data=b"x", type=b"y", children={})}))
    assert said(migration, "guessed") == []


def test_fileKeepsItsOptions() -> None:
    """Default type, ignored extensions, index names and processors are kept."""
    construction = made(
        oldFile(
            defaultType=b"text/odd",
            ignoredExts=[b".html"],
            indexNames=[b"main.html"],
            processors={b".rpy": name(f"{_WEB}.script.ResourceScript")},
        )
    )
    live = make(construction)
    assert isinstance(live, static.File)
    assert (live.defaultType, live.ignoredExts, live.indexNames) == ("text/odd", [".html"], ["main.html"])
    assert list(live.processors) == [".rpy"]


#: what ran files in 2007; two of these are gone
RAN = {
    b".php": name(f"{_WEB}.twcgi.PHPScript"),
    b".trp": name(f"{_WEB}.trp.ResourceUnpickler"),
    b".cgi": name(f"{_WEB}.twcgi.CGIScript"),
}


def test_filesThatNothingRunsAreForbidden() -> None:
    """PHP and resource pickles are gone: such files are forbidden, and the report says so."""
    value, migration = walk(oldFile(processors=RAN))
    shut = Name("mktap_compat.thaw.Forbidden")
    assert does(value) == [
        ("processors", {".php": shut, ".trp": shut, ".cgi": Name(f"{_WEB}.twcgi.CGIScript")}),
    ]
    assert said(migration, "closed") == ["PHPScript", "ResourceUnpickler"]
    assert not migration.report.complete


def test_sourceIsServedOnPurpose() -> None:
    """The user may serve the source of some files, and of no others."""
    value, migration = walk(oldFile(processors=RAN), served=frozenset({".php"}))
    (step,) = value.steps
    assert list(step.value) == [".trp", ".cgi"]
    assert said(migration, "closed") == ["ResourceUnpickler"]


def test_subclassesOfFilesAreShutToo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's own kind of file forbids the same files, and serves them when the user says so."""
    monkeypatch.setattr(static, "Mine", type("Mine", (static.File,), {"__module__": static.__name__}), raising=False)
    mine = old(f"{_WEB}.static.Mine", path=b"/srv", processors=RAN, children={})
    trusted = frozenset({f"{_WEB}.static.Mine"})
    value, migration = walk(mine, trusted=trusted)
    assert said(migration, "closed") == ["PHPScript", "ResourceUnpickler"]
    assert make(value).processors[".php"] is Forbidden
    _, migration = walk(mine, trusted=trusted, served=frozenset({".php", ".trp"}))
    assert said(migration, "closed") == []


def test_nobodyGetsTheSource(tmp_path: Path) -> None:
    """A request for a file that nothing runs any more is answered with 403, and without the file's content."""
    (tmp_path / "config.php").write_bytes(b"<?php $password = 'secret';")
    live = make(made(oldFile(path=str(tmp_path).encode(), processors=RAN)))
    request = DummyRequest([b"config.php"])
    found = resource.getChildForRequest(live, request)
    request.write(found.render(request))
    assert request.responseCode == 403
    assert b"secret" not in b"".join(request.written)


def test_registryKnowsTheService() -> None:
    """Scripts find the service that serves them, as in 2007."""
    service = old("twisted.application.service.MultiService", services=[], name=None)
    adapters = {b"twisted.internet.interfaces.IServiceCollection": service}
    registry = old(f"{_WEB}.static.Registry", _adapterCache=adapters, _pathCache={})
    service.attributes()["services"].items.append(server(0, oldFile(registry=registry)))  # type: ignore[attr-defined]
    live = evaluate(convert(application(service)))
    from twisted.application.service import IServiceCollection
    from twisted.internet.interfaces import IServiceCollection as Key

    (group,) = list(IServiceCollection(live))
    (tcp,) = list(group)
    assert tcp.args[1].registry.getComponent(Key) is group


def test_scriptWrapper() -> None:
    """A script as the root of a site is its path."""
    registry = old(f"{_WEB}.static.Registry", _adapterCache={}, _pathCache={})
    wrapper = old(f"{_WEB}.script.ResourceScriptWrapper", path=b"/srv/root.rpy", registry=registry, children={})
    assert made(wrapper).args == ["/srv/root.rpy"]


def test_userDirectoryLosesItsWidgets() -> None:
    """A user directory of 2.0 to 8.2 loses everything that woven kept, and works."""
    directory = old(f"{_WEB}.distrib.UserDirectory", children={}, model=None, view=None, subviews={}, failed=0)
    value, migration = walk(directory)
    assert said(migration, "dropped") == ["model", "view", "subviews", "failed"]
    assert make(value)._pwd.getpwnam


def test_demoKeepsItsPage() -> None:
    """The test page is the one that the old release showed."""
    assert make(made(old(f"{_WEB}.demo.Test", data=b"hello", type=b"text/html", children={}))).data == b"hello"


def test_wsgiHasARunningPool() -> None:
    """A WSGI resource shares its pool with a service that starts and stops it."""
    reactor = old("twisted.internet.selectreactor.SelectReactor", waker=old("twisted.internet.posixbase._UnixWaker"))
    wsgi = old(
        f"{_WEB}.wsgi.WSGIResource",
        _reactor=reactor,
        _threadpool=old("twisted.python.threadpool.ThreadPool", min=0, max=3),
        _application=name("__builtin__.len"),
    )
    value, migration = walk(wsgi)
    (starter,) = migration.extra
    assert starter.args[0] is value.args[1]
    service = make(starter)
    service.startService()
    assert service.pool.started
    service.stopService()
    assert service.pool.joined


def test_oldDistributedServer() -> None:
    """The broker of 2.0 to 2.4, and that of later releases with its default types, is today's, made of its root."""
    publisher = old(f"{_WEB}.distrib.ResourcePublisher", site=None)
    broker = made(old("twisted.spread.pb.BrokerFactory", objectToBroker=publisher))
    assert broker.function == "twisted.spread.pb.PBServerFactory"
    security = old(
        "twisted.spread.jelly.SecurityOptions",
        allowedTypes={b"str": 1, b"dictionary": 1},
        allowedModules={},
        allowedClasses={},
    )
    later = made(old("twisted.spread.pb.PBServerFactory", root=publisher, security=security, unsafeTracebacks=0))
    assert (len(later.args), later.kwargs) == (1, {})
    types = {b"twisted.words.service.PBMind": 1, b"dictionary": 1}
    words = old("twisted.spread.jelly.SecurityOptions", allowedTypes=types)
    assert made(old("twisted.spread.pb.PBServerFactory", root=None, security=words)).kwargs == {}


def test_ownSecurityIsKept() -> None:
    """What a broker accepts besides the default types is kept, as bytes."""
    options = made(
        old(
            "twisted.spread.jelly.SecurityOptions",
            allowedTypes={b"str": 1, b"my.Type": 1},
            allowedModules={},
            allowedClasses={},
        )
    )
    assert make(options).allowedTypes[b"my.Type"] == 1


def test_smallSecurityStaysSmall() -> None:
    """A broker that accepted less than the default does so today."""
    live = make(made(old("twisted.spread.jelly.SecurityOptions", allowedTypes={b"str": 1, b"int": 1})))
    assert set(live.allowedTypes) == {b"str", b"int"}


@pytest.mark.parametrize("dotted", ["twisted.web2.server.Site", "twisted.web2.tap.Web2Service"])
def test_web2IsGone(dotted: str) -> None:
    """Servers of web2 are refused by name."""
    with pytest.raises(GoneError, match=dotted):
        convert(application(server(1, old(dotted))))


def test_idempotence() -> None:
    """A file that was converted, described once more as an old one, converts to itself."""
    first = make(made(oldFile(ignoredExts=[b".html"])))
    again = made(oldFile(path=first.path.encode(), ignoredExts=[ext.encode() for ext in first.ignoredExts]))
    assert isinstance(again, Construction)
    assert (again.args, again.kwargs) == ([first.path], {"ignoredExts": first.ignoredExts})
    assert node(None)
