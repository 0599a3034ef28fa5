"""What the source of a module binds at its top level, and in its classes; parsed, never run."""

from __future__ import annotations

import ast
import enum
import functools
import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mktap_compat.trust.trusted import sources

#: No module that a person wrote is larger.
_LARGEST = 4 * 1024 * 1024


class Kind(enum.Enum):
    """How a name gets what it stands for."""

    FUNCTION = "def"
    CLASS = "class"
    IMPORT = "import"
    #: Another name, perhaps with dots.
    ALIAS = "alias"
    #: The result of a call; :attr:`Binding.name` is what is called.
    CALL = "call"
    #: Numbers, text and containers.
    PLAIN = "plain"
    #: Bound twice, or by a statement that does not show what it binds.
    UNKNOWN = "unknown"


class Binding(NamedTuple):
    """
    What a name in a module or a class stands for.

    :ivar kind: how it is bound.
    :ivar module: what it is imported from.
    :ivar name: what it is called there; the other name of an alias; what is called.
    :ivar members: what the body of a class binds.
    :ivar decorators: as written; an empty text for what is no plain name.
    :ivar bases: the bases of a class, likewise.
    """

    kind: Kind
    module: str = ""
    name: str = ""
    members: Mapping[str, Binding] = {}
    decorators: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()


_UNKNOWN = Binding(Kind.UNKNOWN)
_CONTAINERS = (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp)
_PLAIN = (*_CONTAINERS, ast.Constant, ast.JoinedStr)


class Bindings(NamedTuple):
    """
    What the top level of a module binds.

    :ivar names: by name.
    :ivar stars: the modules of which it imports everything.
    """

    names: dict[str, Binding]
    stars: list[str]


@functools.lru_cache(maxsize=256)
def bindings(module: str) -> Bindings | None:
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
        return _bound(tree.body, package)
    return None


def _bound(body: list[ast.stmt], package: str) -> Bindings:
    found = Bindings({}, [])
    for statement in _statements(body):
        for name, binding in _bind(statement, package, found.stars):
            known = found.names.get(name)
            if known is not None and known != binding:
                # as in the branches of a try: which one counts can't be told
                binding = _both(known, binding)
            found.names[name] = binding
    return found


def _both(one: Binding, other: Binding) -> Binding:
    """Return what is known of a name that two statements bind: two functions or two classes are one of them."""
    if one.kind is not other.kind or one.kind not in (Kind.FUNCTION, Kind.CLASS):
        return _UNKNOWN
    members = dict(one.members)
    for name, member in other.members.items():
        known = members.get(name)
        members[name] = member if known is None or known == member else _both(known, member)
    return Binding(one.kind, "", "", members, one.decorators + other.decorators, one.bases + other.bases)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run in one namespace, those in its ifs and tries too."""
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def _bind(statement: ast.stmt, package: str, stars: list[str]) -> Iterator[tuple[str, Binding]]:
    """Yield what one statement binds."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield statement.name, Binding(Kind.FUNCTION, decorators=_decorators(statement))
    elif isinstance(statement, ast.ClassDef):
        members = _bound(statement.body, package).names
        bases = tuple(chain(base) for base in statement.bases)
        yield statement.name, Binding(Kind.CLASS, "", "", members, _decorators(statement), bases)
    elif isinstance(statement, ast.Import):
        for alias in statement.names:
            origin = alias.name if alias.asname else alias.name.split(".")[0]
            yield alias.asname or origin, Binding(Kind.IMPORT, origin)
    elif isinstance(statement, ast.ImportFrom):
        origin = _absolute(statement, package)
        for alias in statement.names:
            if alias.name == "*":
                stars.append(origin)
            else:
                yield alias.asname or alias.name, Binding(Kind.IMPORT, origin, alias.name)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name):
                if statement.value is not None:
                    yield target.id, _valued(statement.value)
            else:
                yield from ((name, _UNKNOWN) for name in _stored(target))
        if statement.value is not None:
            yield from ((name, _UNKNOWN) for name in _stored(statement.value))
    else:
        # a loop, a with, an except, a del, a walrus: the names, not what they stand for
        for part in ast.iter_child_nodes(statement):
            if not isinstance(part, ast.stmt):
                yield from ((name, _UNKNOWN) for name in _stored(part))


def _stored(node: ast.AST) -> Iterator[str]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load):
            yield each.id
        elif isinstance(each, ast.ExceptHandler) and each.name:
            yield each.name
        waiting.extend(child for child in ast.iter_child_nodes(each) if not isinstance(child, ast.stmt))


def _valued(value: ast.expr) -> Binding:
    """Return the binding of an assigned expression."""
    other = chain(value)
    if other:
        return Binding(Kind.ALIAS, name=other)
    if isinstance(value, ast.Call) and chain(value.func):
        return Binding(Kind.CALL, name=chain(value.func))
    if isinstance(value, ast.Lambda):
        return Binding(Kind.FUNCTION)
    return Binding(Kind.PLAIN) if _isPlain(value) else _UNKNOWN


def _isPlain(value: ast.expr) -> bool:
    """Tell whether an expression gives a container, a number or a text: nothing that could be called."""
    if isinstance(value, ast.UnaryOp):
        return _isPlain(value.operand)
    if isinstance(value, ast.BinOp):
        return _isPlain(value.left) and _isPlain(value.right)
    return isinstance(value, _PLAIN)


def _decorators(statement: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> tuple[str, ...]:
    listed = statement.decorator_list
    return tuple(chain(each.func if isinstance(each, ast.Call) else each) for each in listed)


def chain(value: ast.expr | None) -> str:
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
