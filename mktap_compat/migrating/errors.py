"""What can go wrong while a tap of 2007 becomes one of today."""

from __future__ import annotations

from collections.abc import Sequence

from mktap_compat.errors import TapError


class MigrationError(TapError):
    """A tap cannot be converted; the text is one line that names the place, the class and what to do next."""


class GoneError(MigrationError):
    """
    A class of the tap exists no more, and nothing took its place; or no file can keep what it stands for.

    :ivar dotted: the old class.
    :ivar path: where it stands in the tap.
    :ivar service: the place of the service that needs it, and what that is; empty outside of services.
    :ivar instead: what to use today.
    :ivar drops: the places of all services that need something gone.
    :ivar fate: what became of the class.
    :ivar rest: whether there are services beside these.
    """

    def __init__(
        self,
        dotted: str,
        path: str,
        service: str,
        instead: str,
        drops: tuple[str, ...] = (),
        rest: bool = False,
        fate: str = "is gone from Twisted",
    ) -> None:
        self.dotted, self.path, self.service, self.instead, self.rest = dotted, path, service, instead, rest
        self.drops = drops or tuple(service.split(" ")[:1] if service else ())
        where = f"{service} " if service else ""
        hint = f"; {' '.join(f'--drop {place}' for place in self.drops)} converts the rest" if rest else ""
        self.fate = fate
        super().__init__(f"{where}needs {dotted}, which {fate}: {instead}{hint}")

    @classmethod
    def together(cls, errors: Sequence[GoneError], rest: bool) -> GoneError:
        """
        Return one error for several services of one parent: the first, with what has to be dropped because of all.

        :param errors: one for each service that cannot be converted, at least one.
        :param rest: whether the parent has other services.
        :return: the error to raise.
        """
        first = errors[0]
        drops = tuple(place for error in errors for place in error.drops)
        return cls(
            first.dotted,
            first.path,
            first.service,
            first.instead,
            drops,
            rest or any(error.rest for error in errors),
            first.fate,
        )


class UntrustedError(MigrationError):
    """The tap names classes or functions that the catalog does not know and the user did not trust."""


class MissingError(MigrationError):
    """A trusted name of the tap cannot be imported today."""
