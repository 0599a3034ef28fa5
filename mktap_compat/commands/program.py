"""The program in one file that ``tapdeploy pyz`` builds: it runs twistd with the tap in it, or says what it is."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Sequence
from typing import Any

from mktap_compat.commands.cli.exits import Status, complain, note
from mktap_compat.errors import TapError

USAGE = """\
Usage: {program} [--state-dir DIR] [twistd options]
Runs the server that is in this file, in the foreground, under Python {python}.
      --state-dir=DIR  where its state is kept; by default $STATE_DIRECTORY,
                       else ~/.local/state/{name}
      --tap=FILE       run this tap instead of the one in the file
      --inspect        say what it serves, without starting it
      --check [...]    exit with 1 unless loading the tap is allowed; see
                       'tapinspect --check', whose options it takes
      --help           this text
Everything else is for twistd."""


class Embedded:
    """
    What is in the file that runs.

    :param path: the file.
    """

    def __init__(self, path: str) -> None:
        with zipfile.ZipFile(path) as archive:
            self.tap = archive.read("tap")
            self.about: dict[str, Any] = json.loads(archive.read("about.json"))
        self.name: str = self.about["name"]


def main(path: str, argv: Sequence[str]) -> int:
    """
    Run the program.

    :param path: the file that it is.
    :param argv: its arguments.
    :return: an exit status; a server ends the process itself.
    """
    embedded = Embedded(path)
    program = os.path.basename(path)
    words = list(argv)
    if words[:1] in (["--help"], ["-h"]):
        print(USAGE.format(program=program, name=embedded.name, python=".".join(map(str, sys.version_info[:2]))))
        return Status.DONE
    try:
        given = _taken(words, "--state-dir")
        state = given or os.environ.get("STATE_DIRECTORY") or os.path.expanduser(f"~/.local/state/{embedded.name}")
        tap = _taken(words, "--tap")
        if words[:1] in (["--inspect"], ["--check"]):
            return _inspected(embedded, tap, words)
        return _serve(embedded, tap, os.path.abspath(state), words)
    except (TapError, OSError) as error:
        complain(program, str(error))
        return Status.FAILED


def _taken(words: list[str], option: str) -> str | None:
    """Take an option and its value out of a command line."""
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == option:
            if not equals and index + 1 == len(words):
                raise TapError(f"{option}: what follows it?")
            if not equals:
                value = words[index + 1]
            del words[index : index + (1 if equals else 2)]
            return value
    return None


def _inspected(embedded: Embedded, tap: str | None, words: list[str]) -> int:
    """Let tapinspect tell of the tap, which it gets on standard input."""
    import io

    from mktap_compat.commands import tapinspect

    if tap is None:
        sys.stdin = io.TextIOWrapper(io.BytesIO(embedded.tap))
    options = ["--check", *words[1:]] if words[0] == "--check" else words[1:]
    return tapinspect.main([*options, tap or "-"])


def _serve(embedded: Embedded, tap: str | None, state: str, words: list[str]) -> int:
    """Run twistd in the directory for the state, with the tap in a file that nobody else can read."""
    from twisted.scripts.twistd import run

    from mktap_compat.tapfile import writeSafely

    os.makedirs(state, mode=0o700, exist_ok=True)
    tap = os.path.abspath(tap) if tap is not None else None
    os.environ["STATE_DIRECTORY"] = state
    os.chdir(state)
    if tap is None:
        tap = os.path.join(state, f"{embedded.name}.tap")
        writeSafely(tap, embedded.tap, mode=0o600, replace=True)
    log = ["--logger=mktap_compat.deploying.journal.observer"] if "NOTIFY_SOCKET" in os.environ else []
    sys.argv[1:] = ["--nodaemon", "--pidfile=", *log, *words, f"--file={tap}"]
    run()
    return Status.DONE


def console() -> None:
    """Run the program and leave the process."""
    path = sys.argv[0]
    if not zipfile.is_zipfile(path):
        note("this is the main function of a program that 'tapdeploy pyz' builds")
        sys.exit(Status.USAGE)
    sys.exit(main(path, sys.argv[1:]))
