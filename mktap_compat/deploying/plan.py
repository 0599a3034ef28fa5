"""What a target gives: files for a directory, what to warn of and to do next; and how that is written safely."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from mktap_compat.errors import TapError
from mktap_compat.tapfile import writeSafely

#: Permission bits of files that anyone may read, that anyone may run, and that hold or may hold a secret.
PUBLIC, PROGRAM, PRIVATE, PRIVATE_PROGRAM = 0o644, 0o755, 0o600, 0o700


class DeployError(TapError):
    """A tap that a target can't be made for; the text says why and what to do."""


class File(NamedTuple):
    """
    A file to write.

    :ivar path: below the directory, with ``/`` between its parts.
    :ivar data: its content.
    :ivar mode: its permission bits, whatever the umask is.
    """

    path: str
    data: bytes
    mode: int = PUBLIC


class Plan(NamedTuple):
    """
    What a target makes of a tap.

    :ivar files: what to write, in the order of importance.
    :ivar warnings: what the user has to know before anything is started, most dangerous first; a sentence each.
    :ivar steps: shell commands that put the files to use; ``{directory}`` stands for where they are.
    """

    files: tuple[File, ...]
    warnings: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


def text(path: str, *lines: str, mode: int = PUBLIC) -> File:
    """Return a file of lines, each of which is ended."""
    return File(path, "".join(f"{line}\n" for line in lines).encode(), mode)


def write(plan: Plan, directory: str, *, force: bool) -> Iterator[str]:
    """
    Write the files of a plan, all or none where that can be known before.

    :param plan: what to write.
    :param directory: where; it is made if it is not there.
    :param force: whether files that are there may be replaced. One with the same content is left as it is.
    :return: the path of each file that is written now.
    :raise DeployError: if a file is there and ``force`` is false; nothing is written then.
    :raise TapError: if a file can't be written.
    """
    targets = [(file, os.path.join(directory, *file.path.split("/"))) for file in plan.files]
    for file, target in targets:
        if os.path.lexists(target) and not force and not _holds(target, file.data):
            raise DeployError(f"can't write {target}: it exists already; --force replaces it, -o names another place")
    for file, target in targets:
        _makeDirectory(os.path.dirname(target))
        if not _holds(target, file.data):
            writeSafely(target, file.data, mode=file.mode & 0o700, replace=force)
            yield target
        if stat.S_IMODE(os.stat(target).st_mode) != file.mode:
            os.chmod(target, file.mode)


def _holds(target: str, data: bytes) -> bool:
    """Tell whether a file is there and has this content."""
    try:
        if os.path.getsize(target) != len(data):
            return False
        with open(target, "rb") as opened:
            return opened.read() == data
    except OSError:
        return False


def _makeDirectory(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise DeployError(f"can't make the directory {path}: {error.strerror}") from None
