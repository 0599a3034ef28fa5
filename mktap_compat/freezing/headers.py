"""The header of a tap: what can be read of it without loading it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from twisted.application.service import IProcess, IService

from mktap_compat.freezing import modulestate, versions
from mktap_compat.tapfile import FORMAT, Header, Recipe

if TYPE_CHECKING:
    from twisted.python.components import Componentized


def describe(
    application: Componentized,
    recipes: Sequence[Recipe],
    shutdown: bool,
    distributions: Sequence[str] = (),
    graph: bytes | None = None,
) -> Header:
    """
    Write the header for an application.

    :param application: the application; its name, ids and process name are stored.
    :param recipes: how its services were made.
    :param shutdown: whether it has served.
    :param distributions: further distributions whose versions matter.
    :param graph: the graph of the application, which is tied to the versions of all that it names.
    :return: the header, with the time only if ``SOURCE_DATE_EPOCH`` is set, so that equal taps are equal bytes.
    """
    process = IProcess(application)
    header: Header = {
        "format": FORMAT,
        "name": IService(application).name,
        "uid": process.uid,
        "gid": process.gid,
        "processName": process.processName,
        "versions": versions.current([*distributionsOf(recipes, graph), *distributions]),
        "services": [
            {
                "plugin": recipe.plugin,
                "arguments": list(recipe.arguments),
                "directory": recipe.directory,
                **({"repaired": True} if recipe.repaired else {}),
                **({"dropin": recipe.dropin} if recipe.dropin else {}),
            }
            for recipe in recipes
        ],
        "shutdown": shutdown,
    }
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        header["created"] = int(epoch)
    return header


def distributionsOf(recipes: Iterable[Recipe], graph: bytes | None = None) -> list[str]:
    """Return the distributions that plugins and what a graph names come from, without Twisted's own and ours."""
    recipes = list(recipes)
    packages = {recipe.package.partition(".")[0] for recipe in recipes} - {"", "twisted", "mktap_compat", "myapp"}
    dropins = [recipe.dropin for recipe in recipes if recipe.dropin.rpartition(".")[2] not in OURS]
    return list(versions.providing({*packages, *packagesIn(graph)} - {"mktap_compat", "myapp"}, dropins))


def packagesIn(graph: bytes | None) -> set[str]:
    """
    Return the packages that a graph names, of those that are imported and are no part of Python or Twisted.

    :param graph: a pickle of ours; ``None`` names nothing.
    """
    named = {found.decode() for found in re.findall(rb"\x8c.([A-Za-z_]\w*)", graph or b"", re.DOTALL)}
    return {name for name in named if name in sys.modules and modulestate.isOwn(name, sys.modules[name])}


#: The plugins of this project.
OURS = ("mktap_compat_plugin", "myapp_plugin")
