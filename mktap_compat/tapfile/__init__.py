"""Header and graph to bytes and back, and files that are never half written; this room knows nobody."""

from __future__ import annotations

from typing import NoReturn

from mktap_compat.errors import TapError
from mktap_compat.tapfile.files import isTerminal, writeSafely
from mktap_compat.tapfile.format import (
    FORMAT,
    STYLES,
    VERSION,
    Header,
    Recipe,
    digest,
    isDamaged,
    loadGraph,
    pack,
    recipesOf,
    unpack,
)

__all__ = [
    "FORMAT",
    "STYLES",
    "VERSION",
    "Header",
    "Recipe",
    "digest",
    "isDamaged",
    "isTerminal",
    "loadGraph",
    "pack",
    "recipesOf",
    "thaw",
    "unpack",
    "writeSafely",
]


def thaw(*arguments: object) -> NoReturn:
    """
    Refuse a tap that was made before 1.0, when this was the name that taps called.

    :raise TapError: always; it says what to do.
    """
    raise TapError("this tap was made before mktap-compat 1.0, whose format is another: make it again with mkapp")
