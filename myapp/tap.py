"""``twistd myapp``, ``twist myapp`` and ``mkapp myapp``: the options, and the service they make."""

from __future__ import annotations

import os
import re
from functools import partial
from typing import Any

from twisted.application.service import MultiService
from twisted.cred import credentials, strcred
from twisted.python import usage

from myapp.board import LIMIT, Board
from myapp.service import BoardService, ControlService


def endpoint(option: str, text: str, interface: str = "") -> str:
    """
    Return the endpoint description for a port number or a description.

    :param option: the option, for the error
    :param interface: appended to a port number
    :raise twisted.python.usage.UsageError: if it is neither
    """
    if re.fullmatch("[0-9]{1,5}", text):
        text = f"tcp:{int(text)}{interface}"
    plain = re.fullmatch(r"tcp:([0-9]{1,5})(:interface=[\w.-]+)?", text, re.ASCII)
    if plain and int(plain[1]) < 2**16:
        return text
    # Importing endpoints is slow, so it is done only where it is needed.
    from twisted.internet.endpoints import serverFromString

    try:
        serverFromString(None, text)
    except OSError:
        # A missing key file, perhaps, which will be there when the server runs.
        pass
    except Exception as error:
        raise usage.UsageError(f"{option}: expected a port or an endpoint, got {text}: {error}") from None
    if plain:
        raise usage.UsageError(f"{option}: the highest port is 65535, got {text}")
    return text


def control(text: str) -> str | None:
    """Return the control page's endpoint (a port number is one of this host only), or ``None`` for ``none``."""
    return None if text == "none" else endpoint("--control", text, ":interface=127.0.0.1")


def number(option: str, least: int, text: str) -> int:
    """
    Return an option's number.

    :raise twisted.python.usage.UsageError: if it isn't an integer from ``least`` to 999999999
    """
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < least:
        kind = "positive" if least else "non-negative"
        raise usage.UsageError(f"{option}: expected a {kind} integer up to 999999999, got {text}")
    return int(text)


class Options(usage.Options, strcred.AuthOptionMixin):
    """The command line of ``myapp``."""

    synopsis = "[options]"
    longdesc = (
        "A notice board. Clients post and watch notices over TCP, in a line protocol; a control page in the browser "
        "shows and controls the board. The documentation of mktap-compat describes both."
    )
    supportedInterfaces = (credentials.IUsernamePassword,)
    optParameters = [
        ["port", "p", "tcp:9000", "Port or endpoint of the line protocol.", partial(endpoint, "--port")],
        [
            "control",
            "c",
            "tcp:8080:interface=127.0.0.1",
            "Endpoint of the control page, a port of 127.0.0.1, or none.",
            control,
        ],
        ["notices", None, LIMIT, "How many notices the board keeps.", partial(number, "--notices", 1)],
        [
            "max-clients",
            None,
            1000,
            "How many clients may be connected at a time, 0 for no limit.",
            partial(number, "--max-clients", 0),
        ],
        [
            "idle-timeout",
            None,
            0,
            "Disconnect clients after this many seconds without input, 0 for never.",
            partial(number, "--idle-timeout", 0),
        ],
    ]
    compData = usage.Completions(descriptions={"auth": "who may use the control page"})

    def addChecker(self, checker: Any) -> None:
        """Add a checker; the path of its file is made absolute, because a tap may run in another directory."""
        filename = getattr(checker, "filename", None)
        if isinstance(filename, str):
            checker.filename = os.path.abspath(filename)
        super().addChecker(checker)


def makeService(options: Any) -> MultiService:
    """Return the services that the options ask for: the board, and the control page unless it is turned off."""
    result = MultiService()
    board = BoardService(options["port"], Board(options["notices"]), options["max-clients"], options["idle-timeout"])
    board.setServiceParent(result)
    if options["control"] is not None:
        ControlService(options["control"], board, options.get("credCheckers", [])).setServiceParent(result)
    return result
