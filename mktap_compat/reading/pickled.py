"""
A pickle to nodes: an exact stack machine for the opcodes of protocols 0 to 5, which calls and imports nothing.

Where ``pickle.load`` would stop at STOP and ignore what follows, a file with bytes behind STOP is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from itertools import repeat
from typing import NamedTuple

from .errors import LimitError, ReadingError
from .limits import Limits
from .making import called, leftOver
from .nodes import Bytes, Constant, Dict, Form, List, Node, Object, Text, Tuple
from .opcodes import ENDS_AT_MARK, SELDOM
from .walking import unreached


class Machine:
    """
    One pickle while it is read.

    :ivar metastack: the stacks below each open MARK, as in ``pickle.py``.
    :ivar thrown: what was taken off the stack without becoming part of anything.
    :ivar protocol: the highest number that PROTO named.
    :ivar legacy: whether a ``str`` of Python 2 was met.
    :ivar textual: whether PUT was met, the memo opcode of protocol 0.
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.data = data
        self.name = name
        self.limits = limits
        self.memo: dict[int, Node] = {}
        self.metastack: list[list[Node]] = []
        self.thrown: list[Node] = []
        self.protocol: int | None = None
        self.legacy = False
        self.textual = False

    def remember(self, at: int, index: int, stack: list[Node]) -> None:
        """
        Put the top of the stack into the memo.

        A pickler numbers what it writes, so an index is never higher than the bytes before it; one that is makes
        ``pickle.load`` reserve memory for all the numbers below.

        :raise LimitError: if the index is too high.
        :raise ReadingError: if it is negative.
        """
        if index < 0:
            raise ReadingError(self.name, at, f"memo index {index}")
        if index > min(at, self.limits.memo):
            raise LimitError(self.name, at, f"memo index {index} after {at} bytes")
        self.memo[index] = stack[-1]

    def run(self, at: int = 0) -> tuple[Node, int]:
        """
        Read from an offset to STOP.

        :return: the root, and the offset behind STOP.
        :raise ReadingError: if the file is not a pickle.
        """
        data, memo, metastack, seldom = self.data, self.memo, self.metastack, SELDOM
        stack: list[Node] = []
        try:
            # The order is that of how often an opcode is met; numbers, because names would cost a look-up each.
            for _ in repeat(None, self.limits.objects):
                op = data[at]
                if op == 0x68:  # BINGET
                    stack.append(memo[data[at + 1]])
                    at += 2
                elif op == 0x94:  # MEMOIZE
                    memo[len(memo)] = stack[-1]
                    at += 1
                elif op == 0x71:  # BINPUT
                    self.remember(at, data[at + 1], stack)
                    at += 2
                elif op == 0x8C:  # SHORT_BINUNICODE
                    end = at + 2 + data[at + 1]
                    stack.append(Text(at, data[at + 2 : end].decode("utf-8", "surrogatepass")))
                    at = end
                elif op == 0x55:  # SHORT_BINSTRING
                    end = at + 2 + data[at + 1]
                    self.legacy = True
                    stack.append(Bytes(at, data[at + 2 : end], True))
                    at = end
                elif op == 0x28:  # MARK
                    metastack.append(stack)
                    stack = []
                    at += 1
                elif op == 0x7D:  # EMPTY_DICT
                    stack.append(Dict(at, []))
                    at += 1
                elif op == 0x75:  # SETITEMS
                    items = iter(stack)
                    odd = len(stack) % 2
                    stack = metastack.pop()
                    target = stack[-1]
                    if odd or not isinstance(target, (Dict, Object)):
                        raise ReadingError(self.name, at, f"SETITEMS with a lone key or on a {type(target).__name__}")
                    target.pairs.extend(zip(items, items, strict=True))
                    at += 1
                elif op == 0x62:  # BUILD
                    state = stack.pop()
                    target = stack[-1]
                    if not isinstance(target, Object):
                        raise ReadingError(self.name, at, f"BUILD on a {type(target).__name__}")
                    target.states.append(state)
                    at += 1
                elif op == 0x81:  # NEWOBJ
                    args, class_ = stack.pop(), stack.pop()
                    if not isinstance(args, Tuple):
                        raise ReadingError(self.name, at, f"NEWOBJ with arguments that are a {type(args).__name__}")
                    stack.append(Object(at, class_, Form.INSTANCE, list(args.items), [], [], [], []))
                    at += 1
                elif op == 0x29:  # EMPTY_TUPLE
                    stack.append(Tuple(at, []))
                    at += 1
                elif op == 0x4E:  # NONE
                    stack.append(Constant(at, None))
                    at += 1
                elif op == 0x4B:  # BININT1
                    stack.append(Constant(at, data[at + 1]))
                    at += 2
                elif op == 0x6A:  # LONG_BINGET
                    stack.append(memo[struct.unpack_from("<I", data, at + 1)[0]])
                    at += 5
                elif op == 0x5D:  # EMPTY_LIST
                    stack.append(List(at, []))
                    at += 1
                elif op == 0x65:  # APPENDS
                    added = stack
                    stack = metastack.pop()
                    self.append(at, stack[-1], added)
                    at += 1
                elif op == 0x61:  # APPEND
                    item = stack.pop()
                    self.append(at, stack[-1], (item,))
                    at += 1
                elif op == 0x88 or op == 0x89:  # NEWTRUE, NEWFALSE
                    stack.append(Constant(at, op == 0x88))
                    at += 1
                elif op == 0x85:  # TUPLE1
                    stack[-1:] = [Tuple(at, [stack[-1]])]
                    at += 1
                elif op == 0x86 or op == 0x87:  # TUPLE2, TUPLE3
                    size = op - 0x84
                    if len(stack) < size:
                        raise ReadingError(self.name, at, f"TUPLE{size} of {len(stack)} objects")
                    stack[-size:] = [Tuple(at, stack[-size:])]
                    at += 1
                elif op == 0x74:  # TUPLE
                    made = Tuple(at, stack)
                    stack = metastack.pop()
                    stack.append(made)
                    at += 1
                elif op == 0x4D:  # BININT2
                    stack.append(Constant(at, struct.unpack_from("<H", data, at + 1)[0]))
                    at += 3
                elif op == 0x4A:  # BININT
                    stack.append(Constant(at, struct.unpack_from("<i", data, at + 1)[0]))
                    at += 5
                elif op == 0x52:  # REDUCE
                    args, function = stack.pop(), stack.pop()
                    if not isinstance(args, Tuple):
                        raise ReadingError(self.name, at, f"REDUCE with arguments that are a {type(args).__name__}")
                    self.thrown += leftOver(function, args.items)
                    stack.append(called(at, function, args.items))
                    at += 1
                elif op == 0x30:  # POP, of an object or of a mark
                    if stack:
                        self.thrown.append(stack.pop())
                    else:
                        stack = metastack.pop()
                    at += 1
                elif op == 0x2E:  # STOP
                    root = stack.pop()
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
                else:
                    raise ReadingError(self.name, at, f"byte {op:#04x} is no opcode of a pickle")
            raise LimitError(self.name, at, f"more than {self.limits.objects} opcodes")
        except IndexError:
            if at >= len(data):
                raise ReadingError(self.name, at, "the file ends before the pickle does") from None
            raise ReadingError(self.name, at, f"opcode {data[at]:#04x} lacks operands or a MARK") from None
        except KeyError as missing:
            raise ReadingError(self.name, at, f"memo index {missing} was never set") from None
        except (ValueError, OverflowError, struct.error) as error:
            raise ReadingError(self.name, at, f"opcode {data[at]:#04x}: {error}") from None

    def append(self, at: int, target: Node, items: Iterable[Node]) -> None:
        """Append to a list or to an object that is like one."""
        if not isinstance(target, (List, Object)):
            raise ReadingError(self.name, at, f"APPEND on a {type(target).__name__}")
        target.items.extend(items)


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
    machine = Machine(data, name, limits)
    root, end = machine.run(start)
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
    elif any(isinstance(node, Text) for node in machine.memo.values()):
        # a Python 2 pickle has the names of attributes as str
        python = 3
    return Pickle(root, discarded, protocol, python)
