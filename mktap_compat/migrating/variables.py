"""Names in a .tac: what is imported under which name, and what objects are called."""

from __future__ import annotations

import builtins
import importlib.util
import keyword
import re
import sys
import unicodedata

from mktap_compat.migrating.errors import MigrationError


class Names:
    """
    Hands out names of modules and variables that don't clash.

    :ivar imports: pairs of package (empty for a top-level module) and what is imported, by module.
    """

    def __init__(self, reserved: set[str]) -> None:
        self.imports: dict[str, tuple[str, str]] = {}
        self._modules: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._taken = set(keyword.kwlist) | set(dir(builtins)) | reserved

    def imported(self, dotted: str) -> str:
        """
        Return how to write something importable, and see to its import.

        :param dotted: modules, then attributes, as in ``twisted.web.static.File``.
        :return: as in ``static.File``, with ``from twisted.web import static`` among the imports.
        """
        if not all(map(isWritable, dotted.split("."))):
            raise MigrationError(f"{dotted!r} is no name of a class or function; the file is damaged")
        if dotted.startswith("builtins."):
            return dotted.removeprefix("builtins.")
        module, attributes = _split(dotted)
        if module not in self.imports:
            package, _, last = module.rpartition(".")
            name = last
            if name in self._taken:
                name = package.rpartition(".")[2] + last
            name = self._free(name)
            renamed = f" as {name}" if name != last else ""
            self.imports[module] = (package, f"{last}{renamed}")
            self._modules[module] = name
        return ".".join([self._modules[module], *attributes])

    def statements(self) -> str:
        """Return the import statements: whole modules first, then one line for each package."""
        lines = sorted(f"import {name}" for package, name in self.imports.values() if not package)
        for package in sorted({package for package, name in self.imports.values() if package}):
            names = sorted(name for other, name in self.imports.values() if other == package)
            lines.append(f"from {package} import {', '.join(names)}")
        return "\n".join(lines)

    def variable(self, hint: str, function: str) -> str:
        """
        Return a free name for an object.

        :param hint: what a person would call it; may be empty, may be anything.
        :param function: the dotted name of what makes it.
        :return: an identifier.
        """
        words = re.findall(r"[A-Za-z0-9]+", hint)
        name = words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:]) if words else ""
        if not name.isidentifier():
            name = _lower(function.removesuffix(".__new__").rpartition(".")[2]) if not words else f"service{name}"
        return self._free(name if name.isidentifier() else "thing")

    def _free(self, name: str) -> str:
        free, number = name, self._numbers.get(name, 2)
        while free in self._taken:
            free, number = f"{name}{number}", number + 1
        self._taken.add(free)
        self._numbers[name] = number
        return free


def isWritable(name: str) -> bool:
    """
    Tell whether a name out of a file can be written as one: anything else could be code, or be another name.

    :param name: any text; Python reads a name in its NFKC form.
    """
    return name.isidentifier() and not keyword.iskeyword(name) and unicodedata.normalize("NFKC", name) == name


def _split(dotted: str) -> tuple[str, list[str]]:
    """Return the longest part of a dotted name that is a module, and the rest; nothing is imported but packages."""
    steps = dotted.split(".")
    if dotted == "twisted.internet.reactor":
        return dotted, []
    for index in range(len(steps) - 1, 0, -1):
        module = ".".join(steps[:index])
        if module in sys.modules or _isModule(module):
            return module, steps[index:]
    return dotted, []


def _isModule(dotted: str) -> bool:
    try:
        return importlib.util.find_spec(dotted) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def _lower(name: str) -> str:
    """Return a class's name as a variable: ``TCPServer`` becomes ``tcpServer``."""
    name = name.lstrip("_")
    upper = len(name) - len(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    cut = upper if upper in (len(name), 0) else max(1, upper - 1)
    return f"{name[:cut].lower()}{name[cut:]}"
