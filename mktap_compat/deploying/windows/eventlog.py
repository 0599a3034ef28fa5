"""What a server logs as an error, in the event log of Windows."""

from __future__ import annotations

import sys

from twisted.logger import ILogObserver, LogEvent, LogLevel, eventAsText
from zope.interface import implementer

from mktap_compat.deploying.windows import api

assert sys.platform == "win32", "for Windows only"


@implementer(ILogObserver)
class Errors:
    """
    Takes errors out of the log into the event log, where who runs the machine looks for them.

    :param source: the name of the service.
    """

    def __init__(self, source: str) -> None:
        self.source = source

    def __call__(self, event: LogEvent) -> None:
        """Take an event of the log."""
        if event.get("log_level") in (LogLevel.error, LogLevel.critical):
            api.record(self.source, eventAsText(event))
