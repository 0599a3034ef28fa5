"""What can go wrong while a tap of 2007 becomes one of today."""

from __future__ import annotations

from mktap_compat.errors import TapError


class MigrationError(TapError):
    """A tap cannot be converted; the text is one line that names the place, the class and what to do next."""


class GoneError(MigrationError):
    """
    A class of the tap exists no more, and nothing took its place.

    :ivar dotted: the old class.
    :ivar path: where it stands in the tap.
    """

    def __init__(self, dotted: str, path: str, service: str, instead: str) -> None:
        where = f"{service} " if service else ""
        drop = f"; --drop {service.split(' ')[0]} converts the rest" if service else ""
        super().__init__(f"{where}needs {dotted}, which is gone from Twisted: {instead}{drop}")
        self.dotted = dotted
        self.path = path


class UntrustedError(MigrationError):
    """The tap names classes or functions that the catalog does not know and the user did not trust."""


class MissingError(MigrationError):
    """A trusted name of the tap cannot be imported today."""
