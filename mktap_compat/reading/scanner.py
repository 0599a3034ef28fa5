"""
The words of a .tas file, of Python 2 or 3, as something that the ``ast`` module can take without a doubt.

Only literals, displays and calls by name get through. Literals are read here and masked, byte for byte, so that
offsets stay what they are, and so that nothing that Python 2 and 3 spell differently is left.
"""

from __future__ import annotations

import re

from mktap_compat.reading.errors import LimitError, ReadingError
from mktap_compat.reading.escapes import unescape, unescapeText
from mktap_compat.reading.limits import Limits
from mktap_compat.reading.nodes import Bytes, Constant, Global, Node, Text

# Python reads a lone carriage return as the end of a line, and so of a comment
_HEAD = re.compile(rb"(?:[ \t\r\n]|#[^\r\n]*[\r\n])*app[ \t]*=")
_NUMBER = rb"(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|inf|nan)"
_WORD = re.compile(
    rb"(?P<space>[ \t\r\n]+|\#[^\r\n]*)"
    rb"|(?P<string>[uUbB]?(?:'[^'\\\r\n]*(?:\\[^\r][^'\\\r\n]*)*'"
    rb'|"[^"\\\r\n]*(?:\\[^\r][^"\\\r\n]*)*"))'
    rb"|(?P<integer>[-+]?(?:0[xX][0-9a-fA-F]+|[0-9]+)[lL]?(?![\w.+-]))"
    rb"|(?P<real>[-+]?" + _NUMBER + rb"(?:[-+]" + _NUMBER + rb"(?=[jJ]))?[jJ]?(?![\w.+-]))"
    rb"|(?P<keyword>[A-Za-z_][A-Za-z0-9_]*(?=[ \t]*=))"
    rb"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    rb"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<between>[,:=])",
    re.DOTALL,
)
_OPERANDS = {"string", "integer", "real", "keyword", "name", "close"}
#: Python's parser takes 200, that of Python 2 took 100.
_BRACKETS = 190
#: What every .tas file of ours begins with, and no other holds.
_OURS = b"mktap_compat.thaw.thaw"
_NAMES = {"None": None, "True": True, "False": False}
_STRING3 = re.compile(rb"[^\\]*(?:\\[^uUN][^\\]*)*\\[uUN]|[^\x80-\xff]*[\x80-\xff]", re.DOTALL)


