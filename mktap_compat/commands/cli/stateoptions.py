"""The options of ``mkapp`` about state."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any

from twisted.python import usage

from mktap_compat.errors import TapError
from mktap_compat.views.visible import visible

if TYPE_CHECKING:
    from mktap_compat.state.settings import Settings

FLAGS = [
    ["resume", None, "Starting the tap goes on from its newest state file."],
    ["without-state", None, "Starting it leaves the state files that are there now alone, and begins anew."],
    ["preview", None, "With --state-from: write nothing; tell what would be carried, and what has no place."],
]
PARAMETERS = [
    ["checkpoint", None, None, "Save every so many seconds while serving; implies --resume."],
    ["state-dir", None, None, "Where state files are; by default $STATE_DIRECTORY, else where twistd runs."],
    ["generations", None, None, "How many earlier state files are kept: 2 by default."],
    ["name", None, None, "The name of the application, and so of its state files."],
    ["state-from", None, None, "Begin with the state in this file; implies --resume."],
]


class StateOptions(usage.Options):
    """Options that may come again."""

    def __init__(self) -> None:
        super().__init__()
        self["drop"] = []
        self["trust-state"] = []

    def opt_drop(self, path: str) -> None:
        """With --state-from: leave out what was learned at this path. May be repeated."""
        self["drop"].append(path)

    def opt_trust_state(self, name: str) -> None:
        """A class, function or package of yours that state may hold besides the plugin's. May be repeated."""
        self["trust-state"].append(name)


def refuse(options: Any) -> None:
    """
    Refuse what contradicts itself, and turn texts into numbers.

    :raise UsageError: if anything does.
    """
    if options["checkpoint"] is not None:
        options["checkpoint"] = _number("checkpoint", options["checkpoint"], float)
    if options["generations"] is not None:
        options["generations"] = _number("generations", options["generations"], int)
    if options["drop"] and not options["state-from"]:
        raise usage.UsageError("--drop goes with --state-from FILE")
    if options["preview"] and not options["state-from"]:
        raise usage.UsageError("--preview goes with --state-from FILE")
    if options["without-state"] and options["state-from"]:
        raise usage.UsageError("--without-state and --state-from contradict each other")
    name = options["name"]
    if name is not None and (not name or os.path.basename(name) != name or name.startswith(".")):
        raise usage.UsageError(
            f"--name {name!r}: it becomes part of a file's name, so it has no slash and no dot first"
        )


def _number(option: str, text: str, kind: Any) -> Any:
    """Return a number over 0."""
    try:
        number = kind(text)
    except ValueError:
        number = -1
    if not (number > 0 and math.isfinite(number)):
        raise usage.UsageError(f"--{option}: expected a number over 0, got {text}")
    return number


def asked(options: Any) -> Settings | None:
    """Return what the options ask for, ``None`` if nothing."""
    from mktap_compat.state.settings import GENERATIONS, Settings

    directory = options["state-dir"]
    found = Settings(
        resume=bool(options["resume"] or options["checkpoint"] or options["state-from"] or options["without-state"]),
        checkpoint=options["checkpoint"] or 0,
        directory=None if directory is None else os.path.abspath(directory),
        generations=options["generations"] or GENERATIONS,
        trust=list(options["trust-state"]),
        drop=list(options["drop"]),
    )
    return None if found == Settings() else found


def stated(options: Any, tap: bytes) -> bytes:
    """
    Return the tap with what the options say about state.

    :raise TapError: if the state that it is to begin with can't be used.
    """
    settings = asked(options)
    if settings is None:
        return tap
    from mktap_compat.state import taps

    begins = taps.load(options["state-from"]) if options["state-from"] else None
    return taps.stated(tap, settings, begins, bool(options["without-state"]))


def preview(options: Any, tap: bytes) -> bool:
    """
    Print what resuming would carry; tell whether all of it has a place.

    :raise TapError: if the state can't be used.
    """
    from mktap_compat.loading import booting, judging
    from mktap_compat.state import taps
    from mktap_compat.tapfile import unpack

    parts = unpack(tap)
    assert parts is not None
    header, graph = parts
    state = taps.load(options["state-from"])
    judge = judging.judge(header)
    try:
        merge = taps.preview(booting.made(header, graph), header, state, judge)
    except TapError:
        raise
    except Exception as error:
        raise TapError(f"{options['state-from']}: can't be loaded: {type(error).__name__}: {error}") from error
    for path, _ in merge.actions:
        print(visible(f"carried   {path}"))
    for path in merge.dropped:
        print(visible(f"dropped   {path}"))
    for conflict in merge.conflicts:
        print(visible(f"no place  {conflict}"))
    return not merge.conflicts
