"""``tapinspect``: what it prints, and how it ends."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from mktap_compat.commands import tapinspect
from tests.genuine import LEGACY, PASSPHRASE
from tests.processes import command

FTP = str(LEGACY / "2.5/ftp/ftp.tap")
QUOTES = str(LEGACY / "10.2.0/quotes/quotes2007.tap")


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Run the command in this process; return its status and what it printed."""
    status = tapinspect.main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_firstLines(capsys: pytest.CaptureFixture[str]) -> None:
    """A tap of 2007 is described by who wrote it, its name, what starting does and its services."""
    status, out, err = run(capsys, FTP)
    assert (status, err) == (0, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    for expected in (
        "made by mktap or twistd of Twisted 2.0 to 11.0",
        "Python 2",
        "Twisted 2.2 to 10.1",
        "application ftp",
        "listens on tcp:22245",
        "serves files /srv/tap2007/data/ftp",
        "TCPServer tcp:22245 -> FTP: files under /srv/tap2007/data/ftp",
    ):
        assert expected in lines
    assert "\033" not in out


def test_standardInput() -> None:
    """``-`` reads standard input."""
    done = command("tapinspect", "-", stdin=Path(FTP).read_bytes())
    assert done.returncode == 0
    assert done.stdout.startswith(b"<stdin>\n")


def test_checkPasses(capsys: pytest.CaptureFixture[str]) -> None:
    """``--check`` of an allowed tap says nothing and ends with 0."""
    assert run(capsys, "--check", FTP) == (0, "", "")


def test_checkFindsOwnCode(capsys: pytest.CaptureFixture[str]) -> None:
    """``--check`` ends with 1 and prints one line per finding, with file, path, offset and form."""
    status, out, _ = run(capsys, "--check", LEGACY / "2.5/web-class/web.tap")
    assert status == 1
    (line,) = out.splitlines()
    assert "web.tap: services[0].services[0].args[1].resource: byte " in line
    assert "quotes2007.web.Root as instance: " in line


def test_checkTrustsAPackage(capsys: pytest.CaptureFixture[str]) -> None:
    """``--trust`` allows the user's own package with all below it."""
    assert run(capsys, "--check", "--trust", "quotes2007", QUOTES)[0] == 0


def test_checkTrustsNamesInAFile(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """``--trust @FILE`` reads names from a file, with comments."""
    names = tmp_path / "names"
    names.write_text("# ours\nquotes2007  # since 2007\n\n")
    assert run(capsys, "--check", f"--trust=@{names}", QUOTES)[0] == 0


@pytest.mark.parametrize(
    "name", ["os", "twisted.web", "twisted", "plugin", "zope.interface", "not a name", "@/nowhere"]
)
def test_packagesOfOthersAreNotTrusted(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A package of the standard library or of Twisted, and what is no name, is wrong usage; a plain name is not."""
    status, out, err = run(capsys, "--check", "--trust", name, FTP)
    assert (status, out) == ((0, "") if name == "plugin" else (2, ""))
    assert len(err.splitlines()) == (0 if name == "plugin" else 1)


def test_globals(capsys: pytest.CaptureFixture[str]) -> None:
    """``--globals`` lists names with verdict, count and form."""
    status, out, _ = run(capsys, "--globals", "--trust", "quotes2007.model", QUOTES)
    rows = [line.split() for line in out.splitlines()]
    assert status == 0
    assert ["allowed", "2", "instance", "quotes2007.model.Quote"] in rows
    assert ["denied", "1", "instance", "quotes2007.web.Root"] in rows


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    """``--format json`` has facts, services, what starting does, and findings."""
    status, out, _ = run(capsys, "--format", "json", "--globals", "--all", QUOTES)
    value = json.loads(out)
    assert status == 0
    assert value["name"] == "quotes2007"
    assert {"kind": "port", "what": "tcp:23541"} in value["starting"]
    assert {"kind": "import", "what": "quotes2007.server"} in value["starting"]
    assert value["services"][0]["services"][0]["listens"] == "tcp:23541"
    assert not value["allowed"]
    assert value["findings"][0]["path"].startswith("services[0]")
    assert any(each["name"] == "quotes2007.model.Quote" for each in value["globals"])
    assert value["objects"][0]["name"] == "twisted.python.components.Componentized"


def test_jsonOfManyFiles(capsys: pytest.CaptureFixture[str]) -> None:
    """With several files JSON is a list, and one that can't be read is an error beside it."""
    status, out, err = run(capsys, "--format", "json", FTP, "/nowhere.tap", QUOTES)
    assert status == 1
    assert [each["name"] for each in json.loads(out)] == ["ftp", "quotes2007"]
    assert err.splitlines() == ["tapinspect: can't read /nowhere.tap: No such file or directory"]


def test_allDrawsEveryObject(capsys: pytest.CaptureFixture[str]) -> None:
    """``--all`` draws attributes too, and refers to what it drew before by number."""
    _, out, _ = run(capsys, "--all", FTP)
    assert "persistenceVersion" in out
    assert "userAnonymous: b'anonymous' (str of Python 2)" in out
    assert "parent: #" in out


def test_differences(capsys: pytest.CaptureFixture[str]) -> None:
    """``--diff`` prints the paths at which two taps differ and ends with 1."""
    status, out, _ = run(capsys, "--diff", FTP, LEGACY / "8.2.0/ftp/ftp.tap")
    assert status == 1
    assert "services[0].args[0]\n  - 22245\n  + 22545\n" in out


def test_noDifference(capsys: pytest.CaptureFixture[str]) -> None:
    """``--diff`` of equal taps ends with 0."""
    assert run(capsys, "--diff", FTP, FTP) == (0, "", "")


def test_encrypted(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The passphrase of an encrypted tap comes from ``TAP_PASSPHRASE``."""
    monkeypatch.setenv("TAP_PASSPHRASE", PASSPHRASE)
    status, out, _ = run(capsys, LEGACY / "8.2.0/web-etap-api/web.etap")
    assert status == 0
    assert "quotes2007.web.Root" in out


@pytest.mark.parametrize(
    "arguments",
    [[], ["--format", "yaml", FTP], ["--max-bytes", "many", FTP], ["--nonsense"], ["--diff", "-", "-"]],
    ids=["no file", "format", "number", "option", "stdin twice"],
)
def test_wrongUsage(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Wrong usage is one line on stderr and status 2."""
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_unreadable(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A file that is no tap is one line that names it and the offset, and status 1."""
    broken = tmp_path / "broken.tap"
    broken.write_bytes(b"\x80\x02}q\x00")
    status, out, err = run(capsys, broken)
    assert (status, out) == (1, "")
    (line,) = err.splitlines()
    assert line.startswith(f"tapinspect: {broken}: byte ")


def test_limits(capsys: pytest.CaptureFixture[str]) -> None:
    """A limit that a file passes refuses it."""
    status, _, err = run(capsys, "--max-bytes", "100", FTP)
    assert status == 1
    assert "100" in err


def test_controlCharactersAreEscaped(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A file can't write escape sequences to the reader's terminal."""
    hostile = tmp_path / "hostile.tap"
    hostile.write_bytes(pickle.dumps({"\033[31mkey": "\033]0;title\007"}, 2))
    for option in ("--all", "--globals", "--check"):
        _, out, _ = run(capsys, option, hostile)
        assert "\033" not in out
        assert "\007" not in out


def test_plainTwistedTap(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A pickle that is no application is said to be none."""
    other = tmp_path / "other.tap"
    other.write_bytes(pickle.dumps([1, 2], 2))
    status, out, _ = run(capsys, other)
    assert status == 0
    assert "not an application of Twisted" in out
