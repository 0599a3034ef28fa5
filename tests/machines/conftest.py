"""What tests with whole machines need of this one; where it is missing they are skipped, with a line that says so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machines import roots

TOOLS = ("debootstrap", "systemd-nspawn", "nsenter", "lintian", "rpmbuild", "buildah")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave these tests to their own stage of CI, which asks for them by a variable."""
    reason = ""
    if "MKTAP_COMPAT_MACHINES" not in os.environ:
        reason = "tests with whole machines: .ci/stages/machines runs them"
    elif os.geteuid() != 0:
        reason = "tests with whole machines need root"
    else:
        missing = [tool for tool in TOOLS if shutil.which(tool) is None]
        reason = f"tests with whole machines need {', '.join(missing)}" if missing else ""
    for item in items:
        if reason and "machines" in Path(str(item.fspath)).parts:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory for a root, which is large: it is removed afterwards."""
    directory = tmp_path_factory.mktemp("machine")
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A root of Debian that a test may spoil."""
    yield roots.copy(tmp_path / "root")
    shutil.rmtree(tmp_path / "root", ignore_errors=True)
