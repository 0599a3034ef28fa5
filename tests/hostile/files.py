"""What a file of the corpus is."""

from __future__ import annotations

from typing import NamedTuple


class Hostile(NamedTuple):
    """
    One file.

    :ivar name: of the file, without its extension.
    :ivar what: what it tries, in a sentence.
    :ivar data: its bytes.
    :ivar runs: whether plain loading by Twisted leaves a file ``PWNED`` in the current directory: no empty threat.
    :ivar suffix: its extension.
    :ivar trust: names that its victim has added.
    :ivar why: what one of its findings says; it is to be refused for its own reason, not for another one.
    """

    name: str
    what: str
    data: bytes
    runs: bool = False
    suffix: str = "tap"
    trust: tuple[str, ...] = ()
    why: str = ""

    @property
    def file(self) -> str:
        """The name with its extension."""
        return f"{self.name}.{self.suffix}"
