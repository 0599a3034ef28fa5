"""A tap as Python source, a ``.tas`` file: what ``twistd -s`` boots, and what a person can read and edit."""

from __future__ import annotations

import io
import pickle
import pprint
from typing import Any, cast

from mktap_compat.tapfile.format import Header

RECIPES = """\
# Run this with: twistd -ns FILE
# The command lines under 'services' may be edited.
"""
GRAPH = """\
# Run this with: twistd -ns FILE
# The last argument is the frozen application; the command lines under 'services' only tell how it was made.
"""


def pack(header: Header, graph: bytes | None) -> bytes:
    """
    Put a header and a graph into the bytes of a ``.tas`` file.

    It is one call of :func:`mktap_compat.thaw.thaw`, in the words of :mod:`twisted.persisted.aot`.

    :param header: as for :func:`mktap_compat.tapfile.pack`.
    :param graph: likewise; ``None`` makes a file that holds the command lines only.
    :return: ASCII text.
    """
    shown = pprint.pformat((header, graph), width=100, sort_dicts=False)
    text = f"{RECIPES if graph is None else GRAPH}\napp = Copyreg(\n    'mktap_compat.thaw.thaw',\n{shown})\n"
    # what is not ASCII can only be inside quotes
    return text.encode("ascii", "backslashreplace")


def fromTap(tap: bytes) -> bytes:
    """
    Turn a tap of ours into a ``.tas`` file; the command lines alone if they can give all that is in it.

    :param tap: the bytes of a tap of ours.
    :return: as :func:`pack`.
    """
    header, graph = _Parts(io.BytesIO(tap)).load()
    # a person may edit it
    header.pop("digest", None)
    return pack(header, graph if header["shutdown"] or not header["services"] else None)


class _Parts(pickle.Unpickler):
    """Gives the arguments of the one call that a tap is, and calls nothing."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what keeps the arguments, whatever is to be called."""
        return lambda *arguments: arguments

    def load(self) -> tuple[Header, bytes | None]:
        """Return header and graph."""
        return cast("tuple[Header, bytes | None]", super().load())
