"""A rehearsal: another process, in which nothing was made yet, boots the graph and tells what that leaves there."""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import warnings
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from mktap_compat.freezing.modulestate import Name

#: Seconds that booting a graph may take.
LIMIT = 60.0


class Job(NamedTuple):
    """
    What is rehearsed.

    :ivar graph: the graph.
    :ivar imports: modules that booting imports before, and what finds the plugin's in them.
    :ivar names: what is to be looked at afterwards.
    """

    graph: bytes
    imports: tuple[str, ...]
    names: tuple[Name, ...]


class Outcome(NamedTuple):
    """
    What booting the graph left.

    :ivar error: why it does not boot; empty if it does.
    :ivar calls: what was left on the reactor.
    :ivar process: portraits of the process's state.
    :ivar names: portraits of what was asked for and of what changed; ``None`` for what is not there.
    """

    error: str = ""
    calls: tuple[str, ...] = ()
    process: dict[str, str] = {}
    names: dict[Name, str | None] = {}


class Rehearsal:
    """
    A copy of this process, from before anything is imported or made, that waits for its part.

    :param boot: does it, in the copy.
    """

    pid: int
    _send: int
    _receive: int

    def __init__(self, boot: Callable[[Job], Outcome]) -> None:
        if sys.platform == "win32":
            raise OSError("a process can't be copied there")
        receive, self._send = os.pipe()
        self._receive, send = os.pipe()
        with warnings.catch_warnings():
            # threads that the copy does not have hold nothing that it needs
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            _play(boot, receive, send, (self._send, self._receive))
        os.close(receive)
        os.close(send)

    def run(self, job: Job) -> Outcome:
        """
        Have the graph booted.

        :param job: what is rehearsed.
        """
        try:
            with os.fdopen(os.dup(self._send), "wb") as sending:
                sending.write(pickle.dumps(job))
            os.close(self._send)
            self._send = -1
            if not select.select([self._receive], [], [], LIMIT)[0]:
                return Outcome(f"it does not load within {LIMIT:.0f} seconds")
            with os.fdopen(os.dup(self._receive), "rb") as receiving:
                found: Outcome = pickle.loads(receiving.read())
                return found
        except (OSError, EOFError, pickle.UnpicklingError):
            return Outcome("loading it ends the process")

    def end(self) -> None:
        """Let the copy end; nothing of this process waits for it."""
        if sys.platform == "win32":
            return
        for descriptor in (self._send, self._receive):
            if descriptor >= 0:
                os.close(descriptor)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


class Spawned:
    """
    A new process in the place of a copy, where the system makes no copies; it starts when it is its part.

    :param reactor: the name of the reactor, ``None`` for the default.
    """

    #: What it runs; what the modules that it imports print must not get among its answer.
    PROGRAM = """
import os, pickle, sys
answer = os.fdopen(os.dup(1), "wb")
nowhere = os.open(os.devnull, os.O_RDWR)
os.dup2(nowhere, 1), os.dup2(nowhere, 2)
path, modules, reactor, job = pickle.load(sys.stdin.buffer)
sys.path[:] = path
for name in modules:
    try:
        __import__(name)
    except Exception:
        # one that a program made, or that only its own package imports
        continue
from mktap_compat.freezing.watching import Watch
with Watch(reactor=reactor) as watch:
    answer.write(pickle.dumps(watch.boot(pickle.loads(job))))
answer.flush()
os._exit(0)
"""
    #: There is no process that a plugin could take for its own.
    pid = 0

    def __init__(self, reactor: str | None) -> None:
        self._path = list(sys.path)
        # none of them makes a difference later then; the reactor is what the stand-in stands for
        self._modules = [name for name in sys.modules if name not in ("__main__", "twisted.internet.reactor")]
        self._reactor = reactor
        self._directory = os.getcwd()

    def run(self, job: Job) -> Outcome:
        """
        Have the graph booted.

        :param job: what is rehearsed.
        """
        import subprocess

        given = pickle.dumps((self._path, self._modules, self._reactor, pickle.dumps(job)))
        program = [sys.executable, "-c", self.PROGRAM]
        try:
            done = subprocess.run(program, input=given, capture_output=True, cwd=self._directory, timeout=LIMIT)
            found: Outcome = pickle.loads(done.stdout)
            return found
        except subprocess.TimeoutExpired:
            return Outcome(f"it does not load within {LIMIT:.0f} seconds")
        except (OSError, EOFError, pickle.UnpicklingError):
            return Outcome("loading it ends the process")

    def end(self) -> None:
        """Do nothing: the process has ended."""


def _play(boot: Callable[[Job], Outcome], receive: int, send: int, others: Iterable[int]) -> None:
    """Wait for the job, do it and end: in the copy, which must not say or do anything else."""
    try:
        for each in others:
            os.close(each)
        with os.fdopen(receive, "rb") as receiving:
            data = receiving.read()
        if data:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for standard in range(3):
                os.dup2(nowhere, standard)
            os.close(nowhere)
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
            outcome: Any = boot(pickle.loads(data))
            with os.fdopen(send, "wb") as sending:
                sending.write(pickle.dumps(outcome))
    finally:
        os._exit(0)
