"""Rules in one line, for classes that are made today as they were: which attribute is which argument."""

from __future__ import annotations

import re
import sys
from typing import Any, NamedTuple

from mktap_compat.migrating.constructions import Construction
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.resources import children
from mktap_compat.migrating.rules import rule
from mktap_compat.migrating.services import named
from mktap_compat.migrating.stringtypes import Hint

#: What an attribute is: words of arguments, as types.
KINDS: dict[str, Hint] = {
    "": Any,
    "bytes": bytes,
    "number": Any,
    "text": str,
    "texts": list[str],
    "listOfBytes": list[bytes],
    "bytesByBytes": dict[bytes, bytes],
    "byText": dict[str, Any],
    "textByText": dict[str, str],
}
_ARGUMENT = re.compile(r"(?:(\.)|(\w+)=)?(\w+)(?::(\w+))?")


class Argument(NamedTuple):
    """
    What becomes of one attribute.

    :ivar set: whether it is set after the object is made.
    :ivar keyword: the keyword of the argument; empty for the next positional one.
    :ivar attribute: the old attribute.
    :ivar kind: one of :data:`KINDS`.
    """

    set: bool
    keyword: str
    attribute: str
    kind: str


#: the arguments of each plain rule, by old dotted name
PLAIN: dict[str, tuple[Argument, ...]] = {}


def plain(
    names: str,
    *arguments: str,
    today: str = "",
    ignore: str = "",
    resource: bool = False,
    service: bool = False,
    hint: str = "",
) -> None:
    """
    Declare classes that are made today of attributes that they had.

    :param names: their dotted names, as files spell them.
    :param arguments: ``attribute`` for a positional argument, ``keyword=attribute`` for one that may be missing,
        ``.attribute`` for what is set afterwards; each with ``:kind``, one of :data:`KINDS`, if strings are in it.
    :param today: the dotted name of what is called today, if it is another.
    :param ignore: attributes of the process that wrote the file.
    :param resource: whether it is a resource with children.
    :param service: whether it is a service with a name.
    :param hint: what a person would call it.
    """
    parsed = tuple(_parsed(argument) for argument in arguments)

    def make(old: Old) -> Construction:
        new = Construction(today or old.dotted)
        new.hint = hint
        for argument in parsed:
            _use(old, new, argument)
        if resource:
            children(old, new)
        if service:
            named(old, new)
        old.ignore(*ignore.split())
        return new

    shown = ", ".join(f"{each.keyword}=" if each.keyword else each.attribute for each in parsed if not each.set)
    for name in names.split():
        PLAIN[name] = parsed
    # the reference lists it with the module that declares it
    make.__module__ = sys._getframe(1).f_globals["__name__"]
    make.__doc__ = f"``{(today or names.split()[0]).rpartition('.')[2]}({shown})``."
    rule(*names.split())(make)


def _parsed(argument: str) -> Argument:
    found = _ARGUMENT.fullmatch(argument)
    if found is None or (found[4] or "") not in KINDS:
        raise ValueError(f"no argument of a plain rule: {argument}")
    return Argument(found[1] is not None, found[2] or "", found[3], found[4] or "")


def _use(old: Old, new: Construction, argument: Argument) -> None:
    """Take one attribute over."""
    name = argument.attribute
    if name not in old:
        if not argument.set and not argument.keyword:
            raise MigrationError(f"{old.path}: {old.dotted} has no {name}; the file is damaged")
        return
    value = old.number(name) if argument.kind == "number" else old.value(name, None, KINDS[argument.kind])
    if argument.set:
        new.set(name, value)
    elif not argument.keyword:
        new.args.append(value)
    elif value is not None:
        new.kwargs[argument.keyword] = value
