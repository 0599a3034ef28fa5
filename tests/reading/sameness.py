"""Whether nodes are all of some objects: value by value, and the same nodes for the same objects."""

from __future__ import annotations

import _compat_pickle
import codecs
import copyreg
import importlib
import types
from functools import reduce
from typing import Any

from mktap_compat.reading.nodes import (
    Bytes,
    Constant,
    Dict,
    Form,
    FrozenSet,
    Global,
    List,
    Node,
    Object,
    Reconstructed,
    Set,
    Text,
    Tuple,
)

Pair = tuple[Any, Node]

#: What picklers write anew each time, or once for all: identity says nothing.
UNREMEMBERED = (type(None), bool, int, float, type, types.BuiltinFunctionType, types.FunctionType)


class Comparison:
    """
    The walk through objects and nodes side by side.

    :ivar nodes: by identity of an object, the node that stood for it; objects are kept, so that none has its place.
    """

    def __init__(self, protocol: int) -> None:
        self.protocol = protocol
        self.nodes: dict[int, tuple[Any, Node]] = {}
        self.objects: dict[int, Any] = {}
        self.made: list[Any] = []

    def run(self, thing: Any, root: Node) -> None:
        """Fail unless a graph of nodes is that of an object, pickled with the protocol."""
        waiting: list[Pair] = [(thing, root)]
        while waiting:
            thing, node = waiting.pop()
            if isinstance(thing, UNREMEMBERED) or thing == () or thing is Ellipsis or not self.known(thing, node):
                waiting += self.pairs(thing, node)

    def known(self, thing: Any, node: Node) -> bool:
        """Return whether both were met, and fail if only one was, or with another."""
        if id(thing) in self.nodes:
            assert self.nodes[id(thing)][1] is node, f"two nodes for one {type(thing)}"
            return True
        assert id(node) not in self.objects, f"one node for two {type(thing)}"
        self.nodes[id(thing)] = thing, node
        self.objects[id(node)] = thing
        return False

    def pairs(self, thing: Any, node: Node) -> list[Pair]:
        """Compare one object, and return its parts with their nodes."""
        kind = type(thing)
        if kind in (type(None), bool, int, float):
            assert isinstance(node, Constant) and type(node.value) is kind and repr(node.value) == repr(thing)
            return []
        if kind is str:
            assert isinstance(node, Text) and node.value == thing
            return []
        if kind is bytes and self.protocol >= 3:
            assert isinstance(node, Bytes) and node.value == thing and not node.legacy
            return []
        for type_, class_ in ((list, List), (tuple, Tuple), (set, Set), (frozenset, FrozenSet)):
            if kind is type_ and (self.protocol >= 4 or type_ in (list, tuple)):
                assert type(node) is class_
                return list(zip(thing, node.items, strict=True))
        if kind is dict:
            assert isinstance(node, Dict)
            return self.items(thing.items(), node.pairs)
        if kind is type or isinstance(thing, (type, types.BuiltinFunctionType, types.FunctionType)):
            return self.name(thing, node)
        return self.reduced(thing, node)

    def items(self, items: Any, pairs: list[tuple[Node, Node]]) -> list[Pair]:
        """Return keys and values with their nodes."""
        compared: list[Pair] = []
        for (key, value), (keyNode, valueNode) in zip(items, pairs, strict=True):
            compared += [(key, keyNode), (value, valueNode)]
        return compared

    def name(self, thing: Any, node: Node) -> list[Pair]:
        """Compare what is pickled by its name; by getattr, if that has dots and the protocol does not know them."""
        if isinstance(node, Object):
            assert node.dotted in ("builtins.getattr", "__builtin__.getattr")
            return [(thing.__self__, node.args[0])] if hasattr(thing, "__self__") else []
        assert isinstance(node, Global)
        # protocols 0 to 2 have the names of Python 2
        found = (node.module, node.name)
        if self.protocol < 3:
            renamed = _compat_pickle.IMPORT_MAPPING.get(node.module, node.module)
            found = _compat_pickle.NAME_MAPPING.get(found, (renamed, node.name))
        assert reduce(getattr, found[1].split("."), importlib.import_module(found[0])) == thing
        return []

    def reduced(self, thing: Any, node: Node) -> list[Pair]:
        """Compare what is pickled as its class says."""
        kind = type(thing)
        if thing is Ellipsis:
            return self.name(thing, node)
        if kind in copyreg.dispatch_table:
            reduction: Any = copyreg.dispatch_table[kind](thing)
        elif kind in (set, frozenset):
            reduction = kind, (list(thing),)
        elif kind is bytes:
            reduction = (codecs.encode, (thing.decode("latin1"), "latin1")) if thing else (bytes, ())
        elif kind is bytearray and self.protocol == 5:
            assert isinstance(node, Object) and node.form is Form.CALL
            assert isinstance(node.args[0], Bytes) and node.args[0].value == thing
            return [(bytearray, node.function)]
        elif kind is bytearray:
            reduction = bytearray, (bytes(thing),) if thing else ()
        else:
            reduction = thing.__reduce_ex__(self.protocol)
        if isinstance(reduction, str):
            return self.name(thing, node)
        self.made.append(reduction)
        function, args, state, items, pairs = (*reduction, None, None, None)[:5]
        assert isinstance(node, Object)
        kwargs: dict[str, Any] = {}
        form = Form.INSTANCE
        if function is copyreg._reconstructor:  # type: ignore[attr-defined]
            function, *args = args
            plain = args == [object, None]
            assert isinstance(node, Reconstructed) is not plain
            args = [] if plain else args
        elif function is copyreg.__newobj__:  # type: ignore[attr-defined]
            function, *args = args
        elif function is copyreg.__newobj_ex__ and self.protocol >= 4:  # type: ignore[attr-defined]
            function, args, kwargs = args
        elif function is copyreg.__newobj_ex__:  # type: ignore[attr-defined]
            # a call of functools.partial(class.__new__, class, ...)
            class_, positional, kwargs = args
            assert isinstance(node.function, Object) and node.function.dotted == "functools.partial"
            [parts] = node.function.states
            assert isinstance(parts, Tuple) and isinstance(parts.items[2], Dict) and node.form is Form.CALL
            self.made.append((class_, *positional))
            partial = [(self.made[-1], parts.items[1]), *self.items(kwargs.items(), parts.items[2].pairs)]
            return partial + list(zip([] if state is None else [state], node.states, strict=True))
        else:
            form = Form.CALL
        assert node.form is form
        states = [] if state is None else [state]
        return [
            (function, node.function),
            *zip(args, node.args, strict=True),
            *zip(states, node.states, strict=True),
            *zip(items or (), node.items, strict=True),
            *self.items(kwargs.items(), node.kwargs),
            *self.items(pairs or (), node.pairs),
        ]
