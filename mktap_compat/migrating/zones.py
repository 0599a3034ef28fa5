"""A DNS authority whose records are written down, instead of read from a zone file when it is made."""

from __future__ import annotations

from typing import Any

from twisted.names import common
from twisted.names.authority import FileAuthority


class Zone(FileAuthority):
    """
    An authority for one zone.

    :ivar soa: the zone's name, ``bytes`` in lower case, and its ``Record_SOA``.
    :ivar records: lists of records by name, ``bytes`` in lower case.
    """

    __module__ = "mktap_compat.thaw"

    soa: Any
    records: Any

    def __init__(self, soa: tuple[bytes, Any], records: dict[bytes, list[Any]]) -> None:
        # FileAuthority's own reads a file
        common.ResolverBase.__init__(self)
        self.soa = soa
        self.records = records
        self._cache: dict[Any, Any] = {}
