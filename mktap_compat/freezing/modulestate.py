"""Changes to what modules and their classes hold, between their import and the moment a service is made."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.machinery import SourceFileLoader
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from mktap_compat.freezing.portraits import ATOMS, BUDGET, NAMESPACE, Gallery, portrait

#: Packages that are not the plugin's: Twisted's (but for the plugin's own part), ours, and what both stand on.
FOREIGN = frozenset(
    [
        *("twisted", "mktap_compat", "zope", "attr", "attrs", "automat", "constantly", "hyperlink", "incremental"),
        *("cryptography", "OpenSSL", "service_identity", "idna", "bcrypt", "pyasn1", "cffi", "_cffi_backend"),
        *("appdirs", "serial", "h2", "hpack", "hyperframe", "priority", "six", "typing_extensions", "setuptools"),
    ]
)
#: The parts of Twisted that have plugins, and may keep state for them.
AREAS = frozenset(["conch", "mail", "names", "runner", "tap", "web", "words", "plugins"])
#: What a name that others have set is replaced by when they patch it.
CALLABLE = (FunctionType, BuiltinFunctionType, MethodType, type)
#: Names that count, or tell whether something was needed already.
CACHES = frozenset(
    [
        *(("mimetypes", "inited"), ("twisted.python.failure", "count")),
        *(("twisted.mail.maildir", "_generateMaildirName"), ("twisted.mail.maildir", "_MaildirNameGenerator.n")),
    ]
)
#: How many values of a container are compared where somebody else's module holds it.
WIDTH = 1_000

#: A module's name, and the name of what it holds; with a dot, of an attribute of a class.
Name = tuple[str, str]


class Modules:
    """
    Keeps, for every module, how its state looked before anything was made, or right after its import.

    :param imported: called with name and module after each import.
    """

    def __init__(self, imported: Callable[[str, ModuleType], None]) -> None:
        self._imported = imported
        #: Modules that were looked at together, and what they held.
        self._fresh: list[tuple[list[str], dict[Name, Any]]] = []
        self._original: Any = SourceFileLoader.exec_module

    def begin(self) -> None:
        """Look at the modules that are there, and at each that comes."""
        original = self._original
        modules = self

        def exec_module(loader: SourceFileLoader, module: ModuleType) -> None:
            original(loader, module)
            modules.executed(module)

        SourceFileLoader.exec_module = exec_module  # type: ignore[method-assign,assignment]
        self._look(list(sys.modules))

    def executed(self, module: ModuleType) -> None:
        """Note how a module looks that has just been imported."""
        name = module.__name__
        self._imported(name, module)
        self._look([name])

    def end(self) -> None:
        """Look no more at what comes."""
        SourceFileLoader.exec_module = self._original  # type: ignore[method-assign]

    def changed(self) -> Iterator[Name]:
        """Yield the names whose values have changed since the import of their module."""
        for modules, before in self._fresh:
            now = _held(modules)
            for name in {**before, **now}:
                if _differs(before.get(name, _NOTHING), now.get(name, _NOTHING)):
                    yield name
        for module, waiting in list(sys.modules.items()):
            # what is set on a module that waits to be imported stays when it is
            if ModuleType in type(waiting).__mro__[1:]:
                for each, value in list(NAMESPACE(waiting).items()):
                    if not each.startswith("__") and ModuleType not in type(value).__mro__:
                        yield module, each

    def _look(self, modules: list[str]) -> None:
        # a module that waits to be imported would be, at the first look
        there = [name for name in modules if type(sys.modules.get(name)) is ModuleType]
        self._fresh.append((there, _held(there)))


class _Nothing:
    """Stands where there is nothing."""


_NOTHING = _Nothing()


class _Content:
    """What somebody else's module holds is kept itself; of a container, what was in it."""

    def __init__(self, value: object) -> None:
        self.value = value
        self.within: list[object] = []
        if type(value) is dict:
            self.within = [each for pair in list(value.items())[:WIDTH] for each in pair]
        elif type(value) in (list, set):
            self.within = list(value)[:WIDTH]  # type: ignore[call-overload]

    def sameAs(self, other: _Content) -> bool:
        """Tell whether nobody has set the name, or changed the container, since; a cache that is filled is the same."""
        if self.value is not other.value:
            kinds = (type(self.value), type(other.value))
            if self.value is None or (_NOTHING in (self.value, other.value) and ModuleType in kinds):
                return True
            if not any(issubclass(kind, CALLABLE) or kind in ATOMS for kind in kinds):
                return True
            return kinds[0] is kinds[1] and kinds[0] in ATOMS and self.value == other.value
        if len(self.within) != len(other.within):
            return False
        return all(was is now for was, now in zip(self.within, other.within, strict=True))


