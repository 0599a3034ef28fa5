"""Python programs that are called like taps: told from their text, never run."""

from __future__ import annotations

import re

#: What a program has somewhere near its beginning: a line that imports or defines something, or names Python.
_LINE = re.compile(
    rb"^(?:#!.*python|(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+[\w*(]|(?:def|class)[ \t]+\w+[ \t]*[(:])", re.MULTILINE
)
#: How much of a file is looked at.
_LOOK = 65536


def isProgram(data: bytes) -> bool:
    """
    Tell whether a file that is no tap is a Python program.

    :param data: the bytes of the file.
    """
    start = data[:_LOOK]
    # a .tas file with something behind its end has a better message
    return b"\0" not in start and not start.lstrip().startswith(b"app") and _LINE.search(start) is not None
