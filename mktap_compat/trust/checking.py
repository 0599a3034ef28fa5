"""The walk that decides: every node that loading would make, once, against the table and what the user trusts."""

from __future__ import annotations

from collections.abc import Iterator

from mktap_compat.reading import Tap
from mktap_compat.reading.calls import NOT_RENAMED
from mktap_compat.reading.nodes import (
    Bytes,
    Constant,
    Dict,
    Extension,
    Form,
    FrozenSet,
    Global,
    Node,
    Object,
    Persistent,
    Reconstructed,
    Set,
    Text,
)
from mktap_compat.trust import callrules, hashcost, recipes, states, table
from mktap_compat.trust.dangers import danger
from mktap_compat.trust.edges import BASE, FUNCTION, edges
from mktap_compat.trust.findings import Finding, pathOf
from mktap_compat.trust.origins import foreignOrigin, passedOn
from mktap_compat.trust.positions import Places
from mktap_compat.trust.signatures import calledName, canonical, described, fits
from mktap_compat.trust.substitutes import standsFor
from mktap_compat.trust.trusted import Trusted, isForeign

THAW = "mktap_compat.thaw.thaw"
#: How often each object of a file may be held, on the average: a few kilobytes could have thousands hold thousands.
OFTEN = 20
_FEW = 200_000
#: No pickler of any Python could write objects that stand in each other this deep.
DEEPEST = 10_000
_LEAVES = (Text, Bytes, Constant, Global)
_CONTEXTS = "mktap_compat.thaw.contextFactory"
#: What the reconstruction of a subclass may begin from, and what with: ``bytes`` of a number would take that much.
_BASES = {
    "bool": "int",
    "bytes": "bytes",
    "complex": "number",
    "dict": "dict",
    "float": "number",
    "frozenset": "list",
    "int": "int",
    "list": "list",
    "object": "none",
    "set": "list",
    "str": "text",
    "tuple": "tuple",
}