def _differs(before: Any, now: Any) -> bool:
    """Tell whether what is under a name is another thing."""
    if isinstance(before, _Content) or isinstance(now, _Content):
        was, found = (each if isinstance(each, _Content) else _Content(each) for each in (before, now))
        return not was.sameAs(found)
    return bool(before != now)


def _held(modules: list[str]) -> dict[Name, Any]:
    """Return what modules and their classes hold, as it is kept for comparing."""
    gallery = Gallery(BUDGET * 10)
    found: dict[Name, Any] = {}
    for name in modules:
        module = sys.modules.get(name)
        if type(module) is not ModuleType:
            continue
        own = isOwn(name, module)
        twisteds = name.partition(".")[0] == "twisted"
        for each, value in names(name, module):
            kind = type(value)
            callable = issubclass(kind, CALLABLE)
            if own and (name, each) not in CACHES:
                found[name, each] = gallery.portrait(value)
            elif not own and (callable or kind in ATOMS or (twisteds and kind in (dict, list, set))):
                private = each.rpartition(".")[2].startswith("_")
                if (not private or callable) and (name, each) not in CACHES:
                    found[name, each] = _Content(value)
    return found


def names(name: str, module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the names in a module and its classes with what they hold, each class's own attributes as they stand."""
    for each, value in list(vars(module).items()):
        if type(each) is not str or each.startswith("__") or issubclass(type(value), ModuleType):
            continue
        if issubclass(type(value), type):
            yield each, value
            namespace: Mapping[str, Any] = type.__dict__["__dict__"].__get__(value)
            if namespace.get("__module__") == name:
                for attribute, held in list(namespace.items()):
                    if not _isMade(value, attribute, held):
                        yield f"{each}.{attribute}", held
        else:
            yield each, value


def _isMade(owner: type, attribute: str, held: object) -> bool:
    """Tell whether Python or zope.interface keeps this in a class for itself."""
    if attribute.startswith("__") and attribute.endswith("__"):
        return not issubclass(type(held), CALLABLE)
    # members of a flag are made when they are needed
    return attribute in ("_abc_impl", "_member_map_", "_value2member_map_", "_unhashable_values_", "_hashable_values_")


def isOwn(name: str, module: ModuleType) -> bool:
    """Tell whether a module is the plugin's own, or of what it stands on: not Python's, nor the foreign packages'."""
    top, _, rest = name.partition(".")
    if top in FOREIGN and not (top == "twisted" and rest.partition(".")[0] in AREAS):
        return False
    file = vars(module).get("__file__")
    if not isinstance(file, str) or top in sys.stdlib_module_names:
        return False
    return not file.startswith(STANDARD) or "site-packages" in file or "dist-packages" in file


#: Where the standard library is.
STANDARD = os.path.dirname(os.__file__)


def look(name: Name) -> str | None:
    """Return the portrait of what a name holds in this process; ``None`` if there is no such name."""
    module = sys.modules.get(name[0])
    first, _, attribute = name[1].partition(".")
    # one that waits to be imported would be, if it were asked itself
    found = NAMESPACE(module).get(first, _NOTHING) if ModuleType in type(module).__mro__ else _NOTHING
    if attribute and issubclass(type(found), type):
        found = type.__dict__["__dict__"].__get__(found).get(attribute, _NOTHING)
    return None if found is _NOTHING else portrait(found)
