"""What happens when a tap is loaded: the graph, the recipe, or a refusal; and what is saved afterwards."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from twisted.application.service import IProcess, IService, IServiceCollection
from twisted.persisted import sob

from mktap_compat import tapfile, thaw
from mktap_compat.errors import TapError
from mktap_compat.freezing import versions
from mktap_compat.freezing.frozen import freeze
from mktap_compat.loading.booting import VersionsDiffer
from mktap_compat.loading.searching import MissingModule
from mktap_compat.tapfile import Recipe
from tests.freezing.holding import application

RECIPE = {"plugin": "ftp", "arguments": ["-p", "2121"], "directory": "/"}


def tap(held: Any = None, **changes: Any) -> bytes:
    """Return a tap of a graph, with changes to its header; ``old`` changes its version of Twisted."""
    old = changes.pop("old", False)
    parts = tapfile.unpack(freeze(application(held), ()).data)
    assert parts is not None
    header, graph = parts
    header.update(changes)
    if old:
        header["versions"]["Twisted"] = "21.7.0"
    return tapfile.pack(header, graph)


def test_graphIsTaken() -> None:
    """Under the same versions the graph is loaded, with what is in it."""
    (_, service) = IServiceCollection(pickle.loads(tap([1, 2], services=[RECIPE])))
    assert service.held == [1, 2]


def test_recipeIsTakenUnderOtherVersions() -> None:
    """Under other versions the application is made anew, with the name, ids and process name of the header."""
    loaded = pickle.loads(tap(old=True, services=[RECIPE], uid=5, gid=6, processName="p"))
    (_, service) = IServiceCollection(loaded)
    assert service.args[0] == 2121
    process = IProcess(loaded)
    assert (IService(loaded).name, process.uid, process.gid, process.processName) == ("holding", 5, 6, "p")


def test_savedStateIsRefusedUnderOtherVersions() -> None:
    """Saved state is never dropped: the refusal names both versions and both ways out."""
    with pytest.raises(VersionsDiffer) as refused:
        pickle.loads(tap(old=True, services=[RECIPE], shutdown=True))
    for words in ("Twisted 21.7.0", versions.current()["Twisted"], "tapconvert --typeout recipe", "mkapp"):
        assert words in str(refused.value)


def test_graphWithoutRecipeIsRefusedUnderOtherVersions() -> None:
    """A graph that nobody knows the command line of is refused under other versions, and says what to do."""
    with pytest.raises(VersionsDiffer, match="convert the original file again with tapconvert"):
        pickle.loads(tap(old=True))


def test_newerFormatIsRefused() -> None:
    """A tap of a format to come says which one it is."""
    with pytest.raises(TapError, match="has format 2"):
        pickle.loads(tap(format=2))


def test_recipeThatIsRefusedToday() -> None:
    """A command line that its plugin no longer understands is an error that names the plugin."""
    recipe = {**RECIPE, "arguments": ["--nosuch"]}
    with pytest.raises(TapError, match="'ftp' refuses its command line of then: option --nosuch not recognized"):
        pickle.loads(tap(old=True, services=[recipe]))


def test_moduleOfADirectoryThatTheTapNames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory that only the tap names is not searched; the message says what adds it."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    (tmp_path / "besidetap.py").write_text("class Beside: pass\n")
    import besidetap  # type: ignore[import-not-found]

    data = tap(besidetap.Beside(), services=[{**RECIPE, "directory": str(tmp_path)}])
    monkeypatch.setattr(sys, "path", sys.path[1:])
    del sys.modules["besidetap"]
    before = list(sys.path)
    with pytest.raises(MissingModule, match=f"No module named 'besidetap'.*PYTHONPATH={tmp_path} "):
        pickle.loads(data)
    assert sys.path == before


def resumed(loaded: Any, directory: Path) -> Any:
    """Have the state service of an application do what it does before anything starts; return the application."""
    with thaw.atDirectory(str(directory)):
        next(iter(IServiceCollection(loaded))).privilegedStartService()
    return loaded


def saved(loaded: Any, tmp_path: Path) -> tuple[tapfile.Header, bytes | None]:
    """Save an application as twistd does at shutdown; return header and graph of the file."""
    here = os.getcwd()
    os.chdir(tmp_path)
    try:
        sob.IPersistable(loaded).save("shutdown")
    finally:
        os.chdir(here)
    parts = tapfile.unpack((tmp_path / "holding-shutdown.tap").read_bytes())
    assert parts is not None
    return parts


def test_savedStateFollowsNoLink(tmp_path: Path) -> None:
    """Saving at shutdown replaces a symbolic link under the name of the shutdown tap."""
    (tmp_path / "victim").write_text("precious")
    (tmp_path / "holding-shutdown.tap").symlink_to("victim")
    saved(pickle.loads(tap([1], services=[RECIPE])), tmp_path)
    assert (tmp_path / "victim").read_text() == "precious"


def test_stateIsSaved(tmp_path: Path) -> None:
    """What has changed since the start is in the shutdown tap, which is marked as such and private."""
    loaded = resumed(pickle.loads(tap([1], services=[RECIPE])), tmp_path)
    (_, service) = IServiceCollection(loaded)
    service.held.append(2)
    header, graph = saved(loaded, tmp_path)
    assert (header["shutdown"], header["services"]) == (True, [RECIPE])
    (_, again) = IServiceCollection(resumed(thaw.thaw(header, graph), tmp_path))
    assert again.held == [1, 2]
    assert (tmp_path / "holding-shutdown.tap").stat().st_mode & 0o777 == 0o600


def test_stateThatCantBeSaved(tmp_path: Path) -> None:
    """What can't be saved is left out of its list, and the rest is carried."""
    loaded = resumed(pickle.loads(tap([1], services=[RECIPE])), tmp_path)
    (_, service) = IServiceCollection(loaded)
    service.held += [threading.Lock(), 2]
    (_, again) = IServiceCollection(resumed(thaw.thaw(*saved(loaded, tmp_path)), tmp_path))
    assert again.held == [1, 2]


def test_madeAnewIsSavedAsItWas(tmp_path: Path) -> None:
    """An application that was made anew is saved as the tap it came from, which nobody has said is incomplete."""
    data = tap([1], old=True, services=[RECIPE])
    assert tapfile.pack(*saved(pickle.loads(data), tmp_path)) == data


def test_recipeOnly(tmp_path: Path) -> None:
    """A tap of command lines only makes the services, and is saved as such."""
    frozen = freeze(application(None), [Recipe("ftp", ("-p", "2121"), "/")], style="recipe")
    loaded = pickle.loads(frozen.data)
    (_, service) = IServiceCollection(loaded)
    assert service.args[0] == 2121
    assert saved(loaded, tmp_path)[1] is None
