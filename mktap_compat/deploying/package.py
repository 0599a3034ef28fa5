"""What Debian's and RPM's packages have in common: the program, its unit, its texts, and the description of it all."""

from __future__ import annotations

import re
from typing import NamedTuple

from mktap_compat.deploying import pyz, systemd
from mktap_compat.deploying.plan import PRIVATE_PROGRAM, DeployError, File, text
from mktap_compat.deploying.subject import Subject

_VERSION = re.compile(r"[0-9][A-Za-z0-9.+~]*")
_MAINTAINER = re.compile(r"[^<>\n]+ <[^<>@\s]+@[^<>@\s]+>")


class Description(NamedTuple):
    """
    What a package says of itself.

    :ivar package: its name.
    :ivar version: its version.
    :ivar maintainer: as in ``Jo Doe <jo@example.org>``.
    :ivar summary: one line.
    :ivar details: some lines.
    """

    package: str
    version: str
    maintainer: str
    summary: str
    details: str


def describe(
    subject: Subject,
    *,
    package: str | None = None,
    version: str = "1.0",
    maintainer: str | None = None,
    summary: str | None = None,
    details: str | None = None,
) -> Description:
    """
    Return what a package says of itself, with defaults that are made of the tap.

    :param subject: the tap.
    :raise DeployError: if a package can't be called, numbered or maintained like that, or runs as a user of its own.
    """
    facts = subject.facts
    if facts.uid is not None or facts.gid is not None:
        raise DeployError(
            f"{facts.file} names the user that it runs as, and a package makes one: make it without --uid and --gid"
        )
    if not _VERSION.fullmatch(version):
        raise DeployError(f"--set-version {version}: it begins with a digit, as in 1.0")
    if maintainer is None or not _MAINTAINER.fullmatch(maintainer):
        raise DeployError("who maintains the package? --maintainer 'Jo Doe <jo@example.org>' says it")
    serves = ", ".join(dict.fromkeys(line.plugin for line in facts.recipes))
    return Description(
        package or subject.name,
        version,
        maintainer,
        " ".join((summary or f"server of Twisted: {serves}").split()),
        details or f"A configured server in one file, made by mktap-compat from a tap of Twisted's plugin {serves}.",
    )


def contents(subject: Subject, units: str) -> tuple[list[File], pyz.Built]:
    """
    Return the files that a package installs, below the root, and the program among them.

    :param subject: the tap.
    :param units: the directory for units of packages.
    """
    built = pyz.build(subject)
    name = subject.name
    path = f"usr/lib/{name}/{name}.pyz"
    program = systemd.Program(f"/{path}", None, (f"SHIV_ROOT=%C/{name}",), name)
    unit = systemd.service(subject, program, socket=False, watchdog=60)
    unit.insert(unit.index(f"StateDirectory={name}"), f"CacheDirectory={name}")
    return [text(f"{units}/{name}.service", *unit), File(path, built.data, PRIVATE_PROGRAM)], built
