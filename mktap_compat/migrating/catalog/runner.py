"""``twisted.runner``: inetd and the process monitor."""

from __future__ import annotations

from mktap_compat.migrating.constructions import Construction, Value
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.repairs import repaired
from mktap_compat.migrating.rules import rule, same, shape
from mktap_compat.migrating.services import named
from mktap_compat.migrating.stringtypes import Command
from mktap_compat.reading.nodes import Dict

_LIMITS = {"threshold": 1, "killTime": 5, "minRestartDelay": 1, "maxRestartDelay": 3600}
#: How many words the commands of a monitor may have: in a file, many processes can share those of one.
_WORDS = 20_000


@rule("twisted.runner.procmon.ProcessMonitor")
def processMonitor(old: Old) -> Construction:
    """``ProcessMonitor()``, with ``addProcess(name, args, ...)`` for each process."""
    new = Construction(repaired(old, "twisted.runner.procmon.ProcessMonitor"))
    new.hint = "processMonitor"
    named(old, new)
    for name, default in _LIMITS.items():
        value = old.number(name, default)
        if value != default:
            new.set(name, value)
    processes = old.use("processes")
    total = 0
    for key, process in processes.pairs if isinstance(processes, Dict) else []:
        # the name is the command line, if nobody gave another one
        name = old.convert(key, ".processes.<key>", Command)
        step = f".processes[{name!r}]"
        words, *rest = old.convert(process, step, tuple[list[Command], int, int, dict[str, str]])
        total += len(words)
        if total > _WORDS:
            raise MigrationError(f"{old.path}: its processes have more than {_WORDS} words in their command lines")
        new.call("addProcess", name, list(words), **_given(rest))
    old.ignore("protocols", "delay", "timeStarted", "murder", "restart", "active", "consistency")
    return new


def _given(rest: list[Value]) -> dict[str, Value]:
    """Return user, group and environment, as far as the old monitor was told any."""
    return {name: value for name, value in zip(("uid", "gid", "env"), rest, strict=False) if value not in (None, {})}


@rule("twisted.runner.inetd.InetdFactory")
def inetdFactory(old: Old) -> Construction:
    """``InetdFactory(service)``."""
    old.ignore("numPorts")
    new = Construction("twisted.runner.inetd.InetdFactory", old.value("service"))
    new.hint = "inetdFactory"
    return new


@rule("twisted.runner.inetdconf.InetdService")
def inetdService(old: Old) -> Construction:
    """``InetdService(name, port, socketType, protocol, wait, user, group, program, programArgs)``."""
    return Construction(
        "twisted.runner.inetdconf.InetdService",
        old.text("name"),
        old.port("port"),
        old.text("socketType"),
        old.text("protocol"),
        old.text("wait"),
        old.number("user"),
        old.number("group"),
        old.text("program"),
        old.value("programArgs", (), tuple[Command, ...]),
    )


shape("twisted.runner.inetd.InetdFactory")
same("twisted.runner.inetd.InetdFactory", "twisted.runner.inetd.InetdProtocol")
