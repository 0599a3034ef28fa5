"""``twistd tap FILE``: real twistd processes that run taps of every kind, and the refusals."""

from __future__ import annotations

import os
import pickle
import socket
import struct
from pathlib import Path

import pytest
from twisted.application.internet import TCPServer
from twisted.application.service import Application, IProcess, IService, MultiService
from twisted.internet.protocol import ServerFactory
from twisted.persisted.sob import IPersistable
from twisted.protocols.wire import Echo
from twisted.python import usage

from mktap_compat.commands import twistdtap
from tests.genuine import LEGACY
from tests.processes import BIN, command, freePort, poll, twistd

OWN = """
from twisted.internet.protocol import Protocol, ServerFactory

class Greeting(Protocol):
    def connectionMade(self):
        self.transport.write(b"own code\\r\\n")

class Greeter(ServerFactory):
    protocol = Greeting
"""

#: What ``twisted.persisted.aot`` writes of :func:`echoing`.
SOURCE = """app=Ref(2,
  Instance('twisted.python.components.Componentized',
    _adapterCache={
      'twisted.application.service.IServiceCollection':Ref(1,
        Instance('twisted.application.service.MultiService',
          name='echoing',
          namedServices={},
          parent=None,
          services=[
            Instance('twisted.application.internet.TCPServer',
              args=(
                PORT,
                Instance('twisted.internet.protocol.ServerFactory',
                  protocol=Class('twisted.protocols.wire.Echo'),),
                ),
              kwargs={
                'interface':'127.0.0.1',
                },
              parent=Deref(1),),
            ],)),
      'twisted.application.service.IService':Deref(1),
      'twisted.application.service.IProcess':Instance('twisted.application.service.Process',
        gid=None,
        uid=None,),
      'twisted.persisted.sob.IPersistable':Instance('twisted.persisted.sob.Persistent',
        name='echoing',
        original=Deref(2),),
      },))
"""


def echoing(port: int, uid: int | None = None, processName: str | None = None) -> object:
    """Return an application that echoes, as a .tac of today makes it."""
    application = Application("echoing", uid)
    IProcess(application).processName = processName
    factory = ServerFactory()
    factory.protocol = Echo  # type: ignore[assignment]
    TCPServer(port, factory, interface="127.0.0.1").setServiceParent(IService(application))
    return application


def says(port: int, sent: bytes = b"") -> bytes:
    """Connect, send, and return what comes back first."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(sent)
        return connection.recv(1000)


def ftpOf2007(port: int) -> bytes:
    """Return a genuine tap of Twisted 2.5 with another port."""
    data = (LEGACY / "2.5/ftp/ftp.tap").read_bytes()
    old = b"M" + struct.pack("<H", 22245)
    assert data.count(old) == 1
    return data.replace(old, b"M" + struct.pack("<H", port))


def test_tapOf2007(tmp_path: Path) -> None:
    """A tap of 2007 is converted in memory, serves, and is saved as a tap of today at shutdown."""
    port = freePort()
    old = tmp_path / "ftp.tap"
    old.write_bytes(ftpOf2007(port))
    with twistd("tap", old, cwd=tmp_path, ports=[port]) as server:
        assert says(port).startswith(b"220 ")
        assert server.stop() in (0, -15)
    saved = tmp_path / "ftp-shutdown.tap"
    assert b"mktap_compat.thaw" in saved.read_bytes()
    with twistd("tap", saved, cwd=tmp_path, ports=[port]):
        assert says(port).startswith(b"220 ")
    assert old.read_bytes() == ftpOf2007(port)


def test_tapOfMkapp(tmp_path: Path) -> None:
    """A tap that mkapp wrote is run from its graph."""
    port = freePort()
    made = command("mkapp", "ftp", "-p", str(port), "-r", tmp_path, cwd=tmp_path)
    (tmp_path / "new.tap").write_bytes(made.stdout)
    with twistd("-o", "tap", "new.tap", cwd=tmp_path, ports=[port]) as server:
        assert says(port).startswith(b"220 ")
        server.stop()
    assert not list(tmp_path.glob("*-shutdown.tap"))


@pytest.mark.parametrize("style", ["tap", "tas"])
def test_applicationOfToday(tmp_path: Path, style: str) -> None:
    """What today's Twisted pickled, or wrote as source, is loaded and run."""
    port = freePort()
    path = tmp_path / f"echoing.{style}"
    if style == "tap":
        path.write_bytes(pickle.dumps(echoing(port), 2))
    else:
        path.write_text(SOURCE.replace("PORT", str(port)))
    with twistd("-o", "tap", path, cwd=tmp_path, ports=[port]):
        assert says(port, b"hello") == b"hello"


def test_recipe(tmp_path: Path) -> None:
    """A tap that holds only its command line is made anew."""
    port = freePort()
    made = command("mkapp", "--style", "recipe", "ftp", "-p", str(port), "-r", tmp_path, cwd=tmp_path)
    (tmp_path / "new.tap").write_bytes(made.stdout)
    with twistd("tap", "new.tap", cwd=tmp_path, ports=[port]):
        assert says(port).startswith(b"220 ")


