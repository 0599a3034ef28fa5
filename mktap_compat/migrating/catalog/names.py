"""``twisted.names``: DNS servers, authoritative, recursive and secondary."""

from __future__ import annotations

import socket
from typing import Any

from mktap_compat.migrating.constructions import Construction, Value
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.plainrules import plain
from mktap_compat.migrating.rules import discarded, rule, same, shape
from mktap_compat.migrating.services import named
from mktap_compat.reading.nodes import Object

_NAMES = "twisted.names"
_AUTHORITY = f"{_NAMES}.authority.FileAuthority"
_ZONE = "mktap_compat.thaw.Zone"
_SECONDARY = f"{_NAMES}.secondary.SecondaryAuthority"


@rule(_AUTHORITY, f"{_NAMES}.authority.PySourceAuthority", f"{_NAMES}.authority.BindAuthority")
def zone(old: Old) -> Construction:
    """A zone with the records that the tap holds: the zone file is not read again, as it was not in 2007."""
    new = Construction(_ZONE, old.value("soa", hint=tuple[bytes, Any]), old.value("records", hint=dict[bytes, Any]))
    new.hint = "zone"
    old.drop("origin", why="only needed to read a zone file")
    old.ignore("_cache", "typeToMethod")
    return new


@rule(_SECONDARY)
def secondaryAuthority(old: Old) -> Construction:
    """``SecondaryAuthority(primary, domain)``, with the zone if it had been transferred."""
    new = Construction(_SECONDARY, old.text("primary"), old.bytes("domain"))
    _port(old, new)
    if (soa := old.value("soa", hint=tuple[bytes, Any])) is not None:
        new.set("soa", soa)
    if (records := old.value("records", hint=dict[bytes, Any])) is not None:
        new.set("records", records)
    old.ignore("_cache", "typeToMethod", "transferring", "transfering", "_reactor")
    return new


@rule(f"{_NAMES}.secondary.SecondaryAuthorityService")
def secondaryService(old: Old) -> Construction:
    """``SecondaryAuthorityService(primary, [])`` with the authorities that the server asks, too."""
    new = Construction(old.dotted, old.text("primary"), [])
    _port(old, new)
    new.set("domains", old.value("domains"))
    old.ignore("calls")
    named(old, new)
    return new


def _port(old: Old, new: Construction) -> None:
    """Keep the port of the primary, if it is not 53."""
    port = old.port("_port", 53)
    if port != 53:
        new.set("_port", port)


@rule(f"{_NAMES}.server.DNSServerFactory")
def serverFactory(old: Old) -> Construction:
    """``DNSServerFactory(authorities, caches, clients, verbose)``."""
    chain = old.value("resolver")
    resolvers = chain.args[0] if isinstance(chain, Construction) and chain.args else []
    kinds: dict[str, list[Value]] = {"authorities": [], "caches": [], "clients": []}
    for resolver in resolvers:
        kinds[_kind(resolver)].append(resolver)
    new = Construction(old.dotted, **{kind: found for kind, found in kinds.items() if found})
    new.hint = "dnsFactory"
    if verbose := old.number("verbose", 0):
        new.kwargs["verbose"] = verbose
    if not old.number("noisy", 1):
        new.set("noisy", False)
    old.ignore("cache", "canRecurse", "connections", "typeToMethod")
    return new


def _kind(resolver: Value) -> str:
    """Return which argument of ``DNSServerFactory`` a resolver belongs to."""
    function = resolver.function if isinstance(resolver, Construction) else ""
    if function == f"{_NAMES}.cache.CacheResolver":
        return "caches"
    if function in (f"{_NAMES}.client.Resolver", f"{_NAMES}.hosts.Resolver"):
        return "clients"
    return "authorities"


@rule(f"{_NAMES}.dns.DNSDatagramProtocol")
def datagramProtocol(old: Old) -> Construction:
    """``DNSDatagramProtocol(controller)``."""
    old.ignore("_reactor", "id", "transport", "resends", "liveMessages", "noisy")
    return Construction(old.dotted, old.value("controller"))


@rule(f"{_NAMES}.resolve.ResolverChain")
def chain(old: Old) -> Construction:
    """``ResolverChain(resolvers)``."""
    old.ignore("typeToMethod")
    return Construction(old.dotted, old.value("resolvers", []))


