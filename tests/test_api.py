"""The public API: its names are pinned, and the examples of the tutorial do what it says."""

from __future__ import annotations

import http.client
import subprocess
import sys
from pathlib import Path

import pytest
from twisted.application.service import Application

import mktap_compat
from tests.processes import BIN, accepts, environment, freePort, poll

EXAMPLES = Path(__file__).parents[1] / "docs" / "tutorial" / "python"
HOSTILE = b"cos\nsystem\n(S'touch PWNED'\ntR."


def test_publicNames() -> None:
    """The package gives these names and no more; programs of others import them."""
    assert mktap_compat.__all__ == [
        "FreezeError",
        "IStateful",
        "MigrationError",
        "ReadingError",
        "RefusedError",
        "StateError",
        "TapError",
        "__version__",
        "check",
        "convert",
        "describe",
        "freeze",
        "freezePlugin",
        "lastSaved",
        "learnedState",
        "load",
        "readTap",
        "saveState",
    ]
    assert all(getattr(mktap_compat, name).__doc__ for name in mktap_compat.__all__)


def test_importingThePackageImportsNoRoom() -> None:
    """Every boot of a tap imports the package, which imports its rooms only when their names are used."""
    program = "import sys, mktap_compat.thaw; print([name for name in sys.modules if name.startswith('twisted')])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_unknownName() -> None:
    """A name that is not public is no attribute of the package."""
    with pytest.raises(AttributeError, match="has no attribute 'thawAll'"):
        mktap_compat.thawAll  # type: ignore[attr-defined] # noqa: B018


def test_freezeReadDescribeCheckLoad() -> None:
    """A tap goes through the whole API: frozen, read, described, checked and loaded again."""
    tap = mktap_compat.readTap(mktap_compat.freeze(Application("round")).data, "round.tap")
    assert mktap_compat.describe(tap).name == "round"
    assert mktap_compat.check(tap) == []
    assert type(mktap_compat.load(tap)).__name__ == "Componentized"
    assert b'Application("round")' in mktap_compat.convert(tap, "tac")


def test_freezePlugin(tmp_path: Path) -> None:
    """A plugin's command line is frozen as mkapp does it, in a process of its own."""
    program = (
        "import mktap_compat, sys; sys.stdout.buffer.write(mktap_compat.freezePlugin('web', ['--path', '.']).data)"
    )
    words = [sys.executable, "-c", program]
    data = subprocess.run(words, capture_output=True, check=True, cwd=tmp_path).stdout
    facts = mktap_compat.describe(mktap_compat.readTap(data))
    assert [recipe.plugin for recipe in facts.recipes] == ["web"]
    assert facts.recipes[0].directory == str(tmp_path)


def test_hostileTapIsRefused() -> None:
    """What check finds is what load refuses."""
    tap = mktap_compat.readTap(HOSTILE, "evil.tap")
    assert mktap_compat.check(tap)
    with pytest.raises(mktap_compat.RefusedError, match=r"evil\.tap: refused: "):
        mktap_compat.load(tap)


def test_uploadFormKeepsOnlySafeTaps(tmp_path: Path) -> None:
    """The upload form of the tutorial, served by twistd web, keeps a safe tap and refuses a hostile one."""
    port = freePort()
    words = [BIN / "twistd", "-n", "--pidfile=", "web", "--listen", f"tcp:{port}:interface=127.0.0.1"]
    server = subprocess.Popen(
        [*words, "--class", "upload.Upload"],
        cwd=tmp_path,
        env=environment({"PYTHONPATH": str(EXAMPLES)}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        poll(lambda: accepts(port), "the upload form")
        assert posted(port, mktap_compat.freeze(Application("safe")).data)[0] == 200
        status, text = posted(port, HOSTILE)
        assert status == 422
        assert "system" in text
        assert len(list((tmp_path / "taps").iterdir())) == 1
    finally:
        server.terminate()
        server.wait()
    assert not (tmp_path / "PWNED").exists()


def posted(port: int, data: bytes) -> tuple[int, str]:
    """Send a file as a browser's form does; return status and text of the answer."""
    body = (
        b'--edge\r\ncontent-disposition: form-data; name="tap"; filename="x.tap"\r\n\r\n' + data + b"\r\n--edge--\r\n"
    )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/", body, {"content-type": "multipart/form-data; boundary=edge"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
