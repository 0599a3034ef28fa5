"""What ``twisted.scripts.tapconvert`` of Twisted 2.0 to 10.2 offered to programs, on today's ``tapconvert`` command."""

from __future__ import annotations

import importlib
import sys
from typing import Any

__all__ = ["run"]


def __getattr__(name: str) -> Any:
    """Return the options of the command, which are imported only when somebody asks."""
    if name == "ConvertOptions":
        return importlib.import_module("mktap_compat.commands.tapconvert").Options
    raise AttributeError(name)


def run() -> None:
    """
    Run ``tapconvert`` with the arguments of this process.

    :raise SystemExit: with the command's exit status if that is not 0.
    """
    status: int = importlib.import_module("mktap_compat.commands.tapconvert").main(sys.argv[1:])
    if status:
        sys.exit(status)