@rule(f"{_NAMES}.cache.CacheResolver")
def cache(old: Old) -> Construction:
    """``CacheResolver(verbose=)``, which starts empty."""
    new = Construction(old.dotted)
    if verbose := old.number("verbose", 0):
        new.kwargs["verbose"] = verbose
    old.drop("cache", why="a cache starts empty")
    old.ignore("cancel", "typeToMethod", "_reactor")
    return new


@rule(f"{_NAMES}.client.Resolver")
def clientResolver(old: Old) -> Construction:
    """``Resolver(resolv, servers, timeout)``; the servers in ``resolv`` are read again."""
    new = Construction(old.dotted)
    resolv = old.text("resolv")
    if resolv is not None:
        new.kwargs["resolv"] = resolv
    if servers := old.value("servers", [], list[tuple[str, int]]):
        new.kwargs["servers"] = servers
    elif resolv is None:
        new.kwargs["servers"] = old.value("dynServers", [], list[tuple[str, int]])
    if (timeout := old.value("timeout", (1, 3, 11, 45))) != (1, 3, 11, 45):
        new.kwargs["timeout"] = timeout
    old.ignore("dynServers", "_lastResolvTime", "_parseCall", "_waiting", "connections", "pending", "factory")
    old.ignore("protocol", "typeToMethod", "_reactor", "index", "domain", "search")
    return new


@rule(f"{_NAMES}.hosts.Resolver")
def hostsResolver(old: Old) -> Construction:
    """``hosts.Resolver(file, ttl)``."""
    new = Construction(old.dotted, old.text("file"))
    if (ttl := old.number("ttl", 3600)) != 3600:
        new.kwargs["ttl"] = ttl
    old.ignore("typeToMethod")
    return new


@rule(f"{_NAMES}.dns.Name")
def dnsName(old: Old) -> Construction:
    """``Name(bytes)``."""
    return Construction(old.dotted, old.bytes("name"))


_SIMPLE = ("NS", "MD", "MF", "CNAME", "MB", "MG", "MR", "PTR", "DNAME")


@rule(f"{_NAMES}.dns.SimpleRecord", *(f"{_NAMES}.dns.Record_{kind}" for kind in _SIMPLE))
def simpleRecord(old: Old) -> Construction:
    """A record that holds a name."""
    return _ttl(old, Construction(old.dotted, _domain(old, "name")))


@rule(f"{_NAMES}.dns.Record_MX")
def mx(old: Old) -> Construction:
    """``Record_MX(preference, name)``; the name was ``exchange`` in 2.0."""
    name = _domain(old, "exchange" if "exchange" in old else "name")
    return _ttl(old, Construction(old.dotted, old.number("preference", 0), name))


@rule(f"{_NAMES}.dns.Record_SOA")
def soa(old: Old) -> Construction:
    """``Record_SOA(mname, rname, serial, ...)``."""
    new = Construction(old.dotted, _domain(old, "mname"), _domain(old, "rname"))
    for name in ("serial", "refresh", "retry", "expire", "minimum"):
        new.kwargs[name] = old.number(name, 0)
    return _ttl(old, new)


@rule(f"{_NAMES}.dns.Record_A", f"{_NAMES}.dns.Record_AAAA")
def address(old: Old) -> Construction:
    """``Record_A(address)``, the address written as people write it."""
    family = socket.AF_INET6 if old.dotted.endswith("AAAA") else socket.AF_INET
    packed = old.bytes("address")
    try:
        written = socket.inet_ntop(family, packed)
    except (TypeError, ValueError) as error:
        raise MigrationError(f"{old.path}.address: {packed!r} is no address; the file is damaged") from error
    return _ttl(old, Construction(old.dotted, written))


@rule(f"{_NAMES}.dns.Record_TXT", f"{_NAMES}.dns.Record_SPF")
def txt(old: Old) -> Construction:
    """``Record_TXT(*data)``."""
    return _ttl(old, Construction(old.dotted, *old.value("data", [], list[bytes])))


