"""The service that stands first in an application: it finds, applies and saves state."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from twisted.application.service import IProcess, IService, IServiceCollection, Service
from twisted.logger import Logger

from mktap_compat.state.errors import StateError
from mktap_compat.state.files import Files
from mktap_compat.state.settings import Settings, settingsOf
from mktap_compat.tapfile import Header

if TYPE_CHECKING:
    from twisted.python.components import Componentized

    from mktap_compat.state.base import Base
    from mktap_compat.state.merging import Conflict
    from mktap_compat.state.saving import Saver

#: Takes a state file's name and its header's settings, checks them, and returns what imports the names in them.
Judge = Callable[[str, Settings], Callable[[str, str], Any]]

log = Logger("mktap_compat")


class StateService(Service):
    """
    Stands first in an application, so that nothing has started when state is applied, and changes it in place.

    :param application: the application.
    :param header: the header of its tap.
    :param graph: the graph of its tap.
    :param judge: checks a state file that is found; one that was started by name needs no check any more.
    """

    def __init__(self, application: Componentized, header: Header, graph: bytes | None, judge: Judge) -> None:
        self.application = application
        self.header = header
        self.graph = graph
        self.judge = judge
        self.settings = settingsOf(header)
        #: What was resumed, ``None`` for a fresh start.
        self.resumed: Settings | None = None
        self.base: Base | None = None
        self.saver: Saver | None = None

    def privilegedStartService(self) -> None:
        """
        Find state, lock it, check it and apply it.

        :raise StateError: if state is to be resumed and can't be; nothing has changed then.
        """
        from mktap_compat.state.base import Base
        from mktap_compat.state.saving import Saver

        if self.base is not None:
            return
        root = IService(self.application)
        files = Files(self._directory(), str(root.name))
        if self.settings.on:
            holder = files.lock()
            if holder is not None:
                raise StateError(f"process {holder} serves state {files.newest} already: stop it first")
            if sys.platform != "win32" and os.geteuid() == 0:
                files.refuseOthers({0, *self._users()})
        self.base = Base(root, without=(self,))
        found = self._found(files)
        self.saver = Saver(self, files, self.base)
        if found is not None and found[1].learned is not None:
            self._apply(*found)
        for each in self.hooks():
            each.stateResumed(self.resumed is not None)

    def startService(self) -> None:
        """
        Prove that state can be written, and begin to save.

        :raise StateError: if it can't.
        """
        if self.running:
            return
        super().startService()
        assert self.saver is not None
        if self.settings.on:
            self.saver.files.prove()
        self.saver.begin()

    def hooks(self) -> list[Any]:
        """Return the services of the application that want a say."""
        from mktap_compat.state.interfaces import IStateful

        found, waiting = [], [IService(self.application)]
        while waiting:
            each = waiting.pop(0)
            if IStateful.providedBy(each):
                found.append(each)
            waiting += getattr(each, "services", None) or []
        return found

    def _directory(self) -> str:
        """Return where state files are, absolute: an application may change the directory later."""
        system = os.environ.get("STATE_DIRECTORY", "").partition(":")[0]
        return os.path.abspath(self.settings.directory or system or os.getcwd())

    def _users(self) -> list[int]:
        """Return the users, beside root, that the process may become: of the tap, or of twistd's command line."""
        found = [IProcess(self.application).uid]
        words = sys.argv[1:]
        for index, word in enumerate(words):
            option, equals, value = word.partition("=")
            if option in ("-u", "--uid"):
                value = value if equals else "".join(words[index + 1 : index + 2])
            elif word.startswith("-u"):
                value = word[2:]
            else:
                continue
            from twisted.python.util import uidFromString

            try:
                found.append(uidFromString(value))
            except (KeyError, ValueError):
                continue
        return [each for each in found if each is not None]

    def _found(self, files: Files) -> tuple[str, Settings, Callable[[str, str], Any] | None] | None:
        """Return the state to begin with: its name, the state, and what imports its names if it was checked."""
        mine = self.settings
        if mine.on and not mine.saved:
            stored = files.find(mine.after, log.warn)
            if stored is not None:
                return stored.path, stored.settings, self.judge(stored.path, stored.settings)
        return ("the tap", mine, None) if mine.learned is not None or mine.lineage else None

    def _apply(self, path: str, state: Settings, find: Callable[[str, str], Any] | None) -> None:
        """
        Put what was learned into the application.

        :raise StateError: if not all of it has a place, and the code or the options are others.
        """
        from mktap_compat.state import learned, merging, places
        from mktap_compat.state.origin import origin

        assert state.learned is not None and self.base is not None
        now = origin(self.header, self.base)
        same = now == state.origin
        finder = places.Finder(IService(self.application), merging.places(state.places), same)
        try:
            changes = learned.load(state.learned, finder, find or learned.imported)
            merge = merging.Merger(finder, changes, self.settings.drop if find is None else ()).merge()
        except Exception as error:
            raise StateError(f"can't load state {path}: {type(error).__name__}: {error}") from error
        if merge.conflicts and not same:
            raise StateError(refusal(path, merge.conflicts))
        merge.apply()
        self.resumed = state
        for conflict in merge.conflicts:
            log.warn("Not carried, and kept in {path} only: {conflict}", path=path, conflict=str(conflict))
        log.info(
            "Resumed {path}: {count} changes carried{age}{between}{dropped}.",
            path=path,
            count=len(merge.actions),
            age=f", generation {state.generation}, saved {lasted(time.time() - state.saved)} ago"
            if state.saved
            else "",
            between="" if same else f", under {differences(state.origin, now)}",
            dropped=f"; dropped: {', '.join(merge.dropped)}" if merge.dropped else "",
        )


def refusal(path: str, conflicts: Sequence[Conflict]) -> str:
    """Return why state is not resumed, the cause first, and the ways out."""
    more = [f"; also {each}" for each in conflicts[1:]]
    return (
        f"no place for {conflicts[0]}{''.join(more)} (in {path}). Ways out: 'mkapp --state-from {path}"
        f" --drop {conflicts[0].path!r} ...' leaves it out; 'mkapp --without-state ...' starts anew beside it"
    )


def differences(before: dict[str, Any], now: dict[str, Any]) -> str:
    """Return what is not as it was when state was saved, as a person would say it."""
    old, new = before.get("versions", {}), now.get("versions", {})
    found = [
        f"{name} {old.get(name)} then, {new.get(name)} now" for name in {**old, **new} if old.get(name) != new.get(name)
    ]
    found += ["other options"] if before.get("services") != now.get("services") else []
    found += ["other code"] if not found else []
    return ", ".join(found)


def lasted(seconds: float) -> str:
    """Return how long something lasted, as a person would say it."""
    for size, word in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {word}"
    return f"{max(seconds, 0):.0f} seconds"


def serviceOf(application: Componentized) -> StateService | None:
    """Return the service that keeps the state of an application, ``None`` if it has none."""
    return next((each for each in IServiceCollection(application) if isinstance(each, StateService)), None)


def detached(application: Componentized) -> Componentized:
    """Return an application without the service that keeps its state, to be frozen again."""
    root: Any = IService(application)
    root.services[:] = [each for each in root.services if not isinstance(each, StateService)]
    return application
