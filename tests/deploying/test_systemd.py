"""Tests of units: what a tap needs is open, all else is closed. What systemd makes of them is tested in a machine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mktap_compat.deploying import systemd
from mktap_compat.deploying.plan import DeployError
from mktap_compat.deploying.subject import Subject


def unit(subject: Subject, **settings: object) -> list[str]:
    """Return the lines of the service."""
    return systemd.plan(subject, **settings).files[0].data.decode().splitlines()  # type: ignore[arg-type]


def test_ordinary(board: Subject) -> None:
    """A tap with high ports gets no capability, a user that exists while it runs, and its state directory."""
    lines = unit(board)
    assert {"Type=notify", "DynamicUser=yes", "CapabilityBoundingSet=", "StateDirectory=board"} <= set(lines)
    assert "ExecStart=/opt/board/bin/twistd --nodaemon --pidfile=" in " ".join(lines)
    assert "ReadWritePaths" not in " ".join(lines)


def test_lowPort(making: Callable[..., Subject]) -> None:
    """A port below 1024 takes the one capability for it, unless systemd opens it."""
    subject = making("web", "--listen", "tcp:80", "--path", "/srv/www")
    assert "AmbientCapabilities=CAP_NET_BIND_SERVICE" in unit(subject)
    assert "AmbientCapabilities" not in " ".join(unit(subject, socket=True))


def test_user(making: Callable[..., Subject]) -> None:
    """A tap that names its user runs as that one."""
    lines = unit(making("--uid", "1234", "--gid", "5678", "web", "--path", "/srv/www"))
    assert {"User=1234", "Group=5678"} <= set(lines)
    assert "DynamicUser=yes" not in lines


def test_paths(making: Callable[..., Subject]) -> None:
    """Homes are closed unless the tap serves them; what it writes to is open."""
    lines = unit(making("web", "--path", "/home/ann/www", "--logfile", "/var/log/www.log"))
    assert {"ProtectHome=read-only", "ReadWritePaths=-/var/log/www.log"} <= set(lines)


def test_sockets(making: Callable[..., Subject]) -> None:
    """The socket unit has the ports of the tap at their interfaces; without any it is refused."""
    board = making("myapp", "--port", "tcp6:9000", "--control", "8080")
    assert {"ListenStream=[::]:9000", "ListenStream=127.0.0.1:8080"} <= set(systemd.socketUnit(board))
    with pytest.raises(DeployError, match="no TCP or UDP port"):
        systemd.plan(making("procmon", "true"), socket=True)


def test_largeTap(board: Subject) -> None:
    """A tap that is too large for a credential is copied for the one who serves it, and for nobody else."""
    lines = unit(board._replace(data=bytes(systemd.LARGEST_CREDENTIAL + 1)))
    assert not any(line.startswith("LoadCredential") for line in lines)
    assert any(line.startswith("ExecStartPre=+") and "install -m 0400" in line for line in lines)


@pytest.mark.parametrize("prefix", ["opt/board", "/opt/my board"])
def test_prefixes(board: Subject, prefix: str) -> None:
    """A prefix that a unit can't name is refused."""
    with pytest.raises(DeployError, match="--prefix"):
        systemd.plan(board, prefix=prefix)


def test_nothingOfThisMachine(board: Subject) -> None:
    """No path of the machine that the tap was made on is in what is written, and the tap is for its owner alone."""
    made = systemd.plan(board)
    here = board.facts.recipes[0].directory
    for file in made.files:
        if file.data != board.data:
            assert here not in file.data.decode()
    (tap,) = (file for file in made.files if file.data == board.data)
    assert tap.mode == 0o600