class Checker:
    """
    One check of one tap.

    :ivar tap: what is checked.
    :ivar own: what the user trusts besides the table.
    """

    def __init__(self, tap: Tap, own: Trusted) -> None:
        self.tap = tap
        self.own = own
        self.parents: dict[int, tuple[Node, str]] = {}
        self.holders = Places(())
        self.rootNames: dict[int, str] = {}
        self.named: dict[int, list[tuple[Global, str]]] = {}
        self.tooDeep: Node | None = None
        self.tooOften: Node | None = None
        self.weights = hashcost.Weights()
        self.known: dict[int, tuple[str, bool]] = {}

    def findings(self) -> Iterator[Finding]:
        """Yield the findings, those of the file first, then those of the discarded, then those of the recipes."""
        tap = self.tap
        roots = [(tap.root, "file" if tap.header is not None else "application")]
        if tap.application is not None and tap.application is not tap.root and not recipes.bootsFrom(tap.header):
            roots.append((tap.application, "application"))
        if tap.learned is not None and tap.learned is not tap.root:
            roots.append((tap.learned, "state"))
        roots += [(node, "discarded") for node in tap.discarded]
        nodes = list(self._walk([node for node, _ in roots]))
        if self.tooDeep is not None:
            yield self._finding(self.tooDeep, "nesting", f"objects stand in each other more than {DEEPEST} deep")
            return
        if self.tooOften is not None:
            yield self._finding(
                self.tooOften, "sharing", "objects hold each other so often that looking takes too long"
            )
            return
        self.holders = Places(nodes)
        self.rootNames = {id(node): name for node, name in roots}
        for root, name in roots:
            if isinstance(root, Global):
                yield from self._reference(root, None, name)
        for node in nodes:
            if not isinstance(node, _LEAVES):
                yield from self._node(node)
        if tap.header is not None:
            yield from recipes.findings(tap.header, self.own)

    def _walk(self, roots: list[Node]) -> Iterator[Node]:
        """Yield every node once, and note how it was reached."""
        seen = {id(root) for root in roots}
        waiting = [(root, 0) for root in reversed(roots)]
        held = 0
        while waiting:
            node, depth = waiting.pop()
            yield node
            if isinstance(node, _LEAVES):
                continue
            if depth > DEEPEST:
                self.tooDeep = node
                return
            below = []
            for step, child in edges(node):
                held += 1
                if held > _FEW and held > OFTEN * len(seen):
                    self.tooOften = node
                    return
                if isinstance(child, Global):
                    self.named.setdefault(id(node), []).append((child, step))
                if id(child) not in seen:
                    seen.add(id(child))
                    self.parents[id(child)] = (node, step)
                    below.append((child, depth + 1))
            waiting.extend(reversed(below))

    def _node(self, node: Node) -> Iterator[Finding]:
        """Yield what is wrong with one node, and with the names that it holds directly."""
        if isinstance(node, Object):
            yield from self._object(node)
            if node.pairs:
                yield from self.hashed(node, [key for key, _ in node.pairs])
        elif isinstance(node, Persistent):
            if self.tap.learned is not None and type(getattr(node.key, "value", None)) is int:
                # an object of the application that it was learned in, by number
                return
            yield self._finding(node, "persistent reference", "a tap has nothing outside of itself to refer to")
        elif isinstance(node, Extension):
            yield self._finding(node, f"extension code {node.code}", "the file does not say what the code stands for")
        elif isinstance(node, Dict):
            yield from self.hashed(node, [key for key, _ in node.pairs])
        elif isinstance(node, (Set, FrozenSet)):
            yield from self.hashed(node, node.items)
        for child, step in self.named.get(id(node), ()):
            yield from self._reference(child, (node, step), "")

    def hashed(self, node: Node, keys: list[Node]) -> Iterator[Finding]:
        """Yield a finding if hashing keys or members would take for ever."""
        if any(self.weights.tooMuch(key) for key in keys if not isinstance(key, _LEAVES)):
            yield self._finding(node, "key", "hashing it would take very long: its parts repeat in each other")

    def _object(self, node: Object) -> Iterator[Finding]:
        """Yield what is wrong with how an object is made and filled."""
        function = node.function
        if not isinstance(function, Global):
            yield self._finding(node, node.form.value, "it calls what the file itself makes, not a name")
            return
        name, own = self._called(function)
        reason: str | None
        if own:
            reason = states.objectionOwn(node, self.own) or reconstruction(node)
            yield from self._objection(node, function, reason)
            return
        if name in callrules.SPECIAL and node.form is Form.CALL:
            reason = callrules.SPECIAL[name](node, self.own, self.holders)
        elif node.form is Form.INSTANCE:
            reason = self._instance(node, name)
        elif name == THAW and (node is not self.tap.root or self.tap.header is None):
            reason = "a tap within a tap is not looked into"
        elif name not in table.CALLS or (name in table.GONE and not self._isGone(name)):
            reason = self._unknown(function, "function")
        elif node.kwargs or not any(fits(signature, node.args) for signature in table.CALLS[name]):
            reason = "allowed with other arguments only"
        else:
            reason = None
        yield from self._objection(node, function, reason or states.objection(node, name, self.own))
        if node.args:
            yield from self.hashed(node, list(memberKeys(node, name)))

    def _called(self, function: Global) -> tuple[str, bool]:
        """Return what a name that objects are made with stands for, and whether the user trusts it."""
        known = self.known.get(id(function))
        if known is None:
            known = standsFor(canonical(function)), self._isOwn(function) or self._isNamed(function)
            self.known[id(function)] = known
        return known

    def _instance(self, node: Object, name: str) -> str | None:
        """Return why an instance may not be made, ``None`` if it may."""
        if name not in table.INSTANCES and not self._isGone(name):
            assert isinstance(node.function, Global)
            return self._unknown(node.function, "class")
        if name in table.PLACES and not self.holders.allWithin(node, table.PLACES[name]):
            return f"allowed at {', '.join(sorted(table.PLACES[name]))} only"
        if isinstance(node, Reconstructed) or node.args or node.kwargs:
            return "allowed without arguments only"
        return None

    def _reference(self, node: Global, edge: tuple[Node, str] | None, root: str) -> Iterator[Finding]:
        """Yield what is wrong with a name where it stands."""
        holder, step = edge if edge is not None else (None, "")
        if node.module in table.MODULES and (self.tap.protocol or 0) >= NOT_RENAMED:
            old = "a module of Python 2, which in this protocol could be anybody's"
            path = self._path(holder or node, "" if step in (FUNCTION, BASE) else step)
            yield Finding(path, node.offset, node.module, node.name, "reference", old)
            return
        if step in (FUNCTION, BASE):
            return
        if holder is not None and calledName(holder) in callrules.METHODS | {_CONTEXTS} and step.startswith(".<args>"):
            return
        name = standsFor(canonical(node))
        reason: str | None = None
        if self._isOwn(node):
            reason = self._foreign(node)
        elif self._isNamed(node) or name in table.REFERENCES:
            return
        elif name in table.PLACES:
            if not self.holders.allWithin(node, table.PLACES[name]):
                reason = f"allowed at {', '.join(sorted(table.PLACES[name]))} only"
        elif self._isGone(name):
            return
        else:
            reason = self._unknown(node, "name")
        if reason is not None:
            path = root if holder is None else self._path(holder, step)
            yield Finding(path, node.offset, node.module, node.name, "reference", reason)

    def _isGone(self, name: str) -> bool:
        # nothing may be found under such a name today; only a converter looks at taps of Python 2
        return self.tap.python == 2 and name in table.GONE

    def _isOwn(self, node: Global) -> bool:
        return self.own.packageOf(node.module) is not None

    def _isNamed(self, node: Global) -> bool:
        return self.own.namesIt(node.dotted) or self.own.namesIt(canonical(node))

    def _foreign(self, node: Global) -> str | None:
        """Return why a name in a user's own module may be somebody else's, ``None`` if it is the user's."""
        if self._isNamed(node):
            return None
        if any(part.startswith("__") and part.endswith("__") for part in node.name.split(".")):
            return "part of every module, not of your own"
        origin = foreignOrigin(node.module, node.name, self.own)
        if origin is None:
            return None
        return passedOn(node.module, node.name, origin)

    def _unknown(self, node: Global, kind: str) -> str:
        if isForeign(node.dotted):
            return f"not a {kind} for taps: the tap {danger(node.dotted)}"
        return f"unknown {kind}; if it is yours: --trust {node.dotted}"

    def _path(self, node: Node, step: str = "") -> str:
        """Return where a node stands, or what a step from it leads to."""
        return pathOf(node, self.parents, self.rootNames, step)

    def _objection(self, node: Object, function: Global, reason: str | None) -> Iterator[Finding]:
        if reason is None and self._isOwn(function):
            reason = self._foreign(function)
        if reason is not None:
            yield self._finding(node, formOf(node), reason, function)

    def _finding(self, node: Node, form: str, reason: str, named: Global | None = None) -> Finding:
        module, name = (named.module, named.name) if named is not None else ("", "")
        return Finding(self._path(node), node.offset, module, name, form, reason)


def reconstruction(node: Object) -> str | None:
    """Return why an instance may not be made from what ``copyreg._reconstructor`` is given, ``None`` if it may."""
    if not isinstance(node, Reconstructed):
        return None
    base = canonical(node.base).removeprefix("builtins.") if isinstance(node.base, Global) else ""
    if base not in _BASES or not fits(_BASES[base], [node.value]):
        return "made from something other than a built-in type and its value"
    return None


def memberKeys(node: Object, name: str) -> Iterator[Node]:
    """Yield what a call hashes out of its arguments."""
    members = getattr(node.args[0], "items", ()) if node.args else ()
    if name in ("builtins.set", "builtins.frozenset", "sets.Set"):
        yield from members
    elif name == "collections.OrderedDict":
        for member in members:
            yield from getattr(member, "items", ())[:1]


def formOf(node: Object) -> str:
    """Return how an object is made, in a few words: ``instance`` or ``call(...)`` with its arguments."""
    if node.form is Form.INSTANCE and not node.args:
        return "instance"
    words = [described(argument) for argument in node.args[:4]]
    if len(node.args) > 4:
        words.append("...")
    return f"{node.form.value}({', '.join(words)})"
