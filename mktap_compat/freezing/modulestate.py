"""Changes to module- and class-level state between the import of a module and the moment a service is made."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import SourceFileLoader
from itertools import islice
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, TypeVar

from zope.interface.interface import InterfaceClass

T = TypeVar("T")

#: Types whose values are looked at no further; interfaces keep track of who implements them.
SIMPLE: tuple[Any, ...] = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType, InterfaceClass)
#: How deep into the values of module-level names is looked.
DEPTH = 4
#: How many values of a container are looked at, and how many of a module.
WIDTH = 200
BUDGET = 20_000

#: Packages that are not the plugin's: Twisted's (but for the plugin's own part), ours, and what both stand on.
FOREIGN = frozenset(
    [
        *("twisted", "mktap_compat", "zope", "attr", "attrs", "automat", "constantly", "hyperlink", "incremental"),
        *("cryptography", "OpenSSL", "service_identity", "idna", "bcrypt", "pyasn1", "cffi", "_cffi_backend"),
        *("appdirs", "serial", "h2", "hpack", "hyperframe", "priority", "six", "typing_extensions", "setuptools"),
    ]
)

Fingerprint = Any


class Modules:
    """
    Keeps, for every module that is imported while it watches, how its state looked right after the import.

    :param imported: called with name and module after each import.
    """

    def __init__(self, imported: Callable[[str, ModuleType], None]) -> None:
        self._imported = imported
        self._fresh: dict[str, Fingerprint] = {}
        self._original: Any = SourceFileLoader.exec_module

    def begin(self) -> None:
        """Look at the modules that are there, and at each that comes."""
        for name, module in list(sys.modules.items()):
            if _candidate(name, module):
                self._fresh[name] = fingerprint(module)
        original = self._original
        modules = self

        def exec_module(loader: SourceFileLoader, module: ModuleType) -> None:
            original(loader, module)
            modules.executed(module)

        SourceFileLoader.exec_module = exec_module  # type: ignore[method-assign,assignment]

    def executed(self, module: ModuleType) -> None:
        """Note how a module looks that has just been imported."""
        name = module.__name__
        self._imported(name, module)
        if _candidate(name, module):
            self._fresh[name] = fingerprint(module)

    def end(self) -> None:
        """Look no more at what comes."""
        SourceFileLoader.exec_module = self._original  # type: ignore[method-assign]

    def changed(self, package: str) -> list[str]:
        """
        Tell which state has changed since the import of its module.

        :param package: where the plugin is; of Twisted itself only this part counts.
        :return: a phrase for each name.
        """
        found = []
        for name, before in self._fresh.items():
            if _ours(name, package) and name in sys.modules:
                now = fingerprint(sys.modules[name])
                found += [f"{name}.{each} changed" for each in differing(before, now)]
        return found


def _candidate(name: str, module: ModuleType) -> bool:
    """Tell whether a module's state can matter: not the standard library's, nor that of the foreign packages."""
    if type(module) is not ModuleType:
        # one that waits to be imported would be, at the first look
        return False
    top, _, rest = name.partition(".")
    if top in FOREIGN and not (top == "twisted" and rest.partition(".")[0] in AREAS):
        return False
    file = getattr(module, "__file__", None) or ""
    return bool(file) and (not file.startswith(STANDARD) or "site-packages" in file or "dist-packages" in file)


#: Where the standard library is.
STANDARD = os.path.dirname(os.__file__)

#: The parts of Twisted that have plugins, and may keep state for them.
AREAS = frozenset(["conch", "mail", "names", "runner", "tap", "web", "words", "plugins"])


def _ours(name: str, package: str) -> bool:
    """Tell whether a module belongs to the plugin: all but the parts of Twisted that are not its own."""
    return not name.startswith("twisted.") or f"{name}.".startswith(f"{package}.")


def fingerprint(module: ModuleType) -> dict[str, Fingerprint]:
    """
    Return what the names of a module and of its classes hold.

    :param module: an imported module.
    :return: dotted name to something comparable.
    """
    look = _Look()
    found: dict[str, Fingerprint] = {}
    for name, value in list(vars(module).items()):
        if name.startswith("__") or isinstance(value, ModuleType):
            continue
        if isinstance(value, type) and value.__module__ == module.__name__:
            for attribute, held in list(vars(value).items()):
                if not attribute.startswith("__") and attribute != "_abc_impl":
                    found[f"{name}.{attribute}"] = look(held, DEPTH)
        else:
            found[name] = look(value, DEPTH)
    return found


def differing(before: dict[str, Fingerprint], now: dict[str, Fingerprint]) -> Iterator[str]:
    """Yield the names whose values differ; a submodule that was imported meanwhile is no difference."""
    for name in {**before, **now}:
        if name not in now or name not in before or before[name] != now[name]:
            yield name


class _Look:
    """Gives, for a value, something that changes when the value or what hangs from it does."""

    def __init__(self) -> None:
        self._left = BUDGET
        # a reactor is looked at elsewhere
        self._seen: set[int] = {id(sys.modules.get("twisted.internet.reactor"))}

    def __call__(self, value: Any, depth: int) -> Fingerprint:
        """Look at a value, so many levels deep."""
        if value is None or isinstance(value, (str, bytes, int)):
            return value
        if isinstance(value, (float, complex)):
            # a NaN is not equal to itself
            return repr(value)
        if isinstance(value, SIMPLE) or depth == 0 or self._left <= 0 or id(value) in self._seen:
            return id(value)
        self._left -= 1
        self._seen.add(id(value))
        found: list[Fingerprint] = [id(value)]
        if isinstance(value, dict):
            found += [len(value), [(self(key, 0), self(held, depth - 1)) for key, held in _first(value.items())]]
        elif isinstance(value, (list, tuple)):
            found += [len(value), [self(held, depth - 1) for held in value[:WIDTH]]]
        elif isinstance(value, (set, frozenset)):
            found += [len(value), [self(held, 0) for held in _first(value)]]
        attributes = getattr(value, "__dict__", None)
        if isinstance(attributes, dict):
            found.append([(name, self(held, depth - 1)) for name, held in _first(attributes.items())])
        return found


def _first(values: Iterable[T]) -> list[T]:
    """Return the first values, as many as are looked at."""
    return list(islice(values, WIDTH))
