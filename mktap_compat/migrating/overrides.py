"""Attributes that a program set on an object of Twisted in place of a default of its class, and that no rule knows."""

from __future__ import annotations

import inspect
from typing import Any

from mktap_compat.migrating import stringtypes
from mktap_compat.migrating.constructions import Construction
from mktap_compat.migrating.errors import MissingError
from mktap_compat.migrating.evaluating import resolve
from mktap_compat.migrating.oldobject import Old

_MISSING = object()


def keep(old: Old, new: Construction) -> None:
    """
    Set what the old object had in place of a default, where today's class has that default too.

    What takes the place of a method is not kept.

    :param old: the old object, after its rule; what is kept counts as used.
    :param new: what the rule gave.
    """
    names = [name for name in old.names() if not name.startswith("__") and not name.endswith(".persistenceVersion")]
    if not names:
        return
    try:
        kind = resolve(new.function)
    except MissingError:
        return
    if not isinstance(kind, type):
        return
    hints = stringtypes.ofClass(kind)
    for name in names:
        default = inspect.getattr_static(kind, name, _MISSING)
        # what makes protocols may be a function
        method = inspect.isroutine(default) or hasattr(type(default), "__get__")
        if default is _MISSING or (method and name != "protocol"):
            continue
        value = old.value(name, None, hints.get(name, Any))
        new.set(name, value)
        old.migration.report.add("mapped", f"{old.path}.{name}", f"{old.dotted}.{name}", f"{new.function}.{name}")
