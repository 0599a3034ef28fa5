"""``twisted.web``: the resources that programs, rather than ``mktap``, put into their sites."""

from __future__ import annotations

from typing import Any

from mktap_compat.migrating.catalog.protocols import HERE
from mktap_compat.migrating.constructions import Construction
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.plainrules import plain
from mktap_compat.migrating.resources import children
from mktap_compat.migrating.rules import FORBIDDEN, gone, rule, same, unkept
from mktap_compat.reading.nodes import Object

_WEB = "twisted.web"


@rule(f"{_WEB}.vhost.NameVirtualHost")
def nameVirtualHost(old: Old) -> Construction:
    """``NameVirtualHost()`` with ``addHost(name, resource)`` for each host."""
    new = Construction(old.dotted)
    new.hint = "hosts"
    for name, resource in old.value("hosts", {}, dict[bytes, Any]).items():
        new.call("addHost", name, resource)
    if "default" in old:
        new.set("default", old.value("default"))
    return children(old, new)


@rule(f"{_WEB}.proxy.ReverseProxyResource")
def reverseProxy(old: Old) -> Construction:
    """``ReverseProxyResource(host, port, path)``; the port moves with ``--map-port`` when the host is this one."""
    host = old.text("host")
    port = old.port("port") if host in HERE else old.number("port")
    old.ignore("reactor")
    return children(old, Construction(old.dotted, host, port, old.bytes("path")))


@rule(f"{_WEB}.rewrite.RewriterResource")
def rewriter(old: Old) -> Construction:
    """``RewriterResource(resource, *rules)``."""
    return children(old, Construction(old.dotted, old.value("resource"), *old.value("rewriteRules", ())))


@rule(f"{_WEB}.twcgi.PHPScript", f"{_WEB}.twcgi.PHP3Script")
def php(old: Old) -> Construction:
    """A page that is forbidden, for what ran the file is gone."""
    path = old.text("filename")
    old.migration.report.add("closed", old.path, old.dotted, "403 Forbidden", str(path))
    old.ignore("registry")
    return children(old, Construction(FORBIDDEN.dotted, path))


@rule(f"{_WEB}._auth.digest.DigestCredentialFactory")
def digest(old: Old) -> Construction:
    """``DigestCredentialFactory(algorithm, realm)``, with a key of its own."""
    inner = old.use("digest")
    if not isinstance(inner, Object):
        raise MigrationError(f"{old.path}.digest: there is no algorithm; the file is damaged")
    given = Old(inner, inner.dotted, f"{old.path}.digest", old.new, old.migration)
    return Construction(
        f"{_WEB}.guard.DigestCredentialFactory", given.bytes("algorithm"), given.bytes("authenticationRealm")
    )


@rule(f"{_WEB}.xmlrpc.XMLRPC")
def xmlrpc(old: Old) -> Construction:
    """``XMLRPC()`` with its handlers; a user's own subclass has methods."""
    new = Construction(old.dotted)
    if old.number("allowNone", False):
        new.kwargs["allowNone"] = True
    for name, handler in old.value("subHandlers", {}, dict[str, Any]).items():
        new.call("putSubHandler", name, handler)
    return children(old, new)


@rule(f"{_WEB}.xmlrpc.Proxy")
def xmlrpcProxy(old: Old) -> Construction:
    """``Proxy(url, user, password)``, in bytes."""
    host = old.bytes("host")
    port = old.number("port")
    secure = old.number("secure", 0)
    where = host if port is None else b"%b:%d" % (host, port)
    new = Construction(old.dotted, b"%b://%b%b" % (b"https" if secure else b"http", where, old.bytes("path", b"/")))
    for name in ("user", "password"):
        value = old.bytes(name)
        if value is not None:
            new.kwargs[name] = value
    if old.number("allowNone", False):
        new.kwargs["allowNone"] = True
    return new


for _module in ("error", "resource"):
    for _name in ("ErrorPage", "NoResource", "ForbiddenResource"):
        plain(
            f"{_WEB}.{_module}.{_name}",
            "code:number",
            "brief:text",
            "detail:text",
            today=f"{_WEB}.pages.errorPage",
            resource=True,
        )
