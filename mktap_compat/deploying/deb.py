"""A package for Debian: the program, a unit, a user of the system; state is kept over upgrades and removed on purge."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import textwrap
import time
from platform import machine

from mktap_compat.deploying import package, pyz, systemd
from mktap_compat.deploying.package import Description
from mktap_compat.deploying.plan import PRIVATE, PROGRAM, PUBLIC, File, Plan, text
from mktap_compat.deploying.subject import Subject

#: Names of processors by what the system calls them; others are called the same.
PROCESSORS = {"x86_64": "amd64", "aarch64": "arm64", "i686": "i386", "armv7l": "armhf", "ppc64le": "ppc64el"}

POSTINST = """\
#!/bin/sh
set -e
if [ "$1" = configure ]; then
    if ! getent passwd {user} >/dev/null; then
        adduser --quiet --system --group --no-create-home --home /var/lib/{user} {user}
    fi
    # the tap is in there: it is for the server alone to read
    chown root:{user} /usr/lib/{user}/{user}.pyz
    chmod 0750 /usr/lib/{user}/{user}.pyz
    # modules of the version before
    rm -rf /var/cache/{user}
    deb-systemd-helper unmask {user}.service >/dev/null || true
    deb-systemd-helper enable {user}.service >/dev/null || true
    if [ -d /run/systemd/system ]; then
        systemctl --system daemon-reload >/dev/null || true
        deb-systemd-invoke restart {user}.service >/dev/null || true
    fi
fi
"""
PRERM = """\
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    deb-systemd-invoke stop {user}.service >/dev/null || true
fi
"""
POSTRM = """\
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl --system daemon-reload >/dev/null || true
fi
if [ "$1" = purge ]; then
    rm -rf /var/lib/{user} /var/cache/{user}
    deb-systemd-helper purge {user}.service >/dev/null || true
fi
"""


def plan(subject: Subject, description: Description) -> Plan:
    """
    Make the package of a tap.

    :param subject: the tap.
    :param description: what the package says of itself.
    :raise DeployError: as :func:`mktap_compat.deploying.pyz.build`.
    """
    files, built = package.contents(subject, "lib/systemd/system")
    files += _documents(description)
    processor = PROCESSORS.get(machine(), machine()) if built.native else "all"
    name = f"{description.package}_{description.version}_{processor}.deb"
    data = _archive([("debian-binary", b"2.0\n"), *_tars(subject, description, files, processor)])
    warnings = [*systemd.warnings(subject), *filter(None, [pyz.platform(built, subject)])]
    steps = (f"apt install ./{{directory}}/{name}", f"systemctl status {subject.name}")
    return Plan((File(name, data, PRIVATE if subject.secret else PUBLIC),), tuple(warnings), steps)


def _documents(description: Description) -> list[File]:
    """Return what Debian wants every package to say."""
    directory = f"usr/share/doc/{description.package}"
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(stamp()))
    changes = (
        f"{description.package} ({description.version}) unstable; urgency=medium\n\n"
        f"  * Made from a tap.\n\n -- {description.maintainer}  {date}\n"
    )
    return [
        File(f"{directory}/changelog.gz", gzip.compress(changes.encode(), mtime=0)),
        text(
            f"{directory}/copyright",
            "This package was made by mktap-compat from a tap. The licenses of the distributions of Python in its",
            "program are in the program itself, below site-packages: it is a zip file.",
            "",
            "Copyright: their authors, and whoever configured the server.",
        ),
    ]


def stamp() -> int:
    """Return the time that everything in a package has: ``SOURCE_DATE_EPOCH``, else the first of 1980."""
    return int(os.environ.get("SOURCE_DATE_EPOCH", "315532800"))


def _control(subject: Subject, description: Description, processor: str, size: int) -> str:
    major, minor = subject.python.split(".")
    after = f"{major}.{int(minor) + 1}"
    needs = ["adduser", *(["libc6"] if processor != "all" else []), f"python3 (>= {subject.python}~)"]
    details = textwrap.wrap(description.details, 78) or [""]
    return "\n".join(
        [
            f"Package: {description.package}",
            f"Version: {description.version}",
            f"Architecture: {processor}",
            f"Maintainer: {description.maintainer}",
            f"Installed-Size: {size}",
            f"Depends: {', '.join(needs)}, python3 (<< {after}~)",
            "Section: net",
            "Priority: optional",
            f"Description: {description.summary}",
            *(f" {line}" for line in details),
            "",
        ]
    )


def _tars(subject: Subject, description: Description, files: list[File], processor: str) -> list[tuple[str, bytes]]:
    """Return the two archives in a package."""
    size = sum(len(file.data) for file in files) // 1024 + 1
    sums = "".join(f"{hashlib.md5(file.data, usedforsecurity=False).hexdigest()}  {file.path}\n" for file in files)
    scripts = (("postinst", POSTINST), ("prerm", PRERM), ("postrm", POSTRM))
    control = [
        File("control", _control(subject, description, processor, size).encode()),
        File("md5sums", sums.encode()),
        *(File(name, script.format(user=subject.name).encode(), PROGRAM) for name, script in scripts),
    ]
    return [("control.tar.gz", _tar(control)), ("data.tar.gz", _tar(files))]


def _tar(files: list[File]) -> bytes:
    """Return a compressed archive of files of root's, with the directories that they are in."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        seen: set[str] = set()
        for file in files:
            parts = file.path.split("/")
            for depth in range(len(parts)):
                directory = "/".join([".", *parts[:depth]])
                if directory not in seen:
                    seen.add(directory)
                    archive.addfile(_entry(f"{directory}/", PROGRAM, tarfile.DIRTYPE))
            entry = _entry(f"./{file.path}", file.mode, tarfile.REGTYPE)
            entry.size = len(file.data)
            archive.addfile(entry, io.BytesIO(file.data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def _entry(name: str, mode: int, kind: bytes) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.mode, entry.type, entry.mtime = mode, kind, stamp()
    entry.uname = entry.gname = "root"
    return entry


def _archive(members: list[tuple[str, bytes]]) -> bytes:
    """Return an archive of ``ar``, which is what a package is."""
    parts = [b"!<arch>\n"]
    for name, data in members:
        header = f"{name:<16}{stamp():<12}{0:<6}{0:<6}{0o100644:<8o}{len(data):<10}`\n"
        parts += [header.encode("ascii"), data, b"\n" if len(data) % 2 else b""]
    return b"".join(parts)
