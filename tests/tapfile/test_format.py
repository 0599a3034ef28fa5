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
    assert [service.args[0] for service in list(IServiceCollection(loaded))[1:]] == [8080]


def test_writeSafelyKeepsExisting(tmp_path: Path) -> None:
    """writeSafely without replace refuses an existing file and leaves it, and nothing else, there."""
    target = tmp_path / "a.tap"
    target.write_bytes(b"old")
    with pytest.raises(TapError, match="exists already"):
        tapfile.writeSafely(target, b"new", replace=False)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("there", [True, False])
def test_linkUnderANameThatNobodyTyped(tmp_path: Path, there: bool) -> None:
    """writeSafely replaces a symbolic link if it is told not to follow; what it leads to stays as it is."""
    victim = tmp_path / "victim"
    if there:
        victim.write_bytes(b"precious")
    link = tmp_path / "web-shutdown.tap"
    link.symlink_to(victim)
    tapfile.writeSafely(link, b"state", replace=True, follow=False)
    assert not link.is_symlink() and link.read_bytes() == b"state"
    assert victim.exists() == there
    assert not there or victim.read_bytes() == b"precious"


def test_linkThatTheUserTyped(tmp_path: Path) -> None:
    """writeSafely follows a symbolic link otherwise."""
    (tmp_path / "real.tap").write_bytes(b"old")
    link = tmp_path / "a.tap"
    link.symlink_to("real.tap")
    tapfile.writeSafely(link, b"new", replace=True)
    assert link.is_symlink() and (tmp_path / "real.tap").read_bytes() == b"new"


def test_writeSafelyReplaces(tmp_path: Path) -> None:
    """writeSafely with replace gives the target its new content and the mode asked for."""
    target = tmp_path / "a.tap"
    target.write_bytes(b"old")
    tapfile.writeSafely(target, b"new", mode=0o600, replace=True)
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [target]
