"""A unit for systemd, and on request one that holds the sockets, with everything closed that the tap does not need."""

from __future__ import annotations

from typing import NamedTuple

from mktap_compat.deploying.plan import PRIVATE, DeployError, File, Plan, text
from mktap_compat.deploying.requirements import requirements
from mktap_compat.deploying.subject import Port, Subject

UNITS = "etc/systemd/system"
#: A credential of systemd is at most this large.
LARGEST_CREDENTIAL = 1 << 20

#: What nearly every service can do without; in the order of systemd.exec(5).
HARDENING = (
    "NoNewPrivileges=yes",
    "UMask=0077",
    "ProtectSystem=strict",
    "PrivateDevices=yes",
    "ProtectHostname=yes",
    "ProtectClock=yes",
    "ProtectKernelTunables=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelLogs=yes",
    "ProtectControlGroups=yes",
    "ProtectProc=invisible",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
    "RestrictNamespaces=yes",
    "LockPersonality=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "RemoveIPC=yes",
    "SystemCallFilter=@system-service",
    "SystemCallErrorNumber=EPERM",
    "SystemCallArchitectures=native",
)


class Program(NamedTuple):
    """
    What a unit starts.

    :ivar words: the command, with ``{tap}`` where the file of the tap is named.
    :ivar tap: where the tap lies; ``None`` if it is in the program itself.
    :ivar environment: variables that it needs.
    :ivar user: a user of the system that is there; ``None`` for one that systemd makes while the server runs.
    """

    words: str
    tap: str | None
    environment: tuple[str, ...] = ()
    user: str | None = None


def plan(subject: Subject, *, prefix: str | None = None, socket: bool = False, watchdog: int = 60) -> Plan:
    """
    Make the units of a tap, and what they start.

    :param subject: the tap.
    :param prefix: the virtual environment that the server runs in; ``/opt/NAME`` by default.
    :param socket: whether systemd opens the ports and hands them over, so that they stay open over a restart.
    :param watchdog: seconds without a sign of life after which the server is started anew; 0 for never.
    :raise DeployError: if there is no port for a socket unit.
    """
    prefix = (prefix or f"/opt/{subject.name}").rstrip("/")
    if not prefix.startswith("/") or any(character.isspace() for character in prefix):
        raise DeployError(f"--prefix {prefix}: it is an absolute path without spaces on the machine that serves")
    tap = f"{prefix}/{subject.name}.tap"
    words = f"{prefix}/bin/twistd --nodaemon --pidfile= --logger=mktap_compat.deploying.journal.observer --file={{tap}}"
    files = [
        text(
            f"{UNITS}/{subject.name}.service", *service(subject, Program(words, tap), socket=socket, watchdog=watchdog)
        ),
        *([text(f"{UNITS}/{subject.name}.socket", *socketUnit(subject))] if socket else []),
        File(tap.lstrip("/"), subject.data, PRIVATE),
        text(f"{prefix}/requirements.txt".lstrip("/"), *requirements(subject)),
    ]
    started = f"{subject.name}.socket {subject.name}.service" if socket else f"{subject.name}.service"
    steps = (
        "cp -r {directory}/* /",
        f"python3 -m venv {prefix} && {prefix}/bin/pip install -r {prefix}/requirements.txt",
        f"{prefix}/bin/twistd --help > /dev/null",
        f"systemctl daemon-reload && systemctl enable --now {started}",
    )
    return Plan(tuple(files), tuple(warnings(subject, socket=socket)), steps)


def service(subject: Subject, program: Program, *, socket: bool, watchdog: int) -> list[str]:
    """
    Return the lines of a service unit.

    :param subject: the tap.
    :param program: what it starts.
    :param socket: whether there is a socket unit.
    :param watchdog: see :func:`plan`.
    """
    name = subject.name
    words, before = _tapFor(subject, program)
    lines = ["[Unit]", f"Description=Twisted server {name}"]
    if not socket:
        lines += ["After=network-online.target", "Wants=network-online.target"]
    lines += ["", "[Service]", "Type=notify", *before, f"ExecStart={words}"]
    if watchdog:
        lines.append(f"WatchdogSec={watchdog}")
    lines += ["Restart=on-failure", "RestartSec=1", *(f"Environment={each}" for each in program.environment)]
    lines += _user(subject, program)
    lines += [f"StateDirectory={name}", "StateDirectoryMode=0700", f"WorkingDirectory=%S/{name}"]
    return [
        *lines,
        "",
        "# what it does not need is closed to it",
        *_closed(subject, socket),
        "",
        *_wanted("multi-user"),
    ]


