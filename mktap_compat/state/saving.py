"""Saving: snapshots in the reactor's thread, files in another, at shutdown and at checkpoints."""

from __future__ import annotations

import binascii
import os
import signal
import time
from threading import Lock
from typing import Any, Protocol

from twisted.internet import task, threads
from twisted.logger import Logger

from mktap_compat import thaw
from mktap_compat.errors import TapError
from mktap_compat.state.base import Base
from mktap_compat.state.files import Files, others
from mktap_compat.state.origin import origin
from mktap_compat.state.settings import SHORTEST, Settings, withSettings
from mktap_compat.state.snapshot import Snapshot, snapshot
from mktap_compat.tapfile import Header, digest, pack

log = Logger("mktap_compat")
#: Checkpoints take at most this part of the time.
SHARE = 0.01


class Kept(Protocol):
    """
    What is saved, as its state service knows it.

    :ivar header: of the tap.
    :ivar graph: of the tap.
    :ivar settings: what the tap says about state.
    :ivar resumed: the state that it went on from.
    """

    header: Header
    graph: bytes | None
    settings: Settings
    resumed: Settings | None

    def hooks(self) -> list[Any]:
        """Return the services that want a say."""


class Saver:
    """
    Saves the state of a running application.

    :param service: its state service.
    :param files: where to.
    :param base: the application as it was made.
    :ivar asked: whether twistd is going to save at the end, which it is not with ``--no_save``.
    :ivar saved: when state was last saved, in seconds since the epoch; ``None`` if it was not.
    :ivar failure: why saving failed the last time; empty if it did not.
    """

    def __init__(self, service: Kept, files: Files, base: Base) -> None:
        self.base = base
        self.service = service
        self.files = files
        self.asked = False
        self.saved: float | None = None
        self.failure = ""
        self.pause = 0.0
        self._origin: dict[str, Any] = origin(service.header, base)
        self._lineage = ""
        self._generation = 0
        self._last: bytes | None = None
        self._told: set[str] = set()
        #: The interval that was last told, by the tap or in the log.
        self._interval = max(service.settings.checkpoint, SHORTEST)
        self._writing = Lock()

    def begin(self) -> None:
        """Save from now on: before services stop, and at checkpoints."""
        reactor: Any = thaw.reactor()

        if self.service.settings.checkpoint:
            # what was resumed is saved already
            taken = self._taken()
            self._last = taken.data if taken is not None else None
        reactor.addSystemEventTrigger("before", "shutdown", self.beforeStopping)
        reactor.callWhenRunning(self._serving)

    def _serving(self) -> None:
        takeHangup()
        interval = self.service.settings.checkpoint
        if interval and self.asked:
            self._next(max(interval, SHORTEST))

    def _next(self, delay: float) -> None:
        reactor: Any = thaw.reactor()

        task.deferLater(reactor, delay, self._checkpoint).addErrback(
            lambda failure: log.failure("A checkpoint failed", failure)
        )

    def _checkpoint(self) -> None:
        """Take a snapshot, have it written in a thread, and set the time for the next."""
        reactor: Any = thaw.reactor()

        taken = self._taken()
        interval = max(self.service.settings.checkpoint, SHORTEST, self.pause / SHARE)
        if interval > self._interval * 1.5:
            self._interval = interval
            log.warn(
                "A checkpoint takes {pause:.3f} seconds: one every {interval:.1f} seconds from now on, so a crash loses"
                " up to that much.",
                pause=self.pause,
                interval=interval,
            )
        if taken is None:
            self._next(interval)
            return
        done = threads.deferToThreadPool(reactor, reactor.getThreadPool(), self._write, taken)
        done.addBoth(lambda _: self._next(interval))

    def beforeStopping(self) -> None:
        """Save before services stop, so that one that hangs then loses nothing."""
        if self.asked:
            self.save()

    def save(self) -> bool:
        """Save now, if anything has changed since the last time in this run; tell whether state is saved."""
        if self.saved is None:
            self._last = None
        taken = self._taken()
        return self._write(taken) if taken is not None else not self.failure

    def _taken(self) -> Snapshot | None:
        """Take a snapshot; ``None`` if nothing has changed since the last, or it failed."""
        for hook in self.service.hooks():
            hook.stateSaving()
        began = time.thread_time()
        try:
            taken = snapshot(self.base)
        except Exception as error:
            # whatever the objects' own methods raise must not end the server, nor the state that is there
            self._failed(str(error) or type(error).__name__)
            return None
        finally:
            self.pause = time.thread_time() - began
        for path, reason in taken.dropped.items():
            if path not in self._told:
                self._told.add(path)
                log.warn("Can't be saved, and is left out: {path}: {reason}", path=path, reason=reason)
        return None if taken.data == self._last else taken

    def _write(self, taken: Snapshot) -> bool:
        """Write a snapshot, in any thread; tell whether that was done."""
        with self._writing:
            try:
                self._place()
                self.files.write(self.data(taken))
            except (TapError, OSError) as error:
                self._failed(str(error))
                return False
            self._last, self.saved, self.failure = taken.data, time.time(), ""
            return True

    def _place(self) -> None:
        """Before the first writing of a run: take the lock, and keep what is there as earlier generations."""
        if self._generation:
            return
        wanted = self.files.newest
        for each in others(self.files):
            if self.files.lock() is None:
                break
            self.files = each
        if self.files.newest != wanted:
            log.warn(
                "Another server saves to {wanted}: this one saves to {path}", wanted=wanted, path=self.files.newest
            )
        state = self.service.resumed or self.service.settings
        self._lineage = state.lineage or binascii.hexlify(os.urandom(8)).decode()
        generation = max(self.files.highest(), state.generation) + 1
        kept = self.files.rotate(self.service.settings.generations, self._lineage)
        if kept:
            log.info("Earlier state is kept as {paths}", paths=", ".join(kept))
        self._generation = generation

    def data(self, taken: Snapshot) -> bytes:
        """Return the bytes of the state file for a snapshot."""
        settings: Settings = self.service.settings._replace(
            after=0,
            drop=[],
            lineage=self._lineage,
            generation=self._generation,
            saved=time.time(),
            origin=self._origin,
            failure=self.failure,
            places=[[place.parent, [list(step) for step in place.steps], place.kind] for place in taken.places],
            learned=taken.data,
            total=taken.total,
        )
        header = withSettings({**self.service.header, "shutdown": True}, settings)
        header["digest"] = digest(header, self.service.graph)
        return pack(header, self.service.graph)

    def _failed(self, reason: str) -> None:
        """Note why saving failed, and say it once."""
        if reason != self.failure.partition(": ")[2]:
            log.error(
                "State can't be saved: {reason}. What was saved before is as it was; trying again.", reason=reason
            )
        self.failure = f"{time.strftime('%Y-%m-%d %H:%M:%S')}: {reason}"


def takeHangup() -> None:
    """Stop at SIGHUP as at SIGTERM, unless somebody else has a use for it."""
    if not hasattr(signal, "SIGHUP") or signal.getsignal(signal.SIGHUP) is not signal.SIG_DFL:
        return

    def stop(number: int, frame: object) -> None:
        reactor: Any = thaw.reactor()
        reactor.callFromThread(reactor.stop)

    signal.signal(signal.SIGHUP, stop)
