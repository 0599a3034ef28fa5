"""``python -m mktap_compat COMMAND``: the console commands without their scripts."""

from __future__ import annotations

import importlib
import sys

COMMANDS = ("mkapp", "mktap", "tapinspect", "tapconvert", "tapdeploy", "tap2deb", "tap2rpm")


def main(argv: list[str]) -> int:
    """
    Run the command that the first word names.

    :param argv: the command's name and its arguments.
    :return: the command's exit status; 2 if there is no such command.
    """
    if argv[:1] in (["--help"], ["-h"]):
        print(f"Usage: python -m mktap_compat COMMAND [options]\nCommands: {', '.join(COMMANDS)}")
        return 0
    if not argv or argv[0] not in COMMANDS:
        found = f"no command {argv[0]!r}" if argv else "no command given"
        print(f"mktap_compat: {found}; the commands are {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    command = importlib.import_module(f"mktap_compat.commands.{argv[0]}")
    status: int = command.main(argv[1:])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
