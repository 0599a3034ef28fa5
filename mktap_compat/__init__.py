"""
The tap workflow of 2007 on today's Twisted: make, freeze, read, check, convert and run taps.

The names in ``__all__`` are the public API, and nothing else is: modules below this one change without notice. All
errors that are raised on purpose are :exc:`TapError`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mktap_compat.errors import TapError
from mktap_compat.tapfile import VERSION as __version__

if TYPE_CHECKING:
    from mktap_compat.freezing.errors import FreezeError
    from mktap_compat.freezing.frozen import freeze
    from mktap_compat.loading.checked import load
    from mktap_compat.loading.unpickling import RefusedError
    from mktap_compat.making.conversions import convert
    from mktap_compat.making.pipeline import freezePlugin
    from mktap_compat.migrating.errors import MigrationError
    from mktap_compat.reading import readTap
    from mktap_compat.reading.errors import ReadingError
    from mktap_compat.state.asking import lastSaved, learnedState, saveState
    from mktap_compat.state.errors import StateError
    from mktap_compat.state.interfaces import IStateful
    from mktap_compat.trust import check
    from mktap_compat.views.facts import describe

__all__ = [
    "FreezeError",
    "IStateful",
    "MigrationError",
    "ReadingError",
    "RefusedError",
    "StateError",
    "TapError",
    "__version__",
    "check",
    "convert",
    "describe",
    "freeze",
    "freezePlugin",
    "lastSaved",
    "learnedState",
    "load",
    "readTap",
    "saveState",
]

#: Where each name is defined: every boot of a tap imports this package, and needs none of them.
_HOMES = {
    "FreezeError": "freezing.errors",
    "IStateful": "state.interfaces",
    "MigrationError": "migrating.errors",
    "ReadingError": "reading.errors",
    "RefusedError": "loading.unpickling",
    "StateError": "state.errors",
    "check": "trust",
    "convert": "making.conversions",
    "describe": "views.facts",
    "freeze": "freezing.frozen",
    "freezePlugin": "making.pipeline",
    "lastSaved": "state.asking",
    "learnedState": "state.asking",
    "load": "loading.checked",
    "readTap": "reading",
    "saveState": "state.asking",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used; see :pep:`562`."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names too."""
    return sorted({*globals(), *_HOMES})
