"""``twisted.protocols``: what limits, throttles and wraps other factories, and small servers beside those of mktap."""

from __future__ import annotations

from mktap_compat.migrating.constructions import Construction
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.plainrules import plain
from mktap_compat.migrating.rules import gone, rule, unkept

_POLICIES = "twisted.protocols.policies"
_HTB = "twisted.protocols.htb"
_SIP = "twisted.protocols.sip"
_RUNNING = "protocols connectionCount peerConnections"


@rule(f"{_POLICIES}.LimitConnectionsByPeer")
def limitByPeer(old: Old) -> Construction:
    """``LimitConnectionsByPeer(wrappedFactory)`` with its limit, which a program set."""
    new = Construction(old.dotted, old.value("wrappedFactory"))
    if "maxConnectionsPerPeer" in old:
        new.set("maxConnectionsPerPeer", old.number("maxConnectionsPerPeer"))
    old.ignore(*_RUNNING.split())
    return new


plain(
    f"{_POLICIES}.LimitTotalConnectionsFactory",
    ".connectionLimit:number",
    ".overflowProtocol",
    ".protocol",
    ignore=_RUNNING,
)
plain(f"{_POLICIES}.WrappingFactory {_POLICIES}.SpewingFactory", "wrappedFactory", ignore=_RUNNING)
plain(
    f"{_POLICIES}.ThrottlingFactory",
    "wrappedFactory",
    "maxConnectionCount=maxConnectionCount:number",
    "readLimit=readLimit:number",
    "writeLimit=writeLimit:number",
    ignore=f"{_RUNNING} readThisSecond writtenThisSecond checkReadBandwidthID checkWriteBandwidthID unthrottleReadsID "
    "unthrottleWritesID",
)
plain(f"{_POLICIES}.TimeoutFactory", "wrappedFactory", "timeoutPeriod=timeoutPeriod:number", ignore=_RUNNING)
plain(
    f"{_POLICIES}.TrafficLoggingFactory",
    "wrappedFactory",
    "logfilePrefix:text",
    "lengthLimit=lengthLimit:number",
    ignore=f"{_RUNNING} _counter",
)
plain("twisted.protocols.tls.TLSMemoryBIOFactory", "_contextFactory", "_isClient", "wrappedFactory", ignore=_RUNNING)
plain(
    f"{_HTB}.HierarchicalBucketFilter {_HTB}.FilterByHost {_HTB}.FilterByServer",
    "parentFilter=parentFilter",
    ignore="buckets lastSweep",
)
plain(
    f"{_HTB}.Bucket",
    "parentBucket=parentBucket",
    ".maxburst:number",
    ".rate:number",
    ignore="content lastDrip _refcount",
)
plain(f"{_HTB}.ShapedProtocolFactory", "protocol", "bucketFilter")
plain("twisted.protocols.postfix.PostfixTCPMapDeferringDictServerFactory", "data=data:bytesByBytes")
plain("twisted.protocols.postfix.PostfixTCPMapDictServerFactory", "data:bytesByBytes")
plain(f"{_SIP}.InMemoryRegistry", "domain:text", ".users:byText")
plain(f"{_SIP}.Registration", "secondsToExpiry:number", "contactURL")
plain(
    f"{_SIP}.URL",
    "host:text",
    *(f"{name}={name}:text" for name in ("username", "password", "transport", "usertype", "method", "maddr", "tag")),
    *(f"{name}={name}:number" for name in ("port", "ttl")),
    "other=other:texts",
    "headers=headers:textByText",
)
plain(f"{_SIP}.Base", ignore="messages parser transport")
plain(f"{_SIP}.Proxy", "host=host:text", "port=port:number", ignore="messages parser transport")
plain(
    f"{_SIP}.RegisterProxy",
    "host=host:text",
    "port=port:number",
    ".portal",
    ".registry",
    ".authorizers:byText",
    ignore="messages parser transport liveChallenges",
)
gone(f"{_SIP}.BasicAuthorizer", f"{_SIP}.DigestAuthorizer", instead="write an authorizer for sip.RegisterProxy")
gone("twisted.protocols.dict.*", instead="Twisted asks no dictionary servers today")
unkept(
    f"{_HTB}.*",
    f"{_SIP}.*",
    "twisted.protocols.amp.*",
    "twisted.protocols.basic.*",
    "twisted.protocols.ident.*",
    "twisted.protocols.loopback.*",
    "twisted.protocols.memcache.*",
    "twisted.protocols.pcp.*",
    f"{_POLICIES}.*",
    "twisted.protocols.portforward.*",
    "twisted.protocols.socks.*",
    "twisted.protocols.ftp.*",
    because="it belongs to a connection of the process that wrote the file",
)
