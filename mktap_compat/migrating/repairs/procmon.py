"""
A process monitor that can be loaded again: ``twisted.runner.procmon.ProcessMonitor.__getstate__`` writes
``processes``, drops its reactor, and there is no ``__setstate__`` to read either.
"""

from __future__ import annotations

import pickle
import warnings
from typing import Any

from twisted.application.service import Service
from twisted.internet import reactor
from twisted.runner import procmon

#: What a monitor knows only while it runs.
VOLATILE = ("protocols", "delay", "timeStarted", "murder", "restart")


class ProcessMonitor(procmon.ProcessMonitor):
    """A process monitor that keeps what it monitors when it is pickled."""

    __module__ = "mktap_compat.thaw"

    def __getstate__(self) -> dict[str, Any]:
        """Return the state without the reactor and what is true only while it runs; processes are plain tuples."""
        state: dict[str, Any] = Service.__getstate__(self)
        for name in ("_reactor", "_clock", "_processes", *VOLATILE):
            state.pop(name, None)
        state["processes"] = {
            name: (list(process.args), process.uid, process.gid, dict(process.env), process.cwd)
            for name, process in self._processes.items()
        }
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """
        Take a state of :meth:`__getstate__`, and the running reactor.

        :param state: attributes; ``processes`` maps a name to the arguments of ``addProcess`` after the name.
        """
        state = dict(state)
        processes = state.pop("processes", {})
        procmon.ProcessMonitor.__init__(self, reactor)
        # before the state, which might say that the service runs: loading starts no process
        for name, arguments in processes.items():
            self.addProcess(name, *arguments)
        self.__dict__.update(state)


def upstreamWorks() -> bool:
    """Tell whether today's own monitor knows its processes after a pickle."""
    monitor = procmon.ProcessMonitor()
    monitor.addProcess("true", ["/bin/true"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            again = pickle.loads(pickle.dumps(monitor))
        except Exception:
            return False
        return "true" in vars(again).get("_processes", ())
