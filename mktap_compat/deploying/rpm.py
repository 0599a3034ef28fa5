"""A package for Fedora, RHEL and their kin: the program, a unit and a user; rpmbuild packs it where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from mktap_compat.deploying import package, pyz, systemd
from mktap_compat.deploying.package import Description
from mktap_compat.deploying.plan import PRIVATE, PUBLIC, DeployError, File, Plan, text
from mktap_compat.deploying.subject import Subject

SCRIPTS = """\
%pre
getent group {user} >/dev/null || groupadd -r {user}
getent passwd {user} >/dev/null || useradd -r -g {user} -d /var/lib/{user} -s /sbin/nologin {user}

%post
rm -rf /var/cache/{user}
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload || :
    [ $1 -gt 1 ] || systemctl enable --now {user}.service || :
fi

%preun
if [ $1 -eq 0 ] && [ -d /run/systemd/system ]; then
    systemctl disable --now {user}.service || :
fi

%postun
if [ $1 -ge 1 ] && [ -d /run/systemd/system ]; then
    systemctl try-restart {user}.service || :
fi
"""


def plan(subject: Subject, description: Description) -> Plan:
    """
    Make the package of a tap, or what rpmbuild needs for it if it is not here.

    :param subject: the tap.
    :param description: what the package says of itself.
    :raise DeployError: if rpmbuild fails, or as :func:`mktap_compat.deploying.pyz.build`.
    """
    files, built = package.contents(subject, "usr/lib/systemd/system")
    specification = text(f"{description.package}.spec", *spec(subject, description, built))
    warnings = [*systemd.warnings(subject), *filter(None, [pyz.platform(built, subject)])]
    if shutil.which("rpmbuild") is None:
        sources = [File(f"SOURCES/{os.path.basename(file.path)}", file.data, file.mode) for file in files]
        steps: tuple[str, ...] = (
            f"rpmbuild -bb --define '_topdir '$PWD/{{directory}} {{directory}}/{specification.path}",
        )
        return Plan((specification, *sources), ("there is no rpmbuild here, so nothing was packed", *warnings), steps)
    packed = _packed(files, specification)
    packed = packed._replace(mode=PRIVATE if subject.secret else PUBLIC)
    steps = (f"dnf install ./{{directory}}/{packed.path}", f"systemctl status {subject.name}")
    return Plan((packed, specification), tuple(warnings), steps)


def spec(subject: Subject, description: Description, built: pyz.Built) -> list[str]:
    """
    Return the lines that tell rpmbuild what to pack.

    :param subject: the tap.
    :param description: what the package says of itself.
    :param built: the program.
    """
    user = subject.name
    return [
        f"Name: {description.package}",
        f"Version: {description.version}",
        "Release: 1",
        f"Summary: {_plain(description.summary)}",
        "License: see the distributions in the program",
        f"Packager: {_plain(description.maintainer)}",
        f"Source0: {user}.pyz",
        f"Source1: {user}.service",
        *([] if built.native else ["BuildArch: noarch"]),
        "AutoReqProv: no",
        f"Requires: /usr/bin/python{subject.python}",
        "Requires(pre): shadow-utils",
        "",
        "%description",
        _plain(description.details),
        "",
        "%install",
        f"install -D -m 0750 %{{SOURCE0}} %{{buildroot}}/usr/lib/{user}/{user}.pyz",
        f"install -D -m 0644 %{{SOURCE1}} %{{buildroot}}/usr/lib/systemd/system/{user}.service",
        "",
        SCRIPTS.format(user=user),
        "%files",
        f"%dir /usr/lib/{user}",
        f"%attr(0750,root,{user}) /usr/lib/{user}/{user}.pyz",
        f"/usr/lib/systemd/system/{user}.service",
    ]


def _plain(words: str) -> str:
    return words.replace("%", "%%")


def _packed(files: list[File], specification: File) -> File:
    """Let rpmbuild pack, and return the package."""
    with tempfile.TemporaryDirectory() as directory:
        top = Path(directory)
        sources = top / "SOURCES"
        sources.mkdir()
        for file in files:
            (sources / os.path.basename(file.path)).write_bytes(file.data)
        (top / specification.path).write_bytes(specification.data)
        # an archive as it is: stripping and compiling are for sources
        words = ["--define", f"_topdir {directory}", "--define", "__os_install_post %{nil}"]
        done = subprocess.run(
            ["rpmbuild", "-bb", *words, str(top / specification.path)], capture_output=True, text=True, check=False
        )
        found = sorted(top.glob("RPMS/*/*.rpm"))
        if done.returncode or not found:
            reason = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr)
            raise DeployError(f"rpmbuild can't pack {specification.path}: {reason}")
        return File(found[0].name, found[0].read_bytes())
