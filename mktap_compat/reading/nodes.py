"""
The nodes that every tap format is read into: plain, inert, never callable, and compared by identity.

A node stands for one object of the file. Two places that share an object share its node, and a cycle in the file is
a cycle of nodes. Nothing here imports or builds what a node names.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any

Scalar = None | bool | int | float | complex


class Node:
    """
    One object of a tap.

    :ivar offset: where it stands in what was read: bytes from the start of the file to the opcode, the expression or
        the element that makes it.
    """

    __slots__ = ("offset",)
    offset: int

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"nodes do not change: {name}")

    def __init__(self, offset: int) -> None:
        _set(self, "offset", offset)

    def children(self) -> Iterator[tuple[str, Node]]:
        """
        Yield what this node holds, in the order of the file.

        :return: pairs of the step to a child, as it is written in a path (``.name``, ``[0]``, ``['key']``), and it.
        """
        return iter(())


_set = object.__setattr__


class Constant(Node):
    """``None``, a truth value or a number."""

    __slots__ = ("value",)
    value: Scalar

    def __init__(self, offset: int, value: Scalar) -> None:
        _set(self, "offset", offset)
        _set(self, "value", value)


class Text(Node):
    """Text: ``str`` of Python 3, ``unicode`` of Python 2."""

    __slots__ = ("value",)
    value: str

    def __init__(self, offset: int, value: str) -> None:
        _set(self, "offset", offset)
        _set(self, "value", value)


class Bytes(Node):
    """
    Bytes.

    :ivar legacy: true for the ``str`` of Python 2, which may have been meant as text.
    """

    __slots__ = ("legacy", "value")
    value: bytes
    legacy: bool

    def __init__(self, offset: int, value: bytes, legacy: bool = False) -> None:
        _set(self, "offset", offset)
        _set(self, "value", value)
        _set(self, "legacy", legacy)


class Sequence(Node):
    """What lists, tuples and sets have in common: their items."""

    __slots__ = ("items",)
    items: list[Node]

    def __init__(self, offset: int, items: list[Node]) -> None:
        _set(self, "offset", offset)
        _set(self, "items", items)

    def children(self) -> Iterator[tuple[str, Node]]:
        """Yield the items with ``[0]``, ``[1]`` and so on."""
        for index, item in enumerate(self.items):
            yield f"[{index}]", item


class List(Sequence):
    """A list."""

    __slots__ = ()


class Tuple(Sequence):
    """A tuple."""

    __slots__ = ()


class Set(Sequence):
    """A set."""

    __slots__ = ()


class FrozenSet(Sequence):
    """A frozen set."""

    __slots__ = ()


class Dict(Node):
    """
    A dictionary.

    :ivar flat: keys and values in turn, for the reader of pickles, which makes pairs of them when first asked.
    """

    __slots__ = ("_pairs", "flat")
    flat: list[Node]
    _pairs: list[tuple[Node, Node]]

    def __init__(self, offset: int, pairs: list[tuple[Node, Node]]) -> None:
        _set(self, "offset", offset)
        _set(self, "_pairs", pairs)

    @property
    def pairs(self) -> list[tuple[Node, Node]]:
        """Keys and values in the order of the file, with every key that stands there, even twice."""
        try:
            return self._pairs
        except AttributeError:
            _set(self, "_pairs", self.paired())
            return self._pairs

    def paired(self) -> list[tuple[Node, Node]]:
        """Return the pairs of what was read so far, while a pickle is still being read."""
        halves = iter(self.flat)
        return list(zip(halves, halves, strict=True))

    def children(self) -> Iterator[tuple[str, Node]]:
        """Yield keys (step ``{key}``) that hold nodes of their own, and values."""
        for key, value in self.pairs:
            if not isinstance(key, (Constant, Text, Bytes)):
                yield "{key}", key
            yield f"[{keyText(key)}]", value

    def get(self, key: str) -> Node | None:
        """Return the value under a key that is text, or a Python 2 ``str`` with the same letters; the last one wins."""
        found = None
        for other, value in self.pairs:
            if nameOf(other) == key:
                found = value
        return found


class Global(Node):
    """
    A name in a module: a class, a function or anything else that the file refers to by name.

    :ivar module: dotted module name, as the file spells it.
    :ivar name: name in the module, as the file spells it; it may have dots.
    """

    __slots__ = ("module", "name")
    module: str
    name: str

    def __init__(self, offset: int, module: str, name: str) -> None:
        _set(self, "offset", offset)
        _set(self, "module", module)
        _set(self, "name", name)

    @property
    def dotted(self) -> str:
        """Module and name with a dot between."""
        return f"{self.module}.{self.name}"


class Form(enum.Enum):
    """How an object comes about when the file is loaded."""

    #: An instance of a class without its ``__init__``: NEWOBJ, ``copyreg._reconstructor``, ``copyreg.__newobj__``,
    #: INST or OBJ of a class with no arguments, an instance in a .tas or .tax.
    INSTANCE = "instance"
    #: A call of anything: REDUCE, INST and OBJ with arguments, a bound method or function call in a .tas or .tax.
    CALL = "call"


class Object(Node):
    """
    What comes of instantiating a class or of calling something, and what is done to it afterwards.

    :ivar function: what is instantiated or called; nearly always a :class:`Global`.
    :ivar form: whether it is instantiated or called.
    :ivar args: positional arguments, without the class; see also :class:`Reconstructed`.
    :ivar kwargs: keyword arguments (NEWOBJ_EX) as pairs, mostly empty.
    :ivar states: what BUILD gave it (``__setstate__`` or ``__dict__``), in order; mostly one or none.
    :ivar items: what APPEND, APPENDS and ADDITEMS gave it.
    :ivar pairs: what SETITEM and SETITEMS gave it.
    """

    __slots__ = ("args", "form", "function", "items", "kwargs", "pairs", "states")
    function: Node
    form: Form
    args: list[Node]
    kwargs: list[tuple[Node, Node]]
    states: list[Node]
    items: list[Node]
    pairs: list[tuple[Node, Node]]

    def __init__(
        self,
        offset: int,
        function: Node,
        form: Form,
        args: list[Node],
        kwargs: list[tuple[Node, Node]],
        states: list[Node],
        items: list[Node],
        pairs: list[tuple[Node, Node]],
    ) -> None:
        _set(self, "offset", offset)
        _set(self, "function", function)
        _set(self, "form", form)
        _set(self, "args", args)
        _set(self, "kwargs", kwargs)
        _set(self, "states", states)
        _set(self, "items", items)
        _set(self, "pairs", pairs)

    @property
    def dotted(self) -> str:
        """The dotted name of what is instantiated or called; empty if that is not a plain name."""
        return self.function.dotted if isinstance(self.function, Global) else ""

    def attributes(self) -> dict[str, Node]:
        """Return the attributes that dictionaries in :attr:`states` set, by name; later states win."""
        found: dict[str, Node] = {}
        for state in self.states:
            # the second half of a two-tuple is the state of slots
            halves = state.items if isinstance(state, Tuple) and len(state.items) == 2 else [state]
            for half in halves:
                if isinstance(half, Dict):
                    for key, value in half.pairs:
                        name = nameOf(key)
                        if name is not None:
                            found[name] = value
        return found

    def children(self) -> Iterator[tuple[str, Node]]:
        """Yield what is called if it is no plain name, arguments, state (attributes as ``.name``), items, pairs."""
        if not isinstance(self.function, Global):
            yield ".<function>", self.function
        for index, argument in enumerate(self.args):
            yield f".<args>[{index}]", argument
        for key, value in self.kwargs:
            yield f".<kwargs>[{keyText(key)}]", value
        for state in self.states:
            if isinstance(state, Dict):
                for key, value in state.pairs:
                    name = nameOf(key)
                    yield (f".{name}" if name is not None else f".<state>[{keyText(key)}]"), value
            else:
                yield ".<state>", state
        for index, item in enumerate(self.items):
            yield f"[{index}]", item
        for key, value in self.pairs:
            yield f"[{keyText(key)}]", value


class Reconstructed(Object):
    """
    An instance that ``copyreg._reconstructor`` makes from a base other than ``object``, as protocols 0 and 1 do for
    subclasses of built-in types: :attr:`args` is the base and the value that the base makes it from.
    """

    __slots__ = ()

    @property
    def base(self) -> Node:
        """The base whose ``__new__`` and ``__init__`` are called."""
        return self.args[0]

    @property
    def value(self) -> Node:
        """What they are called with, after the class or the instance."""
        return self.args[1]


class Persistent(Node):
    """A reference to an object outside of the file (PERSID, BINPERSID): no tap has a right to one."""

    __slots__ = ("key",)
    key: Node

    def __init__(self, offset: int, key: Node) -> None:
        _set(self, "offset", offset)
        _set(self, "key", key)

    def children(self) -> Iterator[tuple[str, Node]]:
        """Yield the key."""
        yield ".<key>", self.key


class Extension(Node):
    """A number of copyreg's extension registry (EXT1, EXT2, EXT4), whose meaning the file does not say."""

    __slots__ = ("code",)
    code: int

    def __init__(self, offset: int, code: int) -> None:
        _set(self, "offset", offset)
        _set(self, "code", code)


def nameOf(node: Node) -> str | None:
    """Return text, or the letters of a Python 2 ``str`` in ASCII, else ``None``."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Bytes) and node.legacy and node.value.isascii():
        return node.value.decode("ascii")
    return None


def keyText(node: Node) -> str:
    """Return a dictionary's key as it is written in a path: a literal, or ``...`` for anything that has parts."""
    value: Any = getattr(node, "value", ...)
    return "..." if value is ... else repr(value)