def test_ownCode(tmp_path: Path) -> None:
    """The user's own code is refused by one line and status 1 until it is trusted; then it is imported."""
    (tmp_path / "greeting2026.py").write_text(OWN)
    port = freePort()
    source = "import greeting2026, pickle; from twisted.application import internet, service;"
    source += f"a = service.Application('own'); internet.TCPServer({port}, greeting2026.Greeter()).setServiceParent(a);"
    source += "pickle.dump(a, open('own.tap', 'wb'), 2)"
    environment = {"PYTHONPATH": str(tmp_path)}
    assert command("python", "-c", source, cwd=tmp_path, env=environment).returncode == 0
    refused = command("twistd", "-n", "--pidfile=", "tap", "own.tap", cwd=tmp_path, env=environment)
    assert refused.returncode == 1
    (line,) = refused.stderr.decode().splitlines()
    assert line.startswith("twistd tap: own.tap: refused: services[0].args[1]: byte ")
    assert "--trust greeting2026.Greeter" in line
    with twistd("tap", "--trust", "greeting2026", "own.tap", cwd=tmp_path, ports=[port], env=environment):
        assert says(port) == b"own code\r\n"


def test_uidIsHonoured(tmp_path: Path) -> None:
    """The uid of the tap is the uid of the process; for root that is another one than its own."""
    import pwd

    uid = pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else os.getuid()
    port = freePort()
    path = tmp_path / "echoing.tap"
    path.write_bytes(pickle.dumps(echoing(port, uid=uid), 2))
    with twistd("-o", "tap", path, cwd=tmp_path, ports=[port]) as server:
        status = Path(f"/proc/{server.process.pid}/status")

        def isShed() -> bool:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            return lines["Uid"].split() == [str(uid)] * 4

        poll(isShed, f"uid {uid}")
        assert says(port, b"still here") == b"still here"


def loaded(
    tmp_path: Path, *arguments: str, noSave: bool = False
) -> tuple[twistdtap.Options, twistdtap.LoadedApplication]:
    """Parse the plugin's options under some of twistd's, and make the service."""
    options = twistdtap.Options()
    options.parent = {"no_save": noSave}  # type: ignore[assignment]
    options.parseOptions(list(arguments))
    options.parent["no_save"] = True
    return options, twistdtap.makeService(options)


def test_applicationBecomesTheLoadedOne(tmp_path: Path) -> None:
    """twistd's own application gets name, ids, process name and saving of the loaded one."""
    path = tmp_path / "echoing.tap"
    path.write_bytes(pickle.dumps(echoing(1, uid=4711, processName="echoing2026"), 2))
    options, service = loaded(tmp_path, str(path))
    application = Application("tap")
    service.setServiceParent(application)
    assert IService(application).name == "echoing"
    assert (IProcess(application).uid, IProcess(application).processName) == (4711, "echoing2026")
    assert IPersistable(application).original is service.application
    assert options.parent["no_save"] is False


def test_noSaveIsKept(tmp_path: Path) -> None:
    """twistd's ``--no_save`` holds for a tap."""
    path = tmp_path / "echoing.tap"
    path.write_bytes(pickle.dumps(echoing(1), 2))
    options, _ = loaded(tmp_path, str(path), noSave=True)
    assert options.parent["no_save"] is True


def test_otherParents(tmp_path: Path) -> None:
    """Under a service that is no application the loaded services are started as its children."""
    path = tmp_path / "echoing.tap"
    path.write_bytes(pickle.dumps(echoing(1), 2))
    _, service = loaded(tmp_path, str(path))
    parent = MultiService()
    service.setServiceParent(parent)
    assert list(parent) == [service]
    assert [IService(each).name for each in service] == ["echoing"]


def test_wrongName() -> None:
    """A package that can't be trusted is wrong usage."""
    with pytest.raises(usage.UsageError, match="is a module that is not your own"):
        twistdtap.Options().parseOptions(["--trust", "os", "x.tap"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "which file?"),
        (("a.tap", "b.tap"), "one file only"),
        (("--bogus",), "option --bogus not recognized"),
        (("--trust", "os", "a.tap"), "is a module that is not your own"),
    ],
)
def test_wrongUsage(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    """Wrong usage is one line on stderr and status 2, without the help."""
    done = command("twistd", "-n", "--pidfile=", "tap", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("twistd tap: ")
    assert message in line


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", " is empty", id="empty"),
        pytest.param(b"no tap", " is not a tap: it is text", id="text"),
        pytest.param(pickle.dumps({"no": "application"}), ": holds no Application of Twisted, but a dict", id="dict"),
    ],
)
def test_unusableFile(tmp_path: Path, data: bytes, reason: str) -> None:
    """A file that is no tap, or no application, ends twistd with one line and status 1."""
    (tmp_path / "broken.tap").write_bytes(data)
    done = command("twistd", "-n", "--pidfile=", "tap", "broken.tap", cwd=tmp_path)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(f"twistd tap: broken.tap{reason}")


def test_helpFromRoot() -> None:
    """``twistd --help`` offers the plugin, wherever it is asked."""
    done = command("twistd", "--help", cwd="/")
    assert b"    tap " in done.stdout
    assert (BIN / "tapinspect").exists()
