"""``twisted.enterprise``: pools of database connections."""

from __future__ import annotations

from mktap_compat.migrating.constructions import Construction
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.rules import gone, rule, same, unkept

_POOL = "twisted.enterprise.adbapi.ConnectionPool"


@rule(_POOL)
def connectionPool(old: Old) -> Construction:
    """``ConnectionPool(module, ...)`` with what it connected with; the module has to be trusted, for it is imported."""
    module = old.text("dbapiName")
    if not module:
        raise MigrationError(f"{old.path}: {old.dotted} names no module of a database; the file is damaged")
    old.migration.reference(module, f"{old.path}.dbapiName")
    new = Construction(old.dotted, module, *old.value("connargs", (), tuple[str, ...]))
    new.hint = "pool"
    new.kwargs.update(old.value("connkw", {}, dict[str, str]))
    for name, default in (("min", 3), ("max", 5), ("noisy", False), ("reconnect", False)):
        value = old.number(name, default)
        if value != default:
            new.kwargs[f"cp_{name}"] = value
    good = old.text("good_sql", "select 1")
    if good != "select 1":
        new.kwargs["cp_good_sql"] = good
    return new


same("sqlite3")
gone(
    "twisted.enterprise.reflector.*",
    "twisted.enterprise.row.*",
    "twisted.enterprise.sqlreflector.*",
    "twisted.enterprise.util.*",
    instead="use twisted.enterprise.adbapi, or a mapper such as SQLAlchemy",
)
unkept("twisted.enterprise.adbapi.*", because="it belongs to a transaction of the process that wrote the file")
