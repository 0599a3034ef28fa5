"""
A tap as a service of Windows, or in the background of a user's session; what runs the tap is ``hosting``.

Nothing here needs Windows to be imported; ``control`` and ``hosting`` do.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from typing import NamedTuple

from mktap_compat.errors import TapError

#: The user of services that need nothing of the machine but the network, as a name and as a SID.
ACCOUNT, ACCOUNT_SID = r"NT AUTHORITY\LocalService", "S-1-5-19"
#: Milliseconds that pass before a service that crashed starts again: the first, the second and any later time in a day.
RESTARTS = (1_000, 10_000, 60_000)
#: Seconds without a crash after which it is the first time again.
RESET = 24 * 60 * 60
#: Milliseconds that the machine, when it is shut down, gives a service to save its state.
PRESHUTDOWN = 60_000
#: The program whose numbered texts are nothing but what an event says.
MESSAGES = r"%SystemRoot%\System32\EventCreate.exe"
_HOSTING = "mktap_compat.deploying.windows.hosting"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,79}")


class Server(NamedTuple):
    """
    A tap that is to be served under a name.

    :ivar name: of the service.
    :ivar tap: the absolute path of the tap.
    :ivar directory: the absolute path of where it runs, logs and keeps its state.
    """

    name: str
    tap: str
    directory: str

    @property
    def log(self) -> str:
        """The name of its log in its directory."""
        return f"{self.name}.log"

    def words(self, python: str, how: str) -> list[str]:
        """
        Return the program that serves it.

        :param python: the interpreter.
        :param how: ``service`` or ``background``.
        """
        # isolated: no directory and no variable of whoever starts it says what is imported
        return [
            *(python, "-I", "-m", _HOSTING, how, self.name),
            *("--tap", self.tap, "--dir", self.directory, "--log", self.log),
        ]

    def commandLine(self, python: str) -> str:
        """
        Return the command line of the service, as Windows takes it apart: each path in quotes if it has spaces.

        :param python: the interpreter.
        """
        program, *words = self.words(python, "service")
        # always quoted: what is not, Windows tries at each space
        return f'"{program}" {subprocess.list2cmdline(words)}'


def checked(name: str) -> str:
    """
    Return a name if a service can have it.

    :param name: what was given.
    :raise TapError: if it can't.
    """
    if not _NAME.fullmatch(name):
        raise TapError(
            f"can't call a service {name!r}: a name is letters and digits, with spaces, dots, dashes and '_' between"
        )
    return name


def interpreter(executable: str, base: str) -> tuple[str, Sequence[str]]:
    """
    Return what a service starts, and the variables that it needs besides.

    In a virtual environment ``python.exe`` only starts the real one and waits for it. The service manager would then
    know the process that waits, and end that: so it starts the real one, and tells it what the other would have told.

    :param executable: the interpreter's path, ``sys.executable``.
    :param base: that of the interpreter that the environment was made with, ``sys._base_executable``.
    """
    if base.casefold() == executable.casefold():
        return executable, ()
    return base, (f"__PYVENV_LAUNCHER__={executable}",)
