"""Writing files so that none is ever half there, or lost."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from mktap_compat.errors import TapError

if sys.platform == "win32":
    from mktap_compat.tapfile import windows


def writeSafely(
    path: str | os.PathLike[str], data: bytes, *, mode: int = 0o666, replace: bool, follow: bool = True
) -> None:
    """
    Write a file so that at every moment either the old one or the whole new one is there.

    The bytes go to a file beside the target, are fsynced, and take the target's name. The target of a symbolic link
    is what is replaced, not the link, if the user typed its name.

    :param path: the target.
    :param data: its content.
    :param mode: permission bits, less the process's umask. On Windows, where there are access lists instead, a file
        for its user alone is one for the system and administrators too, and any other gets the list of the target.
    :param replace: whether an existing target may be replaced.
    :param follow: whether a symbolic link is followed; if not, it is replaced: nobody who makes one under a name that a
        program chooses gets another file overwritten.
    :raise TapError: if the target exists and ``replace`` is false, or if the file can't be written; nothing is changed.
    """
    target = os.path.realpath(path) if follow else os.path.abspath(path)
    if os.path.isdir(target) and (follow or not os.path.islink(target)):
        raise TapError(f"{os.fspath(path)}: is a directory; name a file")
    if os.path.lexists(target) and not os.path.islink(target) and not os.path.isfile(target):
        raise TapError(f"{os.fspath(path)}: is not a regular file; name another one, or write to standard output")
    beside = f"{target}.{os.getpid()}.new"
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), mode)
    except OSError as error:
        raise TapError(f"{os.fspath(path)}: can't be written: {error.strerror}") from None
    try:
        with open(descriptor, "wb") as output:
            if sys.platform == "win32":
                # nothing is written before it is settled who may read it
                windows.protect(beside, target, private=not mode & 0o077)
            output.write(data)
            output.flush()
            os.fsync(output.fileno())
        if sys.platform == "win32":
            windows.rename(beside, target, replace=replace)
        elif replace:
            os.replace(beside, target)
        else:
            # link, unlike rename, fails if somebody else made the target meanwhile
            os.link(beside, target)
            os.unlink(beside)
    except FileExistsError:
        os.unlink(beside)
        raise TapError(f"{os.fspath(path)}: exists already; name another file or ask to replace it") from None
    except OSError as error:
        os.unlink(beside)
        raise TapError(f"{os.fspath(path)}: can't be written: {error.strerror}") from None
    _syncDirectory(os.path.dirname(target))


def isTerminal(stream: TextIO) -> bool:
    """
    Tell whether a stream is a terminal, where the bytes of a file are of no use.

    :param stream: to tell it of.
    """
    if not stream.isatty():
        return False
    if sys.platform != "win32":
        return True
    try:
        # what Windows calls a terminal may be NUL, which has no size
        os.get_terminal_size(stream.fileno())
    except OSError:
        return False
    return True


def _syncDirectory(directory: str) -> None:
    """Make a rename in this directory last through a power failure, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        # some file systems can't sync a directory; the file itself is safe
        return
    finally:
        os.close(descriptor)
