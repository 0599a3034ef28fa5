"""Planning: the steps that make a graph of constructions, in an order in which each step has what it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mktap_compat.migrating.constructions import Call, Construction, Method, Set, Value
from mktap_compat.migrating.errors import MigrationError


@dataclass(frozen=True, eq=False)
class Make:
    """
    Make an object or a container.

    :ivar made: a construction, or a list, dict or set.
    :ivar empty: a container whose contents come later, because they refer back to what is being made.
    """

    made: Value
    empty: bool = False


@dataclass(frozen=True, eq=False)
class Fill:
    """Put into a container that was made empty what belongs there."""

    container: Value


Step = Make | Fill | Set | Call

CONTAINERS = (list, dict, set)


def parts(value: Value) -> Iterator[Value]:
    """
    Yield what has to be there before a value can be made.

    :param value: any value.
    :return: arguments of a construction, contents of a container, the owner of a method.
    """
    if isinstance(value, Construction):
        yield from value.args
        yield from value.kwargs.values()
    elif isinstance(value, Method):
        yield value.owner
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield item


def operands(step: Set | Call) -> Iterator[Value]:
    """Yield the values that a step refers to."""
    yield step.target
    if isinstance(step, Set):
        yield step.value
    else:
        yield from step.args
        yield from step.kwargs.values()


class Plan:
    """
    Works out the order; :func:`plan` is the way in.

    :ivar steps: what was planned so far.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._made: dict[int, Value] = {}
        self._making: dict[int, Value] = {}
        self._postponed: list[Set | Call | Fill] = []
        self._last: list[Call] = []

    def need(self, value: Value) -> None:
        """
        Plan whatever is missing of a value.

        :param value: any value.
        :raise MigrationError: if an object is needed to make itself.
        """
        if not isinstance(value, (Construction, Method, list, dict, set, tuple, frozenset)) or id(value) in self._made:
            return
        if id(value) in self._making:
            raise MigrationError(f"{value!r} is needed to make itself; please report this")
        self._making[id(value)] = value
        if isinstance(value, CONTAINERS) and self._blocked(parts(value)):
            del self._making[id(value)]
            self._done(value, Make(value, empty=True))
            self._carryOut(Fill(value))
            return
        for part in parts(value):
            self.need(part)
        del self._making[id(value)]
        self._done(value, Make(value) if isinstance(value, (Construction, *CONTAINERS)) else None)
        if isinstance(value, Construction):
            self._last.extend(value.last)
            for index, step in enumerate(value.steps):
                if not self._carryOut(step):
                    # later steps may count on this one
                    self._postponed.extend(value.steps[index + 1 :])
                    break

    def finish(self) -> list[Step]:
        """Plan what was postponed and what comes last; return all steps."""
        self._resume()
        for call in self._last:
            self._carryOut(call)
        self._resume()
        return self.steps

    def _done(self, value: Value, step: Make | None) -> None:
        if step is not None:
            self.steps.append(step)
        # the value is kept, so that its id stays its own
        self._made[id(value)] = value

    def _carryOut(self, step: Set | Call | Fill) -> bool:
        """Plan a step with what it needs, or postpone it; tell whether it was planned."""
        needed = list(parts(step.container)) if isinstance(step, Fill) else list(operands(step))
        if self._blocked(needed):
            self._postponed.append(step)
            return False
        for value in needed:
            self.need(value)
        self.steps.append(step)
        if not self._making:
            self._resume()
        return True

    def _resume(self) -> None:
        while self._postponed and not self._making:
            waiting, self._postponed = self._postponed, []
            for step in waiting:
                self._carryOut(step)

    def _blocked(self, values: Iterable[Value]) -> bool:
        """Tell whether making the values takes something that is being made."""
        if not self._making:
            return False
        seen: set[int] = set()
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            if id(value) in self._making:
                return True
            if id(value) in self._made or id(value) in seen:
                continue
            seen.add(id(value))
            waiting.extend(parts(value))
        return False


def plan(root: Value) -> list[Step]:
    """
    Return the steps that make a value and everything it refers to.

    :param root: mostly the construction of an application.
    :return: the steps, each after those it depends on.
    :raise MigrationError: if an object is needed to make itself, or if the graph is nested too deeply.
    """
    planned = Plan()
    try:
        planned.need(root)
        return planned.finish()
    except RecursionError as error:
        raise MigrationError("the objects are nested too deeply to be made one after the other") from error
