"""``tap2rpm``: an RPM package of a tap, with the options of 2007."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mktap_compat.commands.cli.exits import run
from mktap_compat.commands.tap2deb import PackageOptions, work

if TYPE_CHECKING:
    from mktap_compat.deploying.package import Description
    from mktap_compat.deploying.plan import Plan
    from mktap_compat.deploying.subject import Subject

COMMAND = "tap2rpm"


class Options(PackageOptions):
    """The options of ``tap2rpm``."""

    command = COMMAND
    file = "rpmfile"
    synopsis = "Usage: tap2rpm --maintainer MAINTAINER [options]"
    longdesc = "Builds an RPM package of a tap into the directory .build; 'tapdeploy rpm' is the same."
    optFlags = [["quiet", "q", "as ever, rpmbuild is not heard"]]
    optParameters = [["rpmfile", "r", "", "the name of the package; by default twisted- and that of the service"]]

    def plan(self, subject: Subject, description: Description) -> Plan:
        """Return the package for RPM."""
        from mktap_compat.deploying import rpm

        return rpm.plan(subject, description)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; see :func:`mktap_compat.commands.cli.exits.run`."""
    return run(COMMAND, Options(), work, argv)


def console() -> None:
    """Run the command and leave with its status."""
    sys.exit(main())
