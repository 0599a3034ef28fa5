"""A tap as a package of RPM: packed by rpmbuild, and what rpm says is in it."""

from __future__ import annotations

from pathlib import Path

from tests.machines.roots import mkapp, run, tapdeploy


def test_packed(tmp_path: Path) -> None:
    """A package has the program for its own user, the unit, and scripts that make the user; sh takes the scripts."""
    mkapp("-q", "-o", "board.tap", "myapp", cwd=tmp_path)
    tapdeploy("rpm", "board.tap", "--name", "board", "-m", "Jo Doe <jo@example.org>", cwd=tmp_path)
    (package,) = (tmp_path / "board-rpm").glob("*.rpm")
    listed = run("rpm", "-qp", "--qf", "[%{FILENAMES} %{FILEGROUPNAME} %{FILEMODES:perms}\\n]", str(package))
    assert "/usr/lib/board/board.pyz board -rwxr-x---" in listed
    assert "/usr/lib/systemd/system/board.service root -rw-r--r--" in listed
    assert "/usr/bin/python3" in run("rpm", "-qp", "--requires", str(package))
    for script in ("PREIN", "POSTIN", "PREUN", "POSTUN"):
        text = run("rpm", "-qp", "--qf", f"%{{{script}}}", str(package))
        (tmp_path / script).write_text(text)
        run("sh", "-n", str(tmp_path / script))
    assert "useradd" in (tmp_path / "PREIN").read_text()
