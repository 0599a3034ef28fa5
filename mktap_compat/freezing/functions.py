"""Reducers for functions that have no name to import them by: lambdas and functions made inside others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import CellType, CodeType, FunctionType
from typing import Any

from mktap_compat import thaw


def reduceCell(cell: CellType) -> tuple[Any, ...]:
    """A variable that functions share keeps being shared."""
    contents: tuple[Any, ...]
    try:
        contents = (cell.cell_contents,)
    except ValueError:
        contents = ()
    return thaw.cell, (), contents, None, None, thaw.fillCell


def reduceFunction(function: FunctionType) -> Any:
    """
    Reduce a function to where it, or its code, is in its module; with its closure and defaults.

    :param function: any function.
    :return: ``NotImplemented`` for one that can be imported by its name, or whose code can't be found: the pickler
        then does, or says, the usual. A name for a lambda that has one. Else a call of :func:`thaw.function`.
    """
    if _importable(function):
        return NotImplemented
    module = sys.modules.get(function.__module__ or "")
    if module is None or function.__globals__ is not vars(module):
        return NotImplemented
    outer, *inner = function.__qualname__.split(".<locals>.")
    holder = _holder(vars(module), outer.split(".")[: None if inner else -1])
    if not inner:
        names = [name for name, value in _namespace(holder, vars(module)).items() if value is function]
        return ".".join([*outer.split(".")[:-1], names[0]]) if names else NotImplemented
    positions = next(_positions(holder.__code__, function.__code__), None) if hasattr(holder, "__code__") else None
    if positions is None:
        return NotImplemented
    path = (*outer.split("."), *positions)
    state = (function.__qualname__, function.__defaults__, function.__kwdefaults__, vars(function))
    cells = function.__closure__ or ()
    return thaw.function, (function.__module__, path, cells), state, None, None, thaw.fillFunction


def _holder(namespace: dict[str, Any], names: list[str]) -> Any:
    """Return what these names lead to in a module, or ``None``."""
    found: Any = None
    for name in names:
        found = namespace.get(name)
        found = getattr(found, "__func__", found)
        namespace = _namespace(found, {})
    return found


def _namespace(holder: Any, otherwise: dict[str, Any]) -> dict[str, Any]:
    """Return the names in a class or function."""
    return dict(vars(holder)) if hasattr(holder, "__dict__") else otherwise


def _importable(function: FunctionType) -> bool:
    """Tell whether module and qualified name lead to this very function."""
    found: Any = sys.modules.get(function.__module__ or "")
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is function


def _positions(code: CodeType, wanted: CodeType) -> Iterator[tuple[int, ...]]:
    """Yield the positions, level by level, at which a piece of code is inside another."""
    for position, constant in enumerate(each for each in code.co_consts if isinstance(each, CodeType)):
        if constant is wanted:
            yield (position,)
        for deeper in _positions(constant, wanted):
            yield (position, *deeper)
