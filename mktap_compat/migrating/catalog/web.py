"""``twisted.web`` and the part of ``twisted.spread`` that serves it to other processes."""

from __future__ import annotations

from typing import Any

from mktap_compat.migrating.constructions import Construction, Name, Set, Value
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.resources import children
from mktap_compat.migrating.rules import FORBIDDEN, closed, discarded, rule, same, shape
from mktap_compat.reading.nodes import Dict, nameOf

_REACTOR = Name("twisted.internet.reactor")


@rule("twisted.web.server.Site")
def site(old: Old) -> Construction:
    """``Site(resource, logPath=, timeout=)``; the 12 hours of 2007 are kept."""
    new = Construction("twisted.web.server.Site", old.value("resource"))
    new.hint = "site"
    logPath = old.text("logPath")
    if logPath is not None:
        new.kwargs["logPath"] = logPath
    timeout = old.number("timeOut", 60)
    if timeout != 60:
        new.kwargs["timeout"] = timeout
    if old.number("displayTracebacks", False):
        new.set("displayTracebacks", True)
    old.ignore("sessions", "_logDateTime", "_logDateTimeCall")
    return new


@rule("twisted.web.static.Data")
def data(old: Old) -> Construction:
    """``Data(data, type)`` with its children."""
    return children(old, Construction("twisted.web.static.Data", old.bytes("data"), old.text("type")))


@rule("twisted.web.demo.Test", "twisted.web.test.Test")
def demo(old: Old) -> Construction:
    """``Test()``, with the page of the old release if that differs; in Twisted 1 it was a widget."""
    new = Construction("twisted.web.demo.Test")
    if "data" in old:
        new.set("data", old.bytes("data"))
    old.ignore("type")
    old.drop("widgets", "tmpl", "files", "paths", "modules", "variables", why="widgets are gone")
    return children(old, new)


@rule("twisted.web.resource.Resource")
def resource(old: Old) -> Construction:
    """``Resource()`` with its children."""
    return children(old, Construction("twisted.web.resource.Resource"))


@rule("twisted.web.static.File")
def file(old: Old) -> Construction:
    """``File(path)`` with its types, index names, processors and children."""
    new = Construction("twisted.web.static.File", old.text("path"))
    new.hint = "root" if old.path.endswith("resource") else "files"
    defaultType = old.text("defaultType", "text/html")
    if defaultType != "text/html":
        new.kwargs["defaultType"] = defaultType
    ignored = old.value("ignoredExts", [], list[str])
    if ignored:
        new.kwargs["ignoredExts"] = ignored
    registry = old.value("registry")
    if isinstance(registry, Construction) and registry.steps:
        new.kwargs["registry"] = registry
    names = old.value("indexNames", None, list[str])
    # those of one request
    old.ignore("type", "encoding")
    if names is not None and names != ["index", "index.html", "index.htm", "index.rpy"]:
        new.set("indexNames", names)
    processors = _processors(old)
    if processors:
        new.set("processors", processors)
    if old.number("alwaysCreate", False):
        new.set("alwaysCreate", True)
    return children(old, new)


def _processors(old: Old) -> dict[str, Value]:
    """
    Return what handles which file names.

    Files that were run by what is gone, as ``.php``, are forbidden, or the new server would send their source, with
    the passwords in it; the user may want just that.
    """
    found: dict[str, Value] = old.value("processors", {}, dict[str, Any])
    _shut(old, found)
    return found


def _shut(old: Old, processors: dict[str, Value]) -> None:
    """Report which files are forbidden, and take out those that the user serves on purpose."""
    handlers = old.peek("processors")
    for extension in [extension for extension, handler in processors.items() if handler == FORBIDDEN]:
        gone = getattr(handlers.get(extension) if isinstance(handlers, Dict) else None, "dotted", "")
        if extension in old.migration.settings.served:
            old.migration.heeded.add(f"--serve-source {extension}")
            del processors[extension]
            old.migration.report.add("dropped", old.path, gone, why=f"--serve-source {extension}")
        else:
            step = f"{old.path}.processors[{extension!r}]"
            old.migration.report.add("closed", step, gone, "403 Forbidden", f"{extension} files")


