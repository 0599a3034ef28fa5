"""What a call in a pickle comes to: an instance where the callable is one of copyreg's, else a call as it stands."""

from __future__ import annotations

from mktap_compat.reading.fastnodes import makeObject
from mktap_compat.reading.nodes import Constant, Dict, Form, Global, Node, Object, Reconstructed, Tuple

_COPYREG = {"copyreg", "copy_reg"}
#: From this protocol on, modules of Python 2 are not renamed when a pickle is loaded.
NOT_RENAMED = 3
_OBJECT = {("builtins", "object"), ("__builtin__", "object")}


def called(offset: int, function: Node, args: list[Node], protocol: int = 0) -> Object:
    """
    Return the node of a call (opcode REDUCE).

    Calls of ``copyreg._reconstructor``, ``__newobj__`` and ``__newobj_ex__`` with the arguments that picklers give
    them are instances of the class they name; anything else, odd arguments too, stays the call that it is.

    :param offset: where the call stands.
    :param function: what is called.
    :param args: its arguments, the items of a tuple.
    :param protocol: of the pickle, as far as it was read.
    """
    if isinstance(function, Global) and function.module in _COPYREG:
        if function.module == "copy_reg" and protocol >= NOT_RENAMED:
            return makeObject(offset, function, Form.CALL, args)
        if function.name == "_reconstructor" and len(args) == 3:
            class_, base, state = args
            if isinstance(base, Global) and (base.module, base.name) in _OBJECT and _isNone(state):
                return makeObject(offset, class_, Form.INSTANCE, [])
            return Reconstructed(offset, class_, Form.INSTANCE, [base, state], [], [], [], [])
        if function.name == "__newobj__" and args:
            return makeObject(offset, args[0], Form.INSTANCE, args[1:])
        if function.name == "__newobj_ex__" and len(args) == 3:
            class_, positional, keywords = args
            if isinstance(positional, Tuple) and isinstance(keywords, Dict):
                return makeObject(offset, class_, Form.INSTANCE, positional.items, keywords.paired())
    return makeObject(offset, function, Form.CALL, args)


def instantiated(offset: int, class_: Node, args: list[Node]) -> Object:
    """
    Return the node of INST and OBJ: an instance without its ``__init__``, or a call if there are arguments.

    :param offset: where the opcode stands.
    :param class_: what is instantiated.
    :param args: what stands between the mark and the opcode.
    """
    return makeObject(offset, class_, Form.CALL if args else Form.INSTANCE, args)


def _isNone(node: Node) -> bool:
    return isinstance(node, Constant) and node.value is None
