"""The words in which the table says what a call may be given, and whether the arguments in a file are that."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from mktap_compat.reading.nodes import Bytes, Constant, Dict, Form, Global, List, Node, Object, Text, Tuple, nameOf
from mktap_compat.trust import table


def ofToday(module: str, name: str) -> tuple[str, str]:
    """Return module and name that a reference has in today's Python."""
    return table.MODULES.get(module, module), table.NAMES.get(name, name) if module == "__builtin__" else name


def canonical(node: Global) -> str:
    """Return the dotted name that a reference has in today's Python."""
    return ".".join(ofToday(node.module, node.name))


def calledName(node: Node) -> str:
    """Return the canonical dotted name of what an object is made with; empty if it is no plain name or no object."""
    if isinstance(node, Object) and isinstance(node.function, Global):
        return canonical(node.function)
    return ""


def _isText(node: Node) -> bool:
    return isinstance(node, Text) or (isinstance(node, Bytes) and node.legacy)


def _isBytes(node: Node) -> bool:
    # protocol 2 of Python 3 spells bytes as a call
    return isinstance(node, (Bytes, Text)) or calledName(node) in ("_codecs.encode", "builtins.bytes")


def _isNumber(node: Node) -> bool:
    return isinstance(node, Constant) and isinstance(node.value, (int, float))


def _isInt(node: Node) -> bool:
    return isinstance(node, Constant) and isinstance(node.value, int)


def _isNone(node: Node) -> bool:
    return isinstance(node, Constant) and node.value is None


def _isFraction(node: Node) -> bool:
    # with an exponent a few letters would make a number that fills the memory
    return re.fullmatch(r"-?\d{1,4000}(?:/\d{1,4000})?", nameOf(node) or "") is not None


def _isType(node: Node) -> bool:
    return (
        isinstance(node, Global) and canonical(node) in table.REFERENCES and node.module in ("builtins", "__builtin__")
    )


def _isFunctionState(node: Node) -> bool:
    """Tell whether these are a name, defaults, defaults by keyword and attributes, which loading takes apart."""
    if not isinstance(node, Tuple) or len(node.items) != 4:
        return False
    name, defaults, keywords, attributes = node.items
    return (
        _isText(name)
        and (_isNone(defaults) or isinstance(defaults, Tuple))
        and (_isNone(keywords) or isinstance(keywords, Dict))
        and isinstance(attributes, Dict)
        and not any((nameOf(key) or "__").startswith("__") for key, _ in attributes.pairs)
    )


WORDS: Mapping[str, Callable[[Node], bool]] = {
    "text": _isText,
    "bytes": _isBytes,
    "number": _isNumber,
    "int": _isInt,
    "fraction": _isFraction,
    "index": lambda node: _isInt(node) or _isNone(node),
    "none": _isNone,
    "list": lambda node: isinstance(node, List),
    "tuple": lambda node: isinstance(node, Tuple),
    "dict": lambda node: isinstance(node, Dict),
    "type": _isType,
    "object": lambda node: isinstance(node, Object),
    "cell": lambda node: calledName(node) == "mktap_compat.thaw.cell",
    "functionState": _isFunctionState,
    "localFunction": lambda node: calledName(node) == "mktap_compat.thaw.function",
}


def fits(signature: str, args: Sequence[Node]) -> bool:
    """
    Tell whether arguments are what a signature says.

    :param signature: words of :data:`WORDS`, a quoted literal for a certain text, ``text*`` for any number of texts.
    :param args: the arguments in the file.
    """
    words = signature.split()
    if words == ["text*"]:
        return all(map(_isText, args))
    return len(words) == len(args) and all(map(_fitsWord, words, args))


def _fitsWord(word: str, node: Node) -> bool:
    if word.startswith("'"):
        return nameOf(node) == word.strip("'")
    return WORDS[word](node)


def described(node: Node) -> str:
    """Return in a word or a few what an argument is, for findings."""
    if isinstance(node, Global):
        return node.dotted
    if isinstance(node, Object):
        made = calledName(node)
        return f"{made}(...)" if node.form is Form.CALL else f"a {made or 'made'} object"
    if isinstance(node, (Text, Bytes)):
        shown = repr(node.value)
        return shown if len(shown) <= 40 else f"{shown[:37]}..."
    if isinstance(node, Constant):
        return repr(node.value) if not isinstance(node.value, int) or abs(node.value) < 10**20 else "a huge number"
    return type(node).__name__.lower()
