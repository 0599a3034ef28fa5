"""What end-to-end tests start and wait for: free ports, the project's commands, and twistd."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

#: Where the interpreter's environment keeps its console scripts.
BIN = Path(sysconfig.get_path("scripts"))
#: Seconds after which waiting is given up.
LIMIT = 30.0

#: A console of Windows with one program in it, in which Ctrl-C is typed when standard input ends.
CONSOLE = """
import os, signal, subprocess, sys, threading
signal.signal(signal.SIGINT, lambda *ignored: None)
program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
def end():
    os._exit(program.wait() & 0x7fffffff)
threading.Thread(target=end).start()
sys.stdin.read()
os.kill(0, signal.CTRL_C_EVENT)
"""

T = TypeVar("T")


def freePort() -> int:
    """Return a TCP port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def poll(question: Callable[[], T], what: str, limit: float = LIMIT) -> T:
    """Ask until the answer is true and return it; :class:`AssertionError` naming ``what`` after ``limit`` seconds."""
    end = time.monotonic() + limit
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < end, f"waited {limit} s for {what}"
        time.sleep(0.02)


def accepts(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether something accepts TCP connections there."""
    try:
        socket.create_connection((host, port), 2).close()
    except OSError:
        return False
    return True


def catchesTermination(pid: int) -> bool:
    """
    Tell whether a process has a handler for SIGTERM; true where ``/proc`` does not tell.

    A port accepts from the moment the server listens, and the reactor catches signals a little later, when it runs:
    SIGTERM between the two ends the server before it can save itself.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True
    caught = next((line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")), "")
    return not caught or bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def environment(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """Return this process's environment with changes: a value sets, ``None`` takes away."""
    result = dict(os.environ)
    for name, value in (changes or {}).items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def command(
    *words: str | Path,
    cwd: Path | str | None = None,
    env: Mapping[str, str | None] | None = None,
    stdin: bytes = b"",
) -> subprocess.CompletedProcess[bytes]:
    """Run a console script of this environment, such as ``mkapp``, to its end."""
    return subprocess.run(
        [str(BIN / words[0]), *map(str, words[1:])],
        cwd=cwd,
        env=environment(env),
        input=stdin,
        capture_output=True,
        timeout=LIMIT * 2,
    )


@dataclass
class Twistd:
    """A running ``twistd``."""

    process: subprocess.Popen[bytes]
    log: Path

    def text(self) -> str:
        """Return what it has logged."""
        return self.log.read_text(errors="replace")

    def waitForPort(self, port: int) -> None:
        """Wait until the port accepts; fail with the log if the process ends first."""

        def ready() -> bool:
            assert self.process.poll() is None, f"twistd ended early:\n{self.text()}"
            return accepts(port) and catchesTermination(self.process.pid)

        poll(ready, f"port {port}")

    def stop(self) -> int:
        """Send SIGTERM, on Windows type Ctrl-C, wait for the end, and return the exit status."""
        if self.process.poll() is None:
            if sys.platform == "win32":
                assert self.process.stdin is not None
                self.process.stdin.close()
            else:
                self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LIMIT)


@contextlib.contextmanager
def twistd(
    *arguments: str | Path,
    cwd: Path,
    ports: Sequence[int] = (),
    env: Mapping[str, str | None] | None = None,
) -> Iterator[Twistd]:
    """
    Run ``twistd -n --pidfile=`` with these arguments in a directory, wait for its ports, and stop it at the end.

    On Windows it has a console of its own, and writes no file with its number.

    Its log is ``twistd-N.log`` beside the directory's other files.
    """
    number = len(list(cwd.glob("twistd-*.log")))
    log = cwd / f"twistd-{number}.log"
    with log.open("wb") as output:
        words = [str(BIN / "twistd"), "-n", *map(str, arguments)]
        flags = 0
        if sys.platform == "win32":
            words = [sys.executable, "-c", CONSOLE, *words]
            flags = subprocess.CREATE_NO_WINDOW
        else:
            words.insert(2, "--pidfile=")
        process = subprocess.Popen(
            words,
            cwd=cwd,
            env=environment(env),
            stdin=subprocess.PIPE if flags else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            creationflags=flags,
        )
    server = Twistd(process, log)
    try:
        for port in ports:
            server.waitForPort(port)
        yield server
    finally:
        if process.poll() is None:
            try:
                server.stop()
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
