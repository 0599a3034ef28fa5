"""Text that is safe to write: what a file names must not steer the terminal that it is shown on."""

from __future__ import annotations

import re

#: What :mod:`mktap_compat.views.colour` puts around parts of a line.
_COLOUR = re.compile(r"(\033\[(?:[012]|3[1236])m)")


def visible(text: str, *, colour: bool = False, lines: bool = False) -> str:
    """
    Return text in which everything that can't be seen is written as an escape, lone surrogates too.

    :param text: anything.
    :param colour: whether the emphasis that we put into it ourselves may stay.
    :param lines: whether it may have lines.
    """
    if text.isprintable():
        return text
    if lines:
        return "\n".join(visible(line) for line in text.split("\n"))
    if colour:
        return "".join(part if _COLOUR.fullmatch(part) else visible(part) for part in _COLOUR.split(text))
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)
