"""What a base was made of: versions, recipes and code. Where that is the same, so is the base."""

from __future__ import annotations

import sys
from typing import Any
from zlib import crc32

from mktap_compat.freezing import versions
from mktap_compat.freezing.modulestate import FOREIGN
from mktap_compat.state.base import Base
from mktap_compat.tapfile import Header


def origin(header: Header, base: Base) -> dict[str, Any]:
    """
    Return what an application is made of in this process.

    :param header: of its tap.
    :param base: the application as it was made.
    """
    now = versions.current(name for name in header["versions"] if name not in versions.BASE)
    services = [{**each, "directory": ""} for each in header["services"]]
    return {"versions": now, "services": services, "code": _code(base)}


def _code(base: Base) -> int:
    """Return a number that changes when the source of the application's own classes does."""
    modules = {shadow.kind.cls.__module__ for shadow in base.shadows}
    number = 0
    for name in sorted(modules):
        top = name.partition(".")[0]
        file = getattr(sys.modules.get(name), "__file__", None)
        if file and top not in FOREIGN and top not in sys.stdlib_module_names:
            try:
                with open(file, "rb") as source:
                    number = crc32(source.read(), number)
            except OSError:
                # below another root directory there is no source to compare
                number = crc32(name.encode(), number)
    return number
