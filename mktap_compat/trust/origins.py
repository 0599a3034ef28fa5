"""Whether a name in a user's own module is the user's own too, or only imported there: told from the source."""

from __future__ import annotations

import ast
import functools
import os
from collections.abc import Iterator

from .own import Trusted, sources

#: No module that a person wrote is larger.
_LARGEST = 4 * 1024 * 1024


def foreignOrigin(module: str, name: str, own: Trusted) -> str | None:
    """
    Tell where a name comes from that a trusted module only passes on.

    ``from os import system`` in a trusted module does not make ``system`` the user's own. The source is parsed, not
    run; without a source nothing is known, and the loader looks at the object itself.

    :param module: a module in a trusted package.
    :param name: a name in it, perhaps with dots.
    :param own: what the user trusts.
    :return: the module that it is imported from, or ``None`` if it is the user's own as far as the source tells.
    """
    bound = _bindings(module)
    first, _, rest = name.partition(".")
    if bound is None:
        return module if rest else None
    if first in bound:
        origin = bound[first]
        return None if origin is None or own.packageOf(origin) else origin
    star = bound.get("*")
    return None if star is None or own.packageOf(star) else star


@functools.lru_cache(maxsize=256)
def _bindings(module: str) -> dict[str, str | None] | None:
    """Return what the top level of a module binds: a name to the module it is imported from, ``None`` if made here."""
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
        found: dict[str, str | None] = {}
        for statement in _topLevel(tree):
            _bind(statement, package, found)
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


def _bind(statement: ast.stmt, package: str, found: dict[str, str | None]) -> None:
    """Note what one statement binds; what is made here wins over what is imported."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        found[statement.name] = None
    elif isinstance(statement, ast.Import):
        for alias in statement.names:
            origin = alias.name if alias.asname else alias.name.split(".")[0]
            found.setdefault(alias.asname or origin, origin)
    elif isinstance(statement, ast.ImportFrom):
        origin = _absolute(statement, package)
        for alias in statement.names:
            found.setdefault(alias.asname or alias.name, origin)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name):
                found[target.id] = None


def _absolute(statement: ast.ImportFrom, package: str) -> str:
    """Return the module that ``from ... import`` names, relative ones too."""
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - statement.level + 1]
    return ".".join([*base, statement.module] if statement.module else base)