plain(f"{_WEB}.vhost.VHostMonsterResource {_WEB}.vhost._HostResource", resource=True)
plain(f"{_WEB}.vhost.VirtualHostCollection", "nvh", ignore="entities")
plain(f"{_WEB}.util.Redirect", "url:bytes", resource=True)
plain(f"{_WEB}.static.Redirect", "url:bytes", today=f"{_WEB}.util.Redirect", resource=True)
plain(f"{_WEB}.util.ParentRedirect", resource=True)
plain(
    f"{_WEB}.distrib.ResourceSubscription", "host:text", "port:text", ignore="pending waiting publisher", resource=True
)
plain(f"{_WEB}.script.ResourceScriptDirectory", "path:text", "registry=registry", resource=True)
plain(f"{_WEB}.script.PythonScript", "filename:text", "registry", resource=True)
plain(f"{_WEB}.static.ASISProcessor", "path:text", "registry=registry", resource=True)
plain(
    f"{_WEB}.static.DirectoryLister",
    "path:text",
    "dirs=dirs:texts",
    "contentTypes=contentTypes:textByText",
    "contentEncodings=contentEncodings:textByText",
    "defaultType=defaultType:text",
    resource=True,
)
plain(f"{_WEB}.twcgi.CGIDirectory", "path:text", ignore="statinfo alwaysCreate", resource=True)
plain(f"{_WEB}.twcgi.CGIScript", "filename:text", ignore="registry", resource=True)
plain(f"{_WEB}.twcgi.FilteredScript", "filename:text", ".filter:text", ignore="registry", resource=True)
plain(
    f"{_WEB}._auth.wrapper.HTTPAuthSessionWrapper",
    "_portal",
    "_credentialFactories",
    today=f"{_WEB}.guard.HTTPAuthSessionWrapper",
)
plain(f"{_WEB}._auth.wrapper.UnauthorizedResource", "_credentialFactories")
plain(
    f"{_WEB}._auth.basic.BasicCredentialFactory",
    "authenticationRealm:bytes",
    today=f"{_WEB}.guard.BasicCredentialFactory",
)
plain(f"{_WEB}.xmlrpc.XMLRPCIntrospection", "_xmlrpc_parent", ignore="subHandlers allowNone", resource=True)
plain(f"{_WEB}.http.HTTPFactory", "logPath=logPath:text", "timeout=timeOut:number", ".protocol", ignore="logFile")
same(f"{_WEB}.http.HTTPChannel", f"{_WEB}.resource.IResource", f"{_WEB}.server.Request", f"{_WEB}.server.Session")
gone(f"{_WEB}.soap.*", instead="nothing in Twisted speaks SOAP today")
gone(f"{_WEB}.google.*", instead="the service that it asked is gone, too")
gone(f"{_WEB}.util.ChildRedirector", instead="use twisted.web.util.Redirect, or a Resource of your own")
gone(
    f"{_WEB}.domtemplate.*",
    f"{_WEB}.guard.SessionWrapper",
    f"{_WEB}.guard.UsernamePasswordWrapper",
    f"{_WEB}.html.Interface",
    f"{_WEB}.widgets.*",
    f"{_WEB}.woven.*",
    instead="write the pages with twisted.web.template, and logins with twisted.web.guard",
)
gone("twisted.web2.*", instead="use twisted.web, as in 'mkapp web --path DIR'")
unkept(
    f"{_WEB}.client.*",
    f"{_WEB}._newclient.*",
    f"{_WEB}.distrib.*",
    f"{_WEB}.http.*",
    f"{_WEB}.http_headers.*",
    f"{_WEB}.proxy.*",
    f"{_WEB}.script.CacheScanner",
    f"{_WEB}.server.*",
    f"{_WEB}.static.*",
    f"{_WEB}.util.DeferredResource",
    f"{_WEB}.wsgi.*",
    f"{_WEB}.xmlrpc.*",
    because="it belongs to a request of the process that wrote the file",
)
unkept(f"{_WEB}.microdom.*", f"{_WEB}.domhelpers.*", because="a parsed document; parse it when the server starts")
