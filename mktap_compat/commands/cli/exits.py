"""How every command ends: the three exit statuses, and messages of one line on stderr. Commands share this only."""

from __future__ import annotations

import atexit
import enum
import io
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import NoReturn, TextIO, TypeVar

from twisted.python import usage

from mktap_compat.errors import TapError
from mktap_compat.tapfile import VERSION
from mktap_compat.views.visible import visible

OptionsT = TypeVar("OptionsT", bound=usage.Options)


class Status(enum.IntEnum):
    """Exit statuses, as the commands of 2007 had them."""

    #: The job is done.
    DONE = 0
    #: The job failed or was refused, or a check found something.
    FAILED = 1
    #: The command line is wrong.
    USAGE = 2


def complain(command: str, message: str) -> None:
    """
    Say on stderr what went wrong, in one line.

    :param command: the name of the command, which begins the line.
    :param message: what happened, to what, and what to do next; line breaks become spaces.
    """
    note(f"{command}: {visible(' '.join(message.split()))}")


def note(text: str) -> None:
    """
    Say something on stderr; if nobody can hear it, that is no reason to fail.

    :param text: without the last line break.
    """
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        _discard(sys.stderr)


def showVersions(command: str) -> NoReturn:
    """
    Print the one line of ``--version``.

    :param command: the name of the command.
    :raise SystemExit: always, with 0.
    """
    from twisted.copyright import version

    print(f"{command} (mktap-compat {VERSION}, Twisted {version})")
    raise SystemExit(Status.DONE)


def run(
    command: str,
    options: OptionsT,
    work: Callable[[OptionsT], int],
    argv: Sequence[str] | None,
) -> int:
    """
    Parse a command line and do the work; the one place where errors become messages and exit statuses.

    :param command: the name of the command.
    :param options: an instance of the command's options.
    :param work: takes the parsed options, returns an exit status; may raise
        :class:`~mktap_compat.errors.TapError` (status 1) or :class:`twisted.python.usage.UsageError` (status 2).
    :param argv: the arguments without the command's name; ``None`` for those of this process.
    :return: an exit status.
    """
    _prepareStreams()
    try:
        status = _done(command, options, work, argv)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # the reader, such as head, has seen enough
        _discard(sys.stdout)
    except OSError as error:
        complain(command, f"{error.filename or 'standard output can not be written'}: {error.strerror or error}")
        _discard(sys.stdout)
    return Status.FAILED


def leave(status: int) -> NoReturn:
    """
    Leave the process, whatever a plugin has left running in it.

    :param status: its exit status.
    """
    waiting = [each for each in threading.enumerate() if each is not threading.current_thread() and not each.daemon]
    if waiting:
        # Python would wait for them for ever; what is registered for the end is done all the same
        atexit._run_exitfuncs()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def _prepareStreams() -> None:
    """Give closed standard streams what fails when it is used, and the two for output what writes any character."""
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    if sys.stdout is None:
        # open for reading, so that to write is an error; nothing else gets the number of standard output
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    # Windows gives a pipe and a file the code page of its old programs
    encoding = "utf-8" if sys.platform == "win32" else None
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _discard(stream: TextIO) -> None:
    """Let what is left in the buffer of a stream that can't be written go nowhere, or Python complains at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _done(
    command: str,
    options: OptionsT,
    work: Callable[[OptionsT], int],
    argv: Sequence[str] | None,
) -> int:
    """Parse and work, and return the exit status; errors that are the user's to mend have become messages."""
    try:
        options.parseOptions(list(sys.argv[1:] if argv is None else argv))
        return work(options)
    except usage.UsageError as error:
        complain(command, f"{error} (try '{command} --help')")
        return Status.USAGE
    except TapError as error:
        complain(command, str(error))
        return Status.FAILED
    except ImportError as error:
        # Twisted imports some packages only where others are, so what is broken shows this late
        complain(command, f"{error}: the packages of this Python do not fit; install it, or use a virtual environment")
        return Status.FAILED
    except SystemExit as leaving:
        # usage.Options leaves this way after --help and --version
        if isinstance(leaving.code, str):
            complain(command, leaving.code)
            return Status.FAILED
        return int(leaving.code or 0)
    except KeyboardInterrupt:
        complain(command, "interrupted")
        return Status.FAILED
