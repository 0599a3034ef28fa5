"""Whether a name in a user's own module is the user's own too, or only imported there: told from the source."""

from __future__ import annotations

import ast
import builtins
import functools
import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mktap_compat.trust.trusted import Trusted, sources

#: No module that a person wrote is larger.
_LARGEST = 4 * 1024 * 1024
#: How many modules may pass a name on to each other.
_LONGEST = 100


class _Binding(NamedTuple):
    """
    What a name in a module stands for.

    :ivar module: what it is imported from, or the module itself if it is another name there; empty if made here.
    :ivar name: what it is called there; empty for the module as a whole.
    :ivar members: what the body of a class defines with ``def`` and ``class``.
    """

    module: str
    name: str
    members: Mapping[str, _Binding]


class _Bindings(NamedTuple):
    """What the top level of a module binds: names, and all that other modules have."""

    names: dict[str, _Binding]
    stars: list[str]


#: Said of what is not to be found where its name says: inherited, computed, an attribute of an object.
ELSEWHERE = "elsewhere"


def foreignOrigin(module: str, name: str, own: Trusted) -> str | None:
    """
    Tell where a name comes from that a trusted module only passes on.

    ``from os import system`` in a trusted module does not make ``system`` the user's own, nor does another trusted
    module that imports it from there. The source is parsed, not run; without a source nothing is known, and the
    loader looks at the object itself.

    :param module: a module in a trusted package.
    :param name: a name in it, perhaps with dots.
    :param own: what the user trusts.
    :return: the module that it is imported from, or ``None`` if it is the user's own as far as the source tells.
    """
    return _origin(module, name, own, ())


def _origin(module: str, name: str, own: Trusted, asked: tuple[tuple[str, str], ...]) -> str | None:
    if own.packageOf(module) is None:
        return module
    bound = _bindings(module)
    first, _, rest = name.partition(".")
    if bound is None:
        return module if rest else None
    if (module, name) in asked or len(asked) > _LONGEST:
        return ELSEWHERE
    asked = (*asked, (module, name))
    if first in bound.names:
        return _bound(bound.names[first], rest, own, asked)
    if _hasSource(f"{module}.{first}"):
        return _origin(f"{module}.{first}", rest, own, asked) if rest else None
    for star in bound.stars:
        origin = _origin(star, name, own, asked)
        if origin is not None:
            return origin
    if not bound.stars and hasattr(builtins, first):
        return "builtins"
    return ELSEWHERE if rest else None


def _bound(binding: _Binding, rest: str, own: Trusted, asked: tuple[tuple[str, str], ...]) -> str | None:
    """Follow a name that a module binds."""
    if not binding.module:
        members = binding.members
        for step in rest.split(".") if rest else ():
            if step not in members:
                return ELSEWHERE
            members = members[step].members
        return None
    if own.packageOf(binding.module) is None:
        return binding.module
    path = f"{binding.name}.{rest}".strip(".")
    return _origin(binding.module, path, own, asked) if path else None


def _hasSource(module: str) -> bool:
    return any(os.path.isfile(path) for path in sources(module))


@functools.lru_cache(maxsize=256)
def _bindings(module: str) -> _Bindings | None:
    """Return what the top level of a module binds, ``None`` if its source is not to be had."""
    for path in sources(module):
        try:
            if os.path.getsize(path) > _LARGEST:
                return None
            with open(path, "rb") as source:
                tree = ast.parse(source.read())
        except OSError:
            continue
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        package = module if os.path.basename(path) == "__init__.py" else module.rpartition(".")[0]
        found = _Bindings({}, [])
        for statement in _topLevel(tree):
            _bind(statement, module, package, found)
        return found
    return None


def _topLevel(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements that run in a module's own namespace, those in its ifs and tries too."""
    waiting: list[ast.AST] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def _bind(statement: ast.stmt, module: str, package: str, found: _Bindings) -> None:
    """Note what one statement binds; what is made here wins over what is imported."""
    names = found.names
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        names[statement.name] = _defined(statement)
    elif isinstance(statement, ast.Import):
        for alias in statement.names:
            origin = alias.name if alias.asname else alias.name.split(".")[0]
            names.setdefault(alias.asname or origin, _Binding(origin, "", {}))
    elif isinstance(statement, ast.ImportFrom):
        origin = _absolute(statement, package)
        for alias in statement.names:
            if alias.name == "*":
                found.stars.append(origin)
            else:
                names.setdefault(alias.asname or alias.name, _Binding(origin, alias.name, {}))
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        other = _chain(statement.value)
        for target in targets:
            if isinstance(target, ast.Name):
                names[target.id] = _Binding(module if other else "", other, {})


def _defined(statement: ast.stmt) -> _Binding:
    """Return the binding of a function or class, with what is defined in the class."""
    inner = statement.body if isinstance(statement, ast.ClassDef) else []
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return _Binding("", "", {each.name: _defined(each) for each in inner if isinstance(each, kinds)})


def _chain(value: ast.expr | None) -> str:
    """Return a name with dots as it was written; empty for any other expression."""
    steps: list[str] = []
    while isinstance(value, ast.Attribute):
        steps.append(value.attr)
        value = value.value
    return ".".join([value.id, *reversed(steps)]) if isinstance(value, ast.Name) else ""


def _absolute(statement: ast.ImportFrom, package: str) -> str:
    """Return the module that ``from ... import`` names, relative ones too."""
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - statement.level + 1]
    return ".".join([*base, statement.module] if statement.module else base)
