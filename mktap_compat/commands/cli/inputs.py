"""How commands read a tap by the name that the user gave."""

from __future__ import annotations

import os
import sys

from mktap_compat.errors import TapError
from mktap_compat.reading import Limits, Tap, readTap
from mktap_compat.tapfile import isTerminal


def passphrase() -> str:
    """
    Return the passphrase of an encrypted tap: from ``TAP_PASSPHRASE``, else from a prompt on the terminal.

    :raise TapError: if there is no terminal.
    """
    given = os.environ.get("TAP_PASSPHRASE")
    if given is not None:
        return given
    import getpass
    import warnings

    with warnings.catch_warnings():
        # it would go on, and read the passphrase from wherever standard input comes from
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            if sys.platform == "win32" and not isTerminal(sys.stderr):
                # it would wait for the keys of a console that nobody may see
                raise EOFError
            return getpass.getpass("Passphrase: ")
        except (getpass.GetPassWarning, EOFError):
            raise TapError(
                "the tap is encrypted, and there is no terminal to ask for its passphrase: put that into TAP_PASSPHRASE"
            ) from None


def read(name: str, limits: Limits | None = None) -> Tap:
    """
    Read a tap by name.

    :param name: of a file, or ``-`` for standard input.
    :param limits: what it may ask for; of a larger file no more than one byte too many is read.
    :raise TapError: if it can't be read.
    """
    limits = limits or Limits()
    try:
        if name == "-":
            data = sys.stdin.buffer.read(limits.bytes + 1)
        else:
            with open(name, "rb") as opened:
                data = opened.read(limits.bytes + 1)
    except OSError as error:
        raise TapError(f"can't read {name}: {error.strerror or error}") from None
    return readTap(data, "<stdin>" if name == "-" else name, limits=limits, passphrase=passphrase)
