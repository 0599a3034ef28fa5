"""Rules: what the catalog knows, and the decorators and declarations by which its modules say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from mktap_compat.migrating.constructions import Construction, Name, Value
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.stringtypes import Hint

Rule = Callable[[Old], Value]
RuleT = TypeVar("RuleT", bound=Rule)


@dataclass(frozen=True)
class Shape:
    """
    What a user's subclass inherits from a class of Twisted; its old state is kept, except for this.

    :ivar hints: what the strings in the attributes are.
    :ivar fill: attributes that today's class wants and the old state may lack: values, or functions of the old object.
    :ivar drop: attributes that today's class has no use for.
    :ivar then: called with the old object and its construction, to add steps.
    """

    hints: Mapping[str, Hint] = field(default_factory=dict)
    fill: Mapping[str, Value | Rule] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    then: Callable[[Old, Construction], None] | None = None


#: rules by old dotted name
RULES: dict[str, Rule] = {}
#: shapes by today's dotted name
SHAPES: dict[str, Shape] = {}
#: today's dotted names of what old files refer to by name
REFERENCES: dict[str, str] = {}
#: what to use instead of classes that are gone, or, with a dot at the end, of all classes of a module or package
GONE: dict[str, str] = {}
#: why a class that is there cannot be taken over, and what to do
UNKEPT: dict[str, str] = {}
#: what ran files of a web server and is gone: nobody may get the source of these files today
CLOSED: set[str] = set()
#: what stands for those today
FORBIDDEN = Name("mktap_compat.thaw.Forbidden")
#: names that stand only in places that no rule looks at
DISCARDED: set[str] = set()


def rule(*names: str) -> Callable[[RuleT], RuleT]:
    """
    Make a function the rule for instances of old classes, or for calls of old functions.

    :param names: their dotted names as the files spell them.
    :return: a decorator for a function of an :class:`~mktap_compat.migrating.oldobject.Old` that returns a value.
    :raise ValueError: if a name has a rule.
    """

    def register(function: RuleT) -> RuleT:
        for name in names:
            if name in RULES:
                raise ValueError(f"two rules for {name}")
            RULES[name] = function
        return function

    return register


def shape(
    name: str,
    *,
    hints: Mapping[str, Hint] | None = None,
    fill: Mapping[str, Value | Rule] | None = None,
    drop: tuple[str, ...] = (),
    then: Callable[[Old, Construction], None] | None = None,
) -> None:
    """
    Say what users' subclasses inherit from a class of Twisted.

    :param name: today's dotted name of that class.
    :param hints: see :class:`Shape`.
    :param fill: see :class:`Shape`.
    :param drop: see :class:`Shape`.
    :param then: see :class:`Shape`.
    """
    SHAPES[name] = Shape(hints or {}, fill or {}, drop, then)


def same(*names: str) -> None:
    """
    Declare classes and functions that files refer to by name, and that have the same name today.

    :param names: dotted names.
    """
    REFERENCES.update((name, name) for name in names)


def renamed(old: str, new: str) -> None:
    """
    Declare a class or function that files refer to by name, and that has another name today.

    :param old: the dotted name in the files.
    :param new: today's dotted name.
    """
    REFERENCES[old] = new


def gone(*names: str, instead: str) -> None:
    """
    Declare classes that exist no more and have no successor: a tap that needs one is refused.

    :param names: their dotted names; with ``.*`` at the end, all classes of a module or package.
    :param instead: what a person should use today, in a few words.
    """
    GONE.update((name.removesuffix("*"), instead) for name in names)


def unkept(*names: str, because: str) -> None:
    """
    Declare classes that exist today, but of which nothing that serves can be made from a file: they are refused, too.

    :param names: their dotted names; as for :func:`gone`.
    :param because: why, and what to do, in a few words.
    """
    UNKEPT.update((name.removesuffix("*"), because) for name in names)


def refusal(dotted: str) -> tuple[str, str] | None:
    """
    Return why an old class is refused, ``None`` if it is not.

    :param dotted: its dotted name.
    :return: what became of it, and what to use or to do instead.
    """
    for fate, table in (("is gone from Twisted", GONE), ("no file can keep", UNKEPT)):
        if dotted in table:
            return fate, table[dotted]
        steps = dotted.split(".")
        for length in range(len(steps) - 1, 0, -1):
            package = ".".join(steps[:length]) + "."
            if package in table:
                return fate, table[package]
    return None


def closed(*names: str) -> None:
    """
    Declare what ran files of a web server and is gone: such files are forbidden today, or their source would be sent.

    :param names: dotted names.
    """
    CLOSED.update(names)


def discarded(*names: str) -> None:
    """
    Declare names that stand only in parts of old state that are left out, so that nobody is asked to trust them.

    :param names: dotted names.
    """
    DISCARDED.update(names)


def knows(dotted: str) -> bool:
    """Tell whether the catalog has anything to say about a name."""
    return any(dotted in known for known in (RULES, REFERENCES, CLOSED, DISCARDED)) or refusal(dotted) is not None
