"""The command of 2007, as its users typed it: real processes."""

from __future__ import annotations

import os
import stat
import subprocess
import urllib.request
from pathlib import Path

import pytest
from twisted.application.service import IProcess, IService, IServiceCollection, loadApplication

from mktap_compat.errors import TapError
from mktap_compat.legacy.mktap import addToApplication
from tests.genuine import LEGACY
from tests.processes import BIN, command, freePort, twistd


def mktap(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run mktap in a directory; it must succeed."""
    result = command("mktap", *words, cwd=cwd)
    assert result.returncode == 0, result.stderr
    return result


def get(port: int, path: str = "/") -> bytes:
    """Fetch a page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        body: bytes = answer.read()
        return body


def site(directory: Path) -> Path:
    """Make a directory to serve."""
    (directory / "www").mkdir()
    (directory / "www" / "a.txt").write_text("hello-file")
    return directory / "www"


def test_writesTapOfItsName(tmp_path: Path) -> None:
    """``mktap web`` writes ``web.tap`` into the current directory, says nothing, and plain twistd serves it."""
    port = freePort()
    result = mktap("web", "--path", site(tmp_path), "--port", f"tcp:{port}:interface=127.0.0.1", cwd=tmp_path)
    assert (result.stdout, result.stderr) == (b"", b"")
    with twistd("-f", "web.tap", cwd=tmp_path, ports=[port]):
        assert get(port, "/a.txt") == b"hello-file"


def test_numberedPort(tmp_path: Path) -> None:
    """``web --port`` takes a bare number as in 2007; the tap is replaced each time; only its owner may read it."""
    (tmp_path / "web.tap").write_bytes(b"old")
    (tmp_path / "web.tap").chmod(0o640)
    port = freePort()
    mktap("web", "-n", "--port", str(port), cwd=tmp_path)
    assert stat.S_IMODE((tmp_path / "web.tap").stat().st_mode) == 0o640
    with twistd("-f", "web.tap", cwd=tmp_path, ports=[port]):
        assert b"Twisted" in get(port)


def test_newTapIsPrivate(tmp_path: Path) -> None:
    """A new tap, which may hold passwords from the command line, is readable by its owner alone."""
    mktap("ftp", cwd=tmp_path)
    assert stat.S_IMODE((tmp_path / "ftp.tap").stat().st_mode) == 0o600


@pytest.mark.parametrize("words", [["-t", "source"], ["--type=source"]])
def test_source(tmp_path: Path, words: list[str]) -> None:
    """``-t source`` writes a ``.tas`` that shows the command line, and that plain ``twistd -s`` boots."""
    port = freePort()
    mktap(*words, "web", "--path", site(tmp_path), "--port", str(port), cwd=tmp_path)
    assert os.listdir(tmp_path) != []
    text = (tmp_path / "web.tas").read_text("ascii")
    assert f"'tcp:{port}'" in text
    with twistd("-s", "web.tas", cwd=tmp_path, ports=[port]):
        assert get(port, "/a.txt") == b"hello-file"
    with twistd("-s", "web-shutdown.tas", cwd=tmp_path, ports=[port]):
        assert get(port, "/a.txt") == b"hello-file"


def test_sourceElsewhere(tmp_path: Path) -> None:
    """``-t source`` with ``--append`` makes a new ``.tas`` of any name."""
    mktap("-t", "source", "-a", "other.tas", "ftp", cwd=tmp_path)
    assert os.listdir(tmp_path) == ["other.tas"]


def test_processName(tmp_path: Path) -> None:
    """``--appname`` is honoured by plain twistd in a virtual environment."""
    port = freePort()
    mktap("--appname", "oldserver", "ftp", "-p", str(port), "-r", tmp_path, cwd=tmp_path)
    with twistd("-f", "ftp.tap", cwd=tmp_path, ports=[port]) as server:
        assert Path(f"/proc/{server.process.pid}/cmdline").read_bytes().startswith(b"oldserver\0")


def test_sourceEdited(tmp_path: Path) -> None:
    """The command line in a ``.tas`` may be edited: the server listens on the port that is written there now."""
    port, other = freePort(), freePort()
    mktap("-t", "source", "web", "--path", site(tmp_path), "--port", str(port), cwd=tmp_path)
    file = tmp_path / "web.tas"
    file.write_text(file.read_text().replace(f"tcp:{port}", f"tcp:{other}"))
    with twistd("-s", "web.tas", cwd=tmp_path, ports=[other]):
        assert get(other, "/a.txt") == b"hello-file"


def test_append(tmp_path: Path) -> None:
    """``--append FILE`` adds to FILE and writes no other; both services serve, the first one's name stays."""
    first, second = freePort(), freePort()
    mktap("-u", "0", "web", "--path", site(tmp_path), "--port", str(first), cwd=tmp_path)
    mktap("--append", "web.tap", "ftp", "--port", str(second), "--root", tmp_path, cwd=tmp_path)
    assert not (tmp_path / "ftp.tap").exists()
    with twistd("-f", "web.tap", cwd=tmp_path, ports=[first, second]):
        assert get(first, "/a.txt") == b"hello-file"
    assert (tmp_path / "web-shutdown.tap").exists()


def test_appendNewFile(tmp_path: Path) -> None:
    """``--append FILE`` makes FILE if it does not exist."""
    mktap("-a", "all.tap", "ftp", cwd=tmp_path)
    assert os.listdir(tmp_path) == ["all.tap"]
    assert IService(loadApplication(str(tmp_path / "all.tap"), "pickle")).name == "ftp"


def test_appendToSavedState(tmp_path: Path) -> None:
    """A service can be added to a tap that a server saved at shutdown, which stays one with saved state."""
    first, second = freePort(), freePort()
    mktap("web", "--path", site(tmp_path), "--port", str(first), cwd=tmp_path)
    with twistd("-f", "web.tap", cwd=tmp_path, ports=[first]):
        pass
    mktap("-a", "web-shutdown.tap", "web", "--path", tmp_path / "www", "--port", str(second), cwd=tmp_path)
    with twistd("-f", "web-shutdown.tap", cwd=tmp_path, ports=[first, second]):
        assert get(first, "/a.txt") == get(second, "/a.txt") == b"hello-file"
    assert b"shutdown" in (tmp_path / "web-shutdown.tap").read_bytes()


def test_appendToRecipe(tmp_path: Path) -> None:
    """What is added to a tap that holds command lines only is stored as its command line too, and both serve."""
    first, second = freePort(), freePort()
    words = ["--style", "recipe", "-o", "web.tap", "web", "--path", str(site(tmp_path))]
    assert command("mkapp", *words, "--listen", f"tcp:{first}", cwd=tmp_path).returncode == 0
    result = mktap("-a", "web.tap", "ftp", "-p", str(second), "-r", tmp_path, cwd=tmp_path)
    assert b"holds the command line" in result.stderr
    with twistd("-f", "web.tap", cwd=tmp_path, ports=[first, second]):
        assert get(first, "/a.txt") == b"hello-file"


def test_appendToPython2(tmp_path: Path) -> None:
    """A tap of Python 2 is refused: status 1, one line with the way out, nothing changed."""
    old, genuine = tmp_path / "old.tap", (LEGACY / "2.5" / "ftp" / "ftp.tap").read_bytes()
    old.write_bytes(genuine)
    result = command("mktap", "-a", old, "ftp", cwd=tmp_path)
    assert result.returncode == 1
    assert result.stderr.count(b"\n") == 1 and b"tapconvert --in" in result.stderr
    assert old.read_bytes() == genuine


def test_userAndGroup(tmp_path: Path) -> None:
    """``-u``, ``-g`` and ``-n`` take names and numbers, and the tap has them."""
    for words in (["-u", "1234", "-g", "4321"], ["--uid", "root", "--gid=0"], ["-n", "oldserver"]):
        mktap(*words, "ftp", cwd=tmp_path)
        process = IProcess(loadApplication(str(tmp_path / "ftp.tap"), "pickle"))
        expected = {"1234": (1234, 4321, None), "root": (0, 0, None), "oldserver": (None, None, "oldserver")}[words[1]]
        assert (process.uid, process.gid, process.processName) == expected


def test_mailAccounts(tmp_path: Path) -> None:
    """``mail --user``, which today's plugin can't, still makes accounts in the domain's directory."""
    pop, smtp = freePort(), freePort()
    words = ["--pop3", str(pop), "--smtp", str(smtp), "-d", f"a.test={tmp_path}/mail", "--user", "alice=wonder"]
    mktap("mail", *words, cwd=tmp_path)
    assert len(list((tmp_path / "mail" / "passwd").iterdir())) == 1
    with twistd("-f", "mail.tap", cwd=tmp_path, ports=[pop, smtp]):
        pass


def test_wsgi(tmp_path: Path) -> None:
    """What a graph can't hold is stored as its command line, which mktap says in one line; and it serves."""
    (tmp_path / "old_wsgi.py").write_text(
        "def app(environ, start):\n    start('200 OK', [])\n    return [b'wsgi-ok']\n"
    )
    port = freePort()
    result = command(
        "mktap", "web", "--wsgi", "old_wsgi.app", "--port", str(port), cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}
    )
    assert (result.returncode, result.stderr.count(b"\n")) == (0, 1), result.stderr
    assert b"web.tap: holds the command line" in result.stderr
    with twistd("-f", "web.tap", cwd=tmp_path, ports=[port], env={"PYTHONPATH": str(tmp_path)}):
        assert get(port) == b"wsgi-ok"


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["nosuch"], 2, b"Unknown command: nosuch"),
        (["wb"], 2, b"did you mean web?"),
        (["web2", "--path", "/srv"], 2, b"use web"),
        (["telnet"], 2, b"use manhole"),
        (["--bogus", "ftp"], 2, b"option --bogus not recognized"),
        (["ftp", "--bogus"], 2, b"option --bogus not recognized"),
        (["web", "extra"], 2, b"Wrong number of arguments."),
        (["ftp", "--port"], 2, b"option --port requires argument"),
        (["-u", "nosuchuser", "ftp"], 2, b"no user 'nosuchuser'"),
        (["-t", "xml", "ftp"], 1, b"-t source"),
        (["-e", "ftp"], 1, b"wrote a plain file"),
        (["-t", "jelly", "ftp"], 1, b"use pickle or source"),
        (["-t", "source", "-a", "all.tap", "ftp"], 1, b"name a new .tas file"),
        (["mail", "--pop3s", "995"], 2, b"Cannot specify --pop3s without --certificate"),
        (["web", "--class", "no.such.Class"], 1, b"No module named 'no'"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_refused(tmp_path: Path, words: list[str], status: int, message: bytes) -> None:
    """A wrong command line ends with 2, a job that can't be done with 1; one line on stderr says why; no file."""
    result = command("mktap", *words, cwd=tmp_path)
    assert (result.returncode, result.stdout, result.stderr.count(b"\n")) == (status, b"", 1), result.stderr
    assert message in result.stderr
    assert os.listdir(tmp_path) == []


def test_failureKeepsTap(tmp_path: Path) -> None:
    """A tap that is there stays as it is when the next mktap fails."""
    mktap("web", cwd=tmp_path)
    before = (tmp_path / "web.tap").read_bytes()
    assert command("mktap", "web", "--class", "no.such.Class", cwd=tmp_path).returncode == 1
    assert (tmp_path / "web.tap").read_bytes() == before
    assert os.listdir(tmp_path) == ["web.tap"]


@pytest.mark.parametrize(("words", "status"), [(["--help"], 0), (["-h"], 0), ([], 2)], ids=["long", "short", "nothing"])
def test_help(tmp_path: Path, words: list[str], status: int) -> None:
    """Help is on stdout and lists the commands; without a command it is shown too, with status 2, as in 2007."""
    result = command("mktap", *words, cwd=tmp_path)
    assert result.returncode == status
    assert result.stdout.startswith(b"Usage:    mktap [options] <command> [command options]")
    for line in (b"-u, --uid=", b"-a, --append=", b"-e, --encrypted", b"\nCommands:", b"    ftp ", b"A SOCKSv4 proxy"):
        assert line in result.stdout


def test_pluginHelp(tmp_path: Path) -> None:
    """``mktap ftp --help`` is the plugin's own help, status 0."""
    result = mktap("ftp", "--help", cwd=tmp_path)
    assert b"--root" in result.stdout and b"mktap [options] <command>" in result.stdout


def test_version(tmp_path: Path) -> None:
    """``mktap --version`` is Twisted's version, as in 2007."""
    assert mktap("--version", cwd=tmp_path).stdout.startswith(b"Twisted version: ")


def test_debugAndProgress(tmp_path: Path) -> None:
    """``-d`` tells where plugins are looked for and which are found, ``-p`` draws a bar."""
    output = mktap("-d", "-p", "ftp", cwd=tmp_path).stdout
    assert b"Debug:  Found ftp: twisted.tap.ftp" in output
    assert b"Progress:  [=====" in output


OLD_PLUGIN = """\
from twisted.scripts.mktap import _tapHelper
Oldies = _tapHelper("Oldies", "oldies", "A server of 2005", "oldies")
"""
OLD_SERVER = """\
from twisted.application import internet
from twisted.internet import protocol
from twisted.protocols import wire
from twisted.python import usage
class Options(usage.Options):
    optParameters = [["port", "p", "7", "where"]]
class Factory(protocol.ServerFactory):
    protocol = wire.Echo
def makeService(options):
    return internet.TCPServer(int(options["port"]), Factory(), interface="127.0.0.1")
"""


def oldServer(directory: Path) -> dict[str, str | None]:
    """Install a plugin of 2005 there; return the environment in which it is found."""
    (directory / "twisted" / "plugins").mkdir(parents=True)
    (directory / "twisted" / "plugins" / "oldies_plugin.py").write_text(OLD_PLUGIN)
    (directory / "oldies.py").write_text(OLD_SERVER)
    return {"PYTHONPATH": str(directory)}


@pytest.mark.parametrize("style", ["graph", "recipe"])
def test_oldPluginFile(tmp_path: Path, style: str) -> None:
    """A plugin file of 2005 makes taps of both styles with ``mkapp``, and plain twistd boots them."""
    environment, port = oldServer(tmp_path), freePort()
    words = ["--style", style, "-o", "oldies.tap", "oldies", "--port", str(port)]
    assert command("mkapp", *words, cwd=tmp_path, env=environment).returncode == 0
    with twistd("-f", "oldies.tap", cwd=tmp_path, ports=[port], env=environment):
        pass


def test_oldPluginFileMktap(tmp_path: Path) -> None:
    """A plugin file of 2005 works with ``mktap``, and is in its help."""
    environment, port = oldServer(tmp_path), freePort()
    assert b"A server of 2005" in command("mktap", "--help", cwd=tmp_path, env=environment).stdout
    assert command("mktap", "oldies", "-p", str(port), cwd=tmp_path, env=environment).returncode == 0
    with twistd("-f", "oldies.tap", cwd=tmp_path, ports=[port], env=environment):
        pass


def test_python2PluginFile(tmp_path: Path) -> None:
    """A plugin file that only Python 2 understands is named in one line by both commands; the others still work."""
    environment = oldServer(tmp_path)
    file = tmp_path / "twisted" / "plugins" / "older_plugin.py"
    file.write_text("print 'loading'\n")
    for words in (["mktap", "oldies"], ["mkapp", "-q", "-o", "other.tap", "oldies"]):
        result = command(*words, cwd=tmp_path, env=environment)
        assert result.returncode == 0
        assert b"older_plugin can't be imported: SyntaxError" in result.stderr or words[0] == "mkapp"
        assert result.stderr.count(b"\n") <= 1, result.stderr
    result = command("mktap", "nosuch", cwd=tmp_path, env=environment)
    assert f"{file} line 1" in result.stderr.decode()


def test_addToApplication(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``addToApplication`` writes ``NAME.tap`` here with ids and process name; a second call can add to that."""
    from twisted.application.internet import TCPServer
    from twisted.internet.protocol import ServerFactory
    from twisted.protocols.wire import Echo

    monkeypatch.chdir(tmp_path)
    addToApplication(TCPServer(7, ServerFactory.forProtocol(Echo)), "old", None, "proc", "pickle", False, 12, 34)
    addToApplication(TCPServer(9, ServerFactory.forProtocol(Echo)), "more", "old.tap", None, "pickle", 0, None, None)
    application = loadApplication("old.tap", "pickle")
    process = IProcess(application)
    assert (process.uid, process.gid, process.processName) == (12, 34, "proc")
    assert IService(application).name == "old"
    assert [server.args[0] for server in list(IServiceCollection(application))[1:]] == [7, 9]
    with pytest.raises(TapError, match="-t source"):
        addToApplication(TCPServer(7, ServerFactory()), "xml", None, None, "xml", False, None, None)
    assert os.listdir(tmp_path) == ["old.tap"]


def test_run(tmp_path: Path) -> None:
    """``twisted.scripts.mktap.run`` reads this process's arguments, returns when done, and the ids are in the tap."""
    program = """
import sys, mktap_compat.shim
from twisted.scripts.mktap import run
sys.argv = ["mktap", "--uid", "1234", "--gid", "4321", "ftp"]
run()
from twisted.application.service import IProcess, loadApplication
process = IProcess(loadApplication("ftp.tap", "pickle", None))
print(process.uid, process.gid)
sys.argv = ["mktap", "nosuch"]
run()
"""
    result = subprocess.run([BIN / "python", "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (result.stdout, result.returncode) == ("1234 4321\n", 2), result.stderr


def test_moduleRuns(tmp_path: Path) -> None:
    """``python -m mktap_compat mktap`` is the same command."""
    result = subprocess.run(
        [BIN / "python", "-m", "mktap_compat", "mktap", "ftp"], cwd=tmp_path, capture_output=True, timeout=60
    )
    assert result.returncode == 0, result.stderr
    assert os.listdir(tmp_path) == ["ftp.tap"]


MAKER_PLUGIN = """\
from zope.interface import implements
from twisted.application.service import IServiceMaker
from twisted.plugin import IPlugin
import oldies
class Maker(object):
    implements(IServiceMaker, IPlugin)
    tapname = "maker"
    description = "Made as the howto of 2007 says."
    options = oldies.Options
    def makeService(self, options):
        return oldies.makeService(options)
maker = Maker()
"""


def test_pluginOfTheHowto(tmp_path: Path) -> None:
    """A plugin file with ``implements`` in its class, as Twisted's howto of then has it, makes taps that serve."""
    environment, port = oldServer(tmp_path), freePort()
    (tmp_path / "twisted" / "plugins" / "oldies_plugin.py").write_text(MAKER_PLUGIN)
    for words in (["mktap", "maker", "-p", str(port)], ["mkapp", "-q", "-o", "maker.tap", "maker", "-p", str(port)]):
        result = command(*words, cwd=tmp_path, env=environment)
        assert result.returncode == 0, result.stderr
        with twistd("-f", "maker.tap", cwd=tmp_path, ports=[port], env=environment):
            pass


def test_registeredPlugin(tmp_path: Path) -> None:
    """A plugin that a package registers in ``plugins.tml`` is listed, and makes a tap that serves."""
    environment, port = oldServer(tmp_path), freePort()
    (tmp_path / "greet").mkdir()
    (tmp_path / "greet" / "plugins.tml").write_text(
        "register('Greeter', 'oldies', description='Greets people.', type='tap', tapname='greet')\n"
    )
    assert b"Greets people." in command("mktap", "--help", cwd=tmp_path, env=environment).stdout
    result = command("mktap", "greet", "-p", str(port), cwd=tmp_path, env=environment)
    assert result.returncode == 0, result.stderr
    with twistd("-f", "greet.tap", cwd=tmp_path, ports=[port], env=environment):
        pass


@pytest.mark.parametrize(("user", "found"), [(1000, True), (0, False)])
def test_pluginsOfThisDirectory(user: int, found: bool, tmp_path: Path) -> None:
    """For everybody but root the current directory is on the path before plugins are looked for."""
    oldServer(tmp_path)
    program = f"import os; os.getuid = lambda: {user}\nfrom mktap_compat.commands.mktap import console; console()"
    # after the commands were imported, as the script does it
    result = subprocess.run(
        [BIN / "python", "-I", "-c", program, "oldies", "-p", str(freePort())],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
    )
    assert (result.returncode == 0) is found, result.stderr
    assert (tmp_path / "oldies.tap").exists() is found


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("raise usage.UsageError, 'no'", "SyntaxError"),
        ("from twisted.internet import app", "ImportError"),
        ("import ConfigParser", "ModuleNotFoundError"),
        ("usage.NoSuchThing", "AttributeError"),
        ("unicode", "NameError"),
    ],
)
def test_pluginIsStillPython2(line: str, what: str, tmp_path: Path) -> None:
    """A module of Python 2 is one line: the plugin, what is wrong, file and line, and what converts it."""
    environment = oldServer(tmp_path)
    (tmp_path / "oldies.py").write_text(f"from twisted.python import usage\n{line}\n")
    for words in (["mktap", "oldies"], ["mkapp", "-o", "x.tap", "oldies"]):
        result = command(*words, cwd=tmp_path, env=environment)
        assert result.returncode == 1
        (said,) = result.stderr.decode().splitlines()
        assert said.startswith(f"{words[0]}: the options of 'oldies' failed: {what}: ")
        assert f"({tmp_path / 'oldies.py'} line 2" in said
        assert said.endswith("; if it is still Python 2, 2to3 or modernize converts it")


@pytest.mark.parametrize("name", ["mktap", "mkapp"])
def test_readerOfHelpLeaves(name: str, tmp_path: Path) -> None:
    """A plugin's help for a reader who leaves early ends in silence; for a full disk in one line about that."""
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run([BIN / name, "web", "--help"], stdout=writer, stderr=subprocess.PIPE, timeout=60)
    os.close(writer)
    assert (result.returncode, result.stderr) == (1, b"")
    with open("/dev/full", "wb") as full:
        result = subprocess.run([BIN / name, "web", "--help"], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert result.returncode == 1
    assert result.stderr == f"{name}: standard output can not be written: No space left on device\n".encode()


def test_moduleThatUpdatesAnApplication(tmp_path: Path) -> None:
    """A module of before 2005, with ``updateApplication`` instead of ``makeService``, makes a tap that serves."""
    environment, port = oldServer(tmp_path), freePort()
    before, _, _ = OLD_SERVER.partition("def makeService")
    update = 'def updateApplication(app, config):\n    app.listenTCP(int(config["port"]), Factory())\n'
    (tmp_path / "oldies.py").write_text(before + update)
    result = command("mktap", "oldies", "-p", str(port), cwd=tmp_path, env=environment)
    assert result.returncode == 0, result.stderr
    with twistd("-f", "oldies.tap", cwd=tmp_path, ports=[port], env=environment):
        pass
