"""From the bytes of a tap to inert nodes: nothing is imported, called or built."""

from __future__ import annotations

import gc
from collections.abc import Callable

from mktap_compat.reading.errors import LimitError, NotATapError, ReadingError
from mktap_compat.reading.limits import DEFAULT, Limits
from mktap_compat.reading.nodes import Bytes, Constant, Dict, Form, Global, Object
from mktap_compat.reading.pickled import Pickle, readPickle
from mktap_compat.reading.strangers import stranger
from mktap_compat.reading.tap import Tap
from mktap_compat.reading.walking import deeperThan, walk

__all__ = ["LimitError", "Limits", "ReadingError", "Tap", "readTap"]

#: What :func:`readTap` can read.
STYLES = ("pickle", "source", "xml", "encrypted")
#: The block of the cipher of sob.
BLOCK = 16
_ENCRYPTED = ("etap", "etas", "etax")
#: How UTF-16 begins, and no tap that isn't encrypted.
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_THAW = "mktap_compat.thaw.thaw"


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
        raise NotATapError(name, "is empty")
    if data.startswith(_UTF16) and style is None and name.rpartition(".")[2] not in _ENCRYPTED:
        raise ReadingError(name, None, "it is UTF-16 text, which '>' of PowerShell makes of a tap; use -o FILE instead")
    guessed = style is None
    style = style or guessStyle(data, name)
    # nodes are no garbage, and looking for some among them takes as long as reading
    collecting = gc.isenabled()
    gc.disable()
    try:
        if style == "encrypted":
            return _shallow(_readEncrypted(data, name, limits, passphrase), limits)
        if style in _READERS:
            return _shallow(_READERS[style](data, name, limits), limits)
    except (MemoryError, RecursionError):
        raise LimitError(name, None, "it needs more memory than there is") from None
    except ReadingError as error:
        if guessed and style != "encrypted":
            raise stranger(data, name, error) from None
        raise
    finally:
        if collecting:
            gc.enable()
    raise ReadingError(name, None, f"no style of a tap: {style!r}; there are {', '.join(STYLES)}")


def _shallow(tap: Tap, limits: Limits) -> Tap:
    """
    Return a tap that is not nested too deep.

    Nothing that looks at nodes goes down by recursion, so that without a limit of the caller's own nothing is measured.
    """
    if limits.depth != DEFAULT.depth:
        deep = deeperThan(tap.roots(), limits.depth)
        if deep is not None:
            raise LimitError(tap.name, deep.offset, f"more than {limits.depth} objects one in another")
    return tap


def guessStyle(data: bytes, name: str = "<tap>") -> str:
    """
    Return the style of a tap, by its first bytes, and where those say nothing, by its name.

    :param data: the bytes of the file.
    :param name: of the file.
    :return: one of :data:`STYLES`.
    """
    start = data.lstrip(b" \t\r\n\f")[:3]
    if start[:1] == b"<":
        return "xml"
    if start == b"app" or start[:1] == b"#":
        return "source"
    # noise could be anything: a passphrase is asked for where a name says that it takes one
    return "encrypted" if name.rpartition(".")[2] in _ENCRYPTED and data[:1] != b"\x80" else "pickle"


def _readEncrypted(data: bytes, name: str, limits: Limits, passphrase: Callable[[], str] | None) -> Tap:
    from mktap_compat.reading.encrypted import decrypt

    if passphrase is None:
        raise ReadingError(name, None, "it is encrypted, and needs its passphrase")
    plain = decrypt(data, name, passphrase())
    # the spaces that fill the last block
    plain = plain[: -BLOCK + 1] + plain[-BLOCK + 1 :].rstrip(b" ")
    style = guessStyle(plain)
    try:
        tap = _READERS[style](plain, name, limits)
    except LimitError:
        raise
    except ReadingError as error:
        raise ReadingError(name, None, f"the passphrase is wrong, or what it decrypts is no tap ({error})") from None
    return tap._replace(style="encrypted")


def _readSource(data: bytes, name: str, limits: Limits) -> Tap:
    from mktap_compat.reading.source import readSource

    root, python = readSource(data, name, limits)
    tap = Tap(name, data, "source", None, python, root, None, root, [])
    return _opened(tap, lambda graph: readPickle(graph.value, name, limits))


def _readXML(data: bytes, name: str, limits: Limits) -> Tap:
    from mktap_compat.reading.xml import readXML

    root = readXML(data, name, limits)
    return Tap(name, data, "xml", None, 2, root, None, root, [])


def _readPickled(data: bytes, name: str, limits: Limits) -> Tap:
    root, discarded, protocol, python = readPickle(data, name, limits)
    tap = Tap(name, data, "pickle", protocol, python, root, None, root, discarded)
    return _opened(tap, lambda graph: _readGraph(data, name, limits, graph))


def _opened(tap: Tap, read: Callable[[Bytes], Pickle]) -> Tap:
    """Return a tap of ours with its header and what is in its graph; any other as it is."""
    root, name = tap.root, tap.name
    if not (isinstance(root, Object) and root.form is Form.CALL and root.dotted == _THAW):
        return tap
    header, graph = root.args if len(root.args) == 2 else (None, None)
    if not isinstance(header, Dict):
        raise ReadingError(name, root.offset, "a tap of mktap-compat without its header")
    if tap.python == 2:
        raise ReadingError(name, root.offset, "a tap of mktap-compat with strings of Python 2")
    state = header.get("state")
    learned = state.get("learned") if isinstance(state, Dict) else None
    if isinstance(learned, Bytes):
        inner = read(learned)
        _around(tap, inner)
        tap = tap._replace(
            learned=inner.root,
            protocol=inner.protocol,
            python=inner.python,
            discarded=tap.discarded + inner.discarded,
        )
    if isinstance(graph, Constant) and graph.value is None:
        return tap._replace(header=header, application=None)
    if not isinstance(graph, Bytes):
        raise ReadingError(name, root.offset, "a tap of mktap-compat whose graph is not bytes")
    inner = read(graph)
    _around(tap, inner)
    return tap._replace(
        header=header,
        protocol=inner.protocol,
        python=inner.python,
        application=inner.root,
        discarded=tap.discarded + inner.discarded,
    )


def _around(tap: Tap, inner: Pickle) -> None:
    """Refuse a pickle in a tap of ours unless the rules for its names are those of what was read before, if any."""
    root = tap.root
    if inner.python == 2:
        raise ReadingError(tap.name, root.offset, "a tap of mktap-compat with strings of Python 2")
    if (tap.protocol, tap.python) != (inner.protocol, inner.python):
        for node in walk(tap.roots()):
            if isinstance(node, (Object, Global)) and node is not root and node is not getattr(root, "function", None):
                found = "more than text and numbers around a graph or state of another protocol"
                raise ReadingError(tap.name, node.offset, found)


def _readGraph(data: bytes, name: str, limits: Limits, graph: Bytes) -> Pickle:
    # the opcode, then the length, as wide as the opcode says
    width = {ord("C"): 1, ord("B"): 4, 0x8E: 8}.get(data[graph.offset])
    if width is None:
        raise ReadingError(name, graph.offset, "a tap of mktap-compat whose graph is not bytes")
    start = graph.offset + 1 + width
    return readPickle(data[: start + len(graph.value)], name, limits, start)


_READERS = {"pickle": _readPickled, "source": _readSource, "xml": _readXML}
