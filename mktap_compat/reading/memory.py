"""What is known of a pickle while it is read: its bytes, its memo and its stacks, and what each may grow to."""

from __future__ import annotations

from mktap_compat.reading.errors import LimitError, ReadingError
from mktap_compat.reading.fastnodes import own
from mktap_compat.reading.frames import crossing
from mktap_compat.reading.limits import Limits
from mktap_compat.reading.nodes import Dict, FrozenSet, List, Node, Object, Tuple


class Memory:
    """
    One pickle while it is read.

    :ivar memo: by index; ``None`` where nothing was put so far, of which there are :attr:`holes`.
    :ivar metastack: the stacks below each open MARK, as in ``pickle.py``.
    :ivar thrown: what was taken off the stack without becoming part of anything.
    :ivar protocol: the number that PROTO named, which only the first opcode may be.
    :ivar legacy: whether a ``str`` of Python 2 was met.
    :ivar textual: whether PUT was met, the memo opcode of protocol 0.
    :ivar heights: by identity of a tuple or frozen set that holds another, how deep they stand one in another.
    :ivar uses: how many arguments there were so far.
    :ivar start: the offset of the first opcode.
    :ivar frame: where the last frame begins and ends.
    :ivar given: the states of objects, but for those that were made right before.
    """

    def __init__(self, data: bytes, name: str, limits: Limits, start: int = 0) -> None:
        self.data = data
        self.name = name
        self.limits = limits
        self.memo: list[Node | None] = []
        self.holes = 0
        self.metastack: list[list[Node]] = []
        self.thrown: list[Node] = []
        self.protocol: int | None = None
        self.legacy = False
        self.textual = False
        self.heights: dict[int, int] = {}
        self.uses = 0
        self.start = start
        self.frame = (start, start)
        self.given: list[Node] = []

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
        memo = self.memo
        if index >= len(memo):
            self.holes += index - len(memo)
            memo.extend([None] * (index + 1 - len(memo)))
        elif memo[index] is None:
            self.holes -= 1
        memo[index] = stack[-1]

    def memoize(self, stack: list[Node]) -> None:
        """Put the top of the stack into the memo, at the number of what is there already (MEMOIZE)."""
        index = len(self.memo) - self.holes
        if self.holes and index < len(self.memo):
            self.holes -= self.memo[index] is None
            self.memo[index] = stack[-1]
        else:
            self.memo.append(stack[-1])

    def nest(self, at: int, made: Node, items: list[Node]) -> None:
        """
        Measure a tuple or frozen set that holds others; to hash it, Python goes all the way down, and may fall off.

        :raise LimitError: if it is too deep.
        """
        deep = [self.heights.get(id(item), 1) for item in items if type(item) in (Tuple, FrozenSet)]
        height = 1 + max(deep, default=0)
        if height > self.limits.depth:
            raise LimitError(self.name, at, f"more than {self.limits.depth} tuples one in another")
        self.heights[id(made)] = height

    def use(self, at: int, args: list[Node]) -> None:
        """
        Count arguments, or attributes. A file has a byte at least for each, unless it uses a few big tuples or
        dictionaries again and again, which makes a graph of many more edges than bytes.

        :raise LimitError: if they are more than ten times the bytes of the file.
        """
        self.uses += len(args)
        if self.uses > 10 * len(self.data):
            raise LimitError(self.name, at, f"{self.uses} arguments and attributes in a file of {len(self.data)} bytes")

    def countStates(self, at: int) -> None:
        """
        Count the attributes of all states, once those are complete; one dictionary can be the state of many objects.

        :raise LimitError: if they are more than ten times the bytes of the file, together with the arguments.
        """
        for state in self.given:
            for half in state.items if isinstance(state, Tuple) else [state]:
                if isinstance(half, Dict):
                    self.use(at, half.flat)

    def leaveFrame(self, at: int) -> None:
        """
        See to it that the last frame ends between two opcodes, once it is over.

        :param at: the offset of the next opcode.
        :raise ReadingError: if it doesn't, or if it is not over.
        """
        start, end = self.frame
        if at < end:
            raise ReadingError(self.name, at, "a frame in a frame")
        if at > end:
            crosses = crossing(self.data, start, end)
            if crosses is not None:
                raise ReadingError(self.name, crosses, "an opcode reaches over the end of its frame")

    def append(self, at: int, target: Node, items: list[Node]) -> None:
        """Append to a list or to an object that is like one."""
        if not isinstance(target, (List, Object)):
            raise ReadingError(self.name, at, f"APPEND on a {type(target).__name__}")
        own(target, "items").extend(items)
