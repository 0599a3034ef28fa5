"""Loading reaches only what was checked, and only bytes that were checked."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest
from twisted.application.service import Application, IService, MultiService

from mktap_compat import trust
from mktap_compat.errors import TapError
from mktap_compat.loading import checked
from mktap_compat.reading import readTap
from tests.genuine import genuine

NOTHING = trust.Trusted()


def test_uncheckedNameIsRefused() -> None:
    """The loader refuses a name that the nodes of the tap do not have, though it is in the table."""
    tap = readTap(pickle.dumps(Application("a"), 2))
    names = checked.Names(tap, NOTHING)
    with pytest.raises(checked.RefusedError, match="was not checked"):
        names.find("twisted.web.static", "File")
    assert names.find("twisted.application.service", "MultiService") is MultiService


def test_bytesAreThoseOfTheTap(tmp_path: Path) -> None:
    """What is loaded is what was read; the file is not opened again."""
    path = tmp_path / "a.tap"
    path.write_bytes(pickle.dumps(Application("checked"), 2))
    tap = readTap(path.read_bytes(), str(path))
    path.write_bytes(pickle.dumps(Application("swapped"), 2))
    assert IService(checked.load(tap, NOTHING)).name == "checked"


def test_findingsRefuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tap with findings is not loaded, and the error counts them."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "quotes2007"]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(checked.RefusedError, match=r"QuoteFactory .*; 12 more"):
        checked.load(genuine("2.5/quotes/quotes2007.tap"), NOTHING)
    assert "quotes2007" not in sys.modules


def test_passedOnNameIsRefusedAtTheLatest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a trusted module took from elsewhere in a way that its source does not tell is refused when looked at."""
    (tmp_path / "aliasing2026.py").write_text("import os\nclass Kept:\n    pass\nglobals().update(Kept=os.system)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    tap = readTap(b"caliasing2026\nKept\n(S'echo'\ntR.")
    own = trust.trusted(["aliasing2026"])
    assert trust.check(tap, own) == []
    with pytest.raises(checked.RefusedError, match="not defined in aliasing2026"):
        checked.Names(tap, own).find("aliasing2026", "Kept")


def test_missingModule() -> None:
    """A trusted module that is not installed is an error that names it."""
    tap = readTap(b"cnowhere2026\nThing\n.")
    with pytest.raises(TapError, match=r"No module named 'nowhere2026'.*--path DIR"):
        checked.load(tap, trust.trusted(["nowhere2026"]))
