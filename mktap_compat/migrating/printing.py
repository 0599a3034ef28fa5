"""Printing: constructions as a .tac that a person would have written, one object a line."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from mktap_compat.migrating.constructions import Call, Construction, Method, Name, Set, Value
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.layout import Expression, Group, Pieces, flat, lay
from mktap_compat.migrating.planning import CONTAINERS, Fill, Make, Step, operands, parts, plan
from mktap_compat.migrating.variables import Names, isWritable

#: the longest an object may be that is written where it is used
INLINE = 90
#: the longest piece of a long string
PIECE = 72
_CONTAINER_NAMES = {"list": "items", "dict": "table", "set": "members"}


class Printer:
    """Writes planned steps as statements; :func:`printTac` is the way in."""

    def __init__(self, steps: list[Step]) -> None:
        self.names = Names({"application"})
        self._steps = steps
        self._uses = _countUses(steps)
        self._variables: dict[int, str] = {}

    def statements(self) -> list[str]:
        """Return the statements, without imports."""
        lines: list[str] = []
        for step in self._steps:
            if isinstance(step, Make):
                if not self._inline(step):
                    lines.append(self._assignment(step))
            elif isinstance(step, Fill):
                lines.append(self._filling(step.container))
            elif isinstance(step, Set):
                lines.append(self._setting(step))
            else:
                lines.append(lay(self._call(step)))
        return lines

    def expression(self, value: Value) -> Expression:
        """
        Return how a value is written where it is used.

        :param value: any value.
        :return: its variable, if it has one, else the expression that makes it.
        """
        return self._variables.get(id(value)) or self._written(value)

    def _written(self, value: Value) -> Expression:
        """Return the expression that makes a value."""
        if isinstance(value, Construction):
            return self._making(value)
        if isinstance(value, Name):
            return self.names.imported(value.dotted)
        if isinstance(value, Method):
            owner = flat(self.expression(value.owner))
            return f"{owner}.{value.name}" if isWritable(value.name) else f"getattr({owner}, {value.name!r})"
        if isinstance(value, dict):
            return Group(
                "{", tuple((f"{flat(self.expression(k))}: ", self.expression(v)) for k, v in value.items()), "}"
            )
        if isinstance(value, (list, tuple)):
            items = tuple(("", self.expression(item)) for item in value)
            return Group("[", items, "]") if isinstance(value, list) else Group("(", items, ")", single=True)
        if isinstance(value, (set, frozenset)):
            return self._set(value)
        return _string(value) if isinstance(value, (str, bytes)) and len(value) > PIECE else _literal(value)

    def _set(self, value: set[Any] | frozenset[Any]) -> Expression:
        items = sorted((self.expression(item) for item in value), key=flat)
        inner = Group("{", tuple(("", item) for item in items), "}") if items else ""
        if isinstance(value, frozenset):
            return Group("frozenset(", ((("", inner),) if inner else ()), ")")
        return inner or "set()"

    def _making(self, made: Construction) -> Expression:
        function = self.names.imported(made.function)
        return Group(f"{function}(", self._arguments(made.args, made.kwargs), ")")

    def _arguments(self, args: Sequence[Value], kwargs: dict[str, Value]) -> tuple[tuple[str, Expression], ...]:
        items = [("", self.expression(value)) for value in args]
        items += [(f"{name}=", self.expression(value)) for name, value in kwargs.items() if isWritable(name)]
        strange = {name: value for name, value in kwargs.items() if not isWritable(name)}
        return (*items, ("**", self.expression(strange))) if strange else tuple(items)

    def _setting(self, step: Set) -> str:
        target, value = self._target(step.target, step.attribute), self.expression(step.value)
        if isWritable(step.attribute):
            return lay(value, f"{target}.{step.attribute} = ")
        return lay(Group("setattr(", (("", target), ("", repr(step.attribute)), ("", value)), ")"))

    def _call(self, call: Call) -> Expression:
        target = self._target(call.target, call.method)
        if call.method == "__setitem__":
            key, value = call.args
            return Group(f"{target}.update({{", ((f"{flat(self.expression(key))}: ", self.expression(value)),), "})")
        return Group(f"{target}.{call.method}(", self._arguments(call.args, call.kwargs), ")")

    def _target(self, value: Value, wanted: str) -> str:
        """Return what a statement begins with; a number or a text has nothing that could be called or set."""
        if value is None or isinstance(value, (int, float, complex, str, bytes)):
            raise MigrationError(f"{value!r:.60} stands where an object with {wanted} should be; the file is damaged")
        return flat(self.expression(value))

    def _inline(self, step: Make) -> bool:
        """Tell whether an object is written where it is used, because it is small and used once."""
        made = step.made
        if step.empty or self._uses.get(id(made), 0) > 1:
            return False
        if isinstance(made, CONTAINERS):
            return True
        if made.steps or made.last or made.hint == "application":
            return False
        simple = all(not _holds(value) for value in [*made.args, *made.kwargs.values()])
        return simple and len(flat(self._making(made))) <= INLINE and "Service" not in made.function

    def _assignment(self, step: Make) -> str:
        made = step.made
        if isinstance(made, Construction):
            expression = self._making(made)
            name = "application" if made.hint == "application" else self.names.variable(made.hint, made.function)
        else:
            expression = _literal(type(made)()) if step.empty else self.expression(made)
            name = self.names.variable("", _CONTAINER_NAMES[type(made).__name__])
        line = lay(expression, f"{name} = ")
        self._variables[id(made)] = name
        return line

    def _filling(self, container: Value) -> str:
        name = self._variables[id(container)]
        method = "extend" if isinstance(container, list) else "update"
        return lay(Group(f"{name}.{method}(", (("", self._written(container)),), ")"))


def _holds(value: Value) -> bool:
    """Tell whether a value has objects in it, other than small ones that are written in place."""
    if isinstance(value, Construction):
        return bool(value.steps) or any(_holds(part) or isinstance(part, Construction) for part in parts(value))
    if isinstance(value, Method):
        return False
    return any(_holds(part) for part in parts(value))


def _countUses(steps: list[Step]) -> dict[int, int]:
    """Return how often each object and container is used."""
    uses: dict[int, int] = {}

    def use(value: Value) -> None:
        if isinstance(value, (Construction, *CONTAINERS)):
            uses[id(value)] = uses.get(id(value), 0) + 1
        elif isinstance(value, (tuple, frozenset, Method)):
            for part in parts(value):
                use(part)

    for step in steps:
        if isinstance(step, (Set, Call)):
            for value in operands(step):
                use(value)
        else:
            for value in parts(step.made if isinstance(step, Make) else step.container):
                use(value)
    return uses


def _string(value: str | bytes) -> Expression:
    """Return a long string in pieces that end where its lines end."""
    pieces: list[str] = []
    for line in value.splitlines(keepends=True):
        start = 0
        while start < len(line):
            # what is escaped is longer when it is written
            end = start + PIECE
            while end > start + 1 and len(_literal(line[start:end])) > PIECE + 4:
                end -= max(1, (len(_literal(line[start:end])) - PIECE) // 4)
            pieces.append(_literal(line[start:end]))
            start = end
    return Pieces(tuple(pieces)) if len(pieces) > 1 else _literal(value)


def _literal(value: Value) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, str):
        shown = repr(value)
        # the quotes that formatters prefer
        return f'"{shown[1:-1]}"' if shown[0] == "'" and '"' not in shown else shown
    if isinstance(value, bytes):
        shown = repr(value)
        return f'b"{shown[2:-1]}"' if shown[1] == "'" and '"' not in shown else shown
    return repr(value)


def printTac(application: Construction, name: str) -> str:
    """
    Print an application as a ``.tac``.

    :param application: its construction.
    :param name: its name.
    :return: Python source, which compiles.
    :raise MigrationError: if what is in the file can't be written as Python.
    """
    printer = Printer(plan(application))
    body = printer.statements()
    file = f"{name}.tac" if re.fullmatch(r"[\w.+-]+", name) else "FILE.tac"
    blocks = [f"# The application {name!r}; run it with: twistd -ny {file}", printer.names.statements()]
    blocks += _blocks(body)
    source = "\n\n".join(block for block in blocks if block) + "\n"
    try:
        compile(source, file, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError) as error:
        raise MigrationError(f"the .tac would be no Python: {error}; use --typeout pickle") from None
    return source


def _blocks(body: list[str]) -> list[str]:
    """Put an empty line after the application and after each service that was added to it."""
    blocks: list[list[str]] = [[]]
    for line in body:
        blocks[-1].append(line)
        if line.startswith("application = ") or "setServiceParent(" in line:
            blocks.append([])
    return ["\n".join(block) for block in blocks if block]
