"""Colour, on a terminal that wants it; everywhere else the text as it is."""

from __future__ import annotations

import os
from typing import IO

_ALARMING = {"program", "script", "shell", "import", "call", "plugin"}


class Style:
    """
    Emphasizes parts of text.

    :ivar colour: whether to.
    """

    def __init__(self, colour: bool = False) -> None:
        self.colour = colour

    @classmethod
    def of(cls, stream: IO[str]) -> Style:
        """Return the style for a stream: colour only on a terminal, and not if ``NO_COLOR`` is set."""
        return cls(stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")

    def _paint(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self.colour else text

    def title(self, text: str) -> str:
        """Emphasize the name of a file."""
        return self._paint("1", text)

    def label(self, text: str) -> str:
        """Emphasize the name of a fact."""
        return self._paint("36", text)

    def name(self, text: str) -> str:
        """Emphasize the name of a service or an attribute."""
        return self._paint("1", text)

    def faint(self, text: str) -> str:
        """Draw back what is said by the way."""
        return self._paint("2", text)

    def effect(self, kind: str, text: str) -> str:
        """Emphasize what starting does: what runs code in yellow."""
        return self._paint("33" if kind in _ALARMING else "32", text)

    def bad(self, text: str) -> str:
        """Emphasize what is not allowed."""
        return self._paint("31", text)

    def good(self, text: str) -> str:
        """Emphasize what is allowed."""
        return self._paint("32", text)
