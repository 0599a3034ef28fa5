"""What a rule sees of an old object: its attributes, converted as the rule asks for them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from mktap_compat.migrating.constructions import Construction, Value
from mktap_compat.migrating.errors import GoneError, MigrationError
from mktap_compat.migrating.report import Report
from mktap_compat.migrating.settings import Settings
from mktap_compat.migrating.stringtypes import Hint
from mktap_compat.reading.nodes import Constant, Node, Object

#: where a string is, for what other objects of the class have there: the class, the attribute and steps in it
Place = tuple[str, str]


class Walk(Protocol):
    """
    What a rule may ask of the conversion under way; :class:`mktap_compat.migrating.migration.Migration` is one.

    :ivar settings: what the user decided.
    :ivar report: what was decided so far.
    :ivar extra: services that the new application needs besides the old ones.
    :ivar heeded: which of the user's decisions met something.
    :ivar companions: files to write beside the tap: a function that gives the bytes, by path.
    """

    settings: Settings
    report: Report
    extra: list[Construction]
    heeded: set[str]
    companions: dict[Path, Any]

    def convert(self, node: Node, path: str, hint: Hint = Any, place: Place = ("", "")) -> Value:
        """Convert a node, once."""

    def became(self, node: Node, value: Value) -> None:
        """Say what a node becomes before the walk comes to it."""

    def reference(self, dotted: str, path: str) -> Value:
        """Return a reference to a class, function or module that a tap names."""

    def port(self, number: Any, path: str, what: str) -> Any:
        """Return where an old port is now."""

    def isGone(self, dotted: str) -> bool:
        """Tell whether a class exists no more."""

    def within(self, service: str) -> AbstractContextManager[None]:
        """Say that what is converted inside is part of a service."""

    def refuse(self, dotted: str, path: str) -> GoneError:
        """Return the error for a class that is gone."""


class Old:
    """
    One object of the old tap.

    What a rule asks for counts as used; every attribute that it never asked for is kept if today's class has it as a
    default, else reported as lost.

    :ivar node: the object.
    :ivar dotted: the dotted name of its class, or of what is called to make it.
    :ivar path: where it is in the tap, as in ``services[0].args[1]``.
    :ivar new: the construction that will take its place; for references to it, as in ``child.setServiceParent(new)``.
    :ivar migration: the walk, for rules that need more than this.
    :ivar hint: what is known about the strings in it, for objects that are containers.
    :ivar place: the class and the attribute that hold it.
    """

    def __init__(
        self,
        node: Object,
        dotted: str,
        path: str,
        new: Construction,
        migration: Walk,
        hint: Hint = Any,
        place: Place = ("", ""),
    ) -> None:
        self.node = node
        self.dotted = dotted
        self.path = path
        self.new = new
        self.migration = migration
        self.hint = hint
        self.place = place
        self._attributes = node.attributes()
        self._used: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._attributes

    def names(self) -> list[str]:
        """Return the names of the attributes that the old object has and that were not asked for yet."""
        return [name for name in self._attributes if name not in self._used]

    def peek(self, name: str) -> Node | None:
        """Return the node of an attribute without using it, or ``None``."""
        return self._attributes.get(name)

    def use(self, name: str) -> Node | None:
        """Return the node of an attribute and use it; ``None`` if there is no such attribute."""
        self._used.add(name)
        return self._attributes.get(name)

    def value(self, name: str, default: Value = None, hint: Hint = Any) -> Value:
        """
        Return an attribute, converted.

        :param name: the attribute.
        :param default: what to return if the old object lacks it.
        :param hint: what the strings in it are, as a type: ``str``, ``dict[bytes, Any]`` and so on.
        :return: the new value.
        """
        node = self.use(name)
        if node is None:
            return default
        return self.migration.convert(node, f"{self.path}.{name}", hint, (self.dotted, name))

    def text(self, name: str, default: Value = None) -> Value:
        """Return an attribute that is text or ``None``."""
        return self.value(name, default, str)

    def bytes(self, name: str, default: Value = None) -> Value:
        """Return an attribute that is bytes or ``None``."""
        return self.value(name, default, bytes)

    def number(self, name: str, default: Value = None) -> Any:
        """
        Return an attribute that is a number, a truth value or ``None``.

        :param name: the attribute.
        :param default: what to return if the old object lacks it.
        :return: the number.
        :raise MigrationError: if it is anything else.
        """
        node = self.use(name)
        if node is None:
            return default
        if not isinstance(node, Constant):
            raise MigrationError(f"{self.path}.{name}: {self.dotted} has no number there; the file is damaged")
        return node.value

    def port(self, name: str, default: Value = None) -> Any:
        """Return an attribute that is a port number, moved if the user said so."""
        number = self.number(name, default)
        return self.migration.port(number, f"{self.path}.{name}", self.dotted)

    def argument(self, index: int, hint: Hint = Any) -> Value:
        """
        Return a positional argument of what is called to make the object, converted.

        :param index: which.
        :param hint: what the strings in it are.
        :return: the new value.
        :raise MigrationError: if there are fewer arguments.
        """
        if index >= len(self.node.args):
            raise MigrationError(f"{self.path}: {self.dotted} has no argument {index}; the file is damaged")
        return self.migration.convert(self.node.args[index], f"{self.path}.<args>[{index}]", hint, (self.dotted, ""))

    def convert(self, node: Node, step: str, hint: Hint = Any) -> Value:
        """
        Convert any node below this object.

        :param node: the node.
        :param step: how to get there from this object, as in ``.args[1]``.
        :param hint: what the strings in it are.
        :return: the new value.
        """
        return self.migration.convert(node, f"{self.path}{step}", hint, (self.dotted, step.lstrip(".")))

    def fill(self, name: str, value: Value, why: str = "today's class needs it") -> Value:
        """
        Report that an attribute was filled in.

        :param name: today's name of the attribute.
        :param value: what it became.
        :param why: the reason in a few words.
        :return: the value.
        """
        self.migration.report.add("filled", self.path, f"{self.dotted}.{name}", shown(value), why)
        return value

    def drop(self, *names: str, why: str = "today's class has no use for it") -> None:
        """
        Leave attributes out and report it; of no effect on those that the old object lacks.

        :param names: the attributes.
        :param why: the reason in a few words.
        """
        for name in names:
            if name in self._attributes and name not in self._used:
                self._used.add(name)
                self.migration.report.add("dropped", self.path, f"{self.dotted}.{name}", why=why)

    def ignore(self, *names: str) -> None:
        """Use attributes without a word, because what they say is said elsewhere (``parent``, versions)."""
        self._used.update(names)

    def repaired(self, repair: str, why: str) -> None:
        """
        Report that a class of ours takes the place of one of Twisted that is broken today.

        :param repair: our class.
        :param why: the fault in a few words.
        """
        self.migration.report.add("repaired", self.path, self.dotted, repair, why)

    def finish(self) -> None:
        """Report what nobody asked for as lost: it may have been there to protect something."""
        self.ignore(*(name for name in self._attributes if name.endswith(".persistenceVersion")))
        for name in self.names():
            self.migration.report.add("lost", self.path, f"{self.dotted}.{name}", why="the catalog does not know it")


def shown(value: Value) -> str:
    """Return a value as a report shows it: a literal, a dotted name or what is called."""
    if isinstance(value, Construction):
        return f"{value.function}(...)"
    return str(getattr(value, "dotted", None) or repr(value))
