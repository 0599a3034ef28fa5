"""``tapdeploy TARGET FILE.tap``: write what starts a tap on a machine, or give it to the machine's own services."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Any

from twisted.python import usage

from mktap_compat.commands.cli.exits import run, showVersions

COMMAND = "tapdeploy"
#: The targets: their word, the module and the class of their options, and what they are.
TARGETS: tuple[tuple[str, str, str, str], ...] = (
    ("systemd", "targets", "Systemd", "a unit for systemd, and on request its sockets"),
    ("pyz", "targets", "Pyz", "one executable file with the server and all it needs"),
    ("deb", "targets", "Deb", "a package for Debian"),
    ("rpm", "targets", "Rpm", "a package for Fedora, RHEL and their kin"),
    ("container", "targets", "Container", "what builds a container"),
    ("kubernetes", "targets", "Kubernetes", "manifests for Kubernetes"),
    ("launchd", "targets", "Launchd", "a property list for macOS"),
    ("windows", "windows", "Windows", "a service of Windows, or the background of a session there"),
)


def _lazily(module: str, name: str) -> Callable[[], Any]:
    """Return what makes the options of a target: only the one that is asked for is imported."""
    return lambda: getattr(importlib.import_module(f"mktap_compat.commands.{module}"), name)()


class Options(usage.Options):
    """The options of ``tapdeploy`` itself: everything else is the target's."""

    synopsis = "Usage: tapdeploy TARGET FILE.tap [options]"
    longdesc = (
        "Writes what starts a tap on a machine into a directory, to be looked at first: nothing of this machine is"
        " changed, no file that is there is replaced without --force, and no path of this machine is in what is"
        " written. The tap is read, never loaded. 'tapdeploy TARGET --help' shows what a target takes."
    )
    subCommands = [[word, None, _lazily(module, name), text] for word, module, name, text in TARGETS]

    def opt_version(self) -> None:
        """Show the versions of mktap-compat and Twisted."""
        showVersions(COMMAND)

    def postOptions(self) -> None:
        """Refuse a command line without a target."""
        if self.subCommand is None:
            raise usage.UsageError(f"which target? {', '.join(word for word, *_ in TARGETS)}")


def work(options: Options) -> int:
    """Let the target do its work; see :func:`mktap_compat.commands.cli.exits.run`."""
    status: int = options.subOptions.work()
    return status


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; see :func:`mktap_compat.commands.cli.exits.run`."""
    return run(COMMAND, Options(), work, argv)


def console() -> None:
    """Run the command and leave with its status."""
    sys.exit(main())
