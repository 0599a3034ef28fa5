"""mkapp as a process: what it writes, what it says, and how it ends."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mktap_compat.tapfile import unpack
from tests.processes import BIN, command, environment

SITE = Path(__file__).parents[1] / "plugins" / "site"

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def mkapp(tmp_path: Path) -> Run:
    """Return what runs mkapp in a directory of its own, with the plugin ``tricky`` in reach."""
    shutil.copytree(SITE, tmp_path / "site", ignore=shutil.ignore_patterns("__pycache__", "dropin.cache"))

    def run(*words: str | Path, **env: str) -> subprocess.CompletedProcess[bytes]:
        return command("mkapp", *words, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "site"), **env})

    return run


def said(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """Return the lines on stderr that are mkapp's own."""
    return [line for line in done.stderr.decode().splitlines() if line.startswith("mkapp: ")]


def test_mkappWritesToStandardOutput(mkapp: Run) -> None:
    """The tap alone is on stdout, whatever the plugin prints; one line on stderr tells size and style."""
    done = mkapp("--style", "graph", "tricky")
    assert done.returncode == 0
    assert unpack(done.stdout) is not None
    assert b"printed" not in done.stdout
    (line,) = said(done)
    assert f"{len(done.stdout)} bytes, style graph" in line
    assert "run it with: twistd -f" in line


def test_mkappQuiet(mkapp: Run) -> None:
    """With --quiet nothing of mkapp's is on stderr."""
    assert said(mkapp("--quiet", "tricky")) == []


def test_mkappHeaderTellsTheRecipe(mkapp: Run, tmp_path: Path) -> None:
    """The header holds the plugin, its arguments, the directory, ids, process name, and no time."""
    done = mkapp("-u", "0", "-g", "root", "-n", "board", "tricky", "--way", "plain")
    parts = unpack(done.stdout)
    assert parts is not None
    header, graph = parts
    assert graph is not None
    assert header["services"] == [
        {
            "plugin": "tricky",
            "arguments": ["--way", "plain"],
            "directory": os.path.realpath(tmp_path),
            "dropin": "twisted.plugins.tricky_plugin",
        }
    ]
    assert (header["boots"], header["complete"]) == ("recipe", True)
    assert (header["uid"], header["gid"], header["processName"]) == (0, 0, "board")
    assert (header["format"], header["name"], header["shutdown"]) == (1, "tricky", False)
    assert list(header["versions"])[:3] == ["python", "Twisted", "mktap-compat"]
    assert "created" not in header


def test_mkappSourceDateEpoch(mkapp: Run) -> None:
    """A time is in the header only when SOURCE_DATE_EPOCH says which."""
    parts = unpack(mkapp("tricky", SOURCE_DATE_EPOCH="1167609600").stdout)
    assert parts is not None
    assert parts[0]["created"] == 1167609600


@pytest.mark.parametrize(
    "words", [["tricky", "--way", "sets"], ["web", "--path", "/"], ["words", "--irc-port", "tcp:1"]]
)
def test_mkappIsDeterministic(mkapp: Run, words: list[str]) -> None:
    """The same command gives the same bytes, with any PYTHONHASHSEED."""
    assert mkapp(*words, PYTHONHASHSEED="1").stdout == mkapp(*words, PYTHONHASHSEED="77").stdout != b""


#: What --style graph says of each way that has no complete graph: the true path and the reason.
REFUSED = {
    "socket": "services[0].held['open'][1]: socket.socket is an open socket",
    "file": "services[0].held.held: _io.TextIOWrapper is an open file",
    "lock": "services[0].held[1]['x']: _thread.lock is for threads",
    "database": "services[0].held: sqlite3.Connection is an open connection",
    "class": "services[0].held: trickytap.Local is a class that can't be found by its name",
    "generator": "services[0].held: generator is a function that is half way through",
    "key": "a private key would get into the tap",
    "nested": "objects hang from each other 30",
    "forgetful": "services[0].held[0].held is lost when a Forgetful is pickled",
    "listening": "services[0].held: reactor.listenTCP(1, Factory) while the service was made; do it in startService",
    "looping": "reactor.callLater",
    "umask": "the umask changed",
    "environment": "environment variables changed (TRICKY)",
    "directory": "the current directory changed",
    "thread": "running threads changed",
    "settings": "trickytap.SETTINGS changed",
    "shared": "trickytap.Holder.shared changed",
}


@pytest.mark.parametrize("way", REFUSED)
def test_mkappRefusesIncompleteGraph(mkapp: Run, way: str) -> None:
    """With --style graph what can't be frozen is refused, with path, reason and status 1; without, it is a recipe."""
    done = mkapp("--style", "graph", "tricky", "--way", way)
    assert (done.returncode, done.stdout) == (1, b"")
    (line,) = said(done)
    assert REFUSED[way] in line
    assert "without --style graph" in line
    automatic = mkapp("tricky", "--way", way)
    assert automatic.returncode == 0
    assert "style recipe" in said(automatic)[0]
    parts = unpack(automatic.stdout)
    assert parts is not None
    assert (parts[0]["boots"], parts[0].get("complete")) == ("recipe", None)


@pytest.mark.parametrize("way", ["plain", "reactor", "sets", "counter", "fired"])
def test_mkappGraph(mkapp: Run, way: str) -> None:
    """The reactor, its methods and thread pool, sets, and local functions that share a variable are in a graph."""
    done = mkapp("--style", "graph", "tricky", "--way", way)
    assert "style graph" in said(done)[0]


