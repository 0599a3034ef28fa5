"""Pickles put together opcode by opcode, as no pickler would write them."""

from __future__ import annotations

import pickle
import struct

#: What hostile files run, in the current directory, when something loads them.
COMMAND = "touch PWNED"
#: The module of Twisted whose functions could run anything.
STYLES = "twisted.persisted.styles"
STOP = pickle.STOP
REDUCE = pickle.REDUCE
BUILD = pickle.BUILD
EMPTY = pickle.EMPTY_TUPLE


def proto(number: int) -> bytes:
    """PROTO."""
    return pickle.PROTO + bytes([number])


def text(value: str) -> bytes:
    """Text, SHORT_BINUNICODE."""
    data = value.encode()
    return pickle.SHORT_BINUNICODE + bytes([len(data)]) + data


def name(module: str, attribute: str) -> bytes:
    """A reference, GLOBAL."""
    return pickle.GLOBAL + f"{module}\n{attribute}\n".encode()


def stacked(module: str, attribute: str) -> bytes:
    """A reference, STACK_GLOBAL."""
    return text(module) + text(attribute) + pickle.STACK_GLOBAL


def put(index: int) -> bytes:
    """Remember the top of the stack, BINPUT."""
    return pickle.BINPUT + bytes([index])


def get(index: int) -> bytes:
    """Push what was remembered, BINGET."""
    return pickle.BINGET + bytes([index])


def items(*values: bytes) -> bytes:
    """A tuple."""
    return pickle.MARK + b"".join(values) + pickle.TUPLE


def sequence(*values: bytes) -> bytes:
    """A list."""
    return pickle.EMPTY_LIST + pickle.MARK + b"".join(values) + pickle.APPENDS


def mapping(**values: bytes) -> bytes:
    """A dictionary whose keys are text."""
    pairs = b"".join(text(key) + value for key, value in values.items())
    return pickle.EMPTY_DICT + pickle.MARK + pairs + pickle.SETITEMS


def number(value: int) -> bytes:
    """An integer, BININT."""
    return pickle.BININT + struct.pack("<i", value)


def call(function: bytes, *arguments: bytes) -> bytes:
    """A call, REDUCE."""
    return function + items(*arguments) + REDUCE


def instance(module: str, attribute: str, state: bytes = b"") -> bytes:
    """An instance without its ``__init__``, NEWOBJ, and its state."""
    return name(module, attribute) + EMPTY + pickle.NEWOBJ + (state + BUILD if state else b"")


def pickled(*parts: bytes) -> bytes:
    """A whole pickle of protocol 4, without frames."""
    return proto(4) + b"".join(parts) + STOP


def running(command: str = COMMAND) -> bytes:
    """The opcodes of ``os.system(command)``."""
    return call(name("os", "system"), text(command))


def ours(header: bytes, graph: bytes) -> bytes:
    """Return a tap of our own format."""
    return pickled(call(name("mktap_compat.thaw", "thaw"), header, graph))


def header(*services: bytes) -> bytes:
    """Return a header with recipes."""
    versions = mapping(python=text("3.11.7"), Twisted=text("0"))
    return mapping(format=number(1), name=text("x"), versions=versions, services=sequence(*services))


def recipe(plugin: str, *arguments: str) -> bytes:
    """Return a recipe."""
    return mapping(plugin=text(plugin), arguments=sequence(*map(text, arguments)), directory=text("."))


def graph(*parts: bytes) -> bytes:
    """Return a pickle as the bytes of a graph."""
    data = pickled(*parts)
    return pickle.BINBYTES + len(data).to_bytes(4, "little") + data


def method(method: str, owner: bytes, klass: bytes) -> bytes:
    """Return Twisted's call that gives a bound method."""
    return call(name(STYLES, "unpickleMethod"), text(method), owner, klass)
