"""The names of 2007: ``mktap_compat.shim`` and the modules behind it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from twisted.application.service import IServiceMaker, ServiceMaker
from twisted.plugins.twisted_ftp import TwistedFTP
from twisted.python import usage

from mktap_compat import shim
from mktap_compat.legacy import mktap

OLD_PLUGIN = """\
from twisted.scripts.mktap import _tapHelper
Oldies = _tapHelper("Oldies", "oldies.tap", "A server of 2005", "oldies")
"""


def python(program: str, *path: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in an interpreter of its own, with these directories on its path."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path)), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd="/", capture_output=True, text=True, timeout=60
    )


def test_nothingWithoutAsking() -> None:
    """The old names are not there until the shim is imported, even if the rest of the package is."""
    program = """
import mktap_compat.legacy.mktap, twisted.scripts
try:
    import twisted.scripts.mktap
except ImportError:
    print("none")
"""
    result = python(program)
    assert (result.stdout, result.stderr) == ("none\n", "")


@pytest.mark.parametrize(
    "statement",
    [
        "import twisted.scripts.mktap as module; module._tapHelper",
        "from twisted.scripts import mktap; mktap._tapHelper",
        "from twisted.scripts.mktap import _tapHelper, getid, loadPlugins, IServiceMaker",
        "from twisted.scripts.mktap import gidFromString, uidFromString, FirstPassOptions",
        "from twisted.scripts.tapconvert import ConvertOptions, run",
        "import twisted.scripts.twistd, twisted.scripts.trial",
        "import pydoc, importlib, twisted.scripts.mktap as m; importlib.reload(m)",
    ],
)
def test_importForms(statement: str) -> None:
    """After ``import mktap_compat.shim`` each way to import the old modules works, without any warning."""
    result = python(f"import warnings; warnings.simplefilter('error')\nimport mktap_compat.shim\n{statement}")
    assert (result.stderr, result.returncode) == ("", 0)


def test_idempotent() -> None:
    """Installing again changes nothing, and a module that is there under the old name stays."""
    program = """
import sys, types
mine = sys.modules["twisted.scripts.mktap"] = types.ModuleType("mine")
import mktap_compat.shim, twisted.scripts
other = sys.modules["twisted.scripts.tapconvert"]
mktap_compat.shim.install()
print(sys.modules["twisted.scripts.mktap"] is twisted.scripts.mktap is mine)
print(sys.modules["twisted.scripts.tapconvert"] is twisted.scripts.tapconvert is other)
"""
    assert python(program).stdout == "True\nTrue\n"


def test_oldPluginFile(tmp_path: Path) -> None:
    """A plugin file of 2005 loads unchanged: Twisted's plugin system finds it, and its module makes the service."""
    (tmp_path / "twisted" / "plugins").mkdir(parents=True)
    (tmp_path / "twisted" / "plugins" / "oldies_plugin.py").write_text(OLD_PLUGIN)
    (tmp_path / "oldies").mkdir()
    (tmp_path / "oldies" / "__init__.py").touch()
    (tmp_path / "oldies" / "tap.py").write_text(
        "from twisted.python import usage\nfrom twisted.application import service\n"
        "class Options(usage.Options):\n    optParameters = [['port', 'p', '1234', 'where']]\n"
        "def makeService(options):\n    made = service.Service()\n    made.port = options['port']\n    return made\n"
    )
    program = """
import mktap_compat.shim
from twisted.scripts.mktap import loadPlugins
found = loadPlugins()["oldies"]
options = found.options()
options.parseOptions(["-p", "99"])
print(found.name, found.description, found.makeService(options).port, sep="|")
"""
    result = python(program, tmp_path)
    assert result.stdout == "Oldies|A server of 2005|99\n", result.stderr


def test_namesAreTodaysOwn() -> None:
    """``_tapHelper`` and ``IServiceMaker`` are Twisted's own: today's plugin system finds what they make."""
    assert mktap._tapHelper is ServiceMaker
    assert mktap.IServiceMaker is IServiceMaker


def test_getidNumbers() -> None:
    """``getid`` turns numbers in text into numbers."""
    assert mktap.getid("1234", "4321") == (1234, 4321)


def test_getidNames() -> None:
    """``getid`` looks names up, and raises :class:`KeyError` for one that does not exist."""
    assert mktap.getid("root", None) == (0, None)
    with pytest.raises(KeyError):
        mktap.getid("no such user", None)


def test_getidNothing() -> None:
    """``getid`` gives ``None`` back where it gets it."""
    assert mktap.getid(None, None) == (None, None)
    assert mktap.getid(None, "7") == (None, 7)


def test_loadPlugins() -> None:
    """``loadPlugins`` maps each plugin's ``tapname`` to it, Twisted's own ftp plugin among them."""
    plugins = mktap.loadPlugins()
    assert all(name == found.tapname for name, found in plugins.items())
    assert plugins["ftp"] is TwistedFTP


def test_firstPassOptions() -> None:
    """``FirstPassOptions`` parses mktap's options, then the plugin's with mktap's as their parent."""
    options = mktap.FirstPassOptions()
    options.parseOptions(["-u", "12", "--append", "x.tap", "ftp", "--port", "2121"])
    assert (options["uid"], options["gid"], options["append"]) == (12, None, "x.tap")
    assert options.subCommand == "ftp"
    assert options.tapLookup["ftp"] is TwistedFTP
    assert options.subOptions["port"] == "2121"
    assert options.subOptions.parent is options


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nosuch"], "Unknown command: nosuch"),
        (["--bogus", "ftp"], "option --bogus not recognized"),
        (["-u"], "option -u requires argument"),
        (["-u", "nosuchuser", "ftp"], "no user 'nosuchuser'"),
        (["-g", "nosuchgroup", "ftp"], "no group 'nosuchgroup'"),
        ([], "A general-purpose web server"),
    ],
    ids=["command", "option", "argument", "user", "group", "nothing"],
)
def test_firstPassOptionsWrong(arguments: list[str], message: str) -> None:
    """``FirstPassOptions`` names what is wrong in the words of 2007; without a command it gives the list of them."""
    with pytest.raises(usage.UsageError, match=message):
        mktap.FirstPassOptions().parseOptions(arguments)


def test_shimNamesModules() -> None:
    """The shim stands for these two modules, and says so."""
    assert shim.MODULES == ("mktap", "tapconvert")


def test_classAdvice() -> None:
    """``implements`` in the body of a class declares what its instances provide, and leaves nothing in the class."""
    program = """
import mktap_compat.shim
from zope.interface import Interface, classProvides, implements, implementsOnly
class IA(Interface): pass
class IB(Interface): pass
class IC(Interface): pass
class Both(object):
    implements(IA, IB)
    classProvides(IC)
class Only(Both):
    implementsOnly(IC)
print(IA.implementedBy(Both), IB.implementedBy(Both), IC.providedBy(Both))
print(IA.implementedBy(Only), IC.implementedBy(Only))
print([name for name in vars(Both) if "advice" in name])
try:
    implements(IA)
except TypeError as error:
    print(error)
"""
    result = python(program)
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "True True True",
        "False True",
        "[]",
        "can be used only from a class definition",
    ]
