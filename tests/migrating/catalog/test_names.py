"""Tests of the catalog for ``twisted.names``."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.names import dns

from mktap_compat.migrating import MigrationError
from mktap_compat.migrating.evaluating import evaluate as make

from ..olden import called, does, made, old, said, walk

_DNS = "twisted.names.dns"


def oldName(value: bytes) -> Any:
    """Return an old ``dns.Name``."""
    return old(f"{_DNS}.Name", name=value)


def record(kind: str, **attributes: Any) -> Any:
    """Make a record of today of an old one."""
    return make(made(old(f"{_DNS}.Record_{kind}", **{"ttl": None, **attributes})))


@pytest.mark.parametrize(
    ("kind", "attributes", "wanted"),
    [
        ("A", {"address": b"\x7f\x00\x00\x05", "ttl": 300}, dns.Record_A("127.0.0.5", ttl=300)),
        ("A", {"address": b"\xcb\x00q\xc8"}, dns.Record_A("203.0.113.200")),
        ("AAAA", {"address": b"\0" * 15 + b"\x01"}, dns.Record_AAAA("::1")),
        ("NS", {"name": oldName(b"ns1.test")}, dns.Record_NS(b"ns1.test")),
        ("CNAME", {"name": oldName(b"a.test")}, dns.Record_CNAME(b"a.test")),
        ("MX", {"name": oldName(b"m.test"), "preference": 10}, dns.Record_MX(10, b"m.test")),
        ("MX", {"exchange": oldName(b"m.test"), "preference": 10}, dns.Record_MX(10, b"m.test")),
        ("TXT", {"data": [b"hello zone", b"caf\xe9"]}, dns.Record_TXT(b"hello zone", b"caf\xe9")),
        (
            "SRV",
            {"priority": 1, "weight": 2, "port": 5060, "target": oldName(b"s.test")},
            dns.Record_SRV(1, 2, 5060, b"s.test"),
        ),
        ("HINFO", {"cpu": b"i386", "os": b"linux"}, dns.Record_HINFO(b"i386", b"linux")),
        ("AFSDB", {"subtype": 1, "hostname": oldName(b"h.test")}, dns.Record_AFSDB(1, b"h.test")),
        ("RP", {"mbox": oldName(b"m.test"), "txt": oldName(b"t.test")}, dns.Record_RP(b"m.test", b"t.test")),
        (
            "MINFO",
            {"rmailbx": oldName(b"r.test"), "emailbx": oldName(b"e.test")},
            dns.Record_MINFO(b"r.test", b"e.test"),
        ),
        ("NULL", {"payload": b"\x00"}, dns.Record_NULL(b"\x00")),
        (
            "SOA",
            {
                "mname": oldName(b"m.test"),
                "rname": oldName(b"r.test"),
                "serial": 1,
                "refresh": 2,
                "retry": 3,
                "expire": 4,
                "minimum": 5,
            },
            dns.Record_SOA(b"m.test", b"r.test", serial=1, refresh=2, retry=3, expire=4, minimum=5),
        ),
    ],
)
def test_recordsAreTheSame(kind: str, attributes: dict[str, Any], wanted: Any) -> None:
    """A record of every kind is the one that today's class makes, with its time to live."""
    found = record(kind, **attributes)
    assert found == wanted
    assert found.ttl == wanted.ttl


def test_damagedAddress() -> None:
    """An address of the wrong length is an error."""
    with pytest.raises(MigrationError, match="no address"):
        record("A", address=b"\x7f")


def test_damagedName() -> None:
    """A record without its name is an error."""
    with pytest.raises(MigrationError, match="no name"):
        record("NS", name=b"ns1.test")


@pytest.mark.parametrize("kind", ["PySourceAuthority", "BindAuthority"])
def test_zoneKeepsItsRecords(kind: str) -> None:
    """A zone answers with the records of the tap, whatever its file says today; nothing in it is a guess."""
    soa = old(f"{_DNS}.Record_SOA", mname=oldName(b"m.test"), rname=oldName(b"r.test"), serial=7, ttl=None)
    address = old(f"{_DNS}.Record_A", address=b"\x7f\0\0\1", ttl=None)
    zone = old(
        f"twisted.names.authority.{kind}",
        soa=(b"my.test", soa),
        records={b"my.test": [soa, address], b"www.my.test": [address]},
        _cache={},
        typeToMethod={1: called("twisted.persisted.styles.unpickleMethod", b"lookupAddress", None, None)},
        origin=b"my.test.",
    )
    value, migration = walk(zone)
    live = make(value)
    assert live.soa[0] == b"my.test"
    assert live.soa[1] is live.records[b"my.test"][0]
    answers, _, _ = live.lookupAddress(b"www.my.test").result
    assert answers[0].payload.dottedQuad() == "127.0.0.1"
    assert said(migration, "guessed") == []
    assert said(migration, "dropped") == ["origin"]


