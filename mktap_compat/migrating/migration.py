"""The walk: from the nodes of an old tap to constructions, by the rules of the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from mktap_compat import trust
from mktap_compat.migrating import catalog, instances, overrides, stringtypes
from mktap_compat.migrating.binarystrings import binaryPlaces
from mktap_compat.migrating.constructions import Construction, Name, Value
from mktap_compat.migrating.errors import GoneError, MigrationError, UntrustedError
from mktap_compat.migrating.oldobject import Old, Place
from mktap_compat.migrating.repairs import FAULTS, REPAIRS, repairedName
from mktap_compat.migrating.report import Report
from mktap_compat.migrating.rules import CLOSED, FORBIDDEN, REFERENCES, RULES, knows, refusal
from mktap_compat.migrating.settings import Settings
from mktap_compat.migrating.strings import decide, describe, moved
from mktap_compat.migrating.stringtypes import Deep, Hint
from mktap_compat.reading.nodes import Bytes, Constant, Dict, FrozenSet, Global, List, Node, Object, Set, Text, Tuple


class Migration:
    """
    One conversion under way.

    :ivar settings: what the user decided.
    :ivar report: what was decided so far.
    :ivar extra: services that the new application needs besides the old ones, as a thread pool's.
    :ivar visited: offsets of the nodes that were converted.
    :ivar heeded: which of the user's decisions met something, as options are written.
    :ivar companions: files to write beside the tap: a function that gives the bytes, by path.
    """

    def __init__(self, root: Node, name: str, settings: Settings) -> None:
        catalog.load()
        self.settings = settings
        self.report = Report(name)
        self.extra: list[Construction] = []
        self.companions: dict[Path, Any] = {}
        self.visited: set[int] = set()
        self.heeded: set[str] = set()
        self._root = root
        self._binary = binaryPlaces(root)
        self._converted: dict[int, Value] = {}
        self._busy: set[int] = set()
        self._cyclic: set[int] = set()
        self._services: list[str] = []

    def convert(self, node: Node, path: str, hint: Hint = Any, place: Place = ("", "")) -> Value:
        """
        Convert a node, once: places that share it share what it becomes.

        :param node: any node.
        :param path: where it is in the tap.
        :param hint: what the strings in it are.
        :param place: the class and the attribute it is in.
        :return: the value of today.
        :raise MigrationError: if it cannot be converted; mostly a subclass that says why.
        """
        self.visited.add(node.offset)
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, (Text, Bytes)):
            return self._string(node, path, self._forced(place, hint), place)
        if id(node) in self._converted:
            if id(node) in self._busy:
                self._cyclic.add(id(node))
            return self._converted[id(node)]
        if isinstance(node, Global):
            return self.reference(node.dotted, path)
        try:
            if isinstance(node, Object):
                return self._object(node, path, self._forced(place, hint), place)
            return self._container(node, path, self._forced(place, hint), place)
        except MigrationError:
            # another service that shares it fails for the same reason
            self._converted.pop(id(node), None)
            self._busy.discard(id(node))
            raise

    def became(self, node: Node, value: Value) -> None:
        """
        Say what a node becomes before the walk comes to it, as a part that today's class makes by itself.

        :param node: the node.
        :param value: what stands for it.
        """
        self._converted[id(node)] = value

    def port(self, number: Any, path: str, what: str) -> Any:
        """Return where an old port is now, and report it if it moved."""
        moved = self.settings.ports.get(number, number)
        if number in self.settings.ports:
            self.heeded.add(f"--map-port {number}={moved}")
        if moved != number:
            self.report.add("moved", path, what, str(moved), f"was port {number}")
        return moved

    def isGone(self, dotted: str) -> bool:
        """Tell whether a class exists no more, with no successor."""
        return refusal(dotted) is not None

    @contextmanager
    def within(self, service: str) -> Iterator[None]:
        """Say that what is converted inside is part of a service: its place, then what it is, for messages."""
        self._services.append(service)
        try:
            yield
        finally:
            self._services.pop()

    def refuse(self, dotted: str, path: str) -> GoneError:
        """Return the error for a class that is gone, as the user should see it."""
        fate, instead = refusal(dotted) or ("is gone from Twisted", "it has no successor")
        service = self._services[-1] if self._services else ""
        return GoneError(dotted, path, service, instead, fate=fate)

    def _object(self, node: Object, path: str, hint: Hint, place: Place) -> Value:
        dotted = self._renamed(node.dotted)
        new = Construction("")
        new.path = path
        old = Old(node, dotted, path, new, self, hint, place)
        if dotted in RULES:
            apply = RULES[dotted]
        elif self.settings.trusts(dotted):
            apply = instances.convert
        elif refusal(dotted) is not None:
            raise self.refuse(dotted, path)
        else:
            raise self._untrusted(dotted, path)
        self._converted[id(node)] = new
        self._busy.add(id(node))
        try:
            value = apply(old)
        except (TypeError, ValueError, AttributeError, LookupError) as error:
            raise MigrationError(
                f"{path}: no release of {dotted} wrote such a state, the file is damaged "
                f"({type(error).__name__}: {error})"
            ) from error
        old.ignore("numPorts")
        if apply is not instances.convert and isinstance(value, Construction) and (value is new or not value.path):
            overrides.keep(old, value)
        self._busy.discard(id(node))
        old.finish()
        if value is new or (isinstance(value, Construction) and not value.path):
            if value is not new:
                new.become(value)
            value = new
            if dotted != new.function.removesuffix(".__new__"):
                self.report.add("mapped", path, dotted, new.function)
        elif id(node) in self._cyclic:
            raise MigrationError(f"{path}: {dotted} refers to itself, which what replaces it cannot")
        self._converted[id(node)] = value
        return value

    def reference(self, dotted: str, path: str) -> Value:
        """
        Return a reference to a class, function or module that a tap names.

        :param dotted: its old dotted name.
        :param path: where the tap names it.
        :return: today's name.
        :raise MigrationError: if it is gone, or if neither the catalog nor the user vouches for it.
        """
        dotted = self._renamed(dotted)
        if dotted in CLOSED:
            return FORBIDDEN
        if dotted in REFERENCES:
            today = repairedName(REFERENCES[dotted])
            if today != REFERENCES[dotted]:
                self.report.add("repaired", path, dotted, today, FAULTS[REPAIRS[REFERENCES[dotted]]])
            return Name(today)
        if self.settings.trusts(dotted):
            return instances.reference(dotted, path)
        if refusal(dotted) is not None:
            raise self.refuse(dotted, path)
        raise self._untrusted(dotted, path)

    def _string(self, node: Text | Bytes, path: str, hint: Hint, place: Place) -> str | bytes:
        decision = decide(node, hint, self.settings, place in self._binary)
        what = f"{place[0]}.{place[1]}".strip(".")
        if decision.why:
            kind = "text" if isinstance(decision.value, str) else "bytes"
            self.report.add("guessed", path, what, f"{kind} {describe(decision.value)}", decision.why)
        if decision.moved is not None:
            self._heedPaths(decision.moved, hint)
            self.report.add("moved", path, what, describe(decision.value), f"was {describe(decision.moved)}")
        return decision.value

    def _renamed(self, dotted: str) -> str:
        """Return the name that the user gave an old dotted name."""
        old = self.settings.renaming(dotted)
        if old is not None:
            self.heeded.add(f"--rename {old}={self.settings.renames[old]}")
        return self.settings.rename(dotted)

    def _heedPaths(self, value: str | bytes, hint: Hint) -> None:
        """Note which paths the user moved in a string."""
        for pair in self.settings.paths:
            alone = replace(self.settings, paths=(pair,))
            if moved(value, alone, hint is stringtypes.Command) != value:
                self.heeded.add("--map-path {}={}".format(*pair))

    def _forced(self, place: Place, hint: Hint) -> Hint:
        """Return the hint that the user gave for an attribute, else the given one."""
        attribute = f"{place[0]}.{re.split(r'[{[]', place[1])[0]}"
        if attribute in self.settings.binary:
            self.heeded.add(f"--bytes {attribute}")
            return Deep(bytes)
        if attribute in self.settings.textual:
            self.heeded.add(f"--text {attribute}")
            return Deep(str)
        return hint

    def _container(self, node: Node, path: str, hint: Hint, place: Place) -> Value:
        if isinstance(node, Dict):
            pairs: dict[Value, Value] = {}
            self._converted[id(node)] = pairs
            keys, values = (place[0], f"{place[1]}{{}}"), (place[0], f"{place[1]}[]")
            for key, item in node.pairs:
                newKey = self.convert(key, f"{path}.<key>", stringtypes.key(hint), keys)
                try:
                    pairs[newKey] = self.convert(item, f"{path}[{newKey!r}]", stringtypes.value(hint), values)
                except TypeError as error:
                    raise MigrationError(f"{path}: a key cannot be a key today: {error}") from error
            return pairs
        if not isinstance(node, (List, Tuple, Set, FrozenSet)):
            raise MigrationError(f"{path}: the file refers to something outside of it; the file is damaged")
        items: list[Value] = []
        if isinstance(node, List):
            self._converted[id(node)] = items
        for index, item in enumerate(node.items):
            inside = (place[0], f"{place[1]}[{index if isinstance(node, Tuple) else ''}]")
            items.append(self.convert(item, f"{path}[{index}]", stringtypes.item(hint, index), inside))
        if isinstance(node, List):
            return items
        kinds: dict[type, Any] = {Tuple: tuple, Set: set, FrozenSet: frozenset}
        converted = kinds[type(node)](items)
        self._converted[id(node)] = converted
        return converted

    def _untrusted(self, dotted: str, path: str) -> MigrationError:
        names = sorted(self._unknown() | {dotted})
        foreign = [name for name in names if name.startswith("twisted.")]
        if foreign:
            # that is nobody's own code, so that nobody can know better
            return UntrustedError(
                f"{path or 'the file'}: {', '.join(foreign)}: of Twisted, but nothing that a server keeps in a tap; "
                "look at it with tapinspect --all, and leave its service out with --drop"
            )
        # of the standard library single names can be trusted, but no package
        trusted = sorted({name if trust.isForeign(name) else name.split(".")[0] for name in names})
        options = " ".join(f"--trust {name}" for name in trusted)
        where = f"{path}: " if path else ""
        return UntrustedError(
            f"{where}{', '.join(names)}: not in Twisted's catalog; if you know and trust this code, "
            f"put it on PYTHONPATH and add {options}"
        )

    def _unknown(self) -> set[str]:
        """Return every name of the tap that neither the catalog nor the user vouches for."""
        found: set[str] = set()
        seen: set[int] = set()
        waiting: list[Node] = [self._root]
        while waiting:
            node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            waiting.extend(child for step, child in node.children())
            dotted = ""
            if isinstance(node, (Global, Object)):
                dotted = self.settings.rename(node.dotted)
            if dotted and not knows(dotted) and not self.settings.trusts(dotted):
                found.add(dotted)
        return found
