"""What ``twisted.scripts.mktap`` of Twisted 2.0 to 10.2 offered to plugin files and programs, on today's Twisted."""

from __future__ import annotations

from twisted.application import service
from twisted.application.service import IServiceMaker
from twisted.application.service import ServiceMaker as _tapHelper
from twisted.python.util import gidFromString, uidFromString

from mktap_compat.commands.cli.firstpass import FirstPassOptions, loadPlugins

__all__ = [
    "FirstPassOptions",
    "IServiceMaker",
    "_tapHelper",
    "addToApplication",
    "getid",
    "gidFromString",
    "loadPlugins",
    "run",
    "uidFromString",
]


def getid(uid: str | None, gid: str | None) -> tuple[int | None, int | None]:
    """
    Turn a user and a group, each a name or a number as text, into numbers.

    :param uid: the user, or ``None`` for none.
    :param gid: the group, or ``None`` for none.
    :return: the two numbers; ``None`` where ``None`` was given.
    :raise KeyError: if the system knows no such name.
    """
    return (None if uid is None else uidFromString(uid), None if gid is None else gidFromString(gid))


def addToApplication(
    ser: service.IService,
    name: str,
    append: str | None,
    procname: str | None,
    type: str,
    encrypted: object,
    uid: int | None,
    gid: int | None,
) -> None:
    """
    Put a service into an application and write that to a file in the current directory.

    :param ser: the service.
    :param name: the name of a new application, and of its file without extension.
    :param append: a tap to add the service to; it is made if it does not exist. ``None`` for a new application.
    :param procname: the process name, if any.
    :param type: ``"pickle"`` or ``"source"``.
    :param encrypted: must be false.
    :param uid: the user to run as, if any.
    :param gid: the group to run as, if any.
    :raise mktap_compat.errors.TapError: if the service can't be frozen, or the file can't be written.
    """
    from mktap_compat.commands.cli.mktapfiles import addService, checkType

    checkType(type, encrypted)
    addService(ser, name, append=append, processName=procname, type=type, uid=uid, gid=gid)


def run() -> None:
    """
    Run ``mktap`` with the arguments of this process.

    :raise SystemExit: with the command's exit status if that is not 0.
    """
    from mktap_compat.commands.mktap import main

    if status := main():
        raise SystemExit(status)
