"""Tests of the ``tapconvert`` command: its options, its messages, its exit statuses, and what it leaves behind."""

from __future__ import annotations

import io
import json
import pickle
import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from twisted.application.service import IProcess, IService, IServiceCollection
from twisted.persisted import sob

from mktap_compat import tapfile
from mktap_compat.commands.tapconvert import Options, main
from mktap_compat.reading import readTap

from ..genuine import LEGACY, PASSPHRASE

WEB = str(LEGACY / "2.5/web-path/web.tap")
QUOTES = str(LEGACY / "2.5/quotes/quotes2007.tap")
NEWS = str(LEGACY / "2.5/news/news.tap")
APPEND = str(LEGACY / "2.5/append/ftp.tap")
#: what was run by something that is gone, in the order of the file
SHUT = [".php", ".trp", ".php3"]
SOURCES = [word for ending in SHUT for word in ("--serve-source", ending)]


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what was said on stderr since the last time."""
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--nosuch"],
        ["-i", WEB, WEB],
        ["-i", WEB, "--typeout", "xml"],
        ["-i", WEB, "--typein", "yaml"],
        ["-i", WEB, "--map-port", "80"],
        ["-i", WEB, "--map-port", "80=99999"],
        ["-i", WEB, "--map-path", "=x"],
        ["-i", WEB, "--rename", "a.b"],
        ["-i", WEB, "--bytes", "not a name"],
        ["-i", WEB, "--bytes", "a.B.c", "--text", "a.B.c"],
    ],
    ids=" ".join,
)
def test_wrongUsage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A command line that cannot be meant is one line with a hint, and status 2."""
    assert main(words) == 2
    (line,) = lines(capsys)
    assert line.startswith("tapconvert: ")
    assert line.endswith("(try 'tapconvert --help')")


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    """``--help`` names every option."""
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    names = (
        "in out typein typeout decrypt encrypt map-path map-port rename bytes text trust drop serve-source check diff "
        "report force quiet"
    )
    for option in names.split():
        assert f"--{option}" in text


@pytest.mark.parametrize("words", [["nosuch.tap"], ["server.tac"], [WEB, "--typein", "python"], [WEB, "-e"]])
def test_refusals(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be done is one line and status 1, and leaves nothing behind."""
    monkeypatch.chdir(tmp_path)
    assert main(["-o", "new.tap", "-i", *words]) == 1
    assert len(lines(capsys)) == 1
    assert list(tmp_path.iterdir()) == []


def test_goneIsRefusedInOneLine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A server without successor is refused: class, service, and what to use instead; no file."""
    assert main(["-i", NEWS, "-o", str(tmp_path / "new.tap")]) == 1
    (line,) = lines(capsys)
    assert "services[0]" in line
    assert "twisted.news" in line
    # there is nothing else that --drop would leave
    assert "--drop" not in line
    assert list(tmp_path.iterdir()) == []


def test_droppedServiceIsLeftOut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--drop`` converts the rest, and ``--check`` then says that it is not all."""
    new = tmp_path / "new.tap"
    assert main(["-i", APPEND, "-o", str(new), "--drop", "services[1]"]) == 0
    application = pickle.loads(new.read_bytes())
    assert len(list(IServiceCollection(application))) == 3
    assert main(["-i", APPEND, "--check", "--drop", "services[1]"]) == 1
    assert any("services[1]: TCPServer on port" in line and "is left out" in line for line in lines(capsys))


def test_pickleIsATapOfToday(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The output is a tap of our format, readable by its owner only; one line says so; the input is as it was."""
    before = Path(WEB).read_bytes()
    new = tmp_path / "new.tap"
    assert main(["--in", WEB, "--out", str(new), *SOURCES]) == 0
    (line,) = lines(capsys)
    assert line.startswith(f"tapconvert: wrote {new}, without 4 attributes ")
    assert line.endswith(f"; run it with: twistd -f {new}")
    assert Path(WEB).read_bytes() == before
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    tap = readTap(new.read_bytes(), str(new))
    assert tap.header is not None
    assert IService(pickle.loads(new.read_bytes())).name == "web"
    assert list(tmp_path.iterdir()) == [new]


def test_sourceLoads(tmp_path: Path) -> None:
    """``--typeout source`` writes what ``twistd -s`` loads."""
    new = tmp_path / "new.tas"
    assert main(["-i", WEB, "-o", str(new)]) == 0
    application = sob.load(str(new), "source")
    assert [type(service).__name__ for service in IServiceCollection(application)] == ["StateService", "MultiService"]


def test_typeFollowsTheEnding(tmp_path: Path) -> None:
    """Without ``--typeout``, the ending of ``--out`` says what to write."""
    new = tmp_path / "new.tac"
    assert main(["-i", WEB, "-o", str(new)]) == 0
    assert "static.File(" in new.read_text()


def test_outputIsNamedAfterTheApplication(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ``--out``, the file is named after the application, as in 2007."""
    monkeypatch.chdir(tmp_path)
    assert main(["-i", QUOTES, "-t", "tac", "--trust", "tests.nosuch"]) == 1
    assert main(["-i", WEB, "-t", "tac"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["web.tac"]


def test_existingOutput(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An existing file is replaced with ``--force`` only; the input never is."""
    new = tmp_path / "new.tap"
    new.write_bytes(b"precious")
    assert main(["-i", WEB, "-o", str(new)]) == 1
    assert "--force" in lines(capsys)[0]
    assert new.read_bytes() == b"precious"
    assert main(["-i", WEB, "-o", str(new), "--force"]) == 0
    assert new.read_bytes() != b"precious"
    copy = tmp_path / "web.tap"
    copy.write_bytes(Path(WEB).read_bytes())
    assert main(["-i", str(copy), "-o", str(copy), "--force"]) == 1
    assert "is the input" in lines(capsys)[-1]
    assert copy.read_bytes() == Path(WEB).read_bytes()


def test_missingFolder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is not there is named."""
    assert main(["-i", WEB, "-o", str(tmp_path / "no" / "new.tap")]) == 1
    assert "there is no folder" in lines(capsys)[0]


def test_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` is standard input and standard output, with nothing else on it."""
    output = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(Path(WEB).read_bytes())))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(output))
    assert main(["-i", "-", "-o", "-"]) == 0
    assert readTap(output.getvalue()).header is not None


