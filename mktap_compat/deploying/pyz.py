"""One executable file with the tap, the plugin, Twisted and all it needs; of a machine it wants a Python."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from platform import machine

from mktap_compat.deploying.distributions import modules, platformOf
from mktap_compat.deploying.plan import PRIVATE_PROGRAM, PROGRAM, DeployError, File, Plan
from mktap_compat.deploying.subject import Subject

#: Where the tap is in the file, and what the program has to know of it.
TAP, ABOUT = "tap", "about.json"
#: What the file runs once its modules can be imported.
ENTRY = "mktap_compat.commands.program.console"


class Built:
    """
    A program in one file.

    :ivar data: its bytes.
    :ivar native: whether it fits this platform only.
    :ivar mode: its permission bits: nobody else may read one that may hold a secret.
    """

    def __init__(self, data: bytes, native: bool, secret: bool) -> None:
        self.data = data
        self.native = native
        self.mode = PRIVATE_PROGRAM if secret else PROGRAM


def plan(subject: Subject) -> Plan:
    """
    Make the program of a tap.

    :param subject: the tap.
    :raise DeployError: if shiv is missing, or what the tap needs.
    """
    made = build(subject)
    name = f"{subject.name}.pyz"
    warnings = [warning for warning in [platform(made, subject)] if warning]
    steps = (f"{{directory}}/{name} --inspect", f"{{directory}}/{name} --state-dir /var/lib/{subject.name}")
    return Plan((File(name, made.data, made.mode),), tuple(warnings), steps)


def platform(made: Built, subject: Subject) -> str | None:
    """Return on what machines a program runs, if not on all with its Python."""
    if not made.native:
        return None
    return f"{subject.name}.pyz has machine code for {sys.platform} on {machine()}: it runs on the same only"


def build(subject: Subject) -> Built:
    """
    Build the program of a tap with shiv, from what is installed here; the same tap gives the same bytes.

    :param subject: the tap.
    :raise DeployError: if shiv is missing, if Python is another one, or if something the tap needs is missing.
    """
    try:
        from shiv import __version__, builder
        from shiv.bootstrap.environment import Environment
    except ImportError:
        raise DeployError("a program in one file is built by shiv: pip install 'mktap-compat[pyz]'") from None
    running = ".".join(map(str, sys.version_info[:2]))
    if subject.python != running:
        raise DeployError(f"{subject.facts.file} was made with Python {subject.python}, and this is {running}")
    stamp = int(os.environ.get("SOURCE_DATE_EPOCH", "315532800"))
    with tempfile.TemporaryDirectory() as directory:
        site = Path(directory, "site")
        native = platformOf(_copy(subject, site))
        target = Path(directory, f"{subject.name}.pyz")
        environment = Environment(
            built_at=time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(stamp)),
            shiv_version=__version__,
            compile_pyc=False,
            entry_point=ENTRY,
            reproducible=True,
        )
        interpreter = f"/usr/bin/env python{running}"
        builder.create_archive([site], target, interpreter, "_bootstrap:bootstrap", environment)
        data = target.read_bytes()
    return Built(_withTap(data, subject, stamp), native, subject.secret)


def _copy(subject: Subject, site: Path) -> list[str]:
    """Copy what a tap needs to be imported, with plain permission bits, and return the names."""
    names = []
    for name, path in modules(subject):
        target = site / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        target.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        names.append(name)
    return names


def _withTap(data: bytes, subject: Subject, stamp: int) -> bytes:
    """Add the tap beside the modules: those are unpacked for anybody to read, the tap never is."""
    buffer = io.BytesIO(data)
    about = json.dumps({"name": subject.name, "ports": [port.number for port in subject.ports if port.kind == "tcp"]})
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ((TAP, subject.data), (ABOUT, about.encode())):
            archive.writestr(zipfile.ZipInfo(name, time.gmtime(stamp)[:6]), content)
    return buffer.getvalue()
