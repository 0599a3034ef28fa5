"""What the user decides about a conversion."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from mktap_compat import trust
from mktap_compat.trust import Trusted


@dataclass(frozen=True)
class Settings:
    """
    What the user decides about a conversion; :mod:`mktap_compat.commands.tapconvert` has an option for each.

    :ivar paths: pairs of an old path and the new one, for it and everything below it; the first that fits wins.
    :ivar ports: new port numbers by old ones.
    :ivar renames: new dotted names by old ones, of packages, modules, classes or functions.
    :ivar binary: attributes as ``package.Class.attribute`` whose Python 2 strings are bytes.
    :ivar textual: attributes as ``package.Class.attribute`` whose Python 2 strings are text.
    :ivar trusted: dotted names of the user's own packages, modules, classes or functions that may be imported.
    :ivar dropped: services to leave out: a name, a place such as ``services[0]``, or a class they need.
    :ivar served: endings of files whose source is sent on purpose, though what ran them is gone.
    :ivar output: the file to write, beside which companions such as host keys go; ``None`` in memory.
    """

    paths: tuple[tuple[str, str], ...] = ()
    ports: Mapping[int, int] = field(default_factory=dict)
    renames: Mapping[str, str] = field(default_factory=dict)
    binary: frozenset[str] = frozenset()
    textual: frozenset[str] = frozenset()
    trusted: frozenset[str] = frozenset()
    dropped: tuple[str, ...] = ()
    served: frozenset[str] = frozenset()
    output: Path | None = None

    def rename(self, dotted: str) -> str:
        """Return the name that the user gave an old dotted name; the longest renaming wins."""
        old = self.renaming(dotted)
        return dotted if old is None else self.renames[old] + dotted[len(old) :]

    def renaming(self, dotted: str) -> str | None:
        """Return which of the user's renamings is meant for a dotted name, ``None`` if none is."""
        for old in sorted(self.renames, key=len, reverse=True):
            if dotted == old or dotted.startswith(f"{old}."):
                return old
        return None

    def unmet(self, met: Collection[str]) -> list[str]:
        """
        Return the decisions that met nothing, as options are written, each with what the tap lacks.

        :param met: those that met something, as options are written.
        """
        asked = {
            "path": [f"--map-path {old}={new}" for old, new in self.paths],
            "port": [f"--map-port {old}={new}" for old, new in self.ports.items()],
            "name": [f"--rename {old}={new}" for old, new in self.renames.items()],
            "attribute": [
                *(f"--bytes {attribute}" for attribute in sorted(self.binary)),
                *(f"--text {attribute}" for attribute in sorted(self.textual)),
            ],
            "service": [f"--drop {service}" for service in self.dropped],
            "file that something ran which is gone": [f"--serve-source {ending}" for ending in sorted(self.served)],
        }
        return [
            f"{option}: there is no such {what}"
            for what, options in asked.items()
            for option in options
            if option not in met
        ]

    @cached_property
    def own(self) -> Trusted:
        """What the user trusts, sorted into names and packages, as ``tapinspect`` takes it."""
        return trust.trusted(self.trusted)

    def trusts(self, dotted: str) -> bool:
        """Tell whether the user trusts a dotted name, or a package of the user's own that holds it."""
        return self.own.namesIt(dotted) or self.own.packageOf(dotted) is not None

    def moveInside(self, command: str) -> str:
        """Return a command line with every path in it where it is now."""
        for old, new in self.paths:
            whole = rf"(?<![^\s\"'=:;,<>(|&]){re.escape(old.rstrip('/'))}(?![^\s\"'=:;,<>)|&/])"
            command = re.sub(whole, lambda found, new=new: new.rstrip("/"), command)  # type: ignore[misc]
        return command

    def move(self, path: str) -> str:
        """Return where an old path is now; a path below a moved folder moves with it."""
        for old, new in self.paths:
            folder = old.rstrip("/")
            if path in (old, folder):
                return new
            if path.startswith(f"{folder}/"):
                return new.rstrip("/") + path[len(folder) :]
        return path
