"""
Process names in a virtual environment: twistd takes on ``processName`` by executing the interpreter under that name,
which then does not find its environment and ends with ``ModuleNotFoundError``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from unittest import mock

from twisted.application import service

#: Holds the ``PYTHONPATH`` that the renamed process gives back to its children.
KEPT = "MKTAP_COMPAT_PYTHONPATH"


class Process(service.Process):
    """How a process runs: user, group, and a name that also works in a virtual environment."""

    __module__ = "mktap_compat.thaw"

    def __init__(self, uid: int | None = None, gid: int | None = None, processName: str | None = None) -> None:
        """
        Say how a process runs.

        :param uid: number of the user, or ``None`` for the one who starts it.
        :param gid: number of the group, likewise.
        :param processName: the name of the process in lists of processes, or ``None``.
        """
        super().__init__(uid, gid)
        self.__dict__["processName"] = processName
        restoreEnvironment()

    def __getattribute__(self, name: str) -> object:
        """Make ready for the execution under another name when twistd asks for that name."""
        value = super().__getattribute__(name)
        if name == "processName" and value and os.path.basename(sys.argv[0]) == "twistd":
            keepEnvironment()
        return value

    def __setstate__(self, state: dict[str, object]) -> None:
        """Take the attributes, in the process that may be the renamed one."""
        self.__dict__.update(state)
        restoreEnvironment()


def keepEnvironment() -> None:
    """Name all of this interpreter's folders in ``PYTHONPATH``, if it is one of a virtual environment."""
    if sys.prefix != sys.base_prefix:
        os.environ[KEPT] = os.environ.get("PYTHONPATH", "")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))


def restoreEnvironment() -> None:
    """Set ``PYTHONPATH`` back to what it was before :func:`keepEnvironment`, in whichever process that was."""
    kept = os.environ.pop(KEPT, None)
    if kept:
        os.environ["PYTHONPATH"] = kept
    elif kept is not None:
        os.environ.pop("PYTHONPATH", None)


def upstreamWorks() -> bool:
    """Tell whether the interpreter that twistd executes under another name still finds Twisted."""
    if sys.platform == "win32":
        # twistd leaves the name alone there
        return True
    from twisted.scripts import _twistd_unix

    if not sys.executable:
        # this is the process under the other name, which does not know where it comes from
        return False
    # a boot in this process may have prepared twistd, which then sets variables for the interpreter to come
    with mock.patch.dict(os.environ), mock.patch("os.execv") as execv, mock.patch.object(_twistd_unix, "log"):
        _twistd_unix.launchWithName("mktap-compat-probe")
    executable, arguments = execv.call_args.args
    probe = subprocess.run(
        [arguments[0], "-c", "import twisted.scripts.twistd"],
        executable=executable,
        cwd="/",
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    return probe.returncode == 0
