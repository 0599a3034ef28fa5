"""File names over FTP: what the wire holds is what the disk holds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.testing import StringTransport
from twisted.protocols import ftp as upstream
from twisted.python.filepath import FilePath

from mktap_compat.migrating.repairs.ftp import FTP


@pytest.fixture
def session(tmp_path: Path) -> Any:
    """Return a session of a user whose home is a temporary folder."""
    protocol: Any = FTP()
    protocol.state, protocol.workingDirectory = protocol.AUTHED, []
    protocol.shell = upstream.FTPShell(FilePath(str(tmp_path)))
    protocol.transport = StringTransport()
    protocol.timeOut = None
    return protocol


def _said(session: Any, line: bytes) -> bytes:
    session.transport.clear()
    session.lineReceived(line)
    answer: bytes = session.transport.value()
    return answer


@pytest.mark.parametrize("name", [b"plain", "caf\xe9".encode(), b"caf\xe9"], ids=["ASCII", "UTF-8", "Latin-1"])
def test_folderIsFoundByItsBytes(session: Any, tmp_path: Path, name: bytes) -> None:
    """A folder is made, entered, named and removed by the bytes of its name, UTF-8 or not."""
    assert _said(session, b"MKD " + name).startswith(b"257 ")
    assert os.listdir(os.fsencode(tmp_path)) == [name]
    assert _said(session, b"CWD " + name).startswith(b"250 ")
    assert _said(session, b"PWD") == b'257 "/' + name + b'"\r\n'
    assert _said(session, b"CWD ..").startswith(b"250 ")
    assert _said(session, b"RMD " + name).startswith(b"250 ")


def test_listedNameIsTheBytes(session: Any) -> None:
    """A name in a listing is the bytes of the disk."""
    assert session._encodeName(os.fsdecode(b"caf\xe9")) == b"caf\xe9" and session._encodeName(b"x") == b"x"


def test_missingFolder(session: Any) -> None:
    """A folder that is not there is refused as before."""
    assert _said(session, b"CWD caf\xe9").startswith(b"550 ")
