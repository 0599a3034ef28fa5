"""The tap file: header and graph to bytes and back, and safe writing."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from twisted.application.internet import TCPServer
from twisted.application.service import Application, IService, IServiceCollection
from twisted.internet.protocol import Factory

from mktap_compat import tapfile
from mktap_compat.errors import TapError
from mktap_compat.freezing.frozen import freeze


def test_freezeLoadsWithPlainPickle() -> None:
    """A frozen application comes back from plain pickle.loads with its name and services."""
    application = Application("web")
    TCPServer(8080, Factory()).setServiceParent(IServiceCollection(application))
    frozen = freeze(application, ())
    assert frozen.style == "graph"
    loaded = pickle.loads(frozen.data)
    assert IService(loaded).name == "web"
    assert [service.args[0] for service in IServiceCollection(loaded)] == [8080]


def test_writeSafelyKeepsExisting(tmp_path: Path) -> None:
    """writeSafely without replace refuses an existing file and leaves it, and nothing else, there."""
    target = tmp_path / "a.tap"
    target.write_bytes(b"old")
    with pytest.raises(TapError, match="exists already"):
        tapfile.writeSafely(target, b"new", replace=False)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_writeSafelyReplaces(tmp_path: Path) -> None:
    """writeSafely with replace gives the target its new content and the mode asked for."""
    target = tmp_path / "a.tap"
    target.write_bytes(b"old")
    tapfile.writeSafely(target, b"new", mode=0o600, replace=True)
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [target]
