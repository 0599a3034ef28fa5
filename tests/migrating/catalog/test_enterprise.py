"""Tests of the catalog for databases."""

from __future__ import annotations

from typing import Any

import pytest

from mktap_compat.migrating import GoneError, MigrationError, UntrustedError
from mktap_compat.migrating.evaluating import evaluate as make

from ..olden import made, old


def pool(**attributes: Any) -> Any:
    """Return an old pool."""
    given = {"dbapiName": b"sqlite3", "connargs": (b":memory:",), "connkw": {}, "min": 3, "max": 5}
    return old("twisted.enterprise.adbapi.ConnectionPool", **{**given, **attributes})


def test_poolIsItsConnection() -> None:
    """A pool with everything at its default is the module and where it connects to."""
    construction = made(pool(noisy=0, reconnect=0, good_sql=b"select 1"))
    assert (construction.args, construction.kwargs) == (["sqlite3", ":memory:"], {})


def test_poolKeepsItsLimits() -> None:
    """How many connections there may be, and whether they are made again, stays."""
    live = make(made(pool(min=1, max=2, reconnect=True, good_sql=b"select 2", connkw={b"timeout": 3})))
    assert (live.min, live.max, live.reconnect, live.good_sql) == (1, 2, True, "select 2")
    assert live.connkw == {"timeout": 3}


def test_moduleIsTrustedFirst() -> None:
    """The module of a database is imported, so that the user has to trust it."""
    with pytest.raises(UntrustedError, match="--trust MySQLdb"):
        made(pool(dbapiName=b"MySQLdb"))
    with pytest.raises(MigrationError, match="names no module"):
        made(pool(dbapiName=None))


def test_mappersAreGone() -> None:
    """What mapped rows to objects is gone."""
    with pytest.raises(GoneError, match="use twisted"):
        made(old("twisted.enterprise.row.RowObject"))
