"""State files: their names, generations, the lock, and who may write them."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from mktap_compat.state.errors import StateError
from mktap_compat.state.settings import Settings, settingsOf
from mktap_compat.tapfile import isDamaged, unpack, writeSafely

#: More than this no state file is read.
LARGEST = 1 << 32
#: How the lock is opened: no child gets it, and where there are symbolic links to fear none is followed.
_ALONE = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NOINHERIT", 0)
#: Where the byte is that Windows locks.
_LOCKED = 1000


class Stored(NamedTuple):
    """
    A state file that was read.

    :ivar path: its name.
    :ivar settings: what its header says about state.
    """

    path: str
    settings: Settings


class Files:
    """
    The state files of one application.

    :param directory: where they are, absolute.
    :param name: the application's.
    """

    def __init__(self, directory: str, name: str) -> None:
        self.directory = directory
        self.name = name
        self._lock: int | None = None

    @property
    def newest(self) -> str:
        """The name of the newest state file."""
        return os.path.join(self.directory, f"{self.name}-shutdown.tap")

    def numbered(self) -> dict[int, str]:
        """Return the earlier state files by their numbers, in order."""
        form = re.compile(re.escape(self.name) + r"-shutdown\.(\d+)\.tap")
        try:
            found = [(form.fullmatch(entry), entry) for entry in os.listdir(self.directory)]
        except OSError as error:
            raise StateError(f"can't read state directory {self.directory}: {error.strerror}") from None
        return {
            int(match[1]): os.path.join(self.directory, entry)
            for match, entry in sorted(
                ((match, entry) for match, entry in found if match), key=lambda pair: int(pair[0][1])
            )
        }

    def paths(self) -> list[str]:
        """Return all state files that are there, the newest first."""
        return [each for each in (self.newest, *self.numbered().values()) if os.path.lexists(each)]

    def read(self, path: str) -> Stored | None:
        """Return a state file, ``None`` if it is damaged; :class:`StateError` if it can't be read."""
        try:
            with open(path, "rb") as file:
                data = file.read(LARGEST)
        except OSError as error:
            raise StateError(f"can't read state {path}: {error.strerror}") from None
        parts = unpack(data)
        if parts is None or isDamaged(*parts) or "digest" not in parts[0]:
            return None
        try:
            return Stored(path, settingsOf(parts[0]))
        except (TypeError, AttributeError):
            return None

    def find(self, after: int, warn: Callable[[str], None]) -> Stored | None:
        """
        Find the state to go on from: the one of the highest generation. Damaged files are set aside.

        :param after: generations up to this one don't count.
        :param warn: is told what was set aside.
        :raise StateError: if there are state files, and all of them are damaged.
        """
        read = [(path, self.read(path)) for path in self.paths()]
        stored = [found for _, found in read if found is not None]
        damaged = [path for path, found in read if found is None]
        if damaged and not stored:
            raise StateError(f"all state is damaged: {', '.join(damaged)}; take a copy from elsewhere")
        for path in damaged:
            aside = self.aside(path)
            os.rename(path, aside)
            warn(f"{path} is damaged: set aside as {aside}")
        later = [each for each in stored if each.settings.generation > after]
        return max(later, key=lambda each: (each.settings.generation, each.settings.saved), default=None)

    def aside(self, path: str) -> str:
        """Return a free name for a damaged file."""
        stem = os.path.join(self.directory, f"{self.name}-damaged")
        number = 1
        while os.path.lexists(f"{stem}.{number}.tap"):
            number += 1
        return f"{stem}.{number}.tap"

    def highest(self) -> int:
        """Return the highest generation that there is, 0 if there is none."""
        found = [self.read(path) for path in self.paths()]
        return max((each.settings.generation for each in found if each), default=0)

    def rotate(self, keep: int, lineage: str) -> list[str]:
        """
        Keep the newest state file under a number, and remove the oldest of the same lineage.

        :param keep: how many earlier ones to keep.
        :param lineage: whose may be removed: never those of a state that this server did not start from.
        :return: the earlier ones that there are now.
        :raise OSError: if that can't be done; nothing is lost.
        """
        for left in glob.glob(f"{glob.escape(self.newest)}.*.new"):
            # half written when its server was killed; who rotates has the lock
            os.unlink(left)
        if not os.path.lexists(self.newest):
            return list(self.numbered().values())
        free = 1
        numbered = self.numbered()
        while free in numbered:
            free += 1
        for number in range(free, 1, -1):
            os.rename(numbered[number - 1], self._numbered(number))
        try:
            # so that there is a newest file at every moment
            os.link(self.newest, self._numbered(1))
        except OSError:
            shutil.copy2(self.newest, self._numbered(1))
        for number, path in self.numbered().items():
            if number > keep:
                found = self.read(path)
                if found is not None and found.settings.lineage == lineage:
                    os.unlink(path)
        return list(self.numbered().values())

    def _numbered(self, number: int) -> str:
        return os.path.join(self.directory, f"{self.name}-shutdown.{number}.tap")

    def write(self, data: bytes) -> None:
        """
        Write the newest state file.

        :raise TapError: if it can't be written; what is there is as it was.
        """
        writeSafely(self.newest, data, mode=0o600, replace=True, follow=False)

    def prove(self) -> None:
        """
        Prove that state can be written, as the user that the process has become.

        :raise StateError: if it can't.
        """
        trial = os.path.join(self.directory, f".{self.name}.{os.getpid()}.trial")
        try:
            descriptor = os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.write(descriptor, b"trial")
            finally:
                os.close(descriptor)
                os.unlink(trial)
        except OSError as error:
            raise StateError(f"can't write state to {self.directory}: {error.strerror}") from None

    def lock(self) -> int | None:
        """
        Take the lock, which dies with the process.

        :return: ``None`` if this process has it now, else the number of the process that has; 0 if that isn't told.
        :raise StateError: if there is no directory to lock in.
        """
        if self._lock is not None:
            return None
        path = os.path.join(self.directory, f"{self.name}-shutdown.lock")
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _ALONE, 0o600)
        except OSError as error:
            raise StateError(f"can't lock state in {self.directory}: {error.strerror}") from None
        try:
            _lock(descriptor)
        except OSError:
            holder = os.read(descriptor, 20).strip()
            os.close(descriptor)
            return int(holder) if holder.isdigit() else 0
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, b"%d\n" % os.getpid())
        self._lock = descriptor
        return None

    def refuseOthers(self, users: set[int]) -> None:
        """
        Refuse, as root, what others may write: whoever can would choose what root loads.

        :param users: who may.
        :raise StateError: naming the first file or directory that others may write.
        """
        for path in (self.directory, *self.paths()):
            with contextlib.suppress(FileNotFoundError):
                found = os.lstat(path)
                if found.st_uid not in users or stat.S_IMODE(found.st_mode) & 0o022 or stat.S_ISLNK(found.st_mode):
                    raise StateError(f"others may write {path}: root resumes only what root or its own user may write")


def _lock(descriptor: int) -> None:
    """Lock an open file as long as it is open; :class:`OSError` if another process has it."""
    if sys.platform == "win32":
        import msvcrt

        # nobody can read what is locked there, so that is a byte behind the number
        os.lseek(descriptor, _LOCKED, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return
    import fcntl

    fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def others(files: Files) -> Iterator[Files]:
    """Yield the files under other names, for a second server that does not resume."""
    number = 2
    while True:
        yield Files(files.directory, f"{files.name}-{number}")
        number += 1
