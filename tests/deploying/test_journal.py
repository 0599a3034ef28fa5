"""Tests of the log for systemd's journal."""

from __future__ import annotations

import io

from twisted.logger import Logger

from mktap_compat.deploying.journal import Journal


def test_lines() -> None:
    """Each line has its priority, a traceback too, and no time."""
    output = io.StringIO()
    log = Logger("test", observer=Journal(output))
    log.info("all is {how}", how="well")
    log.warn("one\ntwo")
    try:
        raise ValueError("broken")
    except ValueError:
        log.failure("it failed")
    lines = output.getvalue().splitlines()
    assert lines[:4] == ["<6>all is well", "<4>one", "<4>two", "<2>it failed"]
    assert lines[-1] == "<2>builtins.ValueError: broken"
    assert all(line.startswith("<2>") for line in lines[3:])


def test_nobodyReads() -> None:
    """A log that nobody reads any more is no reason to fail."""
    output = io.StringIO()
    observer = Journal(output)

    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    observer.output = Gone()
    Logger("test", observer=observer).info("hello")
