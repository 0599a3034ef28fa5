"""Tests of taking over sockets: the right one, and never one that would open a service to more than it wants."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from mktap_compat.deploying import sockets


@pytest.fixture
def everywhere() -> Iterator[socket.socket]:
    """A socket for every interface."""
    with socket.create_server(("0.0.0.0", 0)) as opened:
        yield opened


@pytest.fixture
def local() -> Iterator[socket.socket]:
    """A socket for this machine only."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened


def test_others(everywhere: socket.socket, local: socket.socket) -> None:
    """A socket of another port, or of more or fewer interfaces, is not what a service means."""
    everyone, here = everywhere.getsockname()[1], local.getsockname()[1]
    assert sockets.matching([everywhere, local], 1, "") is None
    assert sockets.matching([everywhere], everyone, "127.0.0.1") is None
    assert sockets.matching([local], here, "") is None


def test_same(everywhere: socket.socket, local: socket.socket) -> None:
    """A socket of the port and the interface is."""
    assert sockets.matching([local, everywhere], everywhere.getsockname()[1], "") is everywhere
    assert sockets.matching([everywhere, local], local.getsockname()[1], "127.0.0.1") is local


def test_notForThisProcess() -> None:
    """What is handed to another process is left alone."""
    assert sockets.handedOver({"LISTEN_PID": "1", "LISTEN_FDS": "3"}) == []
    assert sockets.handedOver({"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "x"}) == []
    assert sockets.handedOver({}) == []
