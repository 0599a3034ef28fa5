"""Modules that are imported and hardly ever needed: they run when something in them is first used."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from threading import RLock
from types import ModuleType
from typing import Any

#: What Twisted itself wants of a package, and the submodule that it comes from: the others need not run for it.
PARTS = {
    ("asyncio", "AbstractEventLoop"): "asyncio.events",
    ("asyncio", "Future"): "asyncio.futures",
    ("asyncio", "iscoroutine"): "asyncio.coroutines",
    ("unittest", "TestCase"): "unittest.case",
}


class Postponed(ModuleType):
    """
    A module that is imported and has not run.

    Those of :class:`importlib.util.LazyLoader` run when they are imported a second time, and packages as a whole.
    """

    def __getattr__(self, name: str) -> Any:
        attributes = vars(self)
        if name == "__path__":
            # the import system asks whether this is a package
            raise AttributeError(name)
        if (self.__name__, name) in PARTS:
            return getattr(import_module(PARTS[self.__name__, name]), name)
        if "__path__" in attributes and PathFinder.find_spec(f"{self.__name__}.{name}", attributes["__path__"]):
            return import_module(f"{self.__name__}.{name}")
        _run(self)
        try:
            return attributes[name]
        except KeyError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}") from None

    def __dir__(self) -> list[str]:
        _run(self)
        return sorted(vars(self))


class PostponingLoader:
    """
    Loads a module without running it.

    :param loader: what runs it then.
    """

    def __init__(self, loader: SourceFileLoader) -> None:
        self.loader = loader
        self.lock = RLock()
        self.running = False

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to the import system to make the module; see :class:`importlib.abc.Loader`."""

    def exec_module(self, module: ModuleType) -> None:
        """Do not run the module yet; see :class:`importlib.abc.Loader`."""
        module.__class__ = Postponed


def _run(module: Any) -> None:
    """Run a module that has not run; what others have set in it before stays."""
    spec = module.__spec__
    postponing = spec.loader
    if not isinstance(postponing, PostponingLoader):
        return
    with postponing.lock:
        if postponing.running or spec.loader is not postponing:
            return
        postponing.running = True
        attributes: dict[str, Any] = vars(module)
        given = {name: value for name, value in attributes.items() if not name.startswith("__")}
        module.__loader__ = postponing.loader
        try:
            postponing.loader.exec_module(module)
        finally:
            postponing.running = False
        spec.loader = postponing.loader
        attributes.update(given)
        module.__class__ = ModuleType


class PostponingFinder:
    """
    Finds the modules that shall be postponed, for :data:`sys.meta_path`.

    :param names: their dotted names.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load one of them, ``None`` for any other; see :class:`importlib.abc.MetaPathFinder`."""
        if fullname not in self.names:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = PostponingLoader(spec.loader)  # type: ignore[assignment]
        return spec


def postpone(*names: str) -> None:
    """
    Let modules run at the first use of one of their attributes, whoever imports them from now on.

    :param names: dotted names; those that are imported already, or that don't exist, are left alone.
    """
    sys.meta_path.insert(0, PostponingFinder(names))
