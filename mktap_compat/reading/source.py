"""
A .tas file to nodes: the Python source that ``twisted.persisted.aot`` writes, taken apart by ``ast``, never executed.

A plain string of Python 2 comes out as ``Bytes`` with ``legacy``, as from a pickle; bound methods, modules, classes
and functions have the shapes that they have in a pickle.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from mktap_compat.reading.errors import ReadingError
from mktap_compat.reading.limits import Limits
from mktap_compat.reading.nodes import Constant, Dict, List, Node, Tuple, nameOf
from mktap_compat.reading.references import METHOD, MODULE, Sketch, call, instance, leaf, named, resolve
from mktap_compat.reading.scanner import Words


def readSource(data: bytes, name: str, limits: Limits) -> tuple[Node, int]:
    """
    Read a .tas file.

    :param data: the bytes of the file.
    :param name: of the file, for errors.
    :param limits: what it may ask for.
    :return: the root, and 2 or 3: the Python that wrote it.
    :raise ReadingError: if it holds anything but ``app =`` and what ``twisted.persisted.aot`` writes after it.
    :raise LimitError: if it passes a limit.
    """
    words = Words(data, name, limits)
    try:
        tree = ast.parse(words.masked, mode="eval")
    except SyntaxError as error:
        offset = words.base + (error.offset or 1) - 1
        raise ReadingError(name, offset, f"the source is broken: {error.msg}") from None
    except (RecursionError, MemoryError, ValueError) as error:
        raise ReadingError(name, words.base, f"the source is broken: {error}") from None
    reader = _Reader(words, name)
    return resolve(reader.read(tree.body), reader.known, name, len(data)), words.python


class _Reader:
    """The walk over the syntax tree: it makes a sketch for each expression, and later those of its parts."""

    def __init__(self, words: Words, name: str) -> None:
        self.words = words
        self.name = name
        self.known: dict[object, Sketch] = {}
        self.waiting: list[tuple[list[Sketch], Sequence[ast.expr | Sketch]]] = []

    def read(self, root: ast.expr) -> Sketch:
        made = self.sketch(root)
        while self.waiting:
            parts, expressions = self.waiting.pop()
            parts += [part if isinstance(part, Sketch) else self.sketch(part) for part in expressions]
        return made

    def later(self, made: Sketch, parts: Sequence[ast.expr | Sketch]) -> Sketch:
        """Have the sketches of some expressions added to the parts of a sketch, and return that."""
        self.waiting.append((made.parts, parts))
        return made

    def sketch(self, expression: ast.expr) -> Sketch:
        keys = []
        while isinstance(expression, ast.Call) and self.called(expression) == "Ref" and len(expression.args) == 2:
            keys.append((self.offset(expression), self.number(expression.args[0])))
            expression = expression.args[1]
        made = self.bare(expression, self.offset(expression))
        for at, key in keys:
            if key in self.known:
                raise ReadingError(self.name, at, f"a second object with the number {key}")
            self.known[key] = made
        return made

    def bare(self, expression: ast.expr, at: int) -> Sketch:
        match expression:
            case ast.Constant() if at in self.words.literals:
                return leaf(self.words.literals[at])
            case ast.List():
                return self.later(Sketch(at, List(at, []), []), expression.elts)
            case ast.Tuple():
                return self.later(Sketch(at, Tuple(at, []), []), expression.elts)
            case ast.Dict():
                pairs = zip(expression.keys, expression.values, strict=True)
                halves = [half for pair in pairs for half in pair if half is not None]
                return self.later(Sketch(at, Dict(at, []), []), halves)
            case ast.Call(keywords=[]):
                return self.call(at, self.called(expression), expression.args)
            case ast.Call(args=[class_], keywords=keywords) if self.called(expression) == "Instance":
                return instance(at, self.text(class_), [self.state(at, keywords)])
        raise ReadingError(self.name, at, f"a {type(expression).__name__} is nothing that a .tas file holds")

    def call(self, at: int, function: str, args: list[ast.expr]) -> Sketch:
        match function, args:
            case "Instance", [class_]:
                return instance(at, self.text(class_), [self.state(at, [])])
            case "Instance", [class_, state]:
                return self.later(instance(at, self.text(class_), []), [state])
            case "Deref", [number]:
                return Sketch(at, None, [], key=self.number(number))
            case (("Class" | "Function"), [dotted]):
                return leaf(named(at, self.text(dotted)))
            case "Module", [dotted]:
                return call(at, MODULE, [leaf(self.literal(dotted))])
            case "InstanceMethod", [attribute, class_, self_]:
                parts: list[ast.expr | Sketch] = [
                    leaf(self.literal(attribute)),
                    self_,
                    leaf(named(at, self.text(class_))),
                ]
                return self.later(call(at, METHOD, []), parts)
            case "Copyreg", [loader, state]:
                return self.later(call(at, self.text(loader), [], spread=True), [state])
            case "slice", [_, _, _]:
                return self.later(call(at, "__builtin__.slice", []), args)
        raise ReadingError(self.name, at, f"a call of {function} with {len(args)} arguments")

    def state(self, at: int, keywords: list[ast.keyword]) -> Sketch:
        """Return the sketch of a state whose attributes are keyword arguments."""
        parts: list[ast.expr | Sketch] = []
        for keyword in keywords:
            where = self.words.base + keyword.col_offset
            key = self.words.keywords.get(where)
            if key is None or nameOf(key) in ("className", "self", "__stateObj__"):
                raise ReadingError(self.name, where, "no attribute of an instance in a .tas file")
            parts += [leaf(key), keyword.value]
        return self.later(Sketch(at, Dict(at, []), []), parts)

    def offset(self, expression: ast.expr) -> int:
        return self.words.base + expression.col_offset

    def called(self, expression: ast.Call) -> str:
        if not isinstance(expression.func, ast.Name):
            raise ReadingError(self.name, self.offset(expression), "a call of something that has no name")
        return expression.func.id

    def number(self, expression: ast.expr) -> int:
        found = self.words.literals.get(self.offset(expression))
        if not isinstance(found, Constant) or type(found.value) is not int:
            raise ReadingError(self.name, self.offset(expression), "no number where one should be")
        return found.value

    def literal(self, expression: ast.expr) -> Node:
        found = self.words.literals.get(self.offset(expression))
        if found is None or nameOf(found) is None:
            raise ReadingError(self.name, self.offset(expression), "no name where one should be")
        return found

    def text(self, expression: ast.expr) -> str:
        return nameOf(self.literal(expression)) or ""
