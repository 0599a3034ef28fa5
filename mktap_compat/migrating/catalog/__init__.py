"""
The catalog: how each class that old taps hold is made today. One rule, one place.

A rule looks at an old object and returns the construction of today's; it never calls or imports anything of Twisted::

    from mktap_compat.migrating.constructions import Construction
    from mktap_compat.migrating.oldobject import Old
    from mktap_compat.migrating.rules import rule

    @rule("twisted.web.static.Data")
    def data(old: Old) -> Construction:
        \"\"\"``Data(data, type)`` with its children.\"\"\"
        return Construction("twisted.web.static.Data", old.bytes("data"), old.text("type"))

To add an entry: pick the module of this package that covers the area of Twisted, or add one; every module is found.
Register a rule under each old dotted name. Ask ``old`` for each attribute as what it is today: ``text``, ``bytes``,
``number``, ``port``, or ``value`` with a hint (``dict[bytes, Any]``). What a rule never asks for is kept if today's
class has it as a default, else told as lost; say ``old.drop(name, why=...)`` for what nobody needs, and
``old.fill(name, value)`` for what is new.
Steps after making are ``.set(attribute, value)``, ``.call(method, ...)`` and ``.callOn(other, method, ...)``;
they may refer to ``old.new``, the object itself, and so may the objects in them: that is how cycles are broken.
Where each attribute is an argument of today's class, ``plain`` of :mod:`mktap_compat.migrating.plainrules` is a rule
in one line. Classes and functions that files only name are declared with ``same`` or ``renamed``; classes without
successor with ``gone``, those that no file can keep with ``unkept``; what users' subclasses inherit with ``shape``;
names in state that no rule looks at with ``discarded``.

Each module has a test module ``tests/migrating/catalog/test_<module>.py``, first what a rule must leave alone.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil


@functools.cache
def load() -> tuple[str, ...]:
    """
    Import every module of the catalog, once, so that its rules are registered.

    :return: their names.
    """
    names = tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))
    for name in names:
        importlib.import_module(f"{__name__}.{name}")
    return names
