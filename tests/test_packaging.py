"""Tests of what is shipped: wheel, sdist, and what installing and uninstalling does to Twisted."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from mktap_compat.tapfile import VERSION

ROOT = Path(__file__).parent.parent
#: What an installation of Twisted shares a folder with ours; losing it breaks every Twisted program.
SHARED = ("twisted/__init__.py", "twisted/plugins/__init__.py", "twisted/plugins/twisted_web.py")
DROPINS = tuple(path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("twisted/plugins/*.py")))
COMMANDS = ("mkapp", "mktap", "tap2deb", "tap2rpm", "tapconvert", "tapdeploy", "tapinspect")


def quietly(*words: str | Path, cwd: Path | str = "/") -> str:
    """Run a program to its end and return what it printed; its whole output is the failure if it fails."""
    done = subprocess.run(list(map(str, words)), cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the project, with the litter that a developer's folder has."""
    copy = tmp_path_factory.mktemp("source") / "project"
    litter = shutil.ignore_patterns(".git", ".venv", "build", "dist", "*.egg-info", "__pycache__", ".*_cache", "_build")
    shutil.copytree(ROOT, copy, ignore=litter)
    (copy / "twisted" / "plugins" / "dropin.cache").write_bytes(b"litter")
    return copy


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from that sdist."""
    target = tmp_path_factory.mktemp("dist")
    quietly(sys.executable, "-m", "build", "--outdir", target, source)
    return target


def wheelOf(built: Path) -> Path:
    """Return the one wheel of a folder."""
    [wheel] = built.glob("*.whl")
    return wheel


def environment(folder: Path) -> Path:
    """Make a virtual environment without pip; return its Python, which the pip of the tests can install into."""
    venv.create(folder, with_pip=False, symlinks=True)
    return folder / "bin" / "python"


def pip(python: Path, *words: str | Path) -> str:
    """Run the pip of the tests for another environment."""
    return quietly(sys.executable, "-m", "pip", "--python", python, *words)


def sitePackages(python: Path) -> Path:
    """Return where an environment keeps its packages."""
    return Path(quietly(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())


def assertOffered(python: Path) -> None:
    """Assert that twistd and all commands work from ``/``: the current directory would hide a missing plugin."""
    offered = quietly(python.with_name("twistd"), "--help")
    words = [line.split()[0] for line in offered.splitlines() if line.strip()]
    assert {"myapp", "web"} <= set(words)
    for name in COMMANDS:
        assert "Usage" in quietly(python.with_name(name), "--help")


def test_wheelHoldsDropinsAndNothingOfTwisted(built: Path) -> None:
    """The wheel holds both dropins, the typing markers, man pages and completion, and no file that Twisted has too."""
    with zipfile.ZipFile(wheelOf(built)) as wheel:
        names = set(wheel.namelist())
    assert {*DROPINS, "mktap_compat/py.typed", "myapp/py.typed"} <= names
    assert {name for name in names if name.startswith("twisted/")} == set(DROPINS)
    shared = {name.partition(".data/data/share/")[2] for name in names}
    assert {f"man/man1/{name}.1" for name in COMMANDS} <= shared
    assert {f"bash-completion/completions/{name}" for name in COMMANDS} <= shared
    assert "zsh/site-functions/_mktap_compat" in shared
    assert not [name for name in names if name.split("/")[0] in {"tests", "docs", "benchmarks"}]


def test_wheelHoldsEveryModuleAndDataFile(built: Path) -> None:
    """Every file of the two packages in the source is in the wheel: a forgotten sub-package is noticed here."""
    with zipfile.ZipFile(wheelOf(built)) as wheel:
        names = set(wheel.namelist())
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in ("mktap_compat", "myapp")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in {".pyc", ".cache"}
    }
    assert wanted <= names


def test_sdistIsEnoughToTestFrom(built: Path) -> None:
    """The sdist holds what ``make test`` needs, the dropins, and no litter."""
    [archive] = built.glob("*.tar.gz")
    with tarfile.open(archive) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {"Makefile", "pyproject.toml", "tests/processes.py", "tests/test_packaging.py", *DROPINS} <= names
    assert not [name for name in names if name.endswith(("dropin.cache", ".pyc"))]


def test_wheelInstallsAndLeavesTwistedWhole(built: Path, tmp_path: Path) -> None:
    """An installed wheel offers plugins and commands; uninstalling takes ours away and nothing of Twisted's."""
    python = environment(tmp_path / "wheel")
    pip(python, "install", "--quiet", wheelOf(built))
    assertOffered(python)
    packages = sitePackages(python)
    before = {name: (packages / name).read_bytes() for name in SHARED}
    pip(python, "uninstall", "--quiet", "--yes", "mktap-compat")
    assert {name: (packages / name).read_bytes() for name in SHARED} == before
    assert not [name for name in DROPINS if (packages / name).exists()]
    assert "web" in quietly(python.with_name("twistd"), "--help")


def test_editableInstallOffersPlugins(source: Path, tmp_path: Path) -> None:
    """``pip install -e`` offers plugins and commands too."""
    python = environment(tmp_path / "editable")
    pip(python, "install", "--quiet", "--editable", source)
    assertOffered(python)


def test_indexTakesTheDistributions(built: Path) -> None:
    """What is built for the package index passes its own check, with nothing to warn of."""
    assert "FAILED" not in quietly(sys.executable, "-m", "twine", "check", "--strict", *built.iterdir())


def test_linksOfTheIndexAreWhole(built: Path) -> None:
    """The page on the package index has no relative link or picture, and each leads to a file that exists."""
    with zipfile.ZipFile(wheelOf(built)) as wheel:
        [name] = [each for each in wheel.namelist() if each.endswith("METADATA")]
        metadata = wheel.read(name).decode()
    links = re.findall(r"\]\(([^)]+)\)", metadata)
    assert links and all(link.startswith("https://") for link in links)
    ours = [link.partition("/main/")[2] for link in links if "/main/" in link]
    assert [link for link in ours if not (ROOT / link).exists()] == []


def test_oneVersion(built: Path) -> None:
    """The wheel has the version that headers of taps name."""
    assert wheelOf(built).name.split("-")[1] == VERSION
