"""Old objects for tests, written as Python values: the nodes that reading a tap of Python 2 gives."""

from __future__ import annotations

from typing import Any

from mktap_compat import migrating
from mktap_compat.migrating import Conversion, Settings
from mktap_compat.migrating.constructions import Construction, Value
from mktap_compat.migrating.migration import Migration
from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import (
    Bytes,
    Constant,
    Dict,
    Form,
    FrozenSet,
    Global,
    List,
    Node,
    Object,
    Set,
    Text,
    Tuple,
)

_SERVICE = "twisted.application.service"


def node(value: Any) -> Node:
    """Return a value as a node: ``bytes`` is the ``str`` of Python 2, ``str`` its ``unicode``; nodes stay."""
    if isinstance(value, Node):
        return value
    if isinstance(value, bytes):
        return Bytes(0, value, legacy=True)
    if isinstance(value, str):
        return Text(0, value)
    if isinstance(value, dict):
        return Dict(0, [(node(key), node(item)) for key, item in value.items()])
    kinds: dict[type, type] = {list: List, tuple: Tuple, set: Set, frozenset: FrozenSet}
    if type(value) in kinds:
        made: Node = kinds[type(value)](0, [node(item) for item in value])
        return made
    return Constant(0, value)


def name(dotted: str) -> Global:
    """Return a reference to a class or function."""
    module, _, last = dotted.rpartition(".")
    return Global(0, module, last)


def old(dotted: str, **attributes: Any) -> Object:
    """Return an instance of an old class with attributes."""
    state = Dict(0, [(node(key.encode()), node(value)) for key, value in attributes.items()])
    return Object(0, name(dotted), Form.INSTANCE, [], [], [state], [], [])


def called(dotted: str, *arguments: Any) -> Object:
    """Return what a call of an old function gives."""
    return Object(0, name(dotted), Form.CALL, [node(value) for value in arguments], [], [], [], [])


def method(owner: Object, attribute: str) -> Object:
    """Return a bound method as Twisted pickled it under Python 2."""
    return called("twisted.persisted.styles.unpickleMethod", attribute.encode(), owner, owner.function)


def server(port: int, factory: Any, **attributes: Any) -> Object:
    """Return an old ``TCPServer``."""
    given: dict[str, Any] = {"args": (port, factory), "kwargs": {b"interface": b""}}
    return old("twisted.application.internet.TCPServer", **{**given, **attributes})


def application(*services: Any, called: bytes = b"old", process: dict[str, Any] | None = None) -> Object:
    """Return an old application with services."""
    top = old(f"{_SERVICE}.MultiService", name=called, services=list(services), namedServices={}, parent=None)
    adapters = {
        b"twisted.application.service.IService": top,
        b"twisted.application.service.IServiceCollection": top,
        b"twisted.application.service.IProcess": old(f"{_SERVICE}.Process", **(process or {})),
        b"twisted.persisted.sob.IPersistable": old("twisted.persisted.sob.Persistent", name=called, style=b"pickle"),
    }
    return old("twisted.python.components.Componentized", _adapterCache=adapters)


def tap(root: Node) -> Tap:
    """Return a tap with that root, as reading a Python 2 pickle would."""
    return Tap("old.tap", b"", "pickle", 0, 2, root, None, root, [])


def convert(root: Node, **settings: Any) -> Conversion:
    """Convert a whole application."""
    return migrating.convert(tap(root), Settings(**settings))


def walk(root: Node, **settings: Any) -> tuple[Value, Migration]:
    """Convert one object by its rule; return the value and the walk with its report."""
    migration = Migration(root, "old.tap", Settings(**settings))
    return migration.convert(root, "it"), migration


def made(root: Node, **settings: Any) -> Construction:
    """Convert one object by its rule, which must give a construction."""
    value, _ = walk(root, **settings)
    assert isinstance(value, Construction)
    return value


def said(migration: Migration, kind: str) -> list[str]:
    """Return what a report says about attributes, without the common beginning of dotted names."""
    return [entry.what.rpartition(".")[2] for entry in migration.report.of(kind)]


def does(construction: Construction) -> list[tuple[Any, ...]]:
    """Return the steps of a construction: ``(attribute, value)``, or ``(method, *args)`` with ``()`` after the name."""
    found: list[tuple[Any, ...]] = []
    for step in construction.steps:
        if hasattr(step, "attribute"):
            found.append((step.attribute, step.value))
        else:
            found.append((f"{step.method}()", *step.args))
    return found
