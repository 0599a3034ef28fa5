"""``mkapp --append``: a service added to the taps of ours and of others."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from twisted.application.internet import TCPServer
from twisted.application.service import Application, IService, IServiceCollection
from twisted.internet.protocol import Factory

from mktap_compat import tapfile, thaw
from mktap_compat.freezing.frozen import freeze
from mktap_compat.tapfile import unpack
from tests.processes import command

GENUINE = Path(__file__).parents[1] / "legacy" / "2.5" / "ftp" / "ftp.tap"


def parts(data: bytes) -> tuple[tapfile.Header, bytes | None]:
    """Return header and graph of a tap of ours."""
    found = unpack(data)
    assert found is not None
    return found


def make(tmp_path: Path, *words: str) -> Path:
    """Make a tap."""
    done = command("mkapp", "-o", "one.tap", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "one.tap"


def test_appendGraphs(tmp_path: Path) -> None:
    """A service added to a graph makes one graph and two recipes; the tap that was read stays as it was."""
    tap = make(tmp_path, "ftp", "-p", "2121")
    before = tap.read_bytes()
    done = command("mkapp", "--append", tap, "-n", "both", "socks", cwd=tmp_path)
    header, graph = parts(done.stdout)
    assert [service["plugin"] for service in header["services"]] == ["ftp", "socks"]
    assert (header["name"], header["processName"]) == ("ftp", "both")
    assert graph is not None
    assert len(list(IServiceCollection(thaw.thaw(header, graph)))) == 3
    assert tap.read_bytes() == before


def test_appendInPlace(tmp_path: Path) -> None:
    """With --in-place the tap itself gets the service and keeps its mode."""
    tap = make(tmp_path, "ftp")
    tap.chmod(0o640)
    done = command("mkapp", "--append", tap, "--in-place", "socks", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert len(parts(tap.read_bytes())[0]["services"]) == 2
    assert tap.stat().st_mode & 0o777 == 0o640


def test_appendToRecipe(tmp_path: Path) -> None:
    """What is added to command lines is a command line, without making the services that are there."""
    tap = make(tmp_path, "--style", "recipe", "ftp", "-p", "2121")
    done = command("mkapp", "--append", tap, "socks", cwd=tmp_path)
    header, graph = parts(done.stdout)
    assert graph is None
    assert [service["plugin"] for service in header["services"]] == ["ftp", "socks"]
    refused = command("mkapp", "--append", tap, "--style", "graph", "socks", cwd=tmp_path)
    assert refused.returncode == 1
    assert b"holds command lines only" in refused.stderr


def test_appendToForeignTap(tmp_path: Path) -> None:
    """A tap that plain pickle wrote can be added to; its services have no recipe."""
    application = Application("foreign")
    TCPServer(1, Factory()).setServiceParent(IServiceCollection(application))
    (tmp_path / "foreign.tap").write_bytes(pickle.dumps(application, 2))
    done = command("mkapp", "--append", "foreign.tap", "socks", cwd=tmp_path)
    header, graph = parts(done.stdout)
    assert (header["name"], header["services"]) == ("foreign", [])
    assert len(list(IServiceCollection(thaw.thaw(header, graph)))) == 3


def test_appendKeepsSavedState(tmp_path: Path) -> None:
    """What is added to a tap saved at shutdown leaves it one, and never a recipe."""
    application = Application("saved")
    frozen = freeze(application, (), shutdown=True)
    (tmp_path / "saved.tap").write_bytes(frozen.data)
    header, graph = parts(command("mkapp", "--append", "saved.tap", "socks", cwd=tmp_path).stdout)
    assert header["shutdown"]
    assert graph is not None
    refused = command("mkapp", "--append", "saved.tap", "--style", "recipe", "socks", cwd=tmp_path)
    assert refused.returncode == 1
    assert b"saved.tap: holds saved state" in refused.stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nosuch.tap", "nosuch.tap: can't be read: No such file or directory"),
        ("text.tap", "text.tap: is no tap"),
        (str(GENUINE), "Python 2 wrote it: convert it first, with 'tapconvert"),
    ],
)
def test_appendRefuses(tmp_path: Path, name: str, message: str) -> None:
    """What can't be added to is named, with the way out, and status 1."""
    (tmp_path / "text.tap").write_text("not a tap\n")
    done = command("mkapp", "--append", name, "socks", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert message in done.stderr.decode()


def test_appendIds(tmp_path: Path) -> None:
    """Ids and process name given with --append are set; those not given stay."""
    tap = make(tmp_path, "-u", "7", "-g", "8", "-n", "first", "ftp")
    header, graph = parts(command("mkapp", "-a", tap, "-g", "9", "socks", cwd=tmp_path).stdout)
    assert (header["uid"], header["gid"], header["processName"]) == (7, 9, "first")
    assert IService(thaw.thaw(header, graph)).name == "ftp"


def test_memoryBombIsRefused(tmp_path: Path) -> None:
    """Adding to a file of nine bytes whose memo index asks for gigabytes is refused before anything reserves them."""
    (tmp_path / "bomb.tap").write_bytes(b"\x80\x02Nr\xff\xff\xff\x7f.")
    done = command("mkapp", "--append", "bomb.tap", "socks", cwd=tmp_path)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert b"memo index" in line


@pytest.mark.parametrize("words", [["mkapp"], ["mktap"]])
def test_appendChecksFirst(tmp_path: Path, words: list[str]) -> None:
    """Both commands refuse to add to a tap that is not safe to load, and load nothing of it."""
    (tmp_path / "bad.tap").write_bytes(b"cos\nsystem\n(S'touch PWNED'\ntR.")
    before = (tmp_path / "bad.tap").read_bytes()
    done = command(*words, "--append", "bad.tap", "socks", cwd=tmp_path)
    assert done.returncode == 1
    assert b"os.system" in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "PWNED").exists()
    assert (tmp_path / "bad.tap").read_bytes() == before


@pytest.mark.parametrize("words", [["mkapp"], ["mktap"]])
def test_appendTrusts(tmp_path: Path, words: list[str]) -> None:
    """A tap of the user's own plugin is added to if the plugin is trusted."""
    made = command("mkapp", "--style", "recipe", "-o", "own.tap", "myapp", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    refused = command(*words, "--append", "own.tap", "socks", cwd=tmp_path)
    assert refused.returncode == 1 and b"--trust plugin:myapp" in refused.stderr
    done = command(*words, "--append", "own.tap", "--trust", "plugin:myapp", "socks", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
