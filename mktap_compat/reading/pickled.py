"""
A pickle to nodes.

Where ``pickle.load`` would stop at STOP and ignore what follows, a file with bytes behind STOP is refused.
"""

from __future__ import annotations

from typing import NamedTuple

from mktap_compat.reading.errors import ReadingError
from mktap_compat.reading.limits import Limits
from mktap_compat.reading.machine import Machine
from mktap_compat.reading.nodes import Node, Text
from mktap_compat.reading.walking import unreached


class Pickle(NamedTuple):
    """
    What one pickle holds.

    :ivar root: the object that loading returns.
    :ivar discarded: what loading makes and throws away again; its names are imported and its calls are done too.
    :ivar protocol: 0 to 5.
    :ivar python: 2 or 3, ``None`` if nothing in the pickle tells.
    """

    root: Node
    discarded: list[Node]
    protocol: int
    python: int | None


def readPickle(data: bytes, name: str, limits: Limits, start: int = 0) -> Pickle:
    """
    Read one pickle that fills the bytes from an offset to their end.

    :param data: the bytes of the file.
    :param name: of the file, for errors.
    :param limits: what it may ask for.
    :param start: the offset of the first opcode.
    :raise ReadingError: if it is no pickle, or more than one, or one that ``pickle.load`` would not read.
    :raise LimitError: if it passes a limit.
    """
    machine = Machine(data, name, limits, start)
    root, end = machine.run()
    if end != len(data):
        raise ReadingError(name, end, f"{len(data) - end} bytes behind the end of the pickle")
    discarded = unreached(root, machine.thrown)
    protocol = machine.protocol
    if protocol is None:
        protocol = 1 if machine.memo and not machine.textual else 0
    python = None
    if protocol >= 3:
        python = 3
    elif machine.legacy:
        python = 2
    elif any(isinstance(node, Text) for node in machine.memo):
        # a Python 2 pickle has the names of attributes as str
        python = 3
    return Pickle(root, discarded, protocol, python)