@rule(f"{_NAMES}.dns.Record_SRV")
def srv(old: Old) -> Construction:
    """``Record_SRV(priority, weight, port, target)``; the port is somebody's answer and does not move."""
    numbers = (old.number("priority", 0), old.number("weight", 0), old.number("port", 0))
    return _ttl(old, Construction(old.dotted, *numbers, _domain(old, "target")))


@rule(f"{_NAMES}.dns.Record_HINFO")
def hinfo(old: Old) -> Construction:
    """``Record_HINFO(cpu, os)``."""
    return _ttl(old, Construction(old.dotted, old.bytes("cpu"), old.bytes("os")))


@rule(f"{_NAMES}.dns.Record_AFSDB")
def afsdb(old: Old) -> Construction:
    """``Record_AFSDB(subtype, hostname)``."""
    return _ttl(old, Construction(old.dotted, old.number("subtype", 0), _domain(old, "hostname")))


@rule(f"{_NAMES}.dns.Record_RP")
def rp(old: Old) -> Construction:
    """``Record_RP(mbox, txt)``."""
    return _ttl(old, Construction(old.dotted, _domain(old, "mbox"), _domain(old, "txt")))


@rule(f"{_NAMES}.dns.Record_MINFO")
def minfo(old: Old) -> Construction:
    """``Record_MINFO(rmailbx, emailbx)``."""
    return _ttl(old, Construction(old.dotted, _domain(old, "rmailbx"), _domain(old, "emailbx")))


@rule(f"{_NAMES}.dns.Record_NULL")
def null(old: Old) -> Construction:
    """``Record_NULL(payload)``."""
    return _ttl(old, Construction(old.dotted, old.bytes("payload")))


@rule(f"{_NAMES}.dns.Record_A6")
def a6(old: Old) -> Construction:
    """``Record_A6(prefixLen, suffix, prefix)``, the suffix written as people write it."""
    suffix = socket.inet_ntop(socket.AF_INET6, old.bytes("suffix"))
    old.ignore("bytes")
    return _ttl(old, Construction(old.dotted, old.number("prefixLen", 0), suffix, _domain(old, "prefix")))


@rule(f"{_NAMES}.dns.Record_NAPTR")
def naptr(old: Old) -> Construction:
    """``Record_NAPTR(order, preference, flags, service, regexp, replacement)``."""
    words = (_inside(old, name, "string") for name in ("flags", "service", "regexp"))
    numbers = (old.number("order", 0), old.number("preference", 0))
    return _ttl(old, Construction(old.dotted, *numbers, *words, _domain(old, "replacement")))


@rule(f"{_NAMES}.dns.Record_WKS")
def wks(old: Old) -> Construction:
    """``Record_WKS(address, protocol, map)``."""
    written = socket.inet_ntop(socket.AF_INET, old.bytes("address" if "address" in old else "_address"))
    return _ttl(old, Construction(old.dotted, written, old.number("protocol", 0), old.bytes("map")))


def _inside(old: Old, attribute: str, inner: str) -> Value:
    """Return the bytes in an object in an attribute."""
    node = old.use(attribute)
    if isinstance(node, Object) and inner in node.attributes():
        return old.convert(node.attributes()[inner], f".{attribute}.{inner}", bytes)
    raise MigrationError(f"{old.path}.{attribute}: there is no {inner}; the file is damaged")


def _domain(old: Old, attribute: str) -> Value:
    """Return the bytes of a ``dns.Name`` in an attribute: records make the ``Name`` themselves."""
    return _inside(old, attribute, "name")


def _ttl(old: Old, new: Construction) -> Construction:
    ttl = old.number("ttl")
    if ttl is not None:
        new.kwargs["ttl"] = ttl
    return new


plain(f"{_NAMES}.dns.Charstr", "string:bytes")
plain(f"{_NAMES}.root.Resolver", "hints:texts", ignore="typeToMethod _cache")
shape(_AUTHORITY, hints={"records": dict[bytes, Any], "soa": tuple[bytes, Any]}, fill={"_cache": {}})

same(f"{_NAMES}.dns.DNSProtocol", f"{_NAMES}.dns.DNSDatagramProtocol")
discarded(f"{_NAMES}.client.DNSClientFactory", f"{_NAMES}.dns.Message", f"{_NAMES}.dns.Query")