def test_noTapForATerminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A tap is not written to a terminal."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["-i", WEB, "-o", "-"]) == 1
    assert "terminal" in lines(capsys)[0]


def test_checkWritesNothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--check`` says by its status whether the conversion would be complete, and writes nothing."""
    monkeypatch.chdir(tmp_path)
    assert main(["-i", WEB, "--check"]) == 1
    assert main(["-i", WEB, "--check", *SOURCES]) == 0
    assert main(["-i", NEWS, "--check"]) == 1
    assert main(["-i", QUOTES, "--check"]) == 1
    assert main(["-i", str(LEGACY / "2.5/manhole/manhole.tap"), "--check", "-o", "new.tap"]) == 0
    assert list(tmp_path.iterdir()) == []


def test_diffIsATree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """``--diff`` shows what would change, and writes nothing."""
    monkeypatch.chdir(tmp_path)
    assert main(["-i", WEB, "--diff"]) == 0
    text = capsys.readouterr().out
    assert "! twisted.web.twcgi.PHPScript -> 403 Forbidden (.php files)" in text
    assert list(tmp_path.iterdir()) == []


def test_report(tmp_path: Path) -> None:
    """``--report`` is JSON with every decision."""
    report = tmp_path / "report.json"
    assert main(["-i", WEB, "-o", str(tmp_path / "new.tap"), "--report", str(report), "--map-port", "22200=8080"]) == 0
    data = json.loads(report.read_text())
    assert data["complete"] is False
    assert [entry["what"].rpartition(".")[2] for entry in data["closed"]] == [
        "PHPScript",
        "ResourceUnpickler",
        "PHP3Script",
    ]
    assert [entry["became"] for entry in data["moved"]] == ["8080"]


@pytest.mark.parametrize("report", ["new.tap", "no/report.json", "."])
def test_reportThatCannotBe(
    report: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report that would replace the output, or has no place, is refused before anything is written."""
    monkeypatch.chdir(tmp_path)
    assert main(["-i", WEB, "-o", "new.tap", "--report", report]) == 1
    (line,) = lines(capsys)
    assert line.startswith(f"tapconvert: {report}: ")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [
        ("--drop", "nosuch", "service"),
        ("--bytes", "a.B.c", "attribute"),
        ("--text", "a.B.c", "attribute"),
        ("--map-port", "1=2", "port"),
        ("--map-path", "/nosuch=/x", "path"),
        ("--rename", "a.b=c.d", "name"),
        ("--serve-source", ".asp", "file"),
    ],
)
def test_decisionsThatMeetNothing(
    option: str, value: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An option that is about something that is not in the tap is refused in one line, and nothing is written."""
    target = tmp_path / "new.tap"
    assert main(["-i", WEB, "-o", str(target), option, value]) == 1
    (line,) = lines(capsys)
    assert f"{option} {value}: there is no such {what}" in line
    assert not target.exists()


def test_doorsStayClosed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files that were run by what is gone are forbidden, with a line each on stderr; the .tac says so readably."""
    new = tmp_path / "new.tac"
    assert main(["-i", WEB, "-o", str(new), "--quiet"]) == 0
    told = lines(capsys)
    assert [line.split()[2] for line in told] == SHUT
    assert all(f"--serve-source {ending} would send" in line for ending, line in zip(SHUT, told, strict=True))
    assert '".php": thaw.Forbidden,' in new.read_text()
    assert main(["-i", WEB, "-o", str(new), "--force", "--quiet", *SOURCES]) == 0
    assert lines(capsys) == []
    assert "php" not in new.read_text()


def test_quiet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--quiet`` says nothing when all went well."""
    assert main(["-i", APPEND, "-o", str(tmp_path / "new.tap"), "-q"]) == 0
    assert lines(capsys) == []


def test_trustThatIsAskedForCanBeGiven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a refusal says to trust is a package of the user's, but of the standard library a single name."""
    monkeypatch.chdir(tmp_path)
    command = "cposix\nsystem\n(S'x'\ntR."
    Path("odd.tap").write_text(command)
    assert main(["-i", "odd.tap", "-o", "new.tap"]) == 1
    assert "--trust posix.system" in lines(capsys)[0]
    Path("odd.tap").write_text(command.replace("posix", "board.text"))
    assert main(["-i", "odd.tap", "-o", "new.tap"]) == 1
    assert lines(capsys)[0].endswith("--trust board")


def test_moved(tmp_path: Path) -> None:
    """``--map-path`` and ``--map-port`` move what the server serves."""
    old = readTap(Path(WEB).read_bytes())
    assert old.python == 2
    new = tmp_path / "new.tac"
    words = ["--map-path", "/srv/tap2007=/var", "--map-port", "22200=8080"]
    assert main(["-i", WEB, "-o", str(new), *words]) == 0
    assert "/var/data/www" in new.read_text()
    assert "/srv/tap2007" not in new.read_text()


def test_encryptedInput(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An encrypted tap is read with the passphrase of the environment; with a wrong one it is refused."""
    old = LEGACY / "2.5/web-etap-api/web.etap"
    new = tmp_path / "new.tap"
    monkeypatch.setenv("TAP_PASSPHRASE", "wrong")
    assert main(["-i", str(old), "-d", "-o", str(new), "--check"]) == 1
    assert "passphrase" in lines(capsys)[0]
    monkeypatch.setenv("TAP_PASSPHRASE", PASSPHRASE)
    assert main(["-i", str(old), "-o", str(new), "--check", "--trust", "nosuch2007"]) == 1
    assert "quotes2007" in lines(capsys)[0]


def test_processIsKept(tmp_path: Path) -> None:
    """uid and gid of the old application are those of the new one."""
    new = tmp_path / "new.tap"
    assert main(["-i", str(LEGACY / "10.2.0/ftp-uid/ftp.tap"), "-o", str(new)]) == 0
    process = IProcess(pickle.loads(new.read_bytes()))
    assert (process.uid, process.gid) == (65534, 65534)


def header(**changes: object) -> dict[str, object]:
    """Return the header of a tap of today."""
    service = {"plugin": "web", "arguments": ["--listen", "tcp:0"], "directory": "/"}
    return {"format": 1, "name": "web", "versions": {}, "services": [service], "shutdown": False, **changes}


def test_recipe(tmp_path: Path) -> None:
    """``--typeout recipe`` leaves the graph of a tap of today out."""
    old, new = tmp_path / "old.tap", tmp_path / "new.tap"
    old.write_bytes(tapfile.pack(header(), pickle.dumps([])))
    assert main(["-i", str(old), "-t", "recipe", "-o", str(new), "--check"]) == 0
    assert not new.exists()
    assert main(["-i", str(old), "-t", "recipe", "-o", str(new)]) == 0
    assert new.read_bytes() == tapfile.pack(header(), None)


def test_recipeSaysThatStateIsLost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A recipe of a tap with saved state is written, and one line says that the state is not in it."""
    old, new = tmp_path / "old.tap", tmp_path / "new.tap"
    old.write_bytes(tapfile.pack(header(shutdown=True), pickle.dumps([])))
    assert main(["-i", str(old), "-t", "recipe", "-o", str(new)]) == 0
    (line,) = lines(capsys)
    assert "without the state that its server had saved" in line
    assert new.read_bytes() == tapfile.pack(header(), None)


def test_tapsOfTodayChangeStyle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tap of today becomes a ``.tas`` and that a tap again, with all that was in it."""
    old, source, new = (tmp_path / name for name in ("old.tap", "new.tas", "new.tap"))
    old.write_bytes(tapfile.pack(header(shutdown=True), pickle.dumps(["learned \u2019"])))
    assert main(["-i", str(old), "-o", str(source)]) == 0
    assert "with its saved state; run it with: twistd -s" in lines(capsys)[0]
    assert main(["-i", str(source), "-o", str(new)]) == 0
    assert "with its saved state; run it with: twistd -f" in lines(capsys)[0]
    assert tapfile.unpack(new.read_bytes()) == tapfile.unpack(old.read_bytes())


def test_tapsOfTodayKeepTheirPorts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What changes old servers is refused for a tap of today."""
    old, new = tmp_path / "old.tap", tmp_path / "new.tas"
    old.write_bytes(tapfile.pack(header(), None))
    assert main(["-i", str(old), "-o", str(new), "--map-port", "1=2"]) == 1
    assert "--map-port 1=2 is for taps of 2001 to 2011" in lines(capsys)[0]
    assert not new.exists()


def test_commandLineIsNoTac(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a ``.tas`` that holds a command line only, the message names what runs it."""
    old, source = tmp_path / "old.tap", tmp_path / "new.tas"
    old.write_bytes(tapfile.pack(header(), None))
    assert main(["-i", str(old), "-o", str(source), "-q"]) == 0
    assert main(["-i", str(source), "-o", str(tmp_path / "new.tac")]) == 1
    assert "twistd -s runs it" in lines(capsys)[0]


@pytest.mark.parametrize(
    ("changes", "kind", "message"),
    [
        ({"services": []}, "recipe", "no recipe"),
        ({}, "pickle", "twistd -f"),
    ],
)
def test_noRecipe(
    changes: dict[str, object], kind: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A recipe that nobody knows is refused; so is the style that a tap of today has already."""
    old, new = tmp_path / "old.tap", tmp_path / "new.tap"
    old.write_bytes(tapfile.pack(header(**changes), pickle.dumps([])))
    assert main(["-i", str(old), "-t", kind, "-o", str(new)]) == 1
    assert message in lines(capsys)[0]
    assert not new.exists()


def test_noRecipeOfAnOldTap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tap of 2007 does not say which command line made it."""
    assert main(["-i", WEB, "-t", "recipe", "-o", str(tmp_path / "new.tap")]) == 1
    assert "command line" in lines(capsys)[0]


def test_settings(tmp_path: Path) -> None:
    """Every option arrives in the settings."""
    options = Options()
    words = "-i x -o y.tap --map-path /a=/b --map-path /c=/d --map-port 1=2 --rename a.b=c.d --bytes a.B.c"
    options.parseOptions(
        [*words.split(), "--text", "a.B.d", "--trust", "mine", "--drop", "one", "--serve-source", "php"]
    )
    settings = options.settings()
    assert settings.paths == (("/a", "/b"), ("/c", "/d"))
    assert settings.ports == {1: 2}
    assert settings.renames == {"a.b": "c.d"}
    assert (settings.binary, settings.textual) == (frozenset({"a.B.c"}), frozenset({"a.B.d"}))
    assert (settings.trusted, settings.dropped) == (frozenset({"mine"}), ("one",))
    assert settings.served == frozenset({".php"})
    assert settings.output == Path("y.tap").absolute()
    assert options["typeout"] == "pickle"


def test_checkOfAUsersServer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A server of the user's own is complete, even if the port does not mention every attribute, which is kept."""
    monkeypatch.syspath_prepend(str(LEGACY / "apps"))
    assert main(["-i", QUOTES, "--check", "--trust", "quotes2007"]) == 0
    assert lines(capsys) == []
