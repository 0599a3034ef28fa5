"""Tests of the catalog for ``twisted.runner``."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.runner.procmon import _Process

from mktap_compat.migrating.evaluating import evaluate
from tests.migrating.olden import does, made, old, said, walk

MONITOR = "twisted.runner.procmon.ProcessMonitor"


def test_emptyMonitorStaysEmpty() -> None:
    """A monitor with default limits and no processes is made without anything; what only a running one has is left."""
    value, walked = walk(
        old(MONITOR, processes={}, protocols={}, delay={}, timeStarted={}, murder={}, restart={}, threshold=1)
    )
    assert not value.args and not value.steps and not said(walked, "dropped")


@pytest.mark.parametrize(
    ("process", "expected"),
    [
        (([b"/bin/cat", b"-u"], None, None), _Process(["/bin/cat", "-u"])),
        (([b"/bin/cat"], 5, 6, {b"A": b"caf\xc3\xa9"}), _Process(["/bin/cat"], 5, 6, {"A": "caf\xe9"})),
        (((b"/bin/cat",), None, None, {}), _Process(["/bin/cat"])),
    ],
    ids=["2.0-8.2", "9.0", "10.2"],
)
def test_processOfEveryVersion(process: Any, expected: _Process) -> None:
    """Words, user, group and environment of a process are text and numbers of today."""
    live: Any = evaluate(made(old(MONITOR, name=b"mon", processes={b"cat": process})))
    assert live._processes == {"cat": expected} and live.name == "mon"


def test_limitsAreKept() -> None:
    """Limits that differ from the defaults are kept."""
    assert does(made(old(MONITOR, processes={}, threshold=2.0, killTime=5))) == [("threshold", 2.0)]


def test_inetdService() -> None:
    """A line of inetd.conf is text and numbers; its port moves, its program too."""
    service = old(
        "twisted.runner.inetdconf.InetdService",
        name=b"cat",
        port=7,
        socketType=b"stream",
        protocol=b"tcp",
        wait=b"nowait",
        user=0,
        group=0,
        program=b"/opt/cat",
        programArgs=(b"cat", b"-u"),
    )
    live: Any = evaluate(
        made(old("twisted.runner.inetd.InetdFactory", service=service), ports={7: 7007}, paths=(("/opt", "/usr"),))
    )
    assert vars(live.service) == {
        "name": "cat",
        "port": 7007,
        "socketType": "stream",
        "protocol": "tcp",
        "wait": "nowait",
        "user": 0,
        "group": 0,
        "program": "/usr/cat",
        "programArgs": ("cat", "-u"),
    }
