"""What reading raises, and nothing else."""

from __future__ import annotations

from mktap_compat.errors import TapError


class ReadingError(TapError):
    """
    Something in a file is not what a tap holds.

    :ivar file: the name of the file, as the caller gave it.
    :ivar offset: where it stands: bytes from the start; ``None`` if it is about the file as a whole.
    """

    def __init__(self, file: str, offset: int | None, found: str) -> None:
        self.file = file
        self.offset = offset
        place = file if offset is None else f"{file}: byte {offset}"
        super().__init__(f"{place}: {found}")


class LimitError(ReadingError):
    """A limit was passed: bytes, objects, depth or memo."""


class NotATapError(ReadingError):
    """
    A file that is no tap at all, damaged or not.

    :param name: of the file.
    :param what: what it is instead, in a sentence about it.
    """

    def __init__(self, name: str, what: str) -> None:
        self.file = name
        self.offset = None
        Exception.__init__(self, f"{name} {what}")
