"""What the graphs of today's taps name, so that they can be printed as a .tac, too."""

from __future__ import annotations

from mktap_compat.migrating.constructions import Construction, Method, Name, Value
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.rules import discarded, rule
from mktap_compat.reading.nodes import Dict, Global

_THAWED = "mktap_compat.thaw"
_REACTOR = Name("twisted.internet.reactor")


@rule(f"{_THAWED}.reactor")
def reactor(old: Old) -> Value:
    """The reactor."""
    return _REACTOR


@rule(f"{_THAWED}.method")
def method(old: Old) -> Value:
    """A bound method, or a method of a class."""
    owner, name = old.argument(0), str(old.argument(1, str))
    if isinstance(owner, Construction):
        return Method(owner, name)
    if isinstance(owner, Name) and owner != _REACTOR:
        return Name(f"{owner.dotted}.{name}")
    raise MigrationError(f"{old.path}: {name} is no method of an object of the tap")


@rule(f"{_THAWED}.endpoint")
def endpoint(old: Old) -> Construction:
    """``serverFromString(reactor, description)``; relative paths in it begin where the .tac is run."""
    return Construction("twisted.internet.endpoints.serverFromString", _REACTOR, old.argument(0, str))


@rule(f"{_THAWED}.contextFactory")
def contextFactory(old: Old) -> Construction:
    """A TLS context factory, made of the files of its key and certificate."""
    kind, state = old.node.args[0], old.node.args[1]
    if not isinstance(kind, Global) or not isinstance(state, Dict):
        raise MigrationError(f"{old.path}: there are no files of a key and a certificate; the file is damaged")
    files = [state.get(name) for name in ("privateKeyFileName", "certificateFileName")]
    paths = [old.convert(file, ".<args>[1]", str) for file in files if file is not None]
    contextClass = old.migration.reference(kind.dotted, old.path)
    return Construction(contextClass.dotted, *paths)


discarded("mktap_compat.state.persistence.Persistable")
