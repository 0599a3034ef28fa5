"""What a tap's header says about state."""

from __future__ import annotations

from typing import Any, NamedTuple

from mktap_compat.tapfile import Header

#: How many earlier state files are kept unless told otherwise.
GENERATIONS = 2
#: The least seconds between two checkpoints.
SHORTEST = 0.1


class Settings(NamedTuple):
    """
    What the header of a tap says under ``state``; all of it is optional there.

    :ivar resume: whether starting goes on from the newest state file.
    :ivar checkpoint: seconds between checkpoints; 0 for none.
    :ivar directory: where state files are.
    :ivar generations: how many earlier ones are kept.
    :ivar trust: names that state may hold beside those of the application's own packages.
    :ivar after: state files up to this generation are not resumed.
    :ivar drop: paths that are not carried.
    :ivar lineage: a name that all generations of one state have in common.
    :ivar generation: the number of the run that saved it.
    :ivar saved: when it was saved, in seconds since the epoch; 0 for a tap that no server has written.
    :ivar origin: the versions, recipes and code that the base was made of.
    :ivar failure: when and why the last saving before this one failed; empty if none did.
    :ivar places: where the objects are that ``learned`` refers to.
    :ivar learned: the pickled changes; ``None`` if there are none.
    :ivar total: how many changes.
    """

    resume: bool = False
    checkpoint: float = 0
    directory: str | None = None
    generations: int = GENERATIONS
    trust: list[str] = []
    after: int = 0
    drop: list[str] = []
    lineage: str = ""
    generation: int = 0
    saved: float = 0
    origin: dict[str, Any] = {}
    failure: str = ""
    places: list[Any] = []
    learned: bytes | None = None
    total: int = 0

    @property
    def on(self) -> bool:
        """Whether the tap asks for state to be resumed."""
        return self.resume or self.checkpoint > 0


def settingsOf(header: Header) -> Settings:
    """Return what a header says about state."""
    given = header.get("state") or {}
    return Settings(**{name: value for name, value in given.items() if name in Settings._fields})


def withSettings(header: Header, settings: Settings) -> Header:
    """Return a header that says this about state, without what is as usual."""
    usual = Settings._field_defaults
    told = {name: value for name, value in settings._asdict().items() if value != usual[name]}
    bare = {name: value for name, value in header.items() if name not in ("state", "digest")}
    return {**bare, "state": told} if told else bare
