"""
An exact stack machine for the opcodes of pickle protocols 0 to 5, which makes nodes and calls and imports nothing.

It follows ``Modules/_pickle.c`` of Python 3. What that would do to objects of the wrong type (BUILD on a class, items
for a tuple) is refused; nothing else is.
"""

from __future__ import annotations

import struct
from itertools import repeat

from mktap_compat.reading.calls import called
from mktap_compat.reading.errors import LimitError, ReadingError
from mktap_compat.reading.fastnodes import (
    NOTHING,
    RawBytes,
    RawConstant,
    RawDict,
    RawList,
    RawObject,
    RawText,
    RawTuple,
    makeObject,
    own,
)
from mktap_compat.reading.memory import Memory
from mktap_compat.reading.nodes import Bytes, Constant, Dict, Form, FrozenSet, Global, List, Node, Object, Text, Tuple
from mktap_compat.reading.opcodes import ENDS_AT_MARK, SELDOM

_LONG = struct.Struct("<I")
_INT = struct.Struct("<i")
_CONSTANTS = frozenset(b"KNMJ\x88\x89")
_GETS = b"hjg"
#: MEMOIZE, EMPTY_DICT, MEMOIZE, MARK: how the state of an instance begins.
_STATE = b"\x94}\x94("


class Machine(Memory):
    """Reads a pickle, opcode by opcode."""

    def run(self) -> tuple[Node, int]:
        """
        Read from the start to STOP.

        :return: the root, and the offset behind STOP.
        :raise ReadingError: if the file is not a pickle.
        :raise LimitError: if it passes a limit.
        """
        at, data, memo, metastack, seldom = self.start, self.data, self.memo, self.metastack, SELDOM
        instance, constants, unpackLong = Form.INSTANCE, _CONSTANTS, _LONG.unpack_from
        deepest, dense = self.limits.depth, True
        stack: list[Node] = []
        try:
            # The order is that of how often an opcode is met; numbers, because names would cost a look-up each; what
            # mostly follows an opcode is done with it; fields one by one, because a call costs as much as ten of them.
            for _ in repeat(None, self.limits.objects):
                op = data[at]
                if op == 0x68:  # BINGET
                    found = memo[data[at + 1]]
                    if found is None:
                        raise IndexError
                    stack.append(found)
                    at += 2
                elif op == 0x6A:  # LONG_BINGET
                    found = memo[unpackLong(data, at + 1)[0]]
                    if found is None:
                        raise IndexError
                    stack.append(found)
                    at += 5
                elif op == 0x28:  # MARK
                    if len(metastack) == deepest:
                        raise LimitError(self.name, at, f"more than {deepest} marks one in another")
                    metastack.append(stack)
                    stack = []
                    at += 1
                elif op == 0x71 or op == 0x72:  # BINPUT, LONG_BINPUT
                    if op == 0x71:
                        index = data[at + 1]
                        end = at + 2
                    else:
                        index = unpackLong(data, at + 1)[0]
                        end = at + 5
                    if index == len(memo):
                        memo.append(stack[-1])
                    else:
                        self.remember(at, index, stack)
                        dense = not self.holes
                    at = end
                elif op == 0x8C:  # SHORT_BINUNICODE
                    end = at + 2 + data[at + 1]
                    text = RawText()
                    text.offset = at
                    try:
                        text.value = data[at + 2 : end].decode()
                    except UnicodeDecodeError:
                        text.value = data[at + 2 : end].decode("utf-8", "surrogatepass")
                    text.__class__ = Text
                    stack.append(text)
                    at = end
                    if data[at] == 0x94 and dense:  # MEMOIZE
                        memo.append(text)
                        at += 1
                elif op == 0x55:  # SHORT_BINSTRING
                    end = at + 2 + data[at + 1]
                    string = RawBytes()
                    string.offset = at
                    string.value = data[at + 2 : end]
                    string.legacy = self.legacy = True
                    string.__class__ = Bytes
                    stack.append(string)
                    at = end
                elif op == 0x29:  # EMPTY_TUPLE
                    if data[at + 1] == 0x81:  # NEWOBJ
                        at += 1
                        made = RawObject()
                        made.offset = at
                        made.function = stack[-1]
                        made.form = instance
                        made.args = made.kwargs = made.items = made.pairs = NOTHING
                        made.states = []
                        made.__class__ = Object
                        stack[-1] = made
                        if data[at + 1 : at + 5] == _STATE and dense and len(metastack) < deepest:
                            mapping = RawDict()
                            mapping.offset = at + 2
                            mapping.flat = []
                            mapping.__class__ = Dict
                            stack.append(mapping)
                            memo.append(made)
                            memo.append(mapping)
                            metastack.append(stack)
                            stack = []
                            at += 4
                    else:
                        stack.append(Tuple(at, NOTHING))
                    at += 1
                elif op == 0x75:  # SETITEMS
                    items = stack
                    stack = metastack.pop()
                    target = stack[-1]
                    if len(items) & 1:
                        raise ReadingError(self.name, at, "SETITEMS with a key that has no value")
                    if type(target) is Dict:
                        target.flat.extend(items)
                    elif isinstance(target, Object):
                        own(target, "pairs").extend(zip(items[::2], items[1::2], strict=True))
                    else:
                        raise ReadingError(self.name, at, f"SETITEMS on a {type(target).__name__}")
                    at += 1
                    if data[at] == 0x62 and type(target) is Dict:  # BUILD
                        holder = stack[-2]
                        if type(holder) is Object:
                            stack.pop()
                            holder.states.append(target)
                            at += 1
                elif op == 0x73:  # SETITEM
                    value = stack.pop()
                    key = stack.pop()
                    target = stack[-1]
                    if type(target) is Dict:
                        target.flat.append(key)
                        target.flat.append(value)
                    elif isinstance(target, Object):
                        own(target, "pairs").append((key, value))
                    else:
                        raise ReadingError(self.name, at, f"SETITEM on a {type(target).__name__}")
                    at += 1
                elif op == 0x62:  # BUILD
                    state = stack.pop()
                    target = stack[-1]
                    if not isinstance(target, Object):
                        raise ReadingError(self.name, at, f"BUILD on a {type(target).__name__}")
                    target.states.append(state)
                    self.given.append(state)
                    at += 1
                elif op in constants:  # BININT1, NONE, BININT2, NEWTRUE, NEWFALSE, BININT
                    constant = RawConstant()
                    constant.offset = at
                    if op == 0x4B:
                        constant.value = data[at + 1]
                        at += 2
                    elif op == 0x4E:
                        constant.value = None
                        at += 1
                    elif op == 0x4D:
                        constant.value = data[at + 1] | data[at + 2] << 8
                        at += 3
                    elif op == 0x4A:
                        constant.value = _INT.unpack_from(data, at + 1)[0]
                        at += 5
                    else:
                        constant.value = op == 0x88
                        at += 1
                    constant.__class__ = Constant
                    stack.append(constant)
                elif op == 0x7D:  # EMPTY_DICT
                    mapping = RawDict()
                    mapping.offset = at
                    mapping.flat = []
                    mapping.__class__ = Dict
                    stack.append(mapping)
                    at += 1
                    if data[at] == 0x94 and dense:  # MEMOIZE
                        memo.append(mapping)
                        at += 1
                elif op == 0x94:  # MEMOIZE
                    if dense:
                        memo.append(stack[-1])
                    else:
                        self.memoize(stack)
                    at += 1
                elif op == 0x5D:  # EMPTY_LIST
                    made = RawList()
                    made.offset = at
                    made.items = NOTHING
                    made.__class__ = List
                    stack.append(made)
                    at += 1
                elif op == 0x65:  # APPENDS
                    added = stack
                    stack = metastack.pop()
                    self.append(at, stack[-1], added)
                    at += 1
                elif op == 0x61:  # APPEND
                    item = stack.pop()
                    self.append(at, stack[-1], [item])
                    at += 1
                elif op == 0x74 or op == 0x86 or op == 0x85 or op == 0x87:  # TUPLE, TUPLE2, TUPLE1, TUPLE3
                    made = RawTuple()
                    made.offset = at
                    if op == 0x74:
                        made.items = stack
                        stack = metastack.pop()
                    else:
                        size = op - 0x84
                        made.items = stack[-size:]
                        if len(made.items) < size:
                            raise IndexError
                        del stack[-size:]
                    made.__class__ = Tuple
                    for item in made.items:
                        if type(item) is Tuple or type(item) is FrozenSet:
                            self.nest(at, made, made.items)
                            break
                    stack.append(made)
                    at += 1
                    if data[at] == 0x94 and dense:  # MEMOIZE
                        memo.append(made)
                        at += 1
                elif op == 0x81:  # NEWOBJ
                    args, class_ = stack.pop(), stack.pop()
                    if not isinstance(args, Tuple):
                        raise ReadingError(self.name, at, f"NEWOBJ with arguments that are a {type(args).__name__}")
                    self.use(at, args.items)
                    stack.append(makeObject(at, class_, instance, args.items))
                    at += 1
                elif op == 0x52:  # REDUCE
                    args, function = stack.pop(), stack.pop()
                    if not isinstance(args, Tuple):
                        raise ReadingError(self.name, at, f"REDUCE with arguments that are a {type(args).__name__}")
                    self.use(at, args.items)
                    if isinstance(function, Global) and function.name == "__newobj_ex__":
                        # they are copied, and the file may still fill the dictionary
                        self.thrown += args.items[2:]
                        for part in args.items:
                            self.use(at, part.flat if isinstance(part, Dict) else getattr(part, "items", []))
                    stack.append(called(at, function, args.items, self.protocol or 0))
                    at += 1
                elif op == 0x30:  # POP, of an object or of a mark
                    if stack:
                        self.thrown.append(stack.pop())
                    else:
                        stack = metastack.pop()
                    at += 1
                elif op == 0x2E:  # STOP
                    root = stack.pop()
                    self.leaveFrame(at + 1)
                    self.countStates(at)
                    if len(memo) > self.limits.memo:
                        raise LimitError(self.name, at, f"{len(memo)} memo indices, the limit is {self.limits.memo}")
                    self.thrown += stack
                    for below in metastack:
                        self.thrown += below
                    return root, at + 1
                elif op in seldom:
                    handler = seldom[op]
                    if op in ENDS_AT_MARK:
                        below = metastack[-1]
                        at = handler(self, at, stack)
                        stack = below
                    else:
                        at = handler(self, at, stack)
                        dense = not self.holes
                else:
                    raise ReadingError(self.name, at, f"byte {op:#04x} is no opcode of a pickle")
            raise LimitError(self.name, at, f"more than {self.limits.objects} opcodes")
        except IndexError:
            if at >= len(data):
                raise ReadingError(self.name, at, "the file ends before the pickle does") from None
            reason = "names a memo index that was never set" if data[at] in _GETS else "lacks operands or a MARK"
            raise ReadingError(self.name, at, f"opcode {data[at]:#04x} {reason}") from None
        except (ValueError, OverflowError, struct.error) as error:
            raise ReadingError(self.name, at, f"opcode {data[at]:#04x}: {error}") from None
