"""Evaluating: from constructions to live objects. The only place of the migration that calls what a tap names."""

from __future__ import annotations

import importlib
from typing import Any

from mktap_compat.migrating.constructions import Construction, Method, Name, Set, Value
from mktap_compat.migrating.errors import MigrationError, MissingError
from mktap_compat.migrating.planning import Fill, Make, Step, plan


def resolve(dotted: str) -> Any:
    """
    Import what a dotted name stands for.

    :param dotted: modules, then attributes, as in ``twisted.conch.ssh.keys.Key.fromFile``.
    :return: the module, class, function or whatever it is.
    :raise MissingError: if there is no such module or attribute, or if a module fails to import.
    """
    steps = dotted.split(".")
    found: Any = None
    taken = 0
    for index in range(1, len(steps) + 1):
        module = ".".join(steps[:index])
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name is None or not f"{module}.".startswith(f"{error.name}."):
                raise MissingError(f"{dotted} cannot be imported: {error}") from error
            break
        except Exception as error:
            raise MissingError(f"{dotted} cannot be imported: {type(error).__name__}: {error}") from error
        taken = index
        if index < len(steps) and not hasattr(found, "__path__"):
            break
    if not taken:
        raise MissingError(f"{dotted} cannot be imported: there is no module {steps[0]}")
    for step in steps[taken:]:
        try:
            found = getattr(found, step)
        except AttributeError as error:
            raise MissingError(f"{dotted} cannot be imported: {error}") from error
    return found


class Evaluation:
    """Carries out planned steps; :func:`evaluate` is the way in."""

    def __init__(self) -> None:
        self._made: dict[int, Any] = {}

    def carryOut(self, step: Step) -> None:
        """
        Carry out one step.

        :param step: a step of a plan, whose predecessors were carried out.
        :raise MigrationError: if what is called raises.
        """
        if isinstance(step, Make):
            self._made[id(step.made)] = self._make(step)
        elif isinstance(step, Fill):
            self._fill(step.container)
        else:
            target = self.value(step.target)
            try:
                if isinstance(step, Set):
                    setattr(target, step.attribute, self.value(step.value))
                else:
                    kwargs = {key: self.value(value) for key, value in step.kwargs.items()}
                    getattr(target, step.method)(*map(self.value, step.args), **kwargs)
            except Exception as error:
                what = f".{step.attribute} = ..." if isinstance(step, Set) else f".{step.method}(...)"
                raise _failed(step.target, what, error) from error

    def value(self, value: Value) -> Any:
        """
        Return the live object for a value whose parts are made.

        :param value: any value.
        :return: what it stands for.
        """
        if id(value) in self._made:
            return self._made[id(value)]
        if isinstance(value, Name):
            return resolve(value.dotted)
        if isinstance(value, Method):
            return getattr(self.value(value.owner), value.name)
        if isinstance(value, (tuple, frozenset)):
            return type(value)(map(self.value, value))
        return value

    def _make(self, step: Make) -> Any:
        made = step.made
        if isinstance(made, Construction):
            function = resolve(made.function)
            try:
                kwargs = {key: self.value(value) for key, value in made.kwargs.items()}
                return function(*map(self.value, made.args), **kwargs)
            except Exception as error:
                raise _failed(made, "", error) from error
        if step.empty:
            return type(made)()
        if isinstance(made, dict):
            return {self.value(key): self.value(value) for key, value in made.items()}
        return type(made)(map(self.value, made))

    def _fill(self, container: Value) -> None:
        live = self._made[id(container)]
        if isinstance(container, dict):
            live.update((self.value(key), self.value(value)) for key, value in container.items())
        elif isinstance(container, list):
            live.extend(map(self.value, container))
        else:
            live.update(map(self.value, container))


def _failed(target: Value, what: str, error: Exception) -> MigrationError:
    if isinstance(error, MigrationError):
        return error
    function = getattr(target, "function", type(target).__name__)
    path = getattr(target, "path", "")
    return MigrationError(f"{path or 'the application'}: {function}{what} failed: {type(error).__name__}: {error}")


def evaluate(root: Value) -> Any:
    """
    Make a value and everything it refers to.

    :param root: mostly the construction of an application.
    :return: the live object.
    :raise MigrationError: if something cannot be imported, or raises when it is called.
    """
    evaluation = Evaluation()
    for step in plan(root):
        evaluation.carryOut(step)
    return evaluation.value(root)
