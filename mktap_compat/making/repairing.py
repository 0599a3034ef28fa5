"""
What ``mktap`` does to services of today's own plugins that are broken since Python 3, so that they serve as in 2007.

The classes are replaced by those of :mod:`mktap_compat.migrating.repairs`, which conversions of old taps use too.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

from twisted.python.reflect import namedAny

from mktap_compat.migrating.repairs import REPAIRS, repairedName

#: What freezing does itself, for all plugins.
ELSEWHERE = ("process", "procmon")


def repair(service: object) -> list[str]:
    """
    Replace what is broken in a service, wherever it is in it.

    :param service: as a plugin of Twisted's own made it; it is changed.
    :return: the dotted names of the classes of today that were wrong, sorted; none if today's Twisted works.
    """
    with _unrecorded():
        return sorted(_repaired(service))


@contextlib.contextmanager
def _unrecorded() -> Iterator[None]:
    """Keep what trying out Twisted's classes leaves on the stand-in for the reactor apart from what the service did."""
    recorded = getattr(sys.modules.get("twisted.internet.reactor"), "recorded", [])
    before = list(recorded)
    try:
        yield
    finally:
        recorded[:] = before


def _repaired(service: object) -> set[str]:
    """Do the work of :func:`repair`."""
    found: set[str] = set()
    values = list(_reachable(service))
    for value in values:
        name = _nameOf(type(value))
        if name in SPECIAL and SPECIAL[name](value):
            found.add(name)
        better = _better(type(value))
        if better is not None:
            value.__class__ = better
            found.add(name)
        for attribute, held in list(getattr(value, "__dict__", {}).items()):
            better = _better(held) if isinstance(held, type) else None
            if better is not None:
                setattr(value, attribute, better)
                found.add(_nameOf(held))
    if "twisted.mail.tap.AliasUpdater" in found:
        for value in values:
            if _nameOf(type(value)) == "twisted.mail.mail.FileMonitoringService":
                _readAgain(value)
    return found


def _nameOf(kind: type) -> str:
    """Return the dotted name of a class."""
    return f"{kind.__module__}.{kind.__qualname__}"


def _better(kind: type) -> type | None:
    """Return the class that does right what this one does wrong, if there is one."""
    name = _nameOf(kind)
    if REPAIRS.get(name) in (None, *ELSEWHERE):
        return None
    repaired = repairedName(name)
    found: type | None = None if repaired == name else namedAny(repaired)
    return found


def _reachable(root: object) -> Iterator[Any]:
    """Yield the objects of Twisted's own classes that a service holds, itself first, each once."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if id(value) in seen or isinstance(value, str | bytes | int | float | type | None):
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple | set | frozenset):
            waiting += value
        elif type(value).__module__.startswith(("twisted.", "mktap_compat.thaw")):
            yield value
            waiting += getattr(value, "__dict__", {}).values()


def _mailService(service: Any) -> bool:
    """
    Name domains in bytes, as they come from the wire, and their directories too.

    Twisted before 23.10 registered no domain's own users, for its ``map`` is lazy since Python 3.
    """
    for table in (service.domains.domains, service.portals):
        for name in [name for name in table if isinstance(name, str)]:
            table[name.encode("idna")] = table.pop(name)
    for domain in service.domains.domains.values():
        if isinstance(getattr(domain, "root", None), str):
            domain.root = os.fsencode(domain.root)
    for name, portal in service.portals.items():
        for checker in [] if portal.checkers else service.domains.domains[name].getCredentialsCheckers():
            portal.registerChecker(checker)
    return bool(service.domains.domains)


def _factory(factory: Any) -> bool:
    """Give the server's name in bytes to what says hello with it."""
    changed = False
    for name in ("domain", "fArgs"):
        held = factory.__dict__.get(name)
        new = _inBytes(held)
        if new != held:
            setattr(factory, name, new)
            changed = True
    return changed


def _inBytes(value: Any) -> Any:
    """Return text as bytes, also in a tuple; anything else as it is."""
    if isinstance(value, tuple):
        return tuple(map(_inBytes, value))
    return value.encode("ascii", "surrogateescape") if isinstance(value, str) else value


def _record(record: Any) -> bool:
    """Give a DNS record's strings in bytes, which a zone in Python syntax has as text."""
    data = record.data
    record.data = [_inBytes(each) for each in data]
    return bool(record.data != data)


def _readAgain(monitor: Any) -> None:
    """Have the alias files read that are watched: they were read while the classes were broken."""
    for _, name, callback, _ in monitor.files:
        callback(name)


SPECIAL = {
    "twisted.mail.mail.MailService": _mailService,
    "twisted.mail.protocols.ESMTPFactory": _factory,
    "twisted.mail.protocols.SMTPFactory": _factory,
    "twisted.mail.relaymanager.SmartHostESMTPRelayingManager": _factory,
    "twisted.mail.relaymanager.SmartHostSMTPRelayingManager": _factory,
    "twisted.names.dns.Record_SPF": _record,
    "twisted.names.dns.Record_TXT": _record,
}
