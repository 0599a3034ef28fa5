"""``twisted.spread``: Perspective Broker servers."""

from __future__ import annotations

from mktap_compat.migrating.constructions import Construction
from mktap_compat.migrating.old import Old
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


gone(
    "twisted.spread.pb.AuthRoot",
    "twisted.cred.authorizer.DefaultAuthorizer",
    "twisted.cred.identity.Identity",
    instead="the authorizers of Twisted 1 became twisted.cred portals and checkers",
)
