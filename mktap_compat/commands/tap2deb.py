"""``tap2deb``: a Debian package of a tap, with the options of 2007."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.python import usage

from mktap_compat.commands.cli.exits import Status, complain, note, run, showVersions

if TYPE_CHECKING:
    from mktap_compat.deploying.package import Description
    from mktap_compat.deploying.plan import Plan
    from mktap_compat.deploying.subject import Subject

COMMAND = "tap2deb"
TYPES = ("tap", "xml", "source", "python")


class PackageOptions(usage.Options):
    """
    The options that ``tap2deb`` and ``tap2rpm`` share.

    :cvar command: the name of the command.
    :cvar file: the option that names the package.
    """

    command = ""
    file = ""
    optFlags = [["force", None, "replace a package that is there"]]
    optParameters = [
        ["tapfile", "t", "twistd.tap", "the tap"],
        ["maintainer", "m", "", "who maintains the package: 'Jo Doe <jo@example.org>'"],
        ["protocol", "p", "", "what the service is called; by default the name of the tap without its ending"],
        ["description", "e", "", "what it is, in one line"],
        ["long_description", "l", "", "what it is, in some more words"],
        ["set-version", "V", "1.0", "the version of the package"],
        ["type", "y", "tap", "the type of the file: tap; xml and source need tapconvert first"],
    ]
    compData = usage.Completions(
        optActions={"tapfile": usage.CompleteFiles("*.tap"), "type": usage.CompleteList(list(TYPES))}
    )

    def opt_version(self) -> None:
        """Show the versions of mktap-compat and Twisted."""
        showVersions(self.command)

    def postOptions(self) -> None:
        """Refuse what can't be packed."""
        if not self["maintainer"]:
            raise usage.UsageError("maintainer must be specified: -m 'Jo Doe <jo@example.org>'")
        if self["type"] not in TYPES:
            raise usage.UsageError(f"--type {self['type']}: it is one of {', '.join(TYPES)}")
        if self["type"] == "python":
            raise usage.UsageError("--type python: a .tac has no services to look at; freeze it with mkapp")

    def plan(self, subject: Subject, description: Description) -> Plan:
        """Return the package; each command makes its own."""
        raise NotImplementedError


class Options(PackageOptions):
    """The options of ``tap2deb``."""

    command = COMMAND
    file = "debfile"
    synopsis = "Usage: tap2deb --maintainer MAINTAINER [options]"
    longdesc = "Builds a Debian package of a tap into the directory .build, as in 2007; 'tapdeploy deb' is the same."
    optFlags = [["unsigned", "u", "as ever, it is not signed"]]
    optParameters = [["debfile", "d", "", "the name of the package; by default twisted- and that of the service"]]

    def plan(self, subject: Subject, description: Description) -> Plan:
        """Return the package for Debian."""
        from mktap_compat.deploying import deb

        return deb.plan(subject, description)


def work(options: PackageOptions) -> int:
    """Build the package that the options ask for; see :func:`mktap_compat.commands.cli.exits.run`."""
    import os

    from mktap_compat.commands.cli.inputs import read
    from mktap_compat.deploying import package, plan, subject

    name = options["protocol"] or os.path.splitext(os.path.basename(options["tapfile"]))[0]
    deployed = subject.subject(read(options["tapfile"]), name)
    description = package.describe(
        deployed,
        package=options[options.file] or f"twisted-{name}",
        version=options["set-version"],
        maintainer=options["maintainer"],
        summary=options["description"] or None,
        details=options["long_description"] or None,
    )
    made = options.plan(deployed, description)
    written = list(plan.write(made, ".build", force=options["force"]))
    for warning in made.warnings:
        complain(options.command, warning)
    note(f"{options.command}: wrote {', '.join(written) or 'nothing: .build is up to date'}")
    return Status.DONE


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; see :func:`mktap_compat.commands.cli.exits.run`."""
    return run(COMMAND, Options(), work, argv)


def console() -> None:
    """Run the command and leave with its status."""
    sys.exit(main())
