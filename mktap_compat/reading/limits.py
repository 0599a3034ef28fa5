"""How much of a file is read before it is refused."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """
    What a file may ask for; one that asks for more is refused with :class:`~mktap_compat.reading.errors.LimitError`.

    :ivar bytes: the size of the file.
    :ivar objects: how many objects it may hold, counted as opcodes of a pickle or expressions or elements.
    :ivar depth: how many marks, elements or tuples may stand one in another; if it is not the default, how many
        objects of any kind, each by the shortest way to it, too.
    :ivar memo: how many objects of a pickle may be numbered, and the highest number.
    :ivar digits: decimal digits of one number; Python itself refuses to print or to read longer ones.
    """

    bytes: int = 256 * 1024 * 1024
    objects: int = 20_000_000
    depth: int = 10_000
    memo: int = 20_000_000
    digits: int = 4_300


DEFAULT = Limits()
