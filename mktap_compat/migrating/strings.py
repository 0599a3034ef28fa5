"""Strings of Python 2: text or bytes?"""

from __future__ import annotations

import typing
from dataclasses import dataclass

from mktap_compat.migrating import stringtypes
from mktap_compat.migrating.settings import Settings
from mktap_compat.migrating.stringtypes import Hint
from mktap_compat.reading.nodes import Bytes, Text


@dataclass(frozen=True)
class Decision:
    """
    What a string became.

    :ivar value: text or bytes.
    :ivar why: for a guess, how it was made; else an empty string.
    :ivar moved: what it was before a path in it moved; else ``None``.
    """

    value: str | bytes
    why: str = ""
    moved: str | bytes | None = None


def decide(node: Text | Bytes, hint: Hint, settings: Settings, sibling: bool = False) -> Decision:
    """
    Decide whether a string is text or bytes, and move the path in it.

    ``unicode`` is text. A ``str`` with a byte over 127 is bytes, unless it is known to be text. An ASCII ``str`` is
    what the hint says, else bytes if the same place has bytes over 127 elsewhere, else text, which is a guess.

    :param node: the string.
    :param hint: what is known about the place it is in.
    :param settings: the paths that move.
    :param sibling: whether the same attribute of another object of the class has bytes over 127.
    :return: the decision.
    """
    known = stringtypes.scalar(hint)
    why = ""
    value: str | bytes = node.value
    if isinstance(node, Text):
        if known is bytes and node.value.isascii():
            value = node.value.encode("ascii")
    elif known is str or (known is None and node.legacy and node.value.isascii() and not sibling):
        value, why = _decode(node.value)
        if known is None:
            why = "ASCII, and nothing says that it is bytes"
    elif known is None and node.legacy and node.value.isascii():
        why = "ASCII, but this attribute holds bytes over 127 elsewhere"
    new = moved(value, settings, hint is stringtypes.Command)
    return Decision(value, why) if new == value else Decision(new, why, value)


def _decode(value: bytes) -> tuple[str, str]:
    """Return bytes that are meant as text as text, and a word about it if they are not ASCII."""
    if value.isascii():
        return value.decode("ascii"), ""
    try:
        return value.decode("utf-8"), "text with bytes over 127, taken for UTF-8"
    except UnicodeDecodeError:
        return value.decode("latin-1"), "text with bytes over 127, taken for Latin-1"


def moved(value: str | bytes, settings: Settings, command: bool) -> str | bytes:
    """
    Return a string with the path in it where it is now.

    :param value: a path, or anything else, which stays as it is.
    :param settings: the paths that move.
    :param command: whether it is a command line, in which paths stand anywhere.
    :return: the same kind of string.
    """
    if not settings.paths:
        return value
    if isinstance(value, str):
        return settings.moveInside(value) if command else settings.move(value)
    try:
        return settings.move(value.decode("utf-8")).encode("utf-8")
    except UnicodeDecodeError:
        return value


def describe(value: typing.Any) -> str:
    """Return a string as it is shown in a report, shortened."""
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:56]}...{shown[-1]}"
