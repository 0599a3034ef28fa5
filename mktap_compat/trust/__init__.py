"""May a tap be loaded? Every name in it and how it is used is allowed, by the table or by the user, or is a finding."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator

from mktap_compat.reading import Tap
from mktap_compat.trust.checking import Checker
from mktap_compat.trust.findings import Finding
from mktap_compat.trust.trusted import Trusted, UntrustableName, isForeign, same, trusted

__all__ = ["Finding", "Trusted", "UntrustableName", "check", "findings", "isForeign", "same", "trusted"]


def findings(tap: Tap, names: Collection[str] | Trusted = ()) -> Iterator[Finding]:
    """
    Yield what speaks against loading a tap, as it is met; nothing of the tap is imported or built.

    :param tap: what was read.
    :param names: what the user trusts besides the table, as ``--trust`` takes it.
    :raise UntrustableName: if one of the names can't be added.
    """
    return Checker(tap, same(names)).findings()


def check(tap: Tap, names: Collection[str] | Trusted = ()) -> list[Finding]:
    """
    Return what speaks against loading a tap; nothing of it is imported or built.

    :param tap: what :func:`mktap_compat.readTap` gave.
    :param names: what you trust besides Twisted's own classes, as ``tapinspect --trust`` takes it: names of your
        own packages, classes and functions, and ``plugin:NAME``.
    :return: the findings in the order of the tree, each one line as text; none if all that loading would do is allowed.
    :raise TapError: if one of the names can't be trusted, such as a whole package of Twisted's.
    """
    # nodes are no garbage, and looking for some among them takes longer than the check
    collecting = gc.isenabled()
    gc.disable()
    try:
        return list(findings(tap, names))
    finally:
        if collecting:
            gc.enable()
