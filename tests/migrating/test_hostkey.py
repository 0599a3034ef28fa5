"""Tests of the host key of an ssh manhole."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from twisted.conch.ssh.keys import Key
from twisted.cred.portal import Portal

from mktap_compat.migrating.hostkey import ConchFactory, makeHostKey


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make keys that are made quickly."""
    monkeypatch.setattr("mktap_compat.migrating.hostkey.SIZE", 1024)


@pytest.mark.usefixtures("small")
def test_keyIsReadAtStart(tmp_path: Path) -> None:
    """The factory offers the key of its file, and does not take it into a pickle."""
    file = tmp_path / "key"
    file.write_bytes(makeHostKey())
    factory = ConchFactory(Portal(None), str(file))
    again: Any = pickle.loads(pickle.dumps(factory))
    for each in (factory, again):
        each.startFactory()
        assert each.privateKeys == {b"ssh-rsa": Key.fromFile(str(file))}
        assert each.publicKeys[b"ssh-rsa"].isPublic()
    assert "privateKeys" not in pickle.loads(pickle.dumps(factory)).__dict__


def test_keyIsMadeAtStart() -> None:
    """Without a file the factory makes a key for the time it runs."""
    factory = ConchFactory(Portal(None))
    factory.startFactory()
    assert factory.privateKeys[b"ssh-rsa"].size() == 3072


def test_missingKeyIsSaid(tmp_path: Path) -> None:
    """A key file that is gone is an error that names it."""
    with pytest.raises(OSError, match="no-such-key"):
        ConchFactory(Portal(None), str(tmp_path / "no-such-key")).startFactory()
