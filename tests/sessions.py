"""Console sessions as documents show them: read them from a page, type them into a shell, compare what comes out."""

from __future__ import annotations

import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.processes import BIN, accepts, environment

#: What brings up the loopback interface of a fresh network namespace, then becomes the program.
LOOPBACK = """
import fcntl, os, socket, struct, sys
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 0x41))
os.execvp(sys.argv[1], sys.argv[1:])
"""
#: A line that no program prints, between the outputs of two commands.
MARK = "@@next@@"
#: Who types takes a moment to read; a shell does not, so after a kill it waits until the server has saved itself.
WATCH = "stopped=$(cat twistd.pid)"
PAUSE = 'while kill -0 "$stopped" 2>/dev/null; do sleep 0.05; done'
#: What stands in for programs that pages use, and a machine may not have.
STANDINS = Path(__file__).parent / "standins"
#: The ports that pages and demos use.
PORTS = (7000, 8080, 8081, 9000)
#: What pages call the directory that a session is typed in.
PLACE = "/home/ada/board"


@dataclass(frozen=True)
class Step:
    """One command of a session, the lines of output shown below it, and where it stands."""

    command: str
    output: str
    line: int


def stepsOf(page: Path) -> Iterator[Step]:
    """Yield the steps of all console blocks of a page: ``code-block:: console`` in reST, fences in Markdown."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".md":
        pattern = re.compile(r"^```console\n(.*?)^```", re.M | re.S)
    else:
        pattern = re.compile(r"^\.\. code-block:: console\n\n((?:(?: {4}.*)?\n)+)", re.M)
    for block in pattern.finditer(text):
        first = text.count("\n", 0, block.start(1)) + 1
        yield from stepsIn(textwrap.dedent(block[1]), first)


def stepsIn(block: str, first: int) -> Iterator[Step]:
    """Yield the steps of one block: ``$`` begins a command, ``>`` goes on with it, all else is output."""
    commands: list[tuple[list[str], list[str], int]] = []
    for number, line in enumerate(block.rstrip("\n").split("\n"), first):
        if line.startswith("$ "):
            commands.append(([line[2:]], [], number))
        elif line.startswith("> ") and not commands[-1][1]:
            commands[-1][0].append(line[2:])
        else:
            commands[-1][1].append(line)
    for command, output, number in commands:
        yield Step("\n".join(command), "\n".join(output).rstrip("\n"), number)


@functools.cache
def seclusion() -> tuple[str, ...]:
    """Return the command that runs a program with all ports to itself; its processes end with it."""
    if not shutil.which("unshare"):
        return ()
    namespaces = ["unshare", "--net", "--pid", "--fork", "--kill-child"]
    if os.getuid():
        namespaces.append("--map-root-user")
    words = (*namespaces, sys.executable, "-c", LOOPBACK)
    works = subprocess.run([*words, "true"], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    return words if works else ()


def alone(words: Sequence[str | Path], cwd: Path) -> str:
    """
    Run a program that uses fixed ports in a network namespace of its own.

    :param words: the program and its arguments.
    :param cwd: the directory to run it in; output goes through a file there, which no daemon can keep open for us.
    :return: what it printed, on both streams.
    """
    if not seclusion() and any(map(accepts, PORTS)):
        busy = f"ports {PORTS} are not free, and there are no network namespaces (unshare --net)"
        pytest.fail(busy) if os.environ.get("CI") else pytest.skip(busy)
    out = cwd.with_name(f"{cwd.name}.out")
    with out.open("wb") as stream:
        subprocess.run(
            [*seclusion(), *map(str, words)],
            cwd=cwd,
            env=environment({"PATH": f"{BIN}:{os.environ['PATH']}:{STANDINS}", "LC_ALL": "C.UTF-8"}),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            timeout=120,
        )
    if not seclusion():
        for pidfile in cwd.glob("*.pid"):
            os.kill(int(pidfile.read_text()), signal.SIGTERM)
    return out.read_text(encoding="utf-8").replace(str(cwd), PLACE)


def outputs(steps: Sequence[Step], cwd: Path) -> list[str]:
    """Type the commands of a session into one shell, a moment after each ``kill``, and return what each printed."""
    script = cwd.with_name(f"{cwd.name}.sh")
    typed = [
        f"{WATCH}\n{step.command}\n{PAUSE}" if step.command.startswith("kill ") else step.command for step in steps
    ]
    script.write_text("".join(f"{command}\necho '{MARK}'\n" for command in typed), encoding="utf-8")
    parts = alone(["bash", script], cwd).split(f"{MARK}\n")
    return [part.rstrip("\n") for part in parts[:-1]]


def steady(text: str) -> str:
    """Return output without what differs from run to run or by machine: times, sizes, offsets and versions."""
    text = re.sub(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d([+-]\d{4}|Z)?", "DATE TIME", text)
    text = re.sub(r"\b\d[\d,]* bytes\b", "N bytes", text)
    text = re.sub(r"\bbyte \d+", "byte N", text)
    text = re.sub(r"\b\d+ seconds? ago\b", "N seconds ago", text)
    text = re.sub(r"\b(Twisted|Python|mktap-compat)( +)\d+(\.\d+)+\b", r"\1\2 X.Y.Z", text)
    return re.sub(r"[ \t]+$", "", text, flags=re.M)


def agrees(shown: str, printed: str) -> bool:
    """Tell whether output is what a page shows; ``...`` in the page stands for anything."""
    pattern = ".*?".join(re.escape(part) for part in steady(shown).split("..."))
    return re.fullmatch(pattern, steady(printed), re.S) is not None
