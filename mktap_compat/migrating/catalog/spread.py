"""``twisted.spread``: Perspective Broker servers."""

from __future__ import annotations

from mktap_compat.migrating.constructions import Construction, Name, Value
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.plainrules import plain
from mktap_compat.migrating.rules import gone, rule


@rule("twisted.spread.pb.PBServerFactory")
def pbServerFactory(old: Old) -> Construction:
    """``PBServerFactory(root)``; the types it accepts were the default ones."""
    new = Construction("twisted.spread.pb.PBServerFactory", old.value("root"))
    new.hint = "pbFactory"
    if old.value("unsafeTracebacks", False):
        new.kwargs["unsafeTracebacks"] = True
    security = old.value("security")
    if isinstance(security, Construction):
        new.kwargs["security"] = security
    return new


@rule("twisted.spread.pb.BrokerFactory")
def brokerFactory(old: Old) -> Construction:
    """``PBServerFactory(root)`` instead of what it was called until 2.4."""
    new = Construction("twisted.spread.pb.PBServerFactory", old.value("objectToBroker"))
    new.hint = "pbFactory"
    return new


@rule("twisted.spread.jelly.SecurityOptions")
def securityOptions(old: Old) -> Value:
    """The types that a broker accepts: the default ones, or those of the tap."""
    types = old.value("allowedTypes", {}, dict[bytes, int])
    modules, classes = old.value("allowedModules", {}), old.value("allowedClasses", {})
    # who never called allowBasicTypes accepts less than the default
    if _ALLOWED_BASIC in types and set(types) <= _BASIC and not modules and not classes:
        return Name("twisted.spread.jelly.globalSecurity")
    new = Construction("twisted.spread.jelly.SecurityOptions")
    for name, value in (("allowedTypes", types), ("allowedModules", modules), ("allowedClasses", classes)):
        if value:
            new.set(name, value)
    return new


#: in every list of types to which ``allowBasicTypes`` added the basic ones
_ALLOWED_BASIC = b"dictionary"


_BASIC = set(
    b"None bool boolean string str int float datetime time date timedelta NoneType unicode bytes method module class "
    b"instance decimal list tuple dict dictionary set frozenset reference dereference unpersistable persistent "
    b"long_int long bool_ function instance_ copy cache cached lcache local remote "
    # what importing twisted.spread.pb, twisted.web.distrib and twisted.words.service adds
    b"twisted.spread.pb.CopyableFailure twisted.web.server.Request "
    b"twisted.words.service.ChatAvatar twisted.words.service.PBGroup twisted.words.service.PBMind".split()
)

_SPREAD = "twisted.spread"
plain(
    f"{_SPREAD}.pb.PBClientFactory",
    "unsafeTracebacks=unsafeTracebacks",
    "security=security",
    ignore="_broker _root rootObjectRequests",
)
for _name in ("Avatar", "Cacheable", "Copyable", "Referenceable", "Root", "Viewable"):
    _module = "pb" if _name == "Avatar" else "flavors"
    plain(f"{_SPREAD}.{_module}.{_name}")
plain(f"{_SPREAD}.flavors.ViewPoint", "perspective", "object")
plain(f"{_SPREAD}.publish.Publishable", "publishedID", ".timestamp:number")
gone(
    "twisted.spread.pb.AuthRoot",
    instead="the authorizers of Twisted 1 became twisted.cred portals and checkers",
)
