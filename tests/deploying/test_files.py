"""Tests of files to hand over: a program, packages, a Containerfile, a property list. Machines try them for real."""

from __future__ import annotations

import io
import os
import plistlib
import socket
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import mktap_compat
from mktap_compat.deploying import container, deb, distributions, launchd, package, pyz
from mktap_compat.deploying.plan import DeployError, write
from mktap_compat.deploying.subject import Subject, subject
from mktap_compat.reading import readTap
from tests.deploying.conftest import made
from tests.processes import accepts, freePort, poll

MAINTAINER = "Jo Doe <jo@example.org>"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A board in one file, and its port."""
    directory = tmp_path_factory.mktemp("pyz")
    port = freePort()
    tap = made(directory, "myapp", "--port", str(port), "--control", str(freePort()))
    deployed = subject(readTap(tap.read_bytes(), tap.name), "board")
    list(write(pyz.plan(deployed), str(directory), force=False))
    tap.unlink()
    return directory / "board.pyz", port


def run(program: Path, *words: str) -> subprocess.Popen[str]:
    """Start a program with nothing of this environment: another home, and only what is in it to import."""
    home = program.parent / "home"
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "SHIV_ROOT": str(home / "shiv")}
    base = getattr(sys, "_base_executable", sys.executable)
    return subprocess.Popen(
        [base, "-I", str(program), *words], cwd="/", env=environment, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def test_inspected(program: tuple[Path, int]) -> None:
    """A program in one file says what it is, and whether loading it is allowed."""
    said = run(program[0], "--inspect").communicate(timeout=60)[0]
    assert f"tcp:{program[1]}" in said
    refused = run(program[0], "--check")
    assert "--trust plugin:myapp" in refused.communicate(timeout=60)[0]
    assert refused.returncode == 1
    allowed = run(program[0], "--check", "--trust", "myapp", "--trust", "plugin:myapp")
    assert (allowed.communicate(timeout=60)[0], allowed.returncode) == ("", 0)


def test_serves(program: tuple[Path, int]) -> None:
    """It serves with nothing of this environment, and keeps its state where it is told, for nobody else to read."""
    path, port = program
    state = path.parent / "state"
    server = run(path, "--state-dir", str(state))
    try:
        poll(lambda: accepts(port), "the program")
        with socket.create_connection(("127.0.0.1", port)) as client:
            # only once the reactor runs does a signal stop it, and not the process
            client.sendall(b"HELLO ann\r\n")
            assert client.recv(100).startswith(b"OK ann")
    finally:
        server.terminate()
        said = server.communicate(timeout=60)[0]
    assert "Server Shut Down." in said
    assert state.stat().st_mode & 0o077 == 0
    assert (state / "board.tap").stat().st_mode & 0o077 == 0
    assert (state / "myapp-shutdown.tap").exists()


def test_sameBytes(board: Subject) -> None:
    """The same tap gives the same program, byte for byte; one with a secret is for its owner alone."""
    first, second = pyz.build(board), pyz.build(board._replace(secret=True))
    assert first.data == second.data
    assert (first.mode, second.mode) == (0o755, 0o700)


def test_nothingOfThisMachine(board: Subject) -> None:
    """No file in a program names this environment or the directory that the tap was made in."""
    here = {sys.prefix.encode(), os.getcwd().encode(), board.facts.recipes[0].directory.encode()}
    with zipfile.ZipFile(io.BytesIO(pyz.build(board).data)) as archive:
        named = [
            name for name in archive.namelist() if name != pyz.TAP and any(path in archive.read(name) for path in here)
        ]
    assert named == []


def test_wholePackage(board: Subject) -> None:
    """Every module of an installed package is in a program, also if a source directory comes first, and no test."""
    home = Path(mktap_compat.__file__).parent
    wanted = {f"mktap_compat/{path.relative_to(home).as_posix()}" for path in home.rglob("*.py")}
    names = {name for name, _ in distributions.modules(board)}
    assert wanted <= names
    assert [name for name in names if name.startswith("tests/")] == []


def test_otherVersions(board: Subject) -> None:
    """A tap of another Python, or of versions that are not here, is refused: it was not made with what is here."""
    with pytest.raises(DeployError, match=r"made with Python 3\.1,"):
        pyz.build(board._replace(versions={**board.versions, "python": "3.1.0"}))
    with pytest.raises(DeployError, match=r"made with Twisted 8\.2\.0, and here is"):
        pyz.build(board._replace(versions={**board.versions, "Twisted": "8.2.0"}))


def test_pluginBeside(tmp_path: Path) -> None:
    """Of a plugin in no distribution its file, its module and what that imports from beside it come along; no more."""
    (tmp_path / "twisted/plugins").mkdir(parents=True)
    (tmp_path / "twisted/plugins/tally_plugin.py").write_text(
        'from twisted.application.service import ServiceMaker\nt = ServiceMaker("Tally", "tally", "counts", "tally")\n'
    )
    (tmp_path / "twisted/plugins/other.py").write_text('"""Another."""\n')
    (tmp_path / "tally.py").write_text("import os\nfrom counting.deep import count\n")
    (tmp_path / "counting").mkdir()
    (tmp_path / "counting/__init__.py").write_text("")
    (tmp_path / "counting/deep.py").write_text("")
    (tmp_path / "unrelated.py").write_text("")
    found = sorted(name for name, _ in distributions.beside("tally", tmp_path))
    assert found == ["counting/__init__.py", "counting/deep.py", "tally.py", "twisted/plugins/tally_plugin.py"]


def test_deb(board: Subject) -> None:
    """A package for Debian is an archive of ar with root's files, and its control file names who maintains it."""
    (file,) = deb.plan(board, package.describe(board, maintainer=MAINTAINER)).files
    assert file.data.startswith(b"!<arch>\n")
    begin = file.data.index(b"control.tar.gz")
    size = int(file.data[begin + 48 : begin + 58])
    with tarfile.open(fileobj=io.BytesIO(file.data[begin + 60 : begin + 60 + size])) as archive:
        opened = archive.extractfile("./control")
        assert opened is not None
        control = opened.read().decode()
        assert {member.uname for member in archive} == {"root"}
    assert f"Maintainer: {MAINTAINER}\n" in control
    assert control.endswith("\n")


