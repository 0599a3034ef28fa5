"""The plugins of 2002 to 2005: lines of ``register(...)`` in ``PACKAGE/plugins.tml``, which are read and never run."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator

from twisted.application.service import ServiceMaker

#: No file that a person wrote is larger.
_LARGEST = 65536


def registered() -> Iterator[ServiceMaker]:
    """Yield the plugins that packages on ``sys.path`` register for ``mktap``, in the order of the path."""
    for directory in dict.fromkeys(sys.path):
        try:
            packages = sorted(os.listdir(directory or "."))
        except OSError:
            continue
        for package in packages:
            if package.isidentifier():
                yield from _inFile(os.path.join(directory, package, "plugins.tml"))


def _inFile(path: str) -> Iterator[ServiceMaker]:
    """Yield the plugins that a file registers; none if there is no such file, or if it is something else."""
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read(_LARGEST))
    except (OSError, SyntaxError, ValueError):
        return
    for statement in tree.body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "register":
            continue
        words = [_text(argument) for argument in call.args]
        given = {keyword.arg: _text(keyword.value) for keyword in call.keywords}
        if given.get("type") != "tap" or len(words) != 2:
            continue
        name, module = words
        tapname = given.get("tapname") or module.rpartition(".")[2]
        yield ServiceMaker(name, module, given.get("description", ""), tapname)


def _text(expression: ast.expr) -> str:
    """Return the text that is written somewhere; empty for anything else."""
    value = expression.value if isinstance(expression, ast.Constant) else ""
    return value if isinstance(value, str) else ""
