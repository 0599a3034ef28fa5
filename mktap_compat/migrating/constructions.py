"""
Constructions: how the objects of today are made, written down as data; nothing here imports or builds what it names.

A value is ``None``, a truth value, a number, ``str``, ``bytes``, a list, tuple, dict, set or frozenset of values, a
:class:`Name`, a :class:`Method` or a :class:`Construction`. Values are shared by identity and may be cyclic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Value = Any


@dataclass(frozen=True)
class Name:
    """
    Something that is imported: a class, a function, a module, the reactor.

    :ivar dotted: its dotted name, as in ``twisted.web.static.File``.
    """

    dotted: str


@dataclass(frozen=True, eq=False)
class Method:
    """
    An attribute of an object, mostly a bound method.

    :ivar owner: the value it belongs to.
    :ivar name: its name there.
    """

    owner: Value
    name: str


@dataclass(frozen=True, eq=False)
class Set:
    """``target.attribute = value``, done after the target is made."""

    target: Value
    attribute: str
    value: Value


@dataclass(frozen=True, eq=False)
class Call:
    """``target.method(*args, **kwargs)``, done after the target is made."""

    target: Value
    method: str
    args: tuple[Value, ...] = ()
    kwargs: dict[str, Value] = field(default_factory=dict)


class Construction:
    """
    One object of today: what is called, with which arguments, and what is done to it afterwards.

    Steps done afterwards may refer to anything, the object itself too; that is how cycles are broken.

    :ivar function: the dotted name of what is called, mostly a class.
    :ivar args: positional arguments.
    :ivar kwargs: keyword arguments.
    :ivar steps: what is done once it is made, in this order.
    :ivar last: what is done when the whole application is there.
    :ivar hint: the name that a person would give it, or an empty string.
    :ivar path: where its predecessor stands in the tap, for messages.
    """

    __slots__ = ("args", "function", "hint", "kwargs", "last", "path", "steps")

    def __init__(self, function: str, *args: Value, **kwargs: Value) -> None:
        self.function = function
        self.args = list(args)
        self.kwargs = kwargs
        self.steps: list[Set | Call] = []
        self.last: list[Call] = []
        self.hint = ""
        self.path = ""

    def set(self, attribute: str, value: Value) -> Construction:
        """
        Set an attribute once the object is made.

        :param attribute: its name.
        :param value: what it becomes.
        :return: this construction.
        """
        self.steps.append(Set(self, attribute, value))
        return self

    def call(self, method: str, *args: Value, **kwargs: Value) -> Construction:
        """
        Call a method once the object is made.

        :param method: its name.
        :param args: positional arguments.
        :param kwargs: keyword arguments.
        :return: this construction.
        """
        self.steps.append(Call(self, method, args, kwargs))
        return self

    def callOn(self, target: Value, method: str, *args: Value, **kwargs: Value) -> Construction:
        """
        Call a method of another object once this one is made, as in ``child.setServiceParent(this)``.

        :param target: whose method is called.
        :param method: its name.
        :param args: positional arguments.
        :param kwargs: keyword arguments.
        :return: this construction.
        """
        self.steps.append(Call(target, method, args, kwargs))
        return self

    def become(self, other: Construction) -> None:
        """Take over everything from another construction, which nothing else refers to; steps on it move here."""
        self.function = other.function
        self.args = other.args
        self.kwargs = other.kwargs
        self.steps = [_onto(step, other, self) for step in other.steps]
        self.last = [
            Call(self if call.target is other else call.target, call.method, call.args, call.kwargs)
            for call in other.last
        ]
        self.hint = other.hint

    def __repr__(self) -> str:
        return f"<{self.function} {self.path}>"


def _onto(step: Set | Call, old: Construction, new: Construction) -> Set | Call:
    """Return a step whose target is the new construction if it was the old one."""
    if step.target is not old:
        return step
    if isinstance(step, Set):
        return Set(new, step.attribute, step.value)
    return Call(new, step.method, step.args, step.kwargs)
