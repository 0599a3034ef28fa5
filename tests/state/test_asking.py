"""What an application may ask of its state; the example of the page on state does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twisted.application.service import Application, IServiceCollection, Service

import mktap_compat
from mktap_compat.freezing.frozen import freeze
from mktap_compat.loading import booting
from mktap_compat.tapfile import unpack

EXAMPLE = Path(__file__).parents[2] / "docs" / "howto" / "stateful.py"


@pytest.fixture
def visits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the class of the example, importable by its name."""
    monkeypatch.syspath_prepend(str(EXAMPLE.parent))
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o755)
    import stateful  # type: ignore[import-not-found]

    return stateful.Visits


def started(name: str) -> Any:
    """Boot a tap up to where services would start; return its service."""
    parts = unpack(Path(name).read_bytes())
    assert parts is not None
    application = booting.boot(*parts)
    first, service = IServiceCollection(application)
    first.privilegedStartService()
    return service


def test_example(visits: Any) -> None:
    """The example saves when somebody pays, keeps its cache to itself, and is told when it goes on."""
    application = Application("visits")
    visits().setServiceParent(IServiceCollection(application))
    Path("v.tap").write_bytes(freeze(application, ()).data)
    service = started("v.tap")
    service.waiting, service.cache["x"] = 3, 1
    assert mktap_compat.learnedState(service) == ["services[0].waiting"]
    assert mktap_compat.lastSaved(service) is None
    assert service.pay("ada") == mktap_compat.lastSaved(service) is not None
    again = started("visits-shutdown.tap")
    assert (again.total, again.paid, again.waiting, again.cache) == (3, ["ada"], 0, {"total": 3})


def test_withoutATap() -> None:
    """Outside a tap there is no state: saving says so, and nothing was saved."""
    service = Service()
    service.setServiceParent(IServiceCollection(Application("x")))
    with pytest.raises(mktap_compat.StateError, match="not started from a tap"):
        mktap_compat.saveState(service)
    assert mktap_compat.lastSaved(service) is None
