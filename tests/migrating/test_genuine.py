"""Tests that every genuine tap becomes an application of today, or is refused by the name of what is gone."""

from __future__ import annotations

import pickle
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from twisted.application.service import IProcess, IServiceCollection

from mktap_compat import migrating
from mktap_compat.commands import tapconvert
from mktap_compat.freezing.frozen import freeze
from mktap_compat.migrating import GoneError, Settings
from mktap_compat.migrating.repairs import REPAIRS, repairedName
from mktap_compat.state.service import StateService

from ..genuine import LEGACY, PASSPHRASE, TAPS, genuine

GONE = [name for name in TAPS if name.split("/")[1] in ("manhole-old", "news", "toc", "web2")]
KEPT = [name for name in TAPS if name not in GONE]
SETTINGS = Settings(trusted=frozenset({"quotes2007"}), paths=(("/srv/tap2007", "/nosuch2007"),))
#: what a conversion must never do, as Python's audit events name it
FORBIDDEN = ("os.system", "os.exec", "os.fork", "os.spawn", "os.posix_spawn", "subprocess.Popen", "socket.", "shutil.")
CHANGING = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown")

watched: list[str] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if watched is None:
        return
    if event == "open":
        path, mode, flags = arguments
        # reading is allowed; flags of 1 and 2 write
        if (isinstance(mode, str) and set(mode) & set("wxa+")) or (isinstance(flags, int) and flags & 3):
            watched.append(f"open {path}")
    elif event.startswith(FORBIDDEN + CHANGING):
        watched.append(f"{event} {arguments!r:.100}")


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def ported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's application of 2007 has been ported, and can be imported."""
    monkeypatch.syspath_prepend(str(LEGACY / "apps"))


@pytest.fixture
def inert() -> Iterator[None]:
    """Nothing is run, no socket is made and no file is written."""
    global watched
    for name in REPAIRS:
        # tries today's Twisted, once in each process
        repairedName(name)
    watched = seen = []
    try:
        yield
    finally:
        watched = None
    assert seen == []


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.usefixtures("inert")
def test_convertsAndFreezes(name: str) -> None:
    """A genuine tap becomes a live application, which freezes and loads; making it touches nothing."""
    conversion = migrating.convert(genuine(name), SETTINGS)
    conversion.companions.clear()
    application = migrating.evaluate(conversion)
    frozen = freeze(application, (), style="graph")
    again = pickle.loads(frozen.data)
    shape = [type(service) for service in IServiceCollection(application)]
    assert shape
    # what keeps state stands before them
    assert [type(service) for service in IServiceCollection(again)] == [StateService, *shape]
    assert IProcess(again).uid == IProcess(application).uid


@pytest.mark.parametrize("name", KEPT)
def test_printsATac(name: str) -> None:
    """A genuine tap becomes a .tac that compiles, has no state of old classes in it and no line out of bounds."""
    conversion = migrating.convert(genuine(name), SETTINGS)
    source = migrating.printTac(conversion)
    compile(source, f"{name}.tac", "exec")
    assert "/srv/tap2007" not in source
    if "quotes2007" not in source:
        assert "__new__" not in source
        assert "__setstate__" not in source
    assert max(map(len, source.splitlines())) <= 120


@pytest.mark.parametrize("name", KEPT)
def test_nothingOfTwistedIsGuessed(name: str) -> None:
    """About classes of Twisted the catalog knows every string: only the user's own are guesses."""
    report = migrating.convert(genuine(name), SETTINGS).report
    assert [entry.what for entry in report.of("guessed") if not entry.what.startswith("quotes2007.")] == []


@pytest.mark.parametrize("name", GONE)
def test_goneIsRefused(name: str) -> None:
    """A server that Twisted dropped without a successor is refused by its class; dropped, the rest converts."""
    with pytest.raises(GoneError, match=r"services\[0\].*(twisted\.(news|web2|manhole|words)\..*)is gone"):
        migrating.convert(genuine(name), SETTINGS)
    rest = migrating.convert(genuine(name), Settings(dropped=("services[0]",)))
    assert list(IServiceCollection(migrating.evaluate(rest))) == []


DAMAGED = ["2.5/web-path/web.tap", "10.2.0/dns-rec/dns.tap", "8.2.0/mail/mail.tap", "2.5/web-tas/web.tas"]
DAMAGED += ["8.2.0/web-tax/web.tax", "2.5/web-etap-api/web.etap", "10.2.0/quotes/quotes2007.tap"]


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("how", ["cut", "flipped"])
def test_damagedFiles(
    name: str, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that breaks off or has wrong bits is our error in one line, or converts; a failure leaves nothing."""
    monkeypatch.setenv("TAP_PASSPHRASE", PASSPHRASE)
    data = (LEGACY / name).read_bytes()
    choose = random.Random(name + how)
    old, out = tmp_path / Path(name).name, tmp_path / "out"
    out.mkdir()
    for _ in range(15):
        damaged = bytearray(data[: choose.randrange(len(data))] if how == "cut" else data)
        for _ in range(3 if how == "flipped" else 0):
            damaged[choose.randrange(len(damaged))] ^= 1 << choose.randrange(8)
        old.write_bytes(damaged)
        status = tapconvert.main(["-q", "-i", str(old), "-o", str(out / "new.tac"), "--trust", "quotes2007"])
        said = [line for line in capsys.readouterr().err.splitlines() if "403" not in line and "lost" not in line]
        left = [path.name for path in out.iterdir()]
        assert (status, left, len(said)) in ((0, ["new.tac"], 0), (1, [], 1)), said
        if left:
            (out / "new.tac").unlink()
