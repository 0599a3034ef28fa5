"""How every command ends: the three exit statuses, and messages of one line on stderr. Commands share this only."""

from __future__ import annotations

import enum
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

from twisted.python import usage

import mktap_compat
from mktap_compat.errors import TapError
from mktap_compat.visible import visible

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
    print(f"{command}: {visible(' '.join(message.split()))}", file=sys.stderr)


def showVersions(command: str) -> NoReturn:
    """
    Print the one line of ``--version``.

    :param command: the name of the command.
    :raise SystemExit: always, with 0.
    """
    from twisted.copyright import version

    print(f"{command} (mktap-compat {mktap_compat.__version__}, Twisted {version})")
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
    try:
        options.parseOptions(list(sys.argv[1:] if argv is None else argv))
        return work(options)
    except usage.UsageError as error:
        complain(command, f"{error} (try '{command} --help')")
        return Status.USAGE
    except TapError as error:
        complain(command, str(error))
        return Status.FAILED
    except SystemExit as leaving:
        # usage.Options leaves this way after --help and --version
        return int(leaving.code or 0)
    except KeyboardInterrupt:
        complain(command, "interrupted")
        return Status.FAILED