def _wanted(target: str) -> list[str]:
    return ["[Install]", f"WantedBy={target}.target"]


def _tapFor(subject: Subject, program: Program) -> tuple[str, list[str]]:
    """Return the command with the place of the tap, and the lines that put the tap there for the server alone."""
    if program.tap is None:
        return program.words, []
    file = f"{subject.name}.tap"
    if len(subject.data) <= LARGEST_CREDENTIAL:
        return (
            program.words.format(tap=f"${{CREDENTIALS_DIRECTORY}}/{file}"),
            ["# root alone can read the tap; systemd shows it to this server", f"LoadCredential={file}:{program.tap}"],
        )
    # too large for a credential: a copy that belongs to whoever the server runs as
    place = f"/run/{subject.name}"
    copy = f"install -m 0400 {program.tap} {place}/{file} && chown --reference={place}/ {place}/{file}"
    return (
        program.words.format(tap=f"{place}/{file}"),
        [f"RuntimeDirectory={subject.name}", "RuntimeDirectoryMode=0700", f'ExecStartPre=+/bin/sh -c "{copy}"'],
    )


def _user(subject: Subject, program: Program) -> list[str]:
    """Return whom the server runs as: the user of the tap, the program's, or one that is made while it runs."""
    facts = subject.facts
    if facts.uid is not None or facts.gid is not None:
        lines = [f"User={facts.uid}"] if facts.uid is not None else []
        return lines + ([f"Group={facts.gid}"] if facts.gid is not None else [])
    if program.user is not None:
        return [f"User={program.user}", f"Group={program.user}"]
    return ["DynamicUser=yes"]


def _closed(subject: Subject, socket: bool) -> list[str]:
    """Return the lines that close what the tap does not need, as far as it can be told."""
    low = not socket and any(0 < port.number < 1024 for port in subject.ports)
    found = ["CapabilityBoundingSet=CAP_NET_BIND_SERVICE" if low else "CapabilityBoundingSet="]
    if low:
        found.append("AmbientCapabilities=CAP_NET_BIND_SERVICE")
    paths = subject.paths("read", "write", "serve")
    home = any(path.startswith(("/home/", "/root/")) for path in paths)
    found.append("ProtectHome=read-only" if home else "ProtectHome=yes")
    if not any(path.startswith(("/tmp/", "/var/tmp/")) for path in paths):
        found.append("PrivateTmp=yes")
    found += HARDENING
    found += [f"ReadWritePaths=-{path}" for path in subject.paths("write") if not _odd(path)]
    return found


def _odd(path: str) -> bool:
    """Tell whether a path has characters that mean something in a unit."""
    return any(character in ' \t%"\\' for character in path)


def socketUnit(subject: Subject) -> list[str]:
    """
    Return the lines of the unit that opens the ports.

    :param subject: the tap.
    :raise DeployError: if nothing can be told of its ports.
    """
    ports = _handed(subject)
    if not ports:
        raise DeployError(
            f"{subject.facts.file}: --socket: the tap tells of no TCP or UDP port (tapinspect shows what it tells)"
        )
    lines = ["[Unit]", f"Description=Sockets of {subject.name}", "", "[Socket]"]
    for port in ports:
        word = "ListenStream" if port.kind == "tcp" else "ListenDatagram"
        host = f"[{port.interface}]" if ":" in port.interface else port.interface.replace("localhost", "127.0.0.1")
        lines.append(f"{word}={host}:{port.where}")
    return [*lines, "", *_wanted("sockets")]


def _handed(subject: Subject) -> list[Port]:
    """Return the ports that systemd can open for a tap."""
    return [port for port in subject.ports if port.kind != "unix"]


def warnings(subject: Subject, *, socket: bool = False) -> list[str]:
    """Return what a user has to know before a tap runs as a service of this kind."""
    found = []
    for path in subject.paths("read", "write", "serve"):
        if any(path.startswith(f"{recipe.directory.rstrip('/')}/") for recipe in subject.facts.recipes):
            found.append(f"the tap uses {path}, of the machine it was made on: it has to be there on the other one too")
    if not subject.keepsState:
        found.append(f"what {subject.name} learns while it serves is not kept: make the tap with mkapp --checkpoint 30")
    if socket and any(port.kind == "unix" for port in subject.ports):
        found.append("its UNIX sockets are not in the socket unit: the server opens them by itself")
    return found
