"""What resources of a web server have in common: their children."""

from __future__ import annotations

from typing import Any

from mktap_compat.migrating.constructions import Construction
from mktap_compat.migrating.oldobject import Old


def children(old: Old, new: Construction) -> Construction:
    """
    Put the children of a resource where they were.

    :param old: the old resource.
    :param new: its construction.
    :return: that construction.
    """
    found = old.value("children", {}, dict[bytes, Any])
    for name, child in found.items() if isinstance(found, dict) else []:
        new.call("putChild", name, child)
    old.drop("server", why="a resource does not know its site today")
    return new
