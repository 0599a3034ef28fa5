"""The options of each target of ``tapdeploy``, and what all have in common: read, plan, write, tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twisted.python import usage

from mktap_compat.commands.cli.exits import Status, complain, note, showVersions
from mktap_compat.commands.cli.permutedoptions import PermutedOptions

if TYPE_CHECKING:
    from mktap_compat.deploying.plan import Plan
    from mktap_compat.deploying.subject import Subject

COMMAND = "tapdeploy"


def seconds(given: str) -> int:
    """Return a number of seconds; :class:`ValueError` if it is none."""
    if not str(given).isdecimal():
        raise ValueError(f"expected a number of seconds, got {given}")
    return int(given)


class TargetOptions(PermutedOptions):
    """
    What every target that writes files takes.

    :cvar target: the word that chooses it.
    """

    target = ""
    synopsis = ""
    optFlags = [
        ["force", None, "replace files that are there"],
        ["quiet", "q", "say nothing when all went well; warnings are said all the same"],
    ]
    optParameters = [
        ["name", "n", None, "what to call the service; by default what the application is called"],
        ["output", "o", None, "the directory to write to; by default NAME-TARGET here"],
    ]
    compData = usage.Completions(
        optActions={"output": usage.CompleteDirs()}, extraActions=[usage.CompleteFiles("*.tap")]
    )

    def getSynopsis(self) -> str:
        """Return how it is called; see :class:`twisted.python.usage.Options`."""
        return str(self.synopsis)

    def opt_version(self) -> None:
        """Show the versions of mktap-compat and Twisted."""
        showVersions(COMMAND)

    def parseArgs(self, *files: str) -> None:
        """Take the file."""
        if len(files) != 1:
            raise usage.UsageError("one file only" if files else "which file?")
        (self["file"],) = files

    def plan(self, subject: Subject) -> Plan:
        """
        Return what the target makes of a tap.

        :param subject: the tap.
        :raise mktap_compat.errors.TapError: if it can make nothing of it.
        """
        raise NotImplementedError

    def work(self) -> int:
        """Make the plan and write it; see :func:`mktap_compat.commands.cli.exits.run`."""
        from mktap_compat.commands.cli.inputs import read
        from mktap_compat.deploying import plan, subject

        deployed = subject.subject(read(self["file"]), self["name"])
        made = self.plan(deployed)
        directory = self["output"] or f"{deployed.name}-{self.target}"
        written = list(plan.write(made, directory, force=self["force"]))
        for warning in made.warnings:
            complain(COMMAND, warning)
        if not self["quiet"]:
            note(f"{COMMAND}: wrote {', '.join(written) or f'nothing: {directory} is up to date'}")
            if made.steps:
                note("\n".join(["Put it to use:", *(f"    {step.format(directory=directory)}" for step in made.steps)]))
        return Status.DONE


class Systemd(TargetOptions):
    """The options of ``tapdeploy systemd``."""

    target = "systemd"
    synopsis = "Usage: tapdeploy systemd FILE.tap [options]"
    longdesc = (
        "Writes a unit that starts the tap with the machine, as a user of its own that exists while it runs, told to"
        " systemd when its ports are open and when it stops, started again after a crash, with a directory for its"
        " state; and the tap, for root alone to read."
    )
    optFlags = [["socket", "s", "let systemd open the ports, so that a restart refuses no connection"]]
    optParameters: list[list[Any]] = [
        ["prefix", None, None, "the virtual environment that it runs in; by default /opt/NAME"],
        ["watchdog", None, 60, "seconds without a sign of life before it is started anew; 0 for never", seconds],
    ]

    def plan(self, subject: Subject) -> Plan:
        """Return the units."""
        from mktap_compat.deploying import systemd

        return systemd.plan(subject, prefix=self["prefix"], socket=bool(self["socket"]), watchdog=self["watchdog"])
