"""Freezing myapp against a bare script, and booting its tap against twistd's other ways to start it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.pairs import BIN, Figure, environment, processSeconds, ratio, shown

GOALS = {
    "mkapp myapp / shortest script that pickles it, CPU": ("at most", 0.75),
    "mkapp web / shortest script that pickles it, CPU": ("at most", 0.75),
    "twistd -f myapp.tap / twistd myapp, until it accepts": ("at most", 0.95),
    "twistd -f myapp.tap / twistd -y myapp.tac, until it accepts": ("at most", 0.95),
}

#: What any server with a web page has to import.
FLOOR = "import twisted.application.service, twisted.web.server"

TAC = """\
from twisted.application.service import Application
from {module} import Options, makeService

options = Options()
options.parseOptions({options!r})
application = Application("application")
makeService(options).setServiceParent(application)
"""

#: The shortest script that freezes what the plugin makes. Nothing in myapp's objects refers to the reactor.
PLAIN = (
    TAC
    + """
import pickle, sys

pickle.dump(application, sys.stdout.buffer, 4)
"""
)

#: The shortest for a server with an endpoint, which holds the reactor: a reference stands for that.
WITHOUT_REACTOR = (
    TAC
    + """
import importlib, pickle, sys
from twisted.internet import reactor


class Pickler(pickle.Pickler):
    def reducer_override(self, value):
        return (importlib.import_module, ("twisted.internet.reactor",)) if value is reactor else NotImplemented


Pickler(sys.stdout.buffer, 4).dump(application)
"""
)


def freePort() -> int:
    """Return a TCP port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def secondsToAccept(words: Sequence[str | Path], port: int, cwd: Path) -> float:
    """
    Start twistd and stop it at once when it serves.

    :param words: what comes after ``twistd -n -o``.
    :param port: the port of 127.0.0.1 that it will open.
    :param cwd: the directory to run it in; its output goes there.
    :return: seconds from its start until it has accepted a connection.
    :raise RuntimeError: with the end of its output if it ends, or does not accept within 30 seconds.
    """
    output = cwd / "twistd.out"
    with output.open("wb") as log:
        begin = time.monotonic()
        server = subprocess.Popen(
            [str(BIN / "twistd"), "-n", "-o", "--pidfile=", *map(str, words)],
            cwd=cwd,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        while True:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    return time.monotonic() - begin
            if server.poll() is not None or time.monotonic() - begin > 30:
                raise RuntimeError(output.read_text(errors="replace")[-500:])
            time.sleep(0.0005)
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()


def measure() -> dict[str, Figure]:
    """Return the figures; about half a minute."""
    port = freePort()
    arguments = ["--port", f"tcp:{port}:interface=127.0.0.1", "--control", str(freePort())]
    python = Path(sys.executable)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        tap, tac = place / "myapp.tap", place / "myapp.tac"
        plain, web = place / "plain.py", place / "web.py"
        plain.write_text(PLAIN.format(module="myapp.tap", options=arguments), encoding="utf-8")
        webArguments = ["--path", str(place), "--listen", f"tcp:{port}"]
        web.write_text(WITHOUT_REACTOR.format(module="twisted.web.tap", options=webArguments), encoding="utf-8")
        tac.write_text(TAC.format(module="myapp.tap", options=arguments), encoding="utf-8")

        def mkapp() -> float:
            return processSeconds([BIN / "mkapp", "myapp", *arguments], place, tap)

        def script(path: Path) -> float:
            return processSeconds([python, path], place, place / "script.pickle")

        def boots(*words: str | Path) -> float:
            return secondsToAccept(words, port, place)

        return {
            "mkapp myapp / importing service and web, CPU": ratio(
                mkapp, lambda: processSeconds([python, "-c", FLOOR], place)
            ),
            "mkapp myapp / shortest script that pickles it, CPU": ratio(mkapp, lambda: script(plain)),
            "mkapp web / shortest script that pickles it, CPU": ratio(
                lambda: processSeconds([BIN / "mkapp", "web", *webArguments], place, place / "web.tap"),
                lambda: script(web),
            ),
            "twistd -f myapp.tap / twistd myapp, until it accepts": ratio(
                lambda: boots("-f", tap), lambda: boots("myapp", *arguments)
            ),
            "twistd -f myapp.tap / twistd -y myapp.tac, until it accepts": ratio(
                lambda: boots("-f", tap), lambda: boots("-y", tac)
            ),
        }


def main() -> None:
    """Print the figures as JSON."""
    print(json.dumps(shown(measure()), indent=2))


if __name__ == "__main__":
    main()
