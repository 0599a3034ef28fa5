"""``twisted.persisted`` and the names by which Python 2 pickled its methods, modules and built-in types."""

from __future__ import annotations

from mktap_compat.migrating.constructions import Construction, Method, Name, Value
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.rules import rule, shape

_DIRDBM = "twisted.persisted.dirdbm.DirDBM"


@rule("twisted.persisted.dirdbm.DirDBM", "twisted.persisted.dirdbm.Shelf")
def dirdbm(old: Old) -> Construction:
    """``DirDBM(folder)``; the names of the files in the folder are the same today."""
    old.ignore("_dnamePath")
    return Construction(f"mktap_compat.thaw.{old.dotted.rpartition('.')[2]}", old.text("dname"))


shape(
    _DIRDBM,
    hints={"dname": str},
    fill={"_dnamePath": lambda old: Construction("twisted.python.filepath.FilePath", old.text("dname"))},
)


@rule("twisted.persisted.styles.unpickleMethod")
def method(old: Old) -> Value:
    """A bound method of an object, or a method of a class."""
    name = old.argument(0, str)
    if not isinstance(name, str) or not name.isidentifier():
        raise MigrationError(f"{old.path}: {name!r} cannot be the name of a method; the file is damaged")
    owner = old.argument(1)
    if owner is None:
        owner = old.argument(2)
        if isinstance(owner, Name):
            return Name(f"{owner.dotted}.{name}")
    if not isinstance(owner, Construction):
        raise MigrationError(f"{old.path}: {name} is no method of an object of the tap")
    return Method(owner, name)


@rule("twisted.persisted.styles.unpickleModule")
def module(old: Old) -> Value:
    """A module; only those that the catalog or the user vouches for."""
    return old.migration.reference(str(old.argument(0, str)), old.path)
