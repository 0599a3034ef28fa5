"""A property list for launchd, which starts a tap with a Mac."""

from __future__ import annotations

import plistlib

from mktap_compat.deploying import systemd
from mktap_compat.deploying.plan import PRIVATE, DeployError, File, Plan, text
from mktap_compat.deploying.requirements import requirements
from mktap_compat.deploying.subject import Subject


def plan(subject: Subject, *, prefix: str | None = None, user: str = "daemon") -> Plan:
    """
    Make the property list of a tap, and what it starts.

    :param subject: the tap.
    :param prefix: the virtual environment that the server runs in; ``/opt/NAME`` by default.
    :param user: whom it runs as, unless the tap says it.
    :raise DeployError: if the prefix is not absolute, or if the tap names its user by a number.
    """
    name = subject.name
    prefix = (prefix or f"/opt/{name}").rstrip("/")
    if not prefix.startswith("/"):
        raise DeployError(f"--prefix {prefix}: it is an absolute path on the machine that serves")
    if subject.facts.uid is not None or subject.facts.gid is not None:
        raise DeployError(
            f"{subject.facts.file} names its user by number, launchd wants a name: --user, and no mkapp --uid"
        )
    tap, state = f"{prefix}/{name}.tap", f"/usr/local/var/{name}"
    label = f"local.{name}"
    job = {
        "Label": label,
        "ProgramArguments": [f"{prefix}/bin/twistd", "--nodaemon", "--pidfile=", f"--file={tap}"],
        "EnvironmentVariables": {"STATE_DIRECTORY": state},
        "WorkingDirectory": state,
        "UserName": user,
        "Umask": 0o077,
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ExitTimeOut": 90,
        "StandardOutPath": f"/var/log/{name}.log",
        "StandardErrorPath": f"/var/log/{name}.log",
    }
    place = f"Library/LaunchDaemons/{label}.plist"
    files = (
        File(place, plistlib.dumps(job)),
        File(tap.lstrip("/"), subject.data, PRIVATE),
        text(f"{prefix}/requirements.txt".lstrip("/"), *requirements(subject)),
    )
    steps = (
        "sudo cp -r {directory}/* /",
        f"sudo python{subject.python} -m venv {prefix} && sudo {prefix}/bin/pip install -r {prefix}/requirements.txt",
        f"sudo install -d -o {user} -m 0700 {state} && sudo chown {user} {tap}",
        f"sudo install -o {user} -m 0640 /dev/null /var/log/{name}.log",
        f"sudo launchctl bootstrap system /{place}",
    )
    return Plan(files, tuple(systemd.warnings(subject)), steps)
