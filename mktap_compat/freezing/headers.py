"""The header of a tap: what can be read of it without loading it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from twisted.application.service import IProcess, IService

from mktap_compat.freezing import versions
from mktap_compat.tapfile import FORMAT, Header, Recipe

if TYPE_CHECKING:
    from twisted.python.components import Componentized


def describe(
    application: Componentized, recipes: Sequence[Recipe], shutdown: bool, distributions: Sequence[str] = ()
) -> Header:
    """
    Write the header for an application.

    :param application: the application; its name, ids and process name are stored.
    :param recipes: how its services were made.
    :param shutdown: whether it has served.
    :param distributions: further distributions whose versions matter.
    :return: the header, with the time only if ``SOURCE_DATE_EPOCH`` is set, so that equal taps are equal bytes.
    """
    process = IProcess(application)
    header: Header = {
        "format": FORMAT,
        "name": IService(application).name,
        "uid": process.uid,
        "gid": process.gid,
        "processName": process.processName,
        "versions": versions.current([*distributionsOf(recipes), *distributions]),
        "services": [
            {
                "plugin": recipe.plugin,
                "arguments": list(recipe.arguments),
                "directory": recipe.directory,
                **({"repaired": True} if recipe.repaired else {}),
            }
            for recipe in recipes
        ],
        "shutdown": shutdown,
    }
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        header["created"] = int(epoch)
    return header


def distributionsOf(recipes: Iterable[Recipe]) -> list[str]:
    """Return the distributions that the recipes' plugins come from, without Twisted's own and ours."""
    packages = {recipe.package.partition(".")[0] for recipe in recipes} - {"", "twisted", "mktap_compat", "myapp"}
    return list(versions.providing(packages))
