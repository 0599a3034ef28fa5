"""
Does mkapp freeze what a plugin from elsewhere would run?

Make a virtual environment, install this project and what ``cases.GROUPS`` names for the rows into it, and run its
Python here, for example::

    python3 -m venv /tmp/klein && /tmp/klein/bin/pip install . Twisted[tls] klein txsni wokkel
    /tmp/klein/bin/python tests/plugins/thirdparty/check.py '^(klein|txsni|wokkel)' [options for mkapp]

For each row whose name matches: ``twistd`` runs the plugin, ``mkapp`` freezes it, ``twistd -f`` boots the tap, and then
what that saved on SIGTERM, each in a directory of its own; one probe asks all three. One line a row; the exit status is
1 if a row fails, 2 if none matches. Rows of plugins that refuse root run as nobody, who must be able to read the
environment.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[3])]

from cases import ROWS  # noqa: E402
from rows import Row  # noqa: E402

from tests.processes import BIN, accepts, freePort, poll  # noqa: E402

PLACEHOLDER = re.compile(r"\{([a-z]+\d?)\}")


class Backend(BaseHTTPRequestHandler):
    """What forwarders forward to."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"BACKEND-OK")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Scene:
    """The directory of a row, its ports and its processes."""

    def __init__(self, row: Row, directory: Path, backend: int) -> None:
        self.row = row
        self.directory = directory
        self.words = {"d": str(directory), "backend": str(backend)}
        self.words |= {name: str(freePort()) for name in ("p1", "p2", "p3")}
        self.user = pwd.getpwnam("nobody").pw_uid if row.unprivileged and os.getuid() == 0 else None
        if "command:openssl" in row.needs:
            self.words["pem"] = keyWithCertificate(directory)
        for name in row.directories:
            (directory / name).mkdir()
        self.write(directory, row.files)
        self.environment = {**os.environ, "HOME": str(directory), "PYTHONPATH": str(directory)}
        self.environment |= {name: self.filled(text) for name, text in row.environment.items()}

    def filled(self, text: str) -> str:
        """Fill placeholders in."""
        return PLACEHOLDER.sub(lambda found: self.words[found[1]], text)

    def write(self, directory: Path, files: object) -> None:
        """Write files, and give all to the user of the processes."""
        assert isinstance(files, dict)
        for name, text in files.items():
            target = directory / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self.filled(text))
        if self.user is not None:
            for path in [self.directory, *self.directory.rglob("*")]:
                os.chown(path, self.user, -1)

    def folder(self, name: str) -> Path:
        """Make a directory to run a process in."""
        made = self.directory / f"cwd-{name}"
        made.mkdir()
        self.write(made, dict(self.row.cwd_files))
        return made

    @contextlib.contextmanager
    def running(self, name: str, words: Sequence[str], port: str = "p1") -> Iterator[Path]:
        """Run twistd until its port accepts, give its directory, stop it."""
        folder = self.folder(name)
        log = self.directory / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [BIN / "twistd", "-n", "--pidfile=", *words],
                cwd=folder, env=self.environment, user=self.user, stdout=output, stderr=output,
            )  # fmt: skip
        try:

            def ready() -> bool:
                assert process.poll() is None, log.read_text()[-2000:]
                return accepts(int(self.words[port]))

            poll(ready, f"{name} to accept")
            yield folder
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)

    def probe(self) -> None:
        """Ask the server."""
        for step in self.row.probe:
            step.probe(*map(self.filled, step.args), **step.options)

    def check(self, options: Sequence[str]) -> str:
        """Go through all of it; return a summary, raise what goes wrong."""
        argv = [self.filled(word) for word in self.row.argv]
        with contextlib.ExitStack() as beside:
            if self.row.companion:
                companion = [self.filled(word) for word in self.row.companion]
                beside.enter_context(self.running("companion", companion, "p3"))
            try:
                with self.running("control", argv):
                    self.probe()
            except (AssertionError, OSError) as error:
                raise AssertionError(f"plain twistd fails already: {error}") from error
            tap = self.directory / "x.tap"
            command = [BIN / "mkapp", *options, "-o", tap, *argv]
            done = subprocess.run(
                command, cwd=self.folder("freeze"), env=self.environment, user=self.user, capture_output=True, text=True
            )
            assert done.returncode == 0, done.stderr
            with self.running("boot", ["-f", str(tap)]) as folder:
                self.probe()
            saved = list(folder.glob("*-shutdown.tap"))
            assert saved, "nothing was saved at shutdown"
            with self.running("reboot", ["-f", str(saved[0])]):
                self.probe()
        said = done.stderr.strip().splitlines()[-1]
        return f"{tap.stat().st_size} bytes; {said}"


def keyWithCertificate(directory: Path) -> str:
    """Make a key with a certificate that it signed itself."""
    file = directory / "made.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", str(file)]
    certificate = subprocess.run(["openssl", *words], check=True, capture_output=True, text=True).stdout
    return file.read_text() + certificate


def main(argv: Sequence[str]) -> int:
    """Run the rows that match; return the exit status."""
    rows = [row for row in ROWS if re.search(argv[0] if argv else "", row.name)]
    if not rows:
        print(f"check.py: no row matches {argv[0]!r}", file=sys.stderr)
        return 2
    backend = HTTPServer(("127.0.0.1", 0), Backend)
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    failed = 0
    for row in rows:
        directory = Path(tempfile.mkdtemp(prefix="plugins-"))
        directory.chmod(0o755)
        try:
            print(f"ok    {row.name:32} {Scene(row, directory, backend.server_port).check(argv[1:])}", flush=True)
            shutil.rmtree(directory)
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            failed += 1
            print(f"FAIL  {row.name:32} {' '.join(str(error).split())[-300:]} (see {directory})", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
