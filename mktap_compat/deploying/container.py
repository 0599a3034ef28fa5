"""What builds a container of a tap: not root, its state on a volume, checked at build, asked for its health."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence

from mktap_compat.deploying import pyz, systemd
from mktap_compat.deploying.plan import File, Plan, text
from mktap_compat.deploying.subject import Port, Subject

#: The number of the user in the container, which exists nowhere else.
USER = 10001


def plan(subject: Subject, *, base: str | None = None, trust: Sequence[str] = ()) -> Plan:
    """
    Make the directory that a container is built from.

    :param subject: the tap.
    :param base: the image that it stands on; by default that of the tap's Python.
    :param trust: names that the check of the tap allows.
    :raise DeployError: as :func:`mktap_compat.deploying.pyz.build`.
    """
    built = pyz.build(subject)
    name = subject.name
    files = (text("Containerfile", *containerfile(subject, base, trust)), File(f"{name}.pyz", built.data, built.mode))
    published = "".join(f" -p {port.where}:{port.where}" for port in reachable(subject) if port.kind == "tcp")
    steps = (
        f"podman build --format docker -t {name} {{directory}}",
        f"podman run -d --name {name}{published} -v {name}:/var/lib/{name} {name}",
    )
    return Plan(files, (*warnings(subject), *filter(None, [pyz.platform(built, subject)])), steps)


def containerfile(subject: Subject, base: str | None, trust: Sequence[str]) -> list[str]:
    """
    Return the lines of the file that a container is built from.

    :param subject: the tap.
    :param base: see :func:`plan`.
    :param trust: likewise.
    """
    name = subject.name
    program = f"/usr/local/lib/{name}/{name}.pyz"
    trusted = "".join(f" --trust {shlex.quote(each)}" for each in trust)
    tcp = [port for port in subject.ports if port.kind == "tcp"]
    exposed = [f"EXPOSE {port.where}/{port.kind}" for port in reachable(subject)]
    user = subject.facts.uid or USER
    return [
        f"FROM {base or f'docker.io/library/python:{subject.python}-slim'}",
        f"RUN install -d -o {user} -g {user} -m 0700 /usr/local/lib/{name} /var/lib/{name}",
        f"COPY --chown={user}:{user} --chmod=0500 {name}.pyz {program}",
        f"USER {user}:{user}",
        f"ENV HOME=/var/lib/{name} SHIV_ROOT=/usr/local/lib/{name}/modules STATE_DIRECTORY=/var/lib/{name}",
        "# unpacks the modules, and fails if loading the tap does anything that is not allowed",
        f"RUN {program} --check{trusted}",
        f"VOLUME /var/lib/{name}",
        *exposed,
        "STOPSIGNAL SIGTERM",
        *([f"HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD {json.dumps(health(tcp))}"] if tcp else []),
        f'ENTRYPOINT ["{program}"]',
    ]


def health(ports: Sequence[Port]) -> list[str]:
    """Return a command that fails unless every port is open."""
    wanted = [(_inside(port), port.number) for port in ports]
    return ["python3", "-c", f"import socket; [socket.create_connection(each, 3).close() for each in {wanted}]"]


def _inside(port: Port) -> str:
    """Return the address of a port for programs on the same machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(port.interface, port.interface)


def reachable(subject: Subject) -> list[Port]:
    """Return the ports that others can connect to."""
    return [port for port in subject.ports if not port.local]


def warnings(subject: Subject) -> list[str]:
    """Return what a user has to know before a tap runs in a container."""
    found = systemd.warnings(subject)
    local = [port.where for port in subject.ports if port.local and port.kind != "unix"]
    if local:
        found.append(f"port {', '.join(local)} is open inside the container only: the tap has it listen at localhost")
    return found