class Words:
    """
    A .tas file, scanned.

    :ivar masked: an expression for the ``ast`` module, on one line, in which ``0`` stands for every literal.
    :ivar base: the offset in the file of the first byte of it.
    :ivar literals: by offset in the file, what the literals are.
    :ivar keywords: by offset in the file, the names of keyword arguments, which ``k`` stands for.
    :ivar python: 2 or 3; 2 if nothing tells.
    :raise ReadingError: if it holds anything but ``app =`` and what ``twisted.persisted.aot`` writes after it.
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.file = name
        self.limits = limits
        head = _HEAD.match(data)
        if not head:
            raise ReadingError(name, 0, f"no 'app =' in the beginning, but {data[:40]!r}")
        self.literals: dict[int, Node] = {}
        self.keywords: dict[int, Node] = {}
        self._plain: list[tuple[int, list[bytes]]] = []
        self._names: list[tuple[int, bytes]] = []
        self._told: set[int] = set()
        self._ours = False
        text = bytearray(b" ") * len(data)
        self._scan(data, head.end(), text)
        if len(self._told) > 1:
            raise ReadingError(name, 0, "written in Python 2 here and in Python 3 there, so nobody knows what it says")
        self.python = 3 if self._told == {3} else 2
        for offset, inner in self._plain:
            self.literals[offset] = self._string(offset, *inner)
        for offset, found in self._names:
            self.keywords[offset] = self._string(offset, found)
        bare = bytes(text[head.end() :])
        self.masked = bare.strip().decode("ascii")
        self.base = head.end() + len(bare) - len(bare.lstrip())

    def _scan(self, data: bytes, at: int, text: bytearray) -> None:
        before, depth, count = "between", 0, 0
        while at < len(data):
            word = _WORD.match(data, at)
            if not word:
                raise ReadingError(self.file, at, f"not what a .tas file holds: {data[at : at + 40]!r}")
            kind, found = word.lastgroup or "", word[0]
            if kind != "space":
                count += 1
                if count > self.limits.objects:
                    raise LimitError(self.file, at, f"more than {self.limits.objects} words")
                called = kind == "open" and found == b"(" and before == "name"
                if (before in _OPERANDS and kind in _OPERANDS - {"close"}) or (
                    kind == "open" and before in _OPERANDS and not called
                ):
                    # without a space between, two quotes and a third are the beginning of a long string
                    if not self._ours or kind != "string" or before != "string" or not data[at - 1 : at].isspace():
                        raise ReadingError(self.file, at, f"{found[:40]!r} where a comma should be")
                    self._join(at, found)
                    at = word.end()
                    continue
                depth += (kind == "open") - (kind == "close")
                if depth > _BRACKETS:
                    raise LimitError(self.file, at, f"more than {_BRACKETS} brackets one in another")
                text[at : word.end()] = self._mask(kind, at, found).ljust(len(found))
                before = kind
            at = word.end()

    def _mask(self, kind: str, at: int, found: bytes) -> bytes:
        """Remember a word, and return what the ``ast`` module shall see in its place."""
        if kind == "string":
            self._remember(at, found)
        elif kind == "integer":
            self.literals[at] = Constant(at, self._integer(at, found))
        elif kind == "real":
            if len(found) > self.limits.digits:
                raise LimitError(self.file, at, f"a number of {len(found)} digits")
            number = found.decode("ascii")
            self.literals[at] = Constant(at, complex(number) if number[-1] in "jJ" else float(number))
        elif kind == "keyword":
            self._names.append((at, found))
            return b"k"
        elif kind == "name" and found.decode("ascii") in _NAMES:
            self.literals[at] = Constant(at, _NAMES[found.decode("ascii")])
        elif kind == "name" and found == b"Ellipsis":
            self.literals[at] = Global(at, "__builtin__", "Ellipsis")
        else:
            return found
        return b"0"

    def _integer(self, at: int, found: bytes) -> int:
        if len(found) > self.limits.digits:
            raise LimitError(self.file, at, f"a number of {len(found)} digits, the limit is {self.limits.digits}")
        digits = found.rstrip(b"lL")
        if digits != found:
            self._told.add(2)
        if b"x" in digits.lower():
            return int(digits, 16)
        bare = digits.lstrip(b"-+")
        if bare != b"0" * len(bare) and bare[:1] == b"0":
            self._told.add(2)
            if re.search(rb"[89]", digits):
                raise ReadingError(self.file, at, f"no octal number: {digits[:40]!r}")
            return int(digits, 8)
        return int(digits)

    def _remember(self, at: int, found: bytes) -> None:
        if found[:1] in b"uU":
            self._told.add(2)
            self.literals[at] = self._text(at, found[2:-1])
        elif found[:1] in b"bB":
            self._told.add(3)
            self.literals[at] = Bytes(at, self._unescaped(at, found[2:-1]))
        else:
            self._ours = self._ours or found[1:-1] == _OURS
            if _STRING3.match(found) or self._ours:
                self._told.add(3)
            self._plain.append((at, [found[1:-1]]))

    def _join(self, at: int, found: bytes) -> None:
        """Add a string to the one before it, as adjacent strings are one; ours are written so when they are long."""
        last = max(self._plain[-1][0] if self._plain else -1, max(self.literals, default=-1))
        before = self.literals.get(last)
        if found[:1] in b"bB" and isinstance(before, Bytes):
            self.literals[last] = Bytes(last, before.value + self._unescaped(at, found[2:-1]))
        elif before is None and found[:1] not in b"bBuU":
            self._plain[-1][1].append(found[1:-1])
        else:
            raise ReadingError(self.file, at, f"{found[:40]!r} where a comma should be")

    def _string(self, at: int, *inner: bytes) -> Node:
        if self.python == 3:
            return Text(at, "".join(self._text(at, each).value for each in inner))
        return Bytes(at, b"".join(self._unescaped(at, each) for each in inner), True)

    def _unescaped(self, at: int, inner: bytes) -> bytes:
        try:
            return unescape(inner)
        except ValueError as error:
            raise ReadingError(self.file, at, str(error)) from None

    def _text(self, at: int, inner: bytes) -> Text:
        try:
            return Text(at, unescapeText(inner.decode("utf-8")))
        except ValueError as error:
            raise ReadingError(self.file, at, str(error)) from None
