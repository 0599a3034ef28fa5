"""The report: everything a conversion decided that a person may want to look over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

#: What an entry says happened, most dangerous first: what would be open today was closed, an attribute that nobody
#: knows was lost, a service was left out; a class became another, an ASCII string was taken for text or bytes, an
#: attribute that nobody needs was dropped or one that is new filled in, a path or port moved, a class or attribute is
#: not in the user's port, a file was written beside the tap, a fault of today's Twisted was worked around.
KINDS = (
    "closed",
    "lost",
    "left out",
    "mapped",
    "guessed",
    "dropped",
    "filled",
    "moved",
    "lacking",
    "written",
    "repaired",
)


@dataclass(frozen=True)
class Entry:
    """
    One decision.

    :ivar kind: one of :data:`KINDS`.
    :ivar path: where in the tap, as in ``services[0].args[1]``.
    :ivar what: the class, with the attribute if it is about one.
    :ivar became: what it became, or an empty string.
    :ivar why: the reason in a few words.
    """

    kind: str
    path: str
    what: str
    became: str = ""
    why: str = ""


@dataclass
class Report:
    """
    All decisions of one conversion, in the order of the walk.

    :ivar name: the name of the file.
    :ivar entries: the decisions.
    """

    name: str
    entries: list[Entry] = field(default_factory=list)

    def add(self, kind: str, path: str, what: str, became: str = "", why: str = "") -> None:
        """Note a decision; see :class:`Entry`."""
        self.entries.append(Entry(kind, path, what, became, why))

    def of(self, *kinds: str) -> Iterator[Entry]:
        """Yield the entries of some kinds."""
        return (entry for entry in self.entries if entry.kind in kinds)

    @property
    def complete(self) -> bool:
        """Whether all that the old tap served and said is in the new one."""
        return not any(self.of("closed", "lost", "left out"))

    def asData(self) -> dict[str, Any]:
        """Return what ``--report`` writes as JSON: the name of the file, and a list of entries for each kind."""
        data: dict[str, Any] = {"file": self.name, "complete": self.complete}
        for kind in KINDS:
            data[kind] = [
                {key: value for key, value in asdict(entry).items() if key != "kind"} for entry in self.of(kind)
            ]
        return data
