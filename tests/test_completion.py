"""Tests of the shell completion that is installed: what a shell offers when Tab is pressed."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.processes import BIN, environment

COMPLETION = Path(__file__).parent.parent / "docs" / "completion"
PATH = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


def bash(*words: str) -> set[str]:
    """Return what bash offers for the last of the words."""
    script = (
        f"source '{COMPLETION / 'bash' / words[0]}'; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _{words[0]};"
        " printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(
        ["bash", "-c", script, "bash", *words], env=environment(PATH), capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_bashOffersOptions() -> None:
    """bash offers the options of each command that begin as typed."""
    assert bash("mkapp", "--out") == {"--output"}
    assert "--typeout" in bash("tapconvert", "--")
    assert bash("tapinspect", "--check", "--glob") == {"--globals"}


def test_bashOffersTargets() -> None:
    """bash offers the targets of tapdeploy, and after one of them its own options."""
    assert bash("tapdeploy", "sys") == {"systemd"}
    assert bash("tapdeploy", "kubernetes", "--rep") == {"--replicas"}
    assert bash("tapdeploy", "systemd", "--rep") == set()


def test_bashOffersPlugins() -> None:
    """bash offers the plugins that twistd knows, after options and their values too."""
    assert bash("mkapp", "mya") == {"myapp"}
    assert bash("mkapp", "-o", "x.tap", "port") == {"portforward"}
    assert {"web", "myapp"} <= bash("mktap", "")


def test_bashOffersOptionsOfPlugins() -> None:
    """bash offers a plugin's own options after its name."""
    assert bash("mkapp", "myapp", "--idle") == {"--idle-timeout"}
    assert bash("mkapp", "-o", "x.tap", "web", "--mime") == {"--mime-type"}


def test_bashLeavesValuesAlone() -> None:
    """bash offers nothing of ours where an option's value belongs, so that it completes files."""
    assert bash("mkapp", "--output", "my") == set()


@pytest.mark.skipif(not shutil.which("zsh") and not os.environ.get("CI"), reason="no zsh here: apt-get install zsh")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [("mkapp mya", "myapp"), ("mkapp myapp --idle", "--idle-timeout"), ("tapconvert --typeo", "--typeout")],
)
def test_zshCompletes(typed: str, offered: str, tmp_path: Path) -> None:
    """zsh completes plugins, their options and ours when Tab is pressed."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(PATH, TERM="dumb", HOME=str(tmp_path), PROMPT="> ")
        os.execvp("zsh", ["zsh", "-f", "-i"])
    shown = b""
    begin = f"fpath=({COMPLETION / 'zsh'} $fpath); autoload -U compinit; compinit -u -D; echo rea''dy\n"
    try:
        os.write(terminal, begin.encode())
        shown = readUntil(terminal, b"ready", shown)
        os.write(terminal, typed.encode() + b"\t")
        shown = readUntil(terminal, offered.encode(), b"")
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(terminal)
    assert offered.encode() in shown


def readUntil(terminal: int, wanted: bytes, shown: bytes) -> bytes:
    """Read what the shell shows until something appears in it, at most 20 seconds."""
    end = time.monotonic() + 20
    while wanted not in shown and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            shown += os.read(terminal, 4096)
    assert wanted in shown, shown
    return shown
