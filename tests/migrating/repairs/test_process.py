"""Process names in a virtual environment."""

from __future__ import annotations

import os
import pickle
import sys

import pytest
from twisted.scripts import _twistd_unix

from mktap_compat.loading import processname
from mktap_compat.migrating.repairs import process
from mktap_compat.migrating.repairs.process import KEPT, Process, upstreamWorks


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with a PYTHONPATH of one's own."""
    monkeypatch.setenv("PYTHONPATH", "/mine")
    monkeypatch.delenv(KEPT, raising=False)


def test_readingNameChangesNothing() -> None:
    """Anybody but twistd reads the name and leaves no trace."""
    assert Process(1, 2, "oldserver").processName == "oldserver"
    assert os.environ["PYTHONPATH"] == "/mine"


@pytest.mark.parametrize(("prefix", "name"), [("/base", "oldserver"), ("/venv", None)], ids=["no venv", "no name"])
def test_twistdChangesNothing(prefix: str, name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of a virtual environment, or without a name, twistd finds the environment as it is."""
    _inside(monkeypatch, prefix)
    assert Process(processName=name).processName == name
    assert os.environ["PYTHONPATH"] == "/mine"


@pytest.mark.parametrize("before", ["/mine", None])
def test_renamedProcessFindsModules(before: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What twistd executes under the name finds all folders, and its own children do not see how."""
    if before is None:
        monkeypatch.delenv("PYTHONPATH")
    _inside(monkeypatch, "/venv")
    frozen = pickle.dumps(Process(1, 2, "oldserver"))
    assert pickle.loads(frozen).processName == "oldserver"
    assert os.environ["PYTHONPATH"] == os.pathsep.join(filter(None, sys.path))
    again = pickle.loads(frozen)
    assert (again.uid, again.gid) == (1, 2)
    assert os.environ.get("PYTHONPATH") == before and KEPT not in os.environ


def _inside(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    monkeypatch.setattr(sys, "argv", ["/venv/bin/twistd"])
    monkeypatch.setattr(process.sys, "prefix", prefix)
    monkeypatch.setattr(process.sys, "base_prefix", "/base")


def test_probeSeesInterpreterWithoutTwisted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault is there when what twistd executes does not find Twisted."""
    monkeypatch.setattr(_twistd_unix, "launchWithName", lambda name: os.execv("/bin/false", [name]))
    assert process.upstreamWorks() is False


def test_probeInRenamedProcess(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that twistd executed decides as the one before it did, though it cannot try."""
    monkeypatch.setattr(sys, "executable", "")
    assert process.upstreamWorks() is False


def test_probeLeavesNothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying out twistd leaves the environment as it was, also after a boot that has prepared a process name."""
    from twisted.scripts import _twistd_unix

    monkeypatch.setattr(_twistd_unix, "launchWithName", _twistd_unix.launchWithName)
    monkeypatch.delenv(processname.VARIABLE, raising=False)
    processname.prepare()
    before = dict(os.environ)
    upstreamWorks()
    assert dict(os.environ) == before
