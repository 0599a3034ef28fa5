"""Whether a name in a user's own module is the user's own too, or only passed on: told from the source."""

from __future__ import annotations

import builtins
import os

from mktap_compat.trust import table
from mktap_compat.trust.bindings import Binding, Kind, bindings
from mktap_compat.trust.dangers import danger
from mktap_compat.trust.trusted import Trusted, isForeign, sources

#: How many modules may pass a name on to each other.
_LONGEST = 100
#: Said of what the source does not show: inherited, computed, bound in two ways, an attribute of an object.
ELSEWHERE = "elsewhere"
#: Decorators that give back the class or function that they got, or one that only calls it.
DECORATORS = table.names(
    "abc: abstractmethod",
    "attr: attrs attributes dataclass define frozen mutable s",
    "attrs: define frozen mutable",
    "builtins: classmethod property staticmethod",
    "contextlib: asynccontextmanager contextmanager",
    "dataclasses: dataclass",
    "enum: unique",
    "functools: cache cached_property lru_cache total_ordering wraps",
    "twisted.internet.defer: inlineCallbacks",
    "typing: final overload override runtime_checkable",
    "typing_extensions: final overload override runtime_checkable",
    "zope.interface: implementer provider",
    "zope.interface.declarations: implementer provider",
)
#: What a module may call to make something of its own: nothing that calling the result could turn into a call of
#: something else.
MAKERS = table.INSTANCES | table.names(
    "builtins: bytearray bytes dict float frozenset int list object set str tuple",
    "collections: Counter OrderedDict defaultdict deque namedtuple",
    "datetime: date datetime time timedelta timezone",
    "logging: getLogger",
    "pathlib: Path PurePath",
    "re: compile",
    "threading: Event Lock RLock",
    "twisted.logger: Logger",
    "typing: NamedTuple TypeVar",
)


def foreignOrigin(module: str, name: str, own: Trusted) -> str | None:
    """
    Tell where a name comes from that a trusted module only passes on.

    ``from os import system`` in a trusted module does not make ``system`` the user's own, nor does another trusted
    module that imports it from there. The source is parsed, not run; without a source nothing is known, and the
    loader looks at the object itself. What the source doesn't show to be the user's own isn't.

    :param module: a module in a trusted package.
    :param name: a name in it, perhaps with dots.
    :param own: what the user trusts.
    :return: the module that it is imported from, :data:`ELSEWHERE`, or ``None`` if it is the user's own.
    """
    return _origin(module, name, own, ())


def passedOn(module: str, name: str, origin: str) -> str:
    """
    Say that a name is not the user's own.

    :param module: the module of the user's own that it was looked for in.
    :param name: its name there.
    :param origin: what :func:`foreignOrigin` gave.
    """
    if origin == ELSEWHERE:
        return f"the source of {module} does not show that {name} is made there; if it is: --trust {module}.{name}"
    known = f"{origin}.{name.rpartition('.')[2]}"
    return f"{module} only passes it on from {origin}" + (f"; the tap {danger(known)}" if isForeign(origin) else "")


def _origin(module: str, name: str, own: Trusted, asked: tuple[tuple[str, str], ...]) -> str | None:
    if own.packageOf(module) is None:
        return module
    bound = bindings(module)
    first, _, rest = name.partition(".")
    if bound is None:
        return module if rest else None
    if (module, name) in asked or len(asked) > _LONGEST:
        return ELSEWHERE
    asked = (*asked, (module, name))
    if first in bound.names:
        return _bound(module, bound.names[first], rest, own, asked)
    if _hasSource(f"{module}.{first}"):
        return _origin(f"{module}.{first}", rest, own, asked) if rest else None
    if bound.stars:
        # the last one that has the name wins, and which do is known of the user's own modules only
        origins = [_origin(star, name, own, asked) for star in bound.stars]
        foreign = [origin for origin in origins if origin is not None]
        return next((origin for origin in foreign if origin != ELSEWHERE), ELSEWHERE) if foreign else None
    return "builtins" if hasattr(builtins, first) else ELSEWHERE


def _bound(module: str, binding: Binding, rest: str, own: Trusted, asked: tuple[tuple[str, str], ...]) -> str | None:
    """Follow a name that a module binds."""
    for step in rest.split(".") if rest and binding.kind is Kind.CLASS else ():
        foreign = _decorated(module, binding, own)
        if foreign is not None or step not in binding.members:
            return foreign or ELSEWHERE
        binding = binding.members[step]
        rest = rest.partition(".")[2]
    if binding.kind in (Kind.CLASS, Kind.FUNCTION):
        return ELSEWHERE if rest else _decorated(module, binding, own)
    if binding.kind is Kind.PLAIN:
        return ELSEWHERE if rest else None
    if binding.kind is Kind.CALL:
        made = dottedOf(module, binding.name)
        if made in MAKERS and not rest:
            return None
        home, _, last = made.rpartition(".")
        return ELSEWHERE if rest or not home or own.packageOf(home) is None else _origin(home, last, own, asked)
    if binding.kind is Kind.ALIAS:
        return _origin(module, f"{binding.name}.{rest}".strip("."), own, asked)
    if binding.kind is Kind.IMPORT:
        if own.packageOf(binding.module) is None:
            return binding.module
        path = f"{binding.name}.{rest}".strip(".")
        return _origin(binding.module, path, own, asked) if path else None
    return ELSEWHERE


def _decorated(module: str, binding: Binding, own: Trusted) -> str | None:
    """Return where a decorator comes from that might give back anything."""
    for each in binding.decorators:
        _, dot, last = each.rpartition(".")
        if dot and last in ("setter", "getter", "deleter"):
            continue
        dotted = dottedOf(module, each) if each else ""
        home = dotted.rpartition(".")[0]
        if dotted not in DECORATORS and own.packageOf(home) is None:
            return dotted or ELSEWHERE
    return None


def dottedOf(module: str, name: str) -> str:
    """
    Return the dotted name of what a module calls by a name: where it is imported from, or its own.

    :param module: a module whose source can be had.
    :param name: a name in it, perhaps with dots.
    :return: empty if it can't be told.
    """
    for _ in range(_LONGEST):
        bound = bindings(module)
        first, _, rest = name.partition(".")
        binding = bound.names.get(first) if bound is not None else None
        if binding is None:
            if bound is None or bound.stars or not hasattr(builtins, first):
                return "" if bound is not None else f"{module}.{name}"
            return f"builtins.{name}"
        if binding.kind is Kind.ALIAS:
            name = f"{binding.name}.{rest}".strip(".")
            if name.partition(".")[0] == first:
                return ""
        elif binding.kind is Kind.IMPORT:
            return ".".join(part for part in (binding.module, binding.name, rest) if part)
        else:
            return f"{module}.{name}" if binding.kind in (Kind.CLASS, Kind.FUNCTION) else ""
    return ""


def _hasSource(module: str) -> bool:
    return any(os.path.isfile(path) for path in sources(module))
