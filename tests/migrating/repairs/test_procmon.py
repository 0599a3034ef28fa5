"""A process monitor that knows after a pickle what it monitors."""

from __future__ import annotations

import pickle
from pathlib import Path

from twisted.internet import reactor

from mktap_compat.migrating.repairs.procmon import VOLATILE, ProcessMonitor


def test_monitorComesBackWhole() -> None:
    """Processes, users, environments and limits come back, with the running reactor; what ran does not."""
    monitor = ProcessMonitor()
    monitor.addProcess("sleep", ["/bin/sleep", "1"], 1, 2, {"A": "b"}, "/tmp")
    monitor.threshold = 7
    monitor.setName("mon")
    again = pickle.loads(pickle.dumps(monitor))
    assert again._processes == monitor._processes and again._reactor is reactor
    assert (again.threshold, again.name, again.delay) == (7, "mon", {"sleep": 1})
    assert not set(VOLATILE) & set(monitor.__getstate__())


def test_loadingStartsNothing(tmp_path: Path) -> None:
    """A state that says that the monitor runs starts no process while it is loaded."""
    monitor = ProcessMonitor.__new__(ProcessMonitor)
    monitor.__setstate__({"running": 1, "processes": {"touch": (["/bin/touch", str(tmp_path / "x")],)}})
    assert not monitor.protocols and not monitor.timeStarted


def test_monitorWithoutProcesses() -> None:
    """An empty monitor comes back empty."""
    assert pickle.loads(pickle.dumps(ProcessMonitor()))._processes == {}
