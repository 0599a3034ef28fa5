"""
The opcodes of a pickle that are met seldom, one function each.

Every function takes the machine, the offset of the opcode and the stack, and returns the offset of the next opcode.
What each does follows ``Modules/_pickle.c``; where that would guess (numbers in other bases, quotes that do not
match) the file is refused instead.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from mktap_compat.reading.calls import instantiated
from mktap_compat.reading.errors import LimitError, ReadingError
from mktap_compat.reading.escapes import unescape
from mktap_compat.reading.fastnodes import makeDict, makeObject, own
from mktap_compat.reading.memory import Memory
from mktap_compat.reading.nodes import (
    Bytes,
    Constant,
    Dict,
    Extension,
    Form,
    FrozenSet,
    Global,
    List,
    Node,
    Object,
    Persistent,
    Set,
    Text,
    Tuple,
)

Handler = Callable[[Memory, int, list[Node]], int]

_INTEGER = re.compile(rb"[-+]?(?:0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(rb"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z|[-+]?(?:inf|nan)\Z")


def _line(machine: Memory, at: int) -> tuple[bytes, int]:
    """Return the rest of the line after an opcode, and where the next line starts."""
    end = machine.data.find(b"\n", at + 1)
    if end < 0:
        raise ReadingError(machine.name, at, "the file ends in the middle of a line")
    return machine.data[at + 1 : end], end + 1


def _name(machine: Memory, at: int, line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        raise ReadingError(machine.name, at, f"a name that is no UTF-8: {line[:60]!r}") from None


def _integer(machine: Memory, at: int, line: bytes) -> int:
    if len(line) > machine.limits.digits:
        raise LimitError(machine.name, at, f"a number of {len(line)} digits, the limit is {machine.limits.digits}")
    if not _INTEGER.match(line):
        raise ReadingError(machine.name, at, f"no decimal number: {line[:60]!r}")
    return int(line)


def _block(machine: Memory, at: int, width: int) -> tuple[bytes, int]:
    """Return what stands after an opcode and a length of some bytes, and where it ends."""
    start = at + 1 + width
    if start > len(machine.data):
        raise ReadingError(machine.name, at, "the file ends in the middle of a length")
    length = int.from_bytes(machine.data[at + 1 : start], "little")
    if length > len(machine.data) - start:
        raise ReadingError(machine.name, at, f"a length of {length} bytes, {len(machine.data) - start} are left")
    return machine.data[start : start + length], start + length


def _int(machine: Memory, at: int, stack: list[Node]) -> int:
    line, end = _line(machine, at)
    if line in (b"00", b"01"):
        stack.append(Constant(at, line == b"01"))
    else:
        stack.append(Constant(at, _integer(machine, at, line)))
    return end


def _long(machine: Memory, at: int, stack: list[Node]) -> int:
    line, end = _line(machine, at)
    stack.append(Constant(at, _integer(machine, at, line.removesuffix(b"L"))))
    return end


def _longBinary(width: int) -> Handler:
    def push(machine: Memory, at: int, stack: list[Node]) -> int:
        block, end = _block(machine, at, width)
        # 2.41 decimal digits to a byte
        if len(block) * 241 > machine.limits.digits * 100:
            digits = machine.limits.digits
            raise LimitError(machine.name, at, f"a number of {len(block)} bytes, the limit is {digits} digits")
        stack.append(Constant(at, int.from_bytes(block, "little", signed=True)))
        return end

    return push


def _float(machine: Memory, at: int, stack: list[Node]) -> int:
    line, end = _line(machine, at)
    if len(line) > machine.limits.digits or not _FLOAT.match(line):
        raise ReadingError(machine.name, at, f"no number: {line[:60]!r}")
    stack.append(Constant(at, float(line)))
    return end


def _floatBinary(machine: Memory, at: int, stack: list[Node]) -> int:
    stack.append(Constant(at, struct.unpack_from(">d", machine.data, at + 1)[0]))
    return at + 9


def _string(machine: Memory, at: int, stack: list[Node]) -> int:
    line, end = _line(machine, at)
    line = line.rstrip(b" \t\r")
    if len(line) < 2 or line[:1] not in (b"'", b'"') or line[-1:] != line[:1]:
        raise ReadingError(machine.name, at, f"a string without quotes around it: {line[:60]!r}")
    machine.legacy = True
    stack.append(Bytes(at, unescape(line[1:-1]), True))
    return end


def _legacyLong(machine: Memory, at: int, stack: list[Node]) -> int:
    block, end = _block(machine, at, 4)
    if len(block) >= 1 << 31:
        raise ReadingError(machine.name, at, "a string of negative length")
    machine.legacy = True
    stack.append(Bytes(at, block, True))
    return end


def _unicode(machine: Memory, at: int, stack: list[Node]) -> int:
    line, end = _line(machine, at)
    stack.append(Text(at, line.decode("raw-unicode-escape")))
    return end


def _text(width: int) -> Handler:
    def push(machine: Memory, at: int, stack: list[Node]) -> int:
        block, end = _block(machine, at, width)
        stack.append(Text(at, block.decode("utf-8", "surrogatepass")))
        return end

    return push


def _bytes(width: int) -> Handler:
    def push(machine: Memory, at: int, stack: list[Node]) -> int:
        block, end = _block(machine, at, width)
        stack.append(Bytes(at, block))
        return end

    return push


def _byteArray(machine: Memory, at: int, stack: list[Node]) -> int:
    # the shape that protocols below 5 give a bytearray
    block, end = _block(machine, at, 8)
    function = Global(at, "builtins", "bytearray")
    stack.append(makeObject(at, function, Form.CALL, [Bytes(at, block)]))
    return end


def _emptySet(machine: Memory, at: int, stack: list[Node]) -> int:
    stack.append(Set(at, []))
    return at + 1


def _marked(make: Callable[[Memory, int, list[Node]], Node]) -> Handler:
    """Return the handler of an opcode that makes one object of everything above the mark."""

    def push(machine: Memory, at: int, stack: list[Node]) -> int:
        below = machine.metastack.pop()
        below.append(make(machine, at, stack))
        return at + 1

    return push


def _frozenSet(machine: Memory, at: int, items: list[Node]) -> FrozenSet:
    made = FrozenSet(at, items)
    machine.nest(at, made, items)
    return made


def _pairs(machine: Memory, at: int, items: list[Node]) -> Dict:
    if len(items) % 2:
        raise ReadingError(machine.name, at, "a dictionary with a key that has no value")
    return makeDict(at, items)


def _object(machine: Memory, at: int, items: list[Node]) -> Object:
    return instantiated(at, items[0], items[1:])


def _instance(machine: Memory, at: int, stack: list[Node]) -> int:
    module, middle = _line(machine, at)
    name, end = _line(machine, middle - 1)
    below = machine.metastack.pop()
    class_ = Global(at, _name(machine, at, module), _name(machine, at, name))
    below.append(instantiated(at, class_, stack))
    return end


def _global(machine: Memory, at: int, stack: list[Node]) -> int:
    module, middle = _line(machine, at)
    name, end = _line(machine, middle - 1)
    stack.append(Global(at, _name(machine, at, module), _name(machine, at, name)))
    return end


def _stackGlobal(machine: Memory, at: int, stack: list[Node]) -> int:
    name, module = stack.pop(), stack.pop()
    if not isinstance(name, Text) or not isinstance(module, Text):
        raise ReadingError(machine.name, at, "STACK_GLOBAL with a name that is no text")
    stack.append(Global(at, module.value, name.value))
    return at + 1


def _newObjectWithKeywords(machine: Memory, at: int, stack: list[Node]) -> int:
    keywords, args, class_ = stack.pop(), stack.pop(), stack.pop()
    if not isinstance(args, Tuple) or not isinstance(keywords, Dict):
        raise ReadingError(machine.name, at, "NEWOBJ_EX with arguments that are no tuple and dictionary")
    machine.thrown.append(keywords)
    machine.use(at, args.items)
    machine.use(at, keywords.flat)
    stack.append(makeObject(at, class_, Form.INSTANCE, args.items, keywords.paired()))
    return at + 1


def _addItems(machine: Memory, at: int, stack: list[Node]) -> int:
    below = machine.metastack.pop()
    target = below[-1]
    if not isinstance(target, (Set, Object)):
        raise ReadingError(machine.name, at, f"ADDITEMS on a {type(target).__name__}")
    own(target, "items").extend(stack)
    return at + 1


def _popMark(machine: Memory, at: int, stack: list[Node]) -> int:
    machine.thrown.extend(stack)
    machine.metastack.pop()
    return at + 1


def _duplicate(machine: Memory, at: int, stack: list[Node]) -> int:
    stack.append(stack[-1])
    return at + 1


def _put(machine: Memory, at: int, stack: list[Node]) -> int:
    line, end = _line(machine, at)
    machine.textual = True
    machine.remember(at, _integer(machine, at, line), stack)
    return end


def _get(machine: Memory, at: int, stack: list[Node]) -> int:
    line, end = _line(machine, at)
    index = _integer(machine, at, line)
    found = machine.memo[index] if index >= 0 else None
    if found is None:
        raise ReadingError(machine.name, at, f"memo index {index} was never set")
    stack.append(found)
    return end


def _extension(width: int, form: str) -> Handler:
    def push(machine: Memory, at: int, stack: list[Node]) -> int:
        code: int = struct.unpack_from(form, machine.data, at + 1)[0]
        if code <= 0:
            raise ReadingError(machine.name, at, f"extension code {code}")
        stack.append(Extension(at, code))
        return at + 1 + width

    return push


def _persistent(machine: Memory, at: int, stack: list[Node]) -> int:
    line, end = _line(machine, at)
    stack.append(Persistent(at, Text(at, line.decode("ascii"))))
    return end


def _persistentBinary(machine: Memory, at: int, stack: list[Node]) -> int:
    stack.append(Persistent(at, stack.pop()))
    return at + 1


def _protocol(machine: Memory, at: int, stack: list[Node]) -> int:
    protocol = machine.data[at + 1]
    if protocol > 5:
        raise ReadingError(machine.name, at, f"pickle protocol {protocol}, the highest known is 5")
    # names that stand before it would be looked up by other rules than those behind it
    if at != machine.start:
        raise ReadingError(machine.name, at, "the protocol is not at the beginning of the pickle")
    machine.protocol = protocol
    return at + 2


def _frame(machine: Memory, at: int, stack: list[Node]) -> int:
    machine.leaveFrame(at)
    length = struct.unpack_from("<Q", machine.data, at + 1)[0]
    left = len(machine.data) - at - 9
    if length > left:
        raise ReadingError(machine.name, at, f"a frame of {length} bytes, {left} are left")
    machine.frame = (at + 9, at + 9 + length)
    return at + 9


def _outOfBand(machine: Memory, at: int, stack: list[Node]) -> int:
    raise ReadingError(machine.name, at, "a buffer outside of the file")


#: By opcode.
SELDOM: dict[int, Handler] = {
    ord("I"): _int,
    ord("L"): _long,
    0x8A: _longBinary(1),
    0x8B: _longBinary(4),
    ord("F"): _float,
    ord("G"): _floatBinary,
    ord("S"): _string,
    ord("T"): _legacyLong,
    ord("V"): _unicode,
    ord("X"): _text(4),
    0x8D: _text(8),
    ord("C"): _bytes(1),
    ord("B"): _bytes(4),
    0x8E: _bytes(8),
    0x96: _byteArray,
    0x8F: _emptySet,
    0x91: _marked(_frozenSet),
    ord("l"): _marked(lambda machine, at, items: List(at, items)),
    ord("d"): _marked(_pairs),
    ord("o"): _marked(_object),
    ord("i"): _instance,
    ord("c"): _global,
    0x93: _stackGlobal,
    0x92: _newObjectWithKeywords,
    0x90: _addItems,
    ord("1"): _popMark,
    ord("2"): _duplicate,
    ord("p"): _put,
    ord("g"): _get,
    0x82: _extension(1, "<B"),
    0x83: _extension(2, "<H"),
    0x84: _extension(4, "<i"),
    ord("P"): _persistent,
    ord("Q"): _persistentBinary,
    0x80: _protocol,
    0x95: _frame,
    0x97: _outOfBand,
    0x98: _outOfBand,
}
#: Those that end at a mark: the stack below it goes on.
ENDS_AT_MARK = frozenset(map(ord, "ldoi1")) | {0x90, 0x91}
