"""``twistd myapp``, ``twist myapp`` and ``mkapp myapp``: the options, and the service they make."""

from __future__ import annotations

import os
import re
from typing import Any

from twisted.application.service import MultiService
from twisted.cred import credentials, strcred
from twisted.python import usage

from myapp.board import LIMIT, Board
from myapp.service import BoardService, ControlService


def endpoint(text: str, interface: str = "") -> str:
    """
    Return an endpoint's description for a port number or a description.

    :param interface: what follows the port, if it is a number
    :raise ValueError: if it is neither
    """
    if re.fullmatch("[0-9]{1,5}", text):
        text = f"tcp:{int(text)}{interface}"
    plain = re.fullmatch(r"tcp:([0-9]{1,5})(:interface=[\w.-]+)?", text, re.ASCII)
    if plain and int(plain[1]) < 2**16:
        return text
    # Endpoints are many modules, so they are asked only about what is not plain.
    from twisted.internet.endpoints import serverFromString

    try:
        serverFromString(None, text)
    except OSError:
        # A key file, perhaps, which need not be here yet.
        pass
    except Exception as error:
        raise ValueError(f"{text} is neither a port nor an endpoint: {error}") from None
    if plain:
        raise ValueError(f"{text}: a port is at most 65535")
    return text


def control(text: str) -> str | None:
    """Return the control page's endpoint (a bare number is a port of this host alone), or ``None`` for ``none``."""
    return None if text == "none" else endpoint(text, ":interface=127.0.0.1")


def count(text: str) -> int:
    """
    Return a whole number.

    :raise ValueError: if it is none, or negative
    """
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError(f"{text} is not a whole number")
    return int(text)


def some(text: str) -> int:
    """
    Return a whole number over 0.

    :raise ValueError: if it is none
    """
    if count(text) == 0:
        raise ValueError("0 is too few")
    return count(text)


class Options(usage.Options, strcred.AuthOptionMixin):
    """The command line of ``myapp``."""

    synopsis = "[options]"
    longdesc = (
        "A notice board. Clients post and watch notices over TCP, one line each; a page shows what happens and lets an "
        "operator take part. Both are described in the documentation of mktap-compat."
    )
    supportedInterfaces = (credentials.IUsernamePassword,)
    optParameters = [
        ["port", "p", "tcp:9000", "Port or endpoint of the line protocol.", endpoint],
        [
            "control",
            "c",
            "tcp:8080:interface=127.0.0.1",
            "Endpoint of the control page, or a port of 127.0.0.1, or none.",
            control,
        ],
        ["notices", None, LIMIT, "How many notices the board keeps.", some],
        ["max-clients", None, 1000, "How many clients may be connected, 0 for any number.", count],
        ["idle-timeout", None, 0, "Seconds of silence after which a client is disconnected, 0 for never.", count],
    ]
    compData = usage.Completions(descriptions={"auth": "who may use the control page"})

    def addChecker(self, checker: Any) -> None:
        """Take a checker; a file's path is made absolute, for a tap may run in another directory."""
        filename = getattr(checker, "filename", None)
        if isinstance(filename, str):
            checker.filename = os.path.abspath(filename)
        super().addChecker(checker)


def makeService(options: Any) -> MultiService:
    """Return the services that the options describe: the board, and its control page unless that is turned off."""
    result = MultiService()
    board = BoardService(options["port"], Board(options["notices"]), options["max-clients"], options["idle-timeout"])
    board.setServiceParent(result)
    if options["control"] is not None:
        ControlService(options["control"], board, options.get("credCheckers", [])).setServiceParent(result)
    return result
