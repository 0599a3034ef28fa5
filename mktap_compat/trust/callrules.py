"""Calls that the table has no words for: methods by name, local functions by the way to their code, TLS contexts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mktap_compat.reading.nodes import Constant, Dict, Form, Global, Node, Object, Text, Tuple, nameOf
from mktap_compat.trust import reads, table
from mktap_compat.trust.origins import foreignOrigin
from mktap_compat.trust.positions import Places
from mktap_compat.trust.signatures import calledName, canonical
from mktap_compat.trust.substitutes import standsFor
from mktap_compat.trust.trusted import Trusted, remedy

_THAWED = "mktap_compat.thaw."
_REACTOR = f"{_THAWED}reactor"


def _method(node: Object, own: Trusted, places: Places) -> str | None:
    """Allow a method that the table has, or one of the user's own, of an object that is allowed, in its places only."""
    assert isinstance(node.function, Global)
    ours = canonical(node.function).startswith(_THAWED)
    if len(node.args) != (2 if ours else 3) or node.kwargs:
        return "allowed with a method's name, its object and its class only"
    name = nameOf(node.args[1 if ours else 0])
    owner = node.args[0 if ours else 1]
    named = owner if ours else node.args[2]
    if ours and isinstance(owner, Object) and (owner.form is Form.INSTANCE or calledName(owner) == _REACTOR):
        named = owner.function
    if name is None or not isinstance(named, Global):
        return "the method or its class is not given by name"
    if (canonical(owner) if isinstance(owner, Global) else calledName(owner)) != canonical(named):
        return f"its object is not {named.dotted} or an instance of it"
    origin = foreignOrigin(named.module, named.name, own) if own.packageOf(named.module) is not None else None
    if origin is not None and not own.namesIt(named.dotted):
        return f"{named.module} only passes {named.name} on from {origin}"
    if own.namesIt(f"{named.dotted}.{name}"):
        return None
    if own.packageOf(named.module) is not None:
        return None if name.isidentifier() and not name.startswith("__") else f"{name} is no method of your own"
    methods, where = table.METHODS.get(standsFor(canonical(named)), (frozenset(), frozenset()))
    if name not in methods:
        return (
            f"{named.dotted}.{name} is not a method that taps are known to refer to; {remedy(f'{named.dotted}.{name}')}"
        )
    if not places.allWithin(node, where):
        return f"{named.dotted}.{name} is allowed at {', '.join(sorted(where))} only"
    return None


def _function(node: Object, own: Trusted, places: Places) -> str | None:
    """Allow a function within a function of the user's own, or one of the table's."""
    if len(node.args) != 3 or node.kwargs or not isinstance(node.args[1], Tuple):
        return "allowed with a module, a path and cells only"
    module = nameOf(node.args[0])
    path = [_step(step) for step in node.args[1].items]
    if module is None or not path or None in path:
        return "the module or the way to the code is not given by name"
    steps = tuple(step for step in path if step is not None)
    if (module, *steps) in table.LOCAL_FUNCTIONS:
        return None
    if own.packageOf(module) is None:
        return f"it imports {module} to make a function in it again; {remedy(module)}"
    if any(step.startswith("__") and step != "__init__" for step in steps):
        return f"{'.'.join(steps)} is no function of your own"
    origin = foreignOrigin(module, steps[0], own)
    return None if origin is None else f"{module} only passes {steps[0]} on from {origin}"


def _held(node: Object, own: Trusted, places: Places) -> str | None:
    """Allow what a module of the user's own holds."""
    if len(node.args) != 2 or node.kwargs or not isinstance(node.args[1], Tuple):
        return "allowed with a module and a path only"
    module = nameOf(node.args[0])
    path = [nameOf(step) for step in node.args[1].items]
    if module is None or not path or None in path:
        return "the module or the name in it is not given"
    dotted = ".".join([module, *(step for step in path if step is not None)])
    if own.namesIt(dotted):
        return None
    if own.packageOf(module) is None:
        return f"it imports {module} to refer to {dotted}; if it is your own: --trust {module}"
    if any(step is not None and step.startswith("__") for step in path):
        return f"{dotted} is part of every module, not of your own"
    origin = foreignOrigin(module, path[0] or "", own)
    return None if origin is None else f"{module} only passes {path[0]} on from {origin}"


def _step(node: Node) -> str | None:
    """Return one step of a path: a name, or the position of code."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return str(node.value)
    return None


def _contextFactory(node: Object, own: Trusted, places: Places) -> str | None:
    """Allow a factory of TLS contexts with the names of its files, its method and the class of its context."""
    if len(node.args) != 2 or node.kwargs:
        return "allowed with a class and its attributes only"
    named, state = node.args
    if not isinstance(named, Global) or canonical(named) != table.CONTEXT_FACTORY or not isinstance(state, Dict):
        return f"allowed with {table.CONTEXT_FACTORY} and its attributes only"
    for key, value in state.pairs:
        name = nameOf(key)
        if name not in table.CONTEXT_STATE:
            return "attributes that this factory does not have"
        path = nameOf(value) if name in ("privateKeyFileName", "certificateFileName") else None
        reason = reads.refusal(path) if path is not None else None
        if reason is not None:
            return reason
        if name == "_contextFactory" and (not isinstance(value, Global) or canonical(value) != table.CONTEXT):
            return f"_contextFactory is called; allowed is {table.CONTEXT} only"
    return None


def _endpoint(node: Object, own: Trusted, places: Places) -> str | None:
    """Allow a description whose prefix is in the table, or of a plugin that the user trusts."""
    texts = [nameOf(argument) for argument in node.args]
    if len(texts) != 2 or node.kwargs or texts[0] is None or texts[1] is None:
        return "allowed with a description and a directory only"
    description = texts[0]
    reason = reads.described(description, texts[1])
    if reason is not None:
        return reason
    while description.startswith("haproxy:"):
        description = description.removeprefix("haproxy:")
    prefix = description.partition(":")[0]
    if prefix in table.ENDPOINTS or prefix in own.plugins:
        return None
    return f"endpoints {prefix!r} are those of a plugin; --trust plugin:{prefix} allows it"


#: Canonical name of what is called, to what says why not: ``None`` if it may be called.
SPECIAL: Mapping[str, Callable[[Object, Trusted, Places], str | None]] = {
    "twisted.persisted.styles.unpickleMethod": _method,
    f"{_THAWED}method": _method,
    f"{_THAWED}endpoint": _endpoint,
    f"{_THAWED}function": _function,
    f"{_THAWED}held": _held,
    f"{_THAWED}contextFactory": _contextFactory,
}
#: Those whose arguments are the class and the object of a method, which need no place of their own.
METHODS = frozenset({"twisted.persisted.styles.unpickleMethod", f"{_THAWED}method"})
