"""``--trust`` as all commands take it: sorted out once, with a warning for what is not the user's own."""

from __future__ import annotations

from collections.abc import Iterable

from twisted.python import usage

from mktap_compat import trust
from mktap_compat.commands.cli import exits
from mktap_compat.trust.dangers import danger


def trustedNames(command: str, values: Iterable[str]) -> trust.Trusted:
    """
    Sort out what ``--trust`` was given, and warn of names of the standard library and of Twisted.

    :param command: who warns.
    :param values: as :func:`mktap_compat.trust.trusted` takes them.
    :raise twisted.python.usage.UsageError: if one of them can't be added.
    """
    try:
        found = trust.trusted(values)
    except trust.UntrustableName as error:
        raise usage.UsageError(str(error)) from None
    for name in sorted(found.names):
        if trust.isForeign(name):
            exits.complain(command, f"warning: --trust {name}: it is not your own, and the tap {danger(name)}")
    return found
