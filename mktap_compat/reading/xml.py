"""
A .tax file to nodes: the XML that ``twisted.persisted.marmalade`` wrote up to Twisted 8, read as data.

Any document type is refused, and entities with it. Where marmalade evaluated strings as Python source, only escapes
are read here.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from mktap_compat.reading.errors import LimitError, ReadingError
from mktap_compat.reading.escapes import unescape
from mktap_compat.reading.limits import Limits
from mktap_compat.reading.nodes import Bytes, Constant, Dict, List, Node, Text, Tuple
from mktap_compat.reading.references import METHOD, MODULE, Sketch, call, instance, leaf, named, resolve

Attributes = dict[str, str]

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)L?")
_QUOTE = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def readXML(data: bytes, name: str, limits: Limits) -> Node:
    """
    Read a .tax file.

    :param data: the bytes of the file.
    :param name: of the file, for errors.
    :param limits: what it may ask for.
    :return: the root.
    :raise ReadingError: if it is no XML, has a document type, or is not what marmalade writes.
    :raise LimitError: if it passes a limit.
    """
    reader = _Reader(name, limits)
    return resolve(reader.read(data), reader.known, name, len(data))


class _Element:
    """An element while it is open."""

    __slots__ = ("attributes", "children", "offset", "tag")

    def __init__(self, offset: int, tag: str, attributes: Attributes) -> None:
        self.offset = offset
        self.tag = tag
        self.attributes = attributes
        self.children: list[Sketch] = []


class _Reader:
    """The handlers of one parse."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.known: dict[object, Sketch] = {}
        self.open = [_Element(0, "", {})]
        self.count = 0
        # the encoding is given, so that none that the file names is looked for
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.ProcessingInstructionHandler = self.instruction

    def read(self, data: bytes) -> Sketch:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise ReadingError(self.name, self.parser.ErrorByteIndex, f"the XML is broken: {reason}") from None
        return self.open[0].children[0]

    def error(self, found: str) -> ReadingError:
        return ReadingError(self.name, self.parser.CurrentByteIndex, found)

    def doctype(self, name: str, *ids: object) -> None:
        raise self.error(f"a document type {name[:40]!r}, which no .tax file has")

    def instruction(self, target: str, data: str) -> None:
        raise self.error(f"a processing instruction {target[:40]!r}, which no .tax file has")

    def characters(self, data: str) -> None:
        if data.strip():
            raise self.error(f"text between the elements: {data[:40]!r}")

    def start(self, tag: str, attributes: Attributes) -> None:
        self.count += 1
        for reached, limit, what in (
            (self.count, self.limits.objects, "elements"),
            (len(self.open), self.limits.depth, "elements one in another"),
        ):
            if reached > limit:
                raise LimitError(self.name, self.parser.CurrentByteIndex, f"more than {limit} {what}")
        self.open.append(_Element(self.parser.CurrentByteIndex, tag.lower(), attributes))

    def end(self, tag: str) -> None:
        element = self.open.pop()
        try:
            made = self.sketch(element)
        except KeyError as missing:
            found = f"an element {element.tag[:40]!r} without {missing}"
            raise ReadingError(self.name, element.offset, found) from None
        except ValueError as error:
            raise ReadingError(self.name, element.offset, f"an element {element.tag[:40]!r}: {error}") from None
        key = element.attributes.get("reference")
        if key is not None:
            if key in self.known:
                raise ReadingError(self.name, element.offset, f"a second object with the reference {key!r}")
            self.known[key] = made
        self.open[-1].children.append(made)

    def sketch(self, element: _Element) -> Sketch:
        at, attributes, children = element.offset, element.attributes, element.children
        match element.tag, len(children):
            case "none", 0:
                return leaf(Constant(at, None))
            case "string", 0:
                return leaf(Bytes(at, _string(attributes["value"]), True))
            case "unicode", 0:
                value = attributes["value"].replace("\\n", "\n").replace("\\t", "\t")
                return leaf(Text(at, value.encode("latin-1").decode("raw-unicode-escape")))
            case (("int" | "longint"), 0):
                return leaf(Constant(at, self.integer(at, attributes["value"])))
            case "bool", 0:
                return leaf(Constant(at, bool(self.integer(at, attributes["value"]))))
            case "float", 0:
                return leaf(Constant(at, float(attributes["value"])))
            case (("class" | "function"), 0):
                return leaf(named(at, attributes["name"]))
            case "module", 0:
                return call(at, MODULE, [leaf(Bytes(at, attributes["name"].encode(), True))])
            case "reference", 0:
                return Sketch(at, None, [], key=attributes["key"])
            case "list", _:
                return Sketch(at, List(at, []), children)
            case "tuple", _:
                return Sketch(at, Tuple(at, []), children)
            case "dictionary", size if size % 2 == 0:
                return Sketch(at, Dict(at, []), children)
            case "instance", 1:
                return instance(at, attributes["class"], children)
            case "method", 1:
                name, class_ = Bytes(at, attributes["name"].encode(), True), named(at, attributes["class"])
                return call(at, METHOD, [leaf(name), *children, leaf(class_)])
            case "copyreg", 1:
                return call(at, attributes["loadfunc"], children, spread=True)
        raise ReadingError(self.name, at, f"an element {element.tag[:40]!r} with {len(children)} elements in it")

    def integer(self, at: int, digits: str) -> int:
        if len(digits) > self.limits.digits:
            raise LimitError(self.name, at, f"a number of {len(digits)} digits, the limit is {self.limits.digits}")
        if not _INTEGER.fullmatch(digits):
            raise ValueError(f"no decimal number: {digits[:40]!r}")
        return int(digits.rstrip("L"))


def _string(escaped: str) -> bytes:
    """Return what marmalade evaluated between two quotes, unless there is one in it, which would have run the rest."""
    value = escaped.encode()
    if _QUOTE.match(value) or b"\n" in value:
        raise ValueError("a string with source behind it")
    return unescape(value)
