"""From the bytes of a tap to inert nodes: nothing is imported, called or built."""

from __future__ import annotations

from collections.abc import Callable

from .errors import LimitError, ReadingError
from .limits import DEFAULT, Limits
from .nodes import Bytes, Constant, Dict, Form, Object
from .pickled import Pickle, readPickle
from .tap import Tap

__all__ = ["LimitError", "Limits", "ReadingError", "Tap", "readTap"]

_THAW = "mktap_compat.tapfile.thaw"


def readTap(
    data: bytes,
    name: str = "<tap>",
    *,
    style: str | None = None,
    limits: Limits = DEFAULT,
    passphrase: Callable[[], str] | None = None,
) -> Tap:
    """
    Read a tap of any format and age without running any of it.

    :param data: the bytes of the file.
    :param name: of the file, for errors and for guessing the style.
    :param style: ``"pickle"``, ``"source"``, ``"xml"`` or ``"encrypted"``; by default the bytes decide.
    :param limits: what the file may ask for.
    :param passphrase: is called for the passphrase of an encrypted file.
    :return: the tap.
    :raise ReadingError: if the bytes are no tap of that style.
    :raise LimitError: if a limit is passed.
    """
    if len(data) > limits.bytes:
        raise LimitError(name, None, f"{len(data)} bytes, the limit is {limits.bytes}")
    if not data:
        raise ReadingError(name, None, "the file is empty")
    return _readPickled(data, name, limits)


def _readPickled(data: bytes, name: str, limits: Limits) -> Tap:
    root, discarded, protocol, python = readPickle(data, name, limits)
    tap = Tap(name, data, "pickle", protocol, python, root, None, root, discarded)
    if isinstance(root, Object) and root.form is Form.CALL and root.dotted == _THAW:
        header, graph = root.args if len(root.args) == 2 else (None, None)
        if not isinstance(header, Dict):
            raise ReadingError(name, root.offset, "a tap of mktap-compat without its header")
        if isinstance(graph, Bytes):
            inner = _readGraph(data, name, limits, graph)
            return tap._replace(header=header, application=inner.root, discarded=discarded + inner.discarded)
        if not isinstance(graph, Constant) or graph.value is not None:
            raise ReadingError(name, root.offset, "a tap of mktap-compat whose graph is not bytes")
        return tap._replace(header=header, application=None)
    return tap


def _readGraph(data: bytes, name: str, limits: Limits, graph: Bytes) -> Pickle:
    # the opcode, then the length, as wide as the opcode says
    width = {ord("C"): 1, ord("B"): 4, 0x8E: 8}.get(data[graph.offset])
    if width is None:
        raise ReadingError(name, graph.offset, "a tap of mktap-compat whose graph is not bytes")
    start = graph.offset + 1 + width
    return readPickle(data[: start + len(graph.value)], name, limits, start)
