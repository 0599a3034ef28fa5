"""A process name in a virtual environment, where twistd starts the base interpreter again and finds no Twisted."""

from __future__ import annotations

import json
import os
import sys

#: Tells the interpreter that is started what the one before it was.
VARIABLE = "MKTAP_COMPAT_STARTED_FROM"


def prepare() -> None:
    """
    Let twistd change its process name in a virtual environment.

    ``launchWithName`` of :mod:`twisted.scripts._twistd_unix` executes what ``sys.executable`` links to, under the new
    name. Python can't know then that it belongs to a virtual environment, so it is told where its modules are.
    """
    twistd = sys.modules.get("twisted.scripts._twistd_unix")
    if twistd is None or sys.prefix == sys.base_prefix or VARIABLE in os.environ:
        return
    original = twistd.launchWithName

    def launchWithName(name: str | None) -> None:
        before = os.environ.get("PYTHONPATH")
        if name and name != sys.argv[0]:
            os.environ[VARIABLE] = json.dumps([before, sys.executable, sys.prefix, sys.exec_prefix])
            os.environ["PYTHONPATH"] = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)
        original(name)

    twistd.launchWithName = launchWithName  # type: ignore[attr-defined]


def arrived() -> None:
    """Set what the interpreter started by :func:`prepare` has to know, and take the variables away again."""
    told = os.environ.pop(VARIABLE, None)
    if told is None:
        return
    before, sys.executable, sys.prefix, sys.exec_prefix = json.loads(told)
    if before is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = before
