"""Where a tap may have modules looked for: never where only the tap says, and never for what is not the user's own."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mktap_compat import tapfile
from mktap_compat.loading import booting, searching
from mktap_compat.trust.trusted import isForeign
from tests.processes import command

#: Modules that some supported Python or some installation doesn't have.
MISSING = ["spwd", "distutils", "gobject", "telnetlib", "OpenSSL.nowhere2026", "pathlib._nowhere2026"]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a directory that twistd is started in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        sys, "meta_path", [each for each in sys.meta_path if not isinstance(each, searching.StartDirectory)]
    )
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def header(directory: Path) -> tapfile.Header:
    """Return the header of a tap that was made in a directory."""
    return {
        "format": 1,
        "name": "x",
        "processName": None,
        "versions": {},
        "services": [{"plugin": "socks", "arguments": [], "directory": str(directory)}],
        "shutdown": False,
    }


@pytest.mark.parametrize("module", [*MISSING, "twisted.nowhere2026", "ownmodule2026"])
def test_directoryOfTheFileIsNotSearched(start: Path, module: str) -> None:
    """Nothing is looked for in a directory that only the tap names."""
    there = start / "there"
    there.mkdir()
    (there / f"{module.partition('.')[0]}.py").write_text("raise SystemExit('run')\n")
    # some of them are there, without that name
    with pytest.raises((ImportError, AttributeError, searching.MissingModule)):
        booting.boot(header(there), f"c{module}\nnothing\n.".encode(), None)
    assert str(there) not in sys.path


@pytest.mark.parametrize("module", MISSING)
def test_startDirectoryIsNotSearchedForOthers(start: Path, module: str) -> None:
    """The directory twistd is started in doesn't stand in for a module of some Python, Twisted or its extras."""
    top = module.partition(".")[0]
    assert isForeign(module)
    (start / f"{top}.py").write_text("raise SystemExit('run')\n")
    sys.modules.pop("spwd", None)
    finder = searching.StartDirectory(str(start))
    assert finder.find_spec(top) is None


def test_startDirectoryIsSearchedLast(start: Path) -> None:
    """A module of the tap's is found where twistd is started, and one of the path goes before it."""
    (start / "ownmodule2026.py").write_text("import ownhelper2026\nclass Kept: pass\n")
    (start / "ownhelper2026.py").write_text("")
    loaded = searching.searching(lambda: tapfile.loadGraph(b"cownmodule2026\nKept\n."), header(start)["services"], None)
    assert loaded.__name__ == "Kept"
    path = start / "path"
    path.mkdir()
    (path / "ownmodule2026.py").write_text("class Kept: first = True\n")
    sys.path.append(str(path))
    del sys.modules["ownmodule2026"]
    assert importlib.import_module("ownmodule2026").Kept.first


def test_othersMayNotAskTheStartDirectory(start: Path) -> None:
    """A module of Twisted that tries to import something optional doesn't get it from there."""
    (start / "optional2026.py").write_text("")
    searching.searching(lambda: None, [], ())
    with pytest.raises(ImportError):
        exec("import optional2026", {"__name__": "twisted.somewhere", "__file__": "/usr/lib/twisted/somewhere.py"})


def test_pathOption(start: Path) -> None:
    """``twistd tap --path DIR`` finds a recipe's plugin there, which is not found without; both say so in a line."""
    folder = start / "there" / "twisted" / "plugins"
    folder.mkdir(parents=True)
    (folder / "ping2026_plugin.py").write_text(
        "from twisted.application.service import ServiceMaker\n"
        "ping = ServiceMaker('Ping', 'pingtap2026', 'Ping.', 'ping2026')\n"
    )
    (start / "there" / "pingtap2026.py").write_text(
        "from twisted.application.service import Service\n"
        "from twisted.internet import reactor\n"
        "from twisted.python import usage\n"
        "class Options(usage.Options): pass\n"
        "class Ping(Service):\n"
        "    def startService(self):\n"
        "        print('pinging')\n"
        "        reactor.callLater(0, reactor.stop)\n"
        "def makeService(config): return Ping()\n"
    )
    there = start / "there"
    made = command(
        "mkapp", "--style", "recipe", "-o", "ping.tap", "ping2026", cwd=there, env={"PYTHONPATH": str(there)}
    )
    assert made.returncode == 0, made.stderr
    words = ["twistd", "-n", "-o", "--pidfile=", "tap", "--trust", "plugin:ping2026"]
    without = command(*words, "there/ping.tap", cwd=start)
    assert without.returncode == 1
    assert f"--path {there}".encode() in without.stderr
    assert len(without.stderr.splitlines()) == 1
    done = command(*words, "--path", "there", "there/ping.tap", cwd=start)
    assert b"pinging" in done.stdout
