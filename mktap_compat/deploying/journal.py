"""The log as systemd's journal wants it: an entry a line, its priority in front; the time is the journal's own."""

from __future__ import annotations

import sys
from typing import TextIO

from twisted.logger import ILogObserver, LogEvent, LogLevel, eventAsText
from zope.interface import implementer

#: Priorities of syslog by level.
PRIORITIES = {LogLevel.debug: 7, LogLevel.info: 6, LogLevel.warn: 4, LogLevel.error: 3, LogLevel.critical: 2}


@implementer(ILogObserver)
class Journal:
    """
    Writes events as lines that begin with ``<PRIORITY>``.

    :param output: where to; the journal reads it.
    """

    def __init__(self, output: TextIO) -> None:
        self.output = output

    def __call__(self, event: LogEvent) -> None:
        """Write an event; the lines of a traceback are entries of the same priority."""
        text = eventAsText(event, includeTimestamp=False, includeSystem=False)
        priority = PRIORITIES.get(event.get("log_level", LogLevel.info), 6)
        lines = [f"<{priority}>{line}\n" for line in text.splitlines() if line.strip()]
        try:
            self.output.write("".join(lines))
            self.output.flush()
        except OSError:
            # nobody reads it any more; that is no reason to stop serving
            return


def observer() -> Journal:
    """Return what ``twistd --logger mktap_compat.deploying.journal.observer`` asks for."""
    # twistd puts its own log in the place of standard output later
    return Journal(sys.stdout)
