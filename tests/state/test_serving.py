"""Real servers that are killed, stopped, upgraded and started again."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import BIN, Twistd, command, environment, freePort, poll, twistd

SITE = Path(__file__).parent / "site"
#: How many rounds of kill -9; more where there is time.
ROUNDS = int(os.environ.get("STATE_ROUNDS", "10"))


class Place:
    """A directory with the plugin ``tally``, and a port."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.port = freePort()
        self.env = {"PYTHONPATH": str(path / "site"), "STATE_DIRECTORY": None}
        shutil.copytree(SITE, path / "site", ignore=shutil.ignore_patterns("__pycache__", "dropin.cache"))
        path.chmod(0o755)

    def make(self, *words: str | Path, name: str = "t.tap", options: tuple[str, ...] = ()) -> None:
        """Make a tap."""
        done = self.mkapp(*words, "-o", name, options=options)
        assert done.returncode == 0, done.stderr.decode()

    def mkapp(self, *words: str | Path, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[bytes]:
        """Run mkapp."""
        return command("mkapp", *words, "tally", "--port", str(self.port), *options, cwd=self.path, env=self.env)

    @contextmanager
    def serving(self, *words: str, tap: str = "t.tap") -> Iterator[Twistd]:
        """Serve a tap."""
        with twistd(*words, "-f", tap, cwd=self.path, ports=[self.port], env=self.env) as server:
            yield server

    def refused(self, *words: str, tap: str = "t.tap") -> str:
        """Start a tap that will not be served; return the last line of what it says."""
        done = command("twistd", "-n", "--pidfile=", *words, "-f", tap, cwd=self.path, env=self.env)
        assert done.returncode == 1
        return (done.stdout + done.stderr).decode().strip().splitlines()[-1]

    def ask(self, *lines: str) -> list[str]:
        """Send lines, return an answer for each."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as client:
            answers = client.makefile("r")
            found = []
            for line in lines:
                client.sendall(f"{line}\r\n".encode())
                found.append(answers.readline().strip())
            return found

    def kill(self, server: Twistd) -> None:
        """Kill a server at once."""
        server.process.kill()
        server.process.wait()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a directory to serve in."""
    return Place(tmp_path)


def saved(place: Place, name: str = "tally") -> int:
    """Return when the newest state file was written, in nanoseconds; 0 if there is none."""
    path = place.path / f"{name}-shutdown.tap"
    return path.stat().st_mtime_ns if path.exists() else 0


def test_killedServerGoesOn(place: Place) -> None:
    """After kill -9 the server goes on where it was at the last checkpoint, and says what it carried."""
    place.make("--checkpoint", "0.1")
    with place.serving() as server:
        place.ask("a", "a", "b")
        poll(lambda: saved(place), "a checkpoint")
        poll(lambda: b"learned" in (place.path / "tally-shutdown.tap").read_bytes(), "state")
        time.sleep(0.3)
        place.kill(server)
    with place.serving() as server:
        assert place.ask("?", "a") == ["hello a=2 b=1", "3"]
        assert "Resumed" in server.text()
        assert "generation 1" in server.text()


def test_killedAtAnyMoment(place: Place) -> None:
    """Killed under load at random moments, nothing older than the interval is ever lost."""
    place.make("--checkpoint", "0.1")
    known = 0
    for _ in range(ROUNDS):
        with place.serving() as server, socket.create_connection(("127.0.0.1", place.port), 10) as client:
            answers = client.makefile("r")
            client.sendall(b"?\r\n")
            told = dict(word.split("=") for word in answers.readline().split()[1:])
            assert int(told.get("n", 0)) >= known, server.text()
            history: list[tuple[float, int]] = []
            end = time.monotonic() + 0.5 + random.random()
            while time.monotonic() < end:
                client.sendall(b"n\r\n")
                history.append((time.monotonic(), int(answers.readline())))
            killed = time.monotonic()
            place.kill(server)
            # an interval, and the time that writing took on a busy machine
            known = max((count for when, count in history if when < killed - 0.6), default=known)


def test_connectedClientsAreNotCarried(place: Place) -> None:
    """Clients that are connected at a checkpoint are not listed after a crash; what they said is there."""
    place.make("--checkpoint", "0.1")
    with place.serving() as server:
        clients = [socket.create_connection(("127.0.0.1", place.port), 10) for _ in range(200)]
        poll(lambda: place.ask("!") == ["201 201"] or int(place.ask("!")[0].split()[0]) >= 201, "clients")
        before = saved(place)
        place.ask("word")
        poll(lambda: saved(place) > before, "a checkpoint")
        time.sleep(0.5)
        place.kill(server)
        for client in clients:
            client.close()
    with place.serving() as server:
        assert place.ask("!", "?") == ["1 1", "hello word=1"], server.text()


def test_hangupSaves(place: Place) -> None:
    """SIGHUP stops the server cleanly and saves, as SIGTERM does."""
    place.make("--resume")
    with place.serving() as server:
        place.ask("a")
        server.process.send_signal(signal.SIGHUP)
        server.process.wait(30)
        assert "Saved." in server.text()
    with place.serving():
        assert place.ask("?") == ["hello a=1"]


def test_stateFileBootsByItself(place: Place) -> None:
    """The state file is a tap: it serves by its name, also where the tap asked for nothing, and goes on."""
    place.make()
    with place.serving():
        place.ask("a")
    with place.serving(tap="tally-shutdown.tap"):
        assert place.ask("?", "a") == ["hello a=1", "2"]
    with place.serving(tap="tally-shutdown.tap"):
        assert place.ask("?") == ["hello a=2"]
    with place.serving(tap="tally-shutdown.2.tap"):
        assert place.ask("?") == ["hello a=1"]


def test_nothingSavedIsOverwritten(place: Place) -> None:
    """Starting the original tap again keeps what the run before had saved, and the log says where."""
    place.make()
    with place.serving():
        place.ask("a")
    with place.serving() as server:
        assert place.ask("?") == ["hello"]
    assert "Earlier state is kept as" in server.text()
    with place.serving(tap="tally-shutdown.1.tap"):
        assert place.ask("?") == ["hello a=1"]


def test_noSaveWritesNothing(place: Place) -> None:
    """With --no_save nothing is written, checkpoints included."""
    place.make("--checkpoint", "0.1")
    with place.serving("--no_save"):
        place.ask("a")
        time.sleep(0.5)
    assert not list(place.path.glob("*-shutdown*.tap"))


def test_secondServerIsRefused(place: Place) -> None:
    """A second server on the same state is refused with the number of the first; one that does not resume is not."""
    place.make("--resume")
    with place.serving() as server:
        assert f"StateError: process {server.process.pid} serves state" in place.refused()
    place.make(name="other.tap")


def test_daemonSaysWhy(place: Place) -> None:
    """As a daemon the refusal comes back to who started it, the cause first, and no pid file stays."""
    place.make("--resume")
    with place.serving() as server:
        done = subprocess.run(
            [str(BIN / "twistd"), "--pidfile=d.pid", "-l", "d.log", "-f", "t.tap"],
            cwd=place.path,
            env=environment(place.env),
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == 1
        assert f"StateError: process {server.process.pid} serves state".encode() in done.stderr
    assert not (place.path / "d.pid").exists()


def test_directoryThatCantBeWritten(place: Place) -> None:
    """A state directory that is not there is refused before serving, in one line."""
    place.make("--checkpoint", "1", "--state-dir", "none")
    assert "StateError: can't lock state in" in place.refused()


def test_newOptionsAreMerged(place: Place) -> None:
    """A new tap of the same name, with other options, goes on with what was learned."""
    place.make("--resume")
    with place.serving():
        place.ask("a")
    place.make("--resume", options=("--greeting", "hi"))
    with place.serving() as server:
        assert place.ask("?") == ["hi a=1"]
        assert "under other options" in server.text()


def change(place: Place, old: str, new: str) -> None:
    """Change the plugin's code."""
    module = place.path / "site" / "tallytap.py"
    text = module.read_text()
    assert old in text
    module.write_text(text.replace(old, new))


def test_newCodeIsMerged(place: Place) -> None:
    """New code with an attribute more, under --style recipe, goes on with what was learned."""
    place.make("--resume", "--style", "recipe")
    with place.serving():
        place.ask("a")
    change(place, "        self.port = port\n", "        self.port = port\n        self.more = 5\n")
    with place.serving() as server:
        assert place.ask("?") == ["hello a=1"]
        assert "under other code" in server.text()


def test_classThatIsGone(place: Place) -> None:
    """A class that is gone is refused by path, with the ways out; nothing is overwritten, and it can come back."""
    place.make("--resume", "--style", "recipe")
    with place.serving():
        place.ask("a")
    before = (place.path / "tally-shutdown.tap").read_bytes()
    change(place, "class Word:", "class Term:")
    line = place.refused()
    assert "StateError: no place for services[0]." in line
    assert "tallytap.Word is gone" in line
    assert "--drop" in line
    assert (place.path / "tally-shutdown.tap").read_bytes() == before
    preview = place.mkapp("--state-from", "tally-shutdown.tap", "--preview")
    assert preview.returncode == 1
    assert b"no place  services[0].words" in preview.stdout
    change(place, "class Term:", "class Word:")
    with place.serving():
        assert place.ask("?") == ["hello a=1"]


def test_dropMakesATapThatGoesOn(place: Place) -> None:
    """``--state-from FILE --drop PATH`` begins with the rest; ``--without-state`` begins anew beside it."""
    place.make("--resume")
    with place.serving():
        place.ask("a")
    place.make("--state-from", "tally-shutdown.tap", "--drop", "services[0].words")
    with place.serving():
        assert place.ask("?", "b") == ["hello", "1"]
    with place.serving():
        assert place.ask("?") == ["hello b=1"]
    place.make("--without-state")
    with place.serving():
        assert place.ask("?", "c") == ["hello", "1"]
    with place.serving():
        assert place.ask("?") == ["hello c=1"]
    assert len(list(place.path.glob("tally-shutdown*.tap"))) >= 3


def test_namesKeepServersApart(place: Place) -> None:
    """Two applications of one plugin live in one directory under two names."""
    place.make("--resume", "--name", "one")
    with place.serving():
        place.ask("a")
    place.make("--resume", "--name", "two")
    with place.serving():
        assert place.ask("?") == ["hello"]
    assert saved(place, "one")
    assert saved(place, "two")


def test_damagedStateGivesWay(place: Place) -> None:
    """Of a damaged state file the earlier generation is taken; started by its name it is refused."""
    place.make("--resume")
    for word in ("a", "b"):
        with place.serving():
            place.ask(word)
    newest = place.path / "tally-shutdown.tap"
    whole = newest.read_bytes()
    position = whole.index(b"tallytap")
    newest.write_bytes(whole[:position] + b"x" + whole[position + 1 :])
    assert "damaged" in place.refused(tap="tally-shutdown.tap")
    with place.serving() as server:
        assert place.ask("?") == ["hello a=1"]
        assert "is damaged: set aside as" in server.text()


def test_stateOfOthersIsNotLoaded(place: Place) -> None:
    """A state file is judged like a graph: one that names what nobody allowed is refused, and nothing of it runs."""
    from mktap_compat.tapfile import digest, pack, unpack

    place.make("--resume")
    with place.serving():
        place.ask("a")
    newest = place.path / "tally-shutdown.tap"
    parts = unpack(newest.read_bytes())
    assert parts is not None
    header, graph = parts
    header["state"]["learned"] = b"cos\nsystem\n(S'touch PWNED'\ntR."
    newest.write_bytes(pack({**header, "digest": digest(header, graph)}, graph))
    assert "StateError: not allowed in state" in place.refused()
    assert not (place.path / "PWNED").exists()


def test_checkedTapResumes(place: Place) -> None:
    """``twistd tap --resume`` goes on from the state file, once that passes the check too."""
    place.make()
    with place.serving():
        place.ask("a")
    words = ("tap", "--resume", "--trust", "tallytap", "--trust", "plugin:tally", "t.tap")
    with twistd(*words, cwd=place.path, ports=[place.port], env=place.env) as server:
        assert place.ask("?") == ["hello a=1"], server.text()
