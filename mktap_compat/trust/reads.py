"""Files that loading reads: regular ones of a sensible size, so that no file has a device read for ever."""

from __future__ import annotations

import os
import re
import stat

from mktap_compat.reading.nodes import Node, nameOf

#: Bytes that a key, a zone or a list of aliases has at most.
LARGEST = 16 * 1024 * 1024
_FIELDS = re.compile(r"(?<!\\):")
_ESCAPED = re.compile(r"\\(.)")
#: Classes whose attributes name files that are read while they are loaded.
_ATTRIBUTES = {("twisted.names.client.Resolver", "resolv")}


def refusal(path: str) -> str | None:
    """
    Return why a file may not be read, ``None`` if it may, or if it isn't there.

    :param path: as the tap has it.
    """
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    if stat.S_ISDIR(found.st_mode):
        # which nothing can be read from
        return None
    if not stat.S_ISREG(found.st_mode):
        return f"loading reads {path}, which is no regular file"
    if found.st_size > LARGEST:
        return f"loading reads {path}, which has {found.st_size} bytes, more than {LARGEST}"
    return None


def objection(cls: str, attribute: str, value: Node) -> str | None:
    """
    Return why loading may not read the file that an attribute names.

    :param cls: the canonical dotted name of the class.
    :param attribute: the attribute's name.
    :param value: what it is given.
    """
    path = nameOf(value)
    return refusal(path) if path is not None and (cls, attribute) in _ATTRIBUTES else None


def described(description: str, directory: str) -> str | None:
    """
    Return why loading may not read the files that the description of an endpoint names.

    :param description: as ``serverFromString`` takes it.
    :param directory: where relative paths begin.
    """
    kind, *fields = _FIELDS.split(description.removeprefix("haproxy:"))
    for field in fields if kind == "ssl" else ():
        # privateKey and certKey may also be given by position
        name, equals, value = field.partition("=")
        reason = refusal(os.path.join(directory, _ESCAPED.sub(r"\1", value if equals else name)))
        if reason is not None:
            return reason
    return None
