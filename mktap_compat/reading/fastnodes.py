"""
Twins of the nodes that a pickle has most of, for filling in fields one by one, which is three times as fast.

Its user sets ``__class__`` to the class of the node when all fields are there, before anybody else sees it.
"""

from __future__ import annotations

from typing import Any, NoReturn

from mktap_compat.reading.nodes import Bytes, Constant, Dict, Form, List, Node, Object, Text, Tuple


def _twin(class_: type) -> Any:
    """Return a subclass of a node class without the guard against change, made by calling it with nothing."""
    return type(
        class_.__name__,
        (class_,),
        {"__slots__": (), "__setattr__": object.__setattr__, "__init__": object.__init__},
    )


RawBytes = _twin(Bytes)
RawConstant = _twin(Constant)
RawDict = _twin(Dict)
RawObject = _twin(Object)
RawText = _twin(Text)
RawList = _twin(List)
RawTuple = _twin(Tuple)


class _Nothing(list[Any]):
    """The empty list that all nodes share that hold nothing; a list of its own is put in its place."""

    def _refuse(self, *args: object) -> NoReturn:
        raise TypeError("nodes do not change")

    append = extend = insert = __iadd__ = __setitem__ = _refuse


NOTHING: list[Any] = _Nothing()
_set = object.__setattr__


def makeDict(at: int, flat: list[Node]) -> Dict:
    """
    Return a new dictionary, which may be added to.

    :param at: its offset.
    :param flat: keys and values in turn, in a list that nobody else holds.
    """
    made = RawDict()
    made.offset = at
    made.flat = flat
    made.__class__ = Dict
    return made  # type: ignore[no-any-return]


def makeObject(
    at: int, function: Node, form: Form, args: list[Node], kwargs: list[tuple[Node, Node]] = NOTHING
) -> Object:
    """
    Return a new object, to which nothing was done so far.

    :param at: its offset.
    :param function: what is instantiated or called.
    :param form: which of both.
    :param args: a list that nobody else holds.
    :param kwargs: a list that nobody else holds.
    """
    made = RawObject()
    made.offset = at
    made.function = function
    made.form = form
    made.args = args
    made.kwargs = kwargs
    made.states = []
    made.items = made.pairs = NOTHING
    made.__class__ = Object
    return made  # type: ignore[no-any-return]


def own(target: Node, field: str) -> list[Any]:
    """
    Return the list of an attribute of a node, to be added to.

    :param target: the node.
    :param field: the attribute.
    """
    present: list[Any] = getattr(target, field)
    if present is NOTHING:
        present = []
        _set(target, field, present)
    return present
