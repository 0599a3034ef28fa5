"""What plugins print and log while a command makes their service: it must not get into the tap on standard output."""

from __future__ import annotations

import io
import os
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from mktap_compat.commands.cli.exits import complain, note

if TYPE_CHECKING:
    from twisted.logger import ILogObserver


class Aside:
    """
    A context in which everything for standard output goes to standard error, and failures in the log are one line.

    A plugin that ends the process without an error, as ``--help`` does, has its text on standard output after all.

    :param command: the name of the command.
    :param quiet: whether failures in the log are kept from the user.
    :ivar output: the descriptor of the real standard output.
    """

    def __init__(self, command: str, quiet: bool) -> None:
        self.command = command
        self.quiet = quiet
        self.output = 1
        self._stdout = sys.stdout
        self._text = io.StringIO()
        self._complaints: set[str] = set()

    def __enter__(self) -> Aside:
        """Begin to redirect."""
        from twisted.logger import globalLogBeginner

        globalLogBeginner.beginLoggingTo([cast("ILogObserver", self.observe)], redirectStandardIO=False)
        self._stdout.flush()
        self.output = os.dup(1)
        os.dup2(2, 1)
        sys.stdout = self._text
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give standard output back; what was said goes where it belongs."""
        os.dup2(self.output, 1)
        sys.stdout = self._stdout
        said = self._text.getvalue()
        asked = isinstance(error, SystemExit) and error.code in (None, 0)
        if asked:
            sys.stdout.write(said)
        elif said:
            note(said.removesuffix("\n"))

    def observe(self, event: dict[str, Any]) -> None:
        """Say in one line that something failed; see :class:`twisted.logger.ILogObserver`."""
        failure = event.get("log_failure") or event.get("failure")
        if failure is None or self.quiet:
            return
        places = [(frame[1], frame[2]) for frame in reversed(failure.frames or failure.stack)]
        message = failure.getErrorMessage()
        if isinstance(failure.value, SyntaxError) and failure.value.filename:
            # such as Python 2's print; nothing of the file itself ran
            places.insert(0, (failure.value.filename, failure.value.lineno))
            message = failure.value.msg
        place = "{} line {}".format(*places[0]) if places else ""
        module = next((_pluginOf(file) for file, _ in places if _pluginOf(file)), "")
        what = f"plugin {module} can't be imported" if module else "logged"
        complaint = f"{what}: {failure.type.__name__}: {message} ({place})"
        if complaint not in self._complaints:
            # twistd looks for plugins more than once
            self._complaints.add(complaint)
            complain(self.command, complaint)


def _pluginOf(file: str) -> str:
    """Return the name of the plugin module that a file is, empty if it is none."""
    folder, name = os.path.split(file)
    return os.path.splitext(name)[0] if folder.endswith(os.path.join("twisted", "plugins")) else ""
