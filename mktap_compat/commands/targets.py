"""The options of each target of ``tapdeploy``, and what all have in common: read, plan, write, tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twisted.python import usage

from mktap_compat.commands.cli.exits import Status, complain, note, showVersions
from mktap_compat.commands.cli.permutedoptions import PermutedOptions

if TYPE_CHECKING:
    from mktap_compat.deploying.package import Description
    from mktap_compat.deploying.plan import Plan
    from mktap_compat.deploying.subject import Subject

COMMAND = "tapdeploy"


def seconds(given: str) -> int:
    """Return a number of seconds; :class:`ValueError` if it is none."""
    if not str(given).isdecimal():
        raise ValueError(f"expected a number of seconds, got {given}")
    return int(given)


def copies(given: str) -> int:
    """Return a number of copies; :class:`ValueError` if it is none."""
    if not str(given).isdecimal() or int(given) < 1:
        raise ValueError(f"expected a number of copies, got {given}")
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


class Pyz(TargetOptions):
    """The options of ``tapdeploy pyz``."""

    target = "pyz"
    synopsis = "Usage: tapdeploy pyz FILE.tap [options]"
    longdesc = (
        "Builds one executable file with the tap, the plugin, Twisted and all it needs, from what is installed here."
        " It runs on any machine of this kind with the same Python; '--inspect' lets it say what it is. Needs shiv:"
        " pip install 'mktap-compat[pyz]'."
    )

    def plan(self, subject: Subject) -> Plan:
        """Return the program."""
        from mktap_compat.deploying import pyz

        return pyz.plan(subject)


class Package(TargetOptions):
    """What packages take besides."""

    optParameters = [
        ["maintainer", "m", None, "who maintains the package: 'Jo Doe <jo@example.org>'"],
        ["set-version", "V", "1.0", "the version of the package"],
        ["description", "e", None, "what it is, in one line"],
        ["long-description", "l", None, "what it is, in some more words"],
    ]

    def described(self, subject: Subject) -> Description:
        """Return what the package says of itself."""
        from mktap_compat.deploying import package

        return package.describe(
            subject,
            version=self["set-version"],
            maintainer=self["maintainer"],
            summary=self["description"],
            details=self["long-description"],
        )


class Deb(Package):
    """The options of ``tapdeploy deb``."""

    target = "deb"
    synopsis = "Usage: tapdeploy deb FILE.tap -m MAINTAINER [options]"
    longdesc = (
        "Builds a package for Debian with the program of 'tapdeploy pyz', a unit for systemd and a user of the system."
        " It serves once it is installed; its state is kept over upgrades and removed on purge."
    )

    def plan(self, subject: Subject) -> Plan:
        """Return the package."""
        from mktap_compat.deploying import deb

        return deb.plan(subject, self.described(subject))


class Rpm(Package):
    """The options of ``tapdeploy rpm``."""

    target = "rpm"
    synopsis = "Usage: tapdeploy rpm FILE.tap -m MAINTAINER [options]"
    longdesc = (
        "Builds a package for Fedora, RHEL and their kin, with the same in it as 'tapdeploy deb'. Where there is"
        " no rpmbuild, it writes what rpmbuild needs."
    )

    def plan(self, subject: Subject) -> Plan:
        """Return the package."""
        from mktap_compat.deploying import rpm

        return rpm.plan(subject, self.described(subject))


class Container(TargetOptions):
    """The options of ``tapdeploy container``."""

    target = "container"
    synopsis = "Usage: tapdeploy container FILE.tap [options]"
    longdesc = (
        "Writes a Containerfile and the program of 'tapdeploy pyz' beside it. The server is not root, its state is on a"
        " volume, a health check asks its ports, and the build fails if loading the tap does what is not allowed."
    )
    optParameters = [["base", None, None, "the image to stand on; by default python:VERSION-slim of Docker's library"]]

    def __init__(self) -> None:
        TargetOptions.__init__(self)
        self["trust"] = []

    def opt_trust(self, name: str) -> None:
        """Allow a class, function or package of yours, or plugin:NAME, in the check at build. May be repeated."""
        self["trust"].append(name)

    def plan(self, subject: Subject) -> Plan:
        """Return the Containerfile and the program."""
        from mktap_compat.deploying import container

        return container.plan(subject, base=self["base"], trust=self["trust"])


class Kubernetes(TargetOptions):
    """The options of ``tapdeploy kubernetes``."""

    target = "kubernetes"
    synopsis = "Usage: tapdeploy kubernetes FILE.tap [options]"
    longdesc = (
        "Writes manifests: a StatefulSet with a claim for the state, or a Deployment if the tap keeps none; the tap in"
        " a ConfigMap, or in a Secret if it may hold a password; probes, limits, and a Service. They are checked"
        " against the schemas of Kubernetes where kubernetes-validate is there: pip install 'mktap-compat[kubernetes]'."
    )
    optParameters: list[list[Any]] = [
        ["image", None, None, "the container, as 'tapdeploy container' builds it; by default NAME:latest"],
        ["replicas", None, 1, "how many copies; only of a tap that keeps no state", copies],
        ["storage", None, "1Gi", "the size of the claim for the state"],
    ]

    def plan(self, subject: Subject) -> Plan:
        """Return the manifests."""
        from mktap_compat.deploying import kubernetes

        return kubernetes.plan(subject, image=self["image"], replicas=self["replicas"], storage=self["storage"])


class Launchd(TargetOptions):
    """The options of ``tapdeploy launchd``."""

    target = "launchd"
    synopsis = "Usage: tapdeploy launchd FILE.tap [options]"
    longdesc = "Writes a property list that starts the tap with a Mac, and again after a crash; and the tap beside it."
    optParameters = [
        ["prefix", None, None, "the virtual environment that it runs in; by default /opt/NAME"],
        ["user", "u", "daemon", "whom it runs as"],
    ]

    def plan(self, subject: Subject) -> Plan:
        """Return the property list."""
        from mktap_compat.deploying import launchd

        return launchd.plan(subject, prefix=self["prefix"], user=self["user"])