WRONG = {
    (): "no plugin given",
    ("trickie",): "no plugin 'trickie': did you mean 'tricky'?",
    ("tricky", "--nosuch"): "tricky: option --nosuch not recognized (try 'mkapp tricky --help')",
    ("tricky", "--way", "refused"): "tricky: this way is refused",
    ("--style", "xml", "tricky"): "--style xml: it is one of auto, graph, recipe",
    ("--in-place", "tricky"): "--in-place goes with --append",
    ("-u", "nobody-of-that-name", "tricky"): "there is no user 'nobody-of-that-name'",
    ("--nosuch", "tricky"): "option --nosuch not recognized",
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_mkappWrongUsage(mkapp: Run, words: tuple[str, ...]) -> None:
    """Wrong usage ends with status 2, one line that says what, and nothing on stdout."""
    done = mkapp(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = said(done)
    assert WRONG[words] in line


FAILING = {
    "fail": "failed: ValueError: first line second line (",
    "leave": "ended with: not today",
    "none": "returned None, which is no service",
}


@pytest.mark.parametrize("way", FAILING)
def test_mkappMakeServiceFails(mkapp: Run, way: str) -> None:
    """A plugin that fails ends mkapp with status 1 and one line: what was raised and where."""
    done = mkapp("tricky", "--way", way)
    assert (done.returncode, done.stdout) == (1, b"")
    (line,) = said(done)
    assert FAILING[way] in line
    assert way != "fail" or "trickytap.py line" in line
    assert b"Traceback" not in done.stderr


def test_mkappPluginHelp(mkapp: Run) -> None:
    """A plugin's own --help is on stdout, under mkapp's name, with status 0."""
    done = mkapp("tricky", "--help")
    assert done.returncode == 0
    assert b"Usage: mkapp [options] tricky" in done.stdout
    assert b"--way=" in done.stdout


def test_mkappVersion(mkapp: Run) -> None:
    """--version names mktap-compat and Twisted."""
    assert mkapp("--version").stdout.startswith(b"mkapp (mktap-compat 1.0.0, Twisted ")


def test_mkappHelpPlugins(mkapp: Run, tmp_path: Path) -> None:
    """--help-plugins tells each directory, each plugin, and why one can't be imported."""
    plugins = tmp_path / "site" / "twisted" / "plugins"
    (plugins / "broken_plugin.py").write_text("import nosuchmodule\n")
    done = mkapp("--help-plugins")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert f"{plugins}: dropin.cache is missing; the next twistd writes it" in text
    assert "    tricky           Services that are hard to freeze." in text
    assert "can't be imported: twisted.plugins.broken_plugin" in text
    assert "ModuleNotFoundError: No module named 'nosuchmodule'" in text
    assert "    web " in text


def test_mkappNamesWhatHidesPlugins(tmp_path: Path) -> None:
    """A directory of plugins that twistd passes over is told with what hides it; so is a file that hides Twisted."""
    plugins = tmp_path / "project" / "twisted" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "mine_plugin.py").write_text("")
    (plugins / "__init__.py").write_text("")
    path = {"PYTHONPATH": str(tmp_path / "project")}
    done = command("mkapp", "--help-plugins", cwd=tmp_path, env=path)
    assert f"{plugins}: hidden by {plugins / '__init__.py'}; delete that file" in done.stdout.decode()
    (plugins.parent / "__init__.py").write_text("")
    for name in ("mkapp", "mktap"):
        done = command(name, "web", cwd=tmp_path, env=path)
        assert done.returncode == 1
        (line,) = done.stderr.decode().splitlines()
        assert f"{plugins.parent / '__init__.py'} hides Twisted" in line


def test_mkappSaysWhatPluginsFail(mkapp: Run, tmp_path: Path) -> None:
    """A plugin module that can't be imported is one line on stderr, and the tap is written."""
    (tmp_path / "site" / "twisted" / "plugins" / "broken_plugin.py").write_text("import nosuchmodule\n")
    done = mkapp("tricky")
    assert done.returncode == 0
    assert "plugin broken_plugin can't be imported: ModuleNotFoundError" in said(done)[0]
    assert b"Traceback" not in done.stderr


def test_mkappTerminal(tmp_path: Path) -> None:
    """A terminal gets no tap: status 2, and what to do instead."""
    import pty

    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [BIN / "mkapp", "ftp"], stdout=theirs, stderr=subprocess.PIPE, env=environment(), cwd=tmp_path
        )
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 2
    assert b"use -o FILE" in done.stderr


def test_mkappOutput(mkapp: Run, tmp_path: Path) -> None:
    """-o gives the same bytes as stdout, readable by the owner alone, and replaces a file that is there."""
    (tmp_path / "a.tap").write_bytes(b"old")
    done = mkapp("-o", "a.tap", "tricky")
    assert done.stdout == b""
    assert "wrote a.tap: " in said(done)[0]
    assert (tmp_path / "a.tap").read_bytes() == mkapp("tricky").stdout
    assert stat.S_IMODE((tmp_path / "a.tap").stat().st_mode) == 0o600


def test_mkappOutputStaysOnFailure(mkapp: Run, tmp_path: Path) -> None:
    """A failure leaves the file that -o names as it was, and nothing beside it."""
    (tmp_path / "a.tap").write_bytes(b"old")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert mkapp("-o", "a.tap", "tricky", "--way", "fail").returncode == 1
    assert (tmp_path / "a.tap").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("target", "message"),
    [("nosuch/a.tap", "nosuch/a.tap: can't be written: No such file or directory"), ("site", "site: is a directory")],
)
def test_mkappOutputCantBeWritten(mkapp: Run, target: str, message: str) -> None:
    """A target that can't be written ends mkapp with status 1 and one line that names it."""
    done = mkapp("-o", target, "tricky")
    assert done.returncode == 1
    assert message in said(done)[0]
