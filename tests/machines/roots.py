"""A root of Debian that is made once, copies of it that tests may spoil, and the machines that those boot as."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

#: Where the root is kept between runs.
CACHE = Path(os.environ.get("MKTAP_COMPAT_MACHINES", "/var/cache/mktap-compat-machines"))
REPOSITORY = Path(__file__).parents[2]
T = TypeVar("T")
PACKAGES = "systemd,systemd-sysv,dbus,python3,python3-venv,adduser"


def base() -> Path:
    """Return a root of Debian 12 with systemd and Python, made at the first call on a machine."""
    root = CACHE / "bookworm"
    if not root.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        beside = CACHE / f"bookworm.{os.getpid()}"
        run("debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(beside))
        beside.rename(root)
    return root


def copy(target: Path) -> Path:
    """Return a copy of the root."""
    run("cp", "-a", "--reflink=auto", str(base()), str(target))
    return target


def run(*words: str, check: bool = True, cwd: Path | None = None) -> str:
    """Run a command and return what it prints; fail with all that it says."""
    done = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=cwd,
        check=False,
    )
    assert not check or done.returncode == 0, f"{words}: status {done.returncode}\n{done.stdout}"
    return done.stdout


def within(root: Path, *words: str, check: bool = True) -> str:
    """Run a command in a root that is not booted."""
    return run(
        "chroot", str(root), "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", *words, check=check
    )


def tapdeploy(*words: str, cwd: Path) -> str:
    """Run tapdeploy as a user does."""
    return run(sys.executable, "-m", "mktap_compat", "tapdeploy", *words, cwd=cwd)


def mkapp(*words: str, cwd: Path) -> None:
    """Make a tap."""
    run(sys.executable, "-m", "mktap_compat", "mkapp", *words, cwd=cwd)


def wheels(target: Path, *requirements: str) -> None:
    """Put the wheels of this project and of what it needs into a directory, for pip without a network."""
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(target))
    for requirement in requirements:
        run(*pip, requirement)
    source = target.parent / "source"
    shutil.copytree(
        REPOSITORY, source, ignore=shutil.ignore_patterns(".*", "build", "tests", "__pycache__", "*.egg-info")
    )
    run(*pip, "--no-deps", str(source))


class Machine:
    """
    A machine that runs.

    :ivar root: its root.
    """

    def __init__(self, root: Path, leader: int) -> None:
        self.root = root
        self._leader = leader

    def do(self, *words: str, check: bool = True) -> str:
        """Run a command in it."""
        return run("nsenter", "-t", str(self._leader), "-m", "-u", "-i", "-p", "-C", "--", *words, check=check)

    def show(self, unit: str, name: str) -> str:
        """Return a property of a unit."""
        return self.do("systemctl", "show", "--value", "-p", name, unit).strip()


@contextmanager
def booted(root: Path) -> Iterator[Machine]:
    """Boot a root with its own systemd; it has the network of this machine."""
    words = ["systemd-nspawn", "-q", "-D", str(root), "--register=no", "--keep-unit", "-b"]
    console = root.parent / f"{root.name}.console"
    with console.open("wb") as log, subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as nspawn:
        try:
            leader = until(lambda: run("pgrep", "-P", str(nspawn.pid), "-x", "systemd", check=False).split())
            machine = Machine(root, int(leader[0]))
            until(lambda: machine.do("systemctl", "is-system-running", check=False).strip() in ("running", "degraded"))
            yield machine
        finally:
            nspawn.terminate()
            try:
                nspawn.wait(20)
            except subprocess.TimeoutExpired:
                nspawn.kill()


def until(look: Callable[[], T], seconds: float = 60) -> T:
    """Ask again and again until the answer is true, and return it."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < end, f"not within {seconds} s: {found!r}"
        time.sleep(0.05)