def test_descriptions(board: Subject, making: Callable[..., Subject]) -> None:
    """A package without a maintainer, with an odd version, or of a tap that names its user, is refused."""
    with pytest.raises(DeployError, match="--maintainer"):
        package.describe(board)
    with pytest.raises(DeployError, match="--set-version"):
        package.describe(board, maintainer=MAINTAINER, version="one")
    with pytest.raises(DeployError, match="without --uid"):
        package.describe(making("--uid", "1234", "myapp"), maintainer=MAINTAINER)


def test_containerfile(board: Subject) -> None:
    """A Containerfile checks the tap with the names that are trusted, and exposes only what others can reach."""
    lines = container.containerfile(board, None, ["plugin:myapp", "my app"])
    assert lines[0] == f"FROM docker.io/library/python:{board.python}-slim"
    assert "RUN /usr/local/lib/board/board.pyz --check --trust plugin:myapp --trust 'my app'" in lines
    assert [line for line in lines if line.startswith("EXPOSE")] == ["EXPOSE 9000/tcp"]


def test_launchd(board: Subject) -> None:
    """A property list starts the server with the Mac, and again unless it ended well."""
    job = plistlib.loads(launchd.plan(board).files[0].data)
    assert job["ProgramArguments"][0] == "/opt/board/bin/twistd"
    assert job["KeepAlive"] == {"SuccessfulExit": False}
    assert job["RunAtLoad"] is True
    assert job["WorkingDirectory"] == job["EnvironmentVariables"]["STATE_DIRECTORY"]