@rule("twisted.web.static.Registry")
def registry(old: Old) -> Construction:
    """``Registry()`` with the components that scripts look up; a cache of scripts starts anew."""
    new = Construction("twisted.web.static.Registry")
    components = old.use("_adapterCache")
    for key, value in components.pairs if isinstance(components, Dict) else []:
        name = nameOf(key) or ""
        step = f"[{name}]"
        interface = old.migration.reference(name, f"{old.path}{step}")
        new.call("setComponent", interface, old.convert(value, step))
    old.drop("_pathCache", why="a cache")
    return new


@rule("twisted.web.script.ResourceScriptWrapper")
def resourceScriptWrapper(old: Old) -> Construction:
    """``ResourceScriptWrapper(path)``."""
    new = Construction("twisted.web.script.ResourceScriptWrapper", old.text("path"))
    registry = old.value("registry")
    if isinstance(registry, Construction) and registry.steps:
        new.args.append(registry)
    return children(old, new)


@rule("twisted.web.distrib.UserDirectory")
def userDirectory(old: Old) -> Construction:
    """``UserDirectory()``; until 8.2 it was a woven widget, of which nothing is left."""
    new = children(old, Construction("twisted.web.distrib.UserDirectory"))
    for name in ("userDirName", "userSocketName"):
        if name in old:
            new.set(name, old.text(name))
    old.drop(*old.names(), why="woven is gone")
    return new


@rule("twisted.web.distrib.ResourcePublisher")
def resourcePublisher(old: Old) -> Construction:
    """``ResourcePublisher(site)``."""
    return Construction("twisted.web.distrib.ResourcePublisher", old.value("site"))


@rule("twisted.web.wsgi.WSGIResource")
def wsgiResource(old: Old) -> Construction:
    """``WSGIResource(reactor, pool, application)``, with a service that starts and stops the pool."""
    old.ignore("_reactor")
    pool = old.value("_threadpool")
    new = Construction("twisted.web.wsgi.WSGIResource", _REACTOR, pool, old.value("_application"))
    starter = Construction("mktap_compat.thaw.ThreadPoolService", pool)
    starter.hint = "poolService"
    old.migration.extra.append(starter)
    return new


def _shutInSubclass(old: Old, new: Construction) -> None:
    """Do the same for a user's own kind of file."""
    for step in new.steps:
        if isinstance(step, Set) and step.attribute == "processors" and isinstance(step.value, dict):
            _shut(old, step.value)


shape("twisted.web.resource.Resource", hints={"children": dict[bytes, Any]}, drop=("server",))
shape("twisted.web.static.Data", hints={"data": bytes, "type": str})
shape(
    "twisted.web.static.File",
    hints={
        "path": str,
        "defaultType": str,
        "ignoredExts": list[str],
        "indexNames": list[str],
        "processors": dict[str, Any],
    },
    then=_shutInSubclass,
)
shape(
    "twisted.web.server.Site",
    hints={"logPath": str},
    fill={
        "_logDateTime": None,
        "_logDateTimeCall": None,
        "reactor": _REACTOR,
        "_logFormatter": Name("twisted.web.http.combinedLogFormatter"),
        "_parsePOSTFormSubmission": True,
    },
)
same(
    "twisted.web.script.PythonScript",
    "twisted.web.script.ResourceScript",
    "twisted.web.script.ResourceTemplate",
    "twisted.web.twcgi.CGIScript",
    "twisted.web.twcgi.FilteredScript",
    "twisted.web.static.ASISProcessor",
    "twisted.web.static.File",
    "twisted.web.server.Site",
)
closed("twisted.web.twcgi.PHPScript", "twisted.web.twcgi.PHP3Script", "twisted.web.trp.ResourceUnpickler")
discarded("twisted.web.woven.utils.doSendPage")