def test_factoryKeepsTheOrder() -> None:
    """Authorities, caches and clients of a server are what they were, in their order."""
    chain = old(
        "twisted.names.resolve.ResolverChain",
        resolvers=[
            old("twisted.names.cache.CacheResolver", cache={}, verbose=0, cancel={}),
            old("twisted.names.hosts.Resolver", file=b"/etc/hosts", ttl=60),
            old("twisted.names.client.Resolver", resolv=b"/etc/nosuch.conf", servers=[], timeout=(1, 2)),
        ],
        typeToMethod={},
    )
    factory = old(
        "twisted.names.server.DNSServerFactory", resolver=chain, cache=None, canRecurse=True, verbose=2, noisy=0
    )
    live = make(made(factory))
    names = [type(resolver).__module__ for resolver in live.resolver.resolvers]
    assert names == ["twisted.names.cache", "twisted.names.hosts", "twisted.names.client"]
    assert live.cache is live.resolver.resolvers[0]
    assert (live.canRecurse, live.verbose, live.noisy) == (True, 2, False)
    assert live.resolver.resolvers[1].file == "/etc/hosts"
    assert live.resolver.resolvers[2].timeout == (1, 2)
    live.resolver.resolvers[2]._parseCall.cancel()


def test_secondarySharesItsZones() -> None:
    """The service that transfers zones and the server that answers from them share the authorities."""
    zone = old("twisted.names.secondary.SecondaryAuthority", primary=b"127.0.0.77", domain=b"sec.test", soa=None)
    zones = [zone]
    service = old("twisted.names.secondary.SecondaryAuthorityService", primary=b"127.0.0.77", domains=zones)
    live = make(made(service, ports={53: 5353}))
    assert live.primary == "127.0.0.77"
    assert (live._port, live.domains[0]._port) == (5353, 5353)
    assert live.domains[0].domain == b"sec.test"


def test_secondaryKeepsATransferredZone() -> None:
    """A zone that had been transferred when the tap was written is there at once."""
    soa = old(f"{_DNS}.Record_SOA", mname=oldName(b"m.test"), rname=oldName(b"r.test"), ttl=1)
    zone = old(
        "twisted.names.secondary.SecondaryAuthority",
        primary=b"10.0.0.1",
        domain=b"sec.test",
        _port=5353,
        soa=(b"sec.test", soa),
        records={b"sec.test": [soa]},
        transferring=False,
    )
    construction = made(zone)
    assert [step[0] for step in does(construction)] == ["_port", "soa", "records"]
    assert list(make(construction).records) == [b"sec.test"]


def test_datagramProtocolStartsAnew() -> None:
    """A datagram protocol keeps its controller only; what was on its way in 2007 is forgotten."""
    value, migration = walk(old(f"{_DNS}.DNSDatagramProtocol", controller=None, id=1, resends={}, liveMessages={}))
    assert (value.args, said(migration, "dropped")) == ([None], [])


def test_rareRecords() -> None:
    """The records that few zones have are made as their zone file would make them."""
    empty = old("twisted.names.dns.Name", name=b"x.test")
    word = old("twisted.names.dns.Charstr", string=b"u")
    a6 = old("twisted.names.dns.Record_A6", prefixLen=64, bytes=8, suffix=b"\0" * 15 + b"\1", prefix=empty, ttl=5)
    assert make(made(a6)) == dns.Record_A6(64, "::1", b"x.test", ttl=5)
    naptr = old(
        "twisted.names.dns.Record_NAPTR",
        order=1,
        preference=2,
        flags=word,
        service=word,
        regexp=word,
        replacement=empty,
    )
    assert make(made(naptr)) == dns.Record_NAPTR(1, 2, b"u", b"u", b"u", b"x.test")
    wks = old("twisted.names.dns.Record_WKS", address=b"\x7f\0\0\1", protocol=6, map=b"\xff", ttl=None)
    assert make(made(wks)) == dns.Record_WKS("127.0.0.1", 6, b"\xff")
