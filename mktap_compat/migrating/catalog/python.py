"""``twisted.python``, and the types of Python's own library that users kept in their servers."""

from __future__ import annotations

import datetime as dates
from typing import Any

from mktap_compat.migrating import stringtypes
from mktap_compat.migrating.constructions import Construction, Value
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.plainrules import plain
from mktap_compat.migrating.rules import renamed, rule, same, shape
from mktap_compat.reading.nodes import Bytes, Constant, Dict, Node, Sequence, Tuple


@rule("twisted.python.filepath.FilePath")
def filePath(old: Old) -> Construction:
    """``FilePath(path)``, text as everything in today's Twisted that opens files."""
    new = Construction("twisted.python.filepath.FilePath", old.text("path"))
    if old.number("alwaysCreate", False):
        new.kwargs["alwaysCreate"] = True
    return new


shape("twisted.python.filepath.FilePath", hints={"path": str}, fill={"alwaysCreate": False})


@rule("twisted.python.util._IntervalDifferentialIterator")
def intervals(old: Old) -> Construction:
    """The iterator of a ``FileMonitoringService``, as it was."""
    new = Construction("twisted.python.util._IntervalDifferentialIterator", [], old.number("default"))
    for name in ("intervals", "last"):
        new.set(name, old.value(name))
    return new


@rule("twisted.python.util.InsensitiveDict")
def insensitiveDict(old: Old) -> Construction:
    """``InsensitiveDict(pairs)``, by the names as they were written."""
    preserve = old.number("preserve", 1)
    pairs = dict(old.value("data", {}, dict[str, Any]).values())
    new = Construction(old.dotted, pairs)
    if not preserve:
        new.kwargs["preserve"] = False
    return new


@rule("twisted.python.util.OrderedDict")
def orderedDict(old: Old) -> Construction:
    """``OrderedDict(pairs)``, which Python has today."""
    data = old.value("data", {}, dict[str, Any])
    order = old.value("_order", list(data), list[str])
    return Construction("collections.OrderedDict", [(name, data[name]) for name in order])


@rule("twisted.python.fakepwd.UserDatabase")
def userDatabase(old: Old) -> Construction:
    """``UserDatabase()`` with its users."""
    return Construction(old.dotted).set("_users", old.value("_users", []))


plain(
    "twisted.python.fakepwd._UserRecord",
    "pw_name:text",
    "pw_passwd:text",
    "pw_uid:number",
    "pw_gid:number",
    "pw_gecos:text",
    "pw_dir:text",
    "pw_shell:text",
)
plain(
    "twisted.python.urlpath.URLPath", *(f"{name}:bytes" for name in ("scheme", "netloc", "path", "query", "fragment"))
)
plain("twisted.python.lockfile.FilesystemLock", "name:text", ignore="clean locked")
plain("twisted.python.versions.Version", "package:text", *(f"{name}:number" for name in ("major", "minor", "micro")))
plain("twisted.python.roots.Collection twisted.python.roots.Homogenous", "entities=entities:byText")


@rule("sets.Set", "sets.ImmutableSet", "__builtin__.set", "builtins.set", "__builtin__.frozenset", "builtins.frozenset")
def sets(old: Old) -> Value:
    """A set, whatever it was in 2007."""
    given = old.node.states or old.node.args
    node = given[0] if given else None
    if isinstance(node, Tuple) and node.items and isinstance(node.items[0], Dict):
        node = node.items[0]
    keys = [key for key, value in node.pairs] if isinstance(node, Dict) else getattr(node, "items", [])
    old.ignore(*old.names())
    items = _items(old, [*keys, *old.node.items])
    return frozenset(items) if old.dotted.endswith(("frozenset", "ImmutableSet")) else set(items)


@rule("datetime.datetime", "datetime.date", "datetime.time")
def dateTime(old: Old) -> Construction:
    """A date or time with its numbers, instead of the packed bytes of the pickle."""
    payload = old.node.args[0] if old.node.args else None
    if not isinstance(payload, Bytes) or len(old.node.args) > 1:
        return Construction(old.dotted, *(old.argument(index) for index in range(len(old.node.args))))
    try:
        moment = getattr(dates, old.dotted.rpartition(".")[2])(payload.value)
    except (TypeError, ValueError) as error:
        raise MigrationError(f"{old.path}: {payload.value!r} is no {old.dotted}; the file is damaged") from error
    names = {"datetime": 7, "date": 3, "time": 4}
    fields = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    wanted = fields[3:] if old.dotted.endswith("time.time") else fields[: names[old.dotted.rpartition(".")[2]]]
    numbers = [getattr(moment, field) for field in wanted]
    while len(numbers) > 3 and numbers[-1] == 0:
        numbers.pop()
    return Construction(old.dotted, *numbers)


@rule("decimal.Decimal", "fractions.Fraction")
def number(old: Old) -> Construction:
    """The same number."""
    return Construction(old.dotted, old.argument(0, str))


@rule("datetime.timedelta")
def timedelta(old: Old) -> Construction:
    """``timedelta(days, seconds, microseconds)``."""
    return Construction(old.dotted, *(_constant(node) for node in old.node.args))


@rule("collections.deque")
def deque(old: Old) -> Construction:
    """``deque(items)``."""
    first = old.node.args[0] if old.node.args else None
    nodes = [*(first.items if isinstance(first, Sequence) else []), *old.node.items]
    return Construction(old.dotted, _items(old, nodes))


def _items(old: Old, nodes: list[Node]) -> list[Value]:
    """Convert items as those of the attribute that the container is in."""
    place = (old.place[0], f"{old.place[1]}[]")
    hint = stringtypes.item(old.hint)
    return [old.migration.convert(node, f"{old.path}[{index}]", hint, place) for index, node in enumerate(nodes)]


def _constant(node: Node) -> Value:
    return node.value if isinstance(node, Constant) else None


for _name in ("len", "str", "int", "float", "list", "dict", "tuple", "set", "frozenset", "object", "bool", "sorted"):
    renamed(f"__builtin__.{_name}", f"builtins.{_name}")
    same(f"builtins.{_name}")
renamed("__builtin__.unicode", "builtins.str")
renamed("__builtin__.long", "builtins.int")
renamed("__builtin__.xrange", "builtins.range")
renamed("sets.Set", "builtins.set")
same("pwd", "spwd", "datetime.datetime", "datetime.date", "decimal.Decimal")
