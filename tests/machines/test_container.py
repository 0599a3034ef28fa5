"""A tap as a container, built by buildah on a Debian of our own: checked at build, not root, asked for its health."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machines.roots import base, mkapp, run, tapdeploy, until
from tests.processes import accepts, freePort

BASE = "localhost/mktap-compat-base"
TRUST = ("--trust", "plugin:myapp", "--trust", "myapp")


@pytest.fixture(scope="module")
def store(place: Path) -> Iterator[None]:
    """Images of our own, on any file system and without a daemon, with a base among them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORAGE_DRIVER", "vfs")
        patch.setenv("BUILDAH_ISOLATION", "chroot")
        (place / "storage.conf").write_text(
            f'[storage]\ndriver = "vfs"\ngraphroot = "{place}/images"\nrunroot = "{place}/run"\n'
        )
        patch.setenv("CONTAINERS_STORAGE_CONF", str(place / "storage.conf"))
        container = last(run("buildah", "from", "scratch"))
        run("cp", "-a", f"{base()}/.", last(run("buildah", "mount", container)))
        run("buildah", "commit", "--quiet", "--rm", container, BASE)
        yield


def last(said: str) -> str:
    """Return the last line, after whatever buildah warns of."""
    return said.splitlines()[-1].strip()


def made(directory: Path, *words: str) -> int:
    """Write what a container is built from, and return the port of its server."""
    port = freePort()
    mkapp("-q", "-o", "board.tap", "myapp", "--port", str(port), "--control", str(freePort()), cwd=directory)
    tapdeploy("container", "board.tap", "--name", "board", "--base", BASE, *words, cwd=directory)
    return port


def test_refused(store: None, tmp_path: Path) -> None:
    """The build fails if the check of the tap finds something."""
    made(tmp_path)
    done = subprocess.run(["buildah", "build", "board-container"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "--trust plugin:myapp" in done.stdout + done.stderr


def test_serves(store: None, tmp_path: Path) -> None:
    """A container serves as nobody in particular, and its health check tells whether it does."""
    port = made(tmp_path, *TRUST)
    run("buildah", "build", "--format", "docker", "-t", "board", "board-container", cwd=tmp_path)
    about = json.loads(run("buildah", "inspect", "--type", "image", "board"))["Docker"]["config"]
    assert about["User"] == "10001:10001"
    assert "/var/lib/board" in about["Volumes"]
    container = last(run("buildah", "from", "board"))
    inside = ("buildah", "run", container, "--")
    assert last(run(*inside, "id", "-u")) == "10001"
    health = about["Healthcheck"]["Test"][1:]
    assert "Refused" in run(*inside, *health, check=False)
    with subprocess.Popen(
        [*inside, *about["Entrypoint"]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as server:
        try:
            until(lambda: accepts(port))
            run(*inside, *health)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            said = server.communicate(timeout=30)[0].decode()
    assert "starting up" in said
