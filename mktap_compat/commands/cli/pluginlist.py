"""``mkapp --help-plugins``: where plugins are looked for, which there are, and why one is missing."""

from __future__ import annotations

import importlib
import os
import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from mktap_compat.making.plugins import failure


@dataclass
class Directory:
    """
    A directory that plugins are looked for in.

    :ivar path: its path.
    :ivar cache: what is to be said of its ``dropin.cache``.
    :ivar plugins: name and description of the plugins in it.
    :ivar failures: what could not be imported, and why.
    """

    path: str
    cache: str
    plugins: list[tuple[str, str]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)


def directories() -> Iterator[Directory]:
    """Look into every directory that twistd looks into, in its order, and import every plugin module in it."""
    import twisted.plugins

    for path in dict.fromkeys(twisted.plugins.__path__):
        modules = _modules(path)
        found = Directory(path, _cacheOf(path, modules) if modules else "")
        for name in modules:
            _look(f"twisted.plugins.{name}", found)
        if modules or os.path.isdir(path):
            yield found


def _modules(path: str) -> list[str]:
    """Return the names of the modules in a directory."""
    if not os.path.isdir(path):
        return []
    names = (os.path.splitext(name) for name in os.listdir(path))
    return sorted({stem for stem, ending in names if ending == ".py" and stem.isidentifier() and stem != "__init__"})


def _cacheOf(path: str, modules: list[str]) -> str:
    """Tell whether a directory's cache, which twistd keeps its plugins in, is as it should be."""
    cache = os.path.join(path, "dropin.cache")
    try:
        written = os.stat(cache).st_mtime
        with open(cache, "rb") as file:
            known = set(pickle.load(file))
        newer = [name for name in modules if os.stat(os.path.join(path, f"{name}.py")).st_mtime >= written]
        if not newer and known == set(modules):
            return "dropin.cache is up to date"
        state = "stale"
    except FileNotFoundError:
        state = "missing"
    except Exception:
        # a damaged pickle can raise anything; twistd ignores it then, too
        state = "damaged"
    if os.access(cache if os.path.exists(cache) else path, os.W_OK) and os.access(path, os.W_OK):
        return f"dropin.cache is {state}; the next twistd writes it"
    return f"dropin.cache is {state} and can't be written by you: run 'twistd --help' once as the directory's owner"


def _look(name: str, found: Directory) -> None:
    """Import one module, and note its plugins or why there are none."""
    from twisted.application.service import IServiceMaker

    try:
        module = importlib.import_module(name)
    except BaseException as error:
        # as in twisted.plugin.getCache: a plugin module may even try to leave
        found.failures.append((name, failure(error)))
        return
    for value in vars(module).values():
        maker = IServiceMaker(value, None)
        if maker is not None:
            found.plugins.append((maker.tapname, maker.description))


def hidden() -> Iterator[tuple[str, str]]:
    """Yield the directories of plugins on the path that twistd passes over, and the file that makes it do so."""
    import twisted
    import twisted.plugins

    known = {os.path.realpath(path) for path in twisted.plugins.__path__}
    own = os.path.realpath(os.path.dirname(str(twisted.__file__)))
    for entry in dict.fromkeys(sys.path):
        package = os.path.join(entry or os.getcwd(), "twisted")
        plugins = os.path.join(package, "plugins")
        if not _modules(plugins) or os.path.realpath(plugins) in known or os.path.realpath(package) == own:
            continue
        for file in (os.path.join(package, "__init__.py"), os.path.join(plugins, "__init__.py")):
            if os.path.exists(file):
                yield plugins, file
                break


def lines() -> Iterator[str]:
    """Yield the lines of the help."""
    failures = []
    for directory in directories():
        yield f"{directory.path}: {directory.cache or 'no plugins here'}"
        for name, description in sorted(directory.plugins):
            yield f"    {name:16} {description}"
        failures += [(directory.path, *failure) for failure in directory.failures]
    for path, file in hidden():
        yield f"{path}: hidden by {file}; delete that file"
    for path, name, reason in failures:
        yield f"can't be imported: {name} in {path}: {' '.join(reason.split())}"
