"""A tap does what ``twistd PLUGIN`` does, whatever the plugin does beside returning a service."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mktap_compat.tapfile import unpack
from tests.making.designs import DESIGNS, FILES, HEAD, MOMENTS
from tests.processes import command, environment

DROPIN = """
from twisted.application.service import ServiceMaker
design = ServiceMaker("design", "designtap", "design", "design")
"""
#: Makes the service as twistd does, in a process of its own.
CONTROL = """
from twisted.scripts.twistd import ServerOptions
options = ServerOptions()
options.parseOptions(["design"])
service = options.loadedPlugins["design"].makeService(options.subOptions)
"""
#: Boots a tap in a process of its own; what keeps state may stand before the service.
BOOT = """
import pickle
from twisted.application.service import IServiceCollection
*_, service = IServiceCollection(pickle.load(open("x.tap", "rb")))
"""
ANSWER = "\nimport designtap\nprint(designtap.answer(service))\n"


def place(directory: Path, code: str) -> None:
    """Write a plugin."""
    (directory / "twisted" / "plugins").mkdir(parents=True)
    (directory / "twisted" / "plugins" / "design_dropin.py").write_text(DROPIN)
    for name, text in {**FILES, "designtap.py": HEAD + code}.items():
        (directory / name).write_text(text)


def answer(directory: Path, script: str) -> str:
    """Return what a service answers that a script has made."""
    done = subprocess.run(
        [sys.executable, "-c", script + ANSWER],
        cwd=directory,
        env=environment({"PYTHONPATH": str(directory)}),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("design", DESIGNS)
def test_sameAnswer(tmp_path: Path, design: str) -> None:
    """By default the tap answers as the plugin does; so does one of --style graph, unless it is refused in one line."""
    place(tmp_path, DESIGNS[design])
    expected = answer(tmp_path, CONTROL)
    done = command("mkapp", "-o", "x.tap", "design", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert b"style recipe" in done.stderr
    assert answer(tmp_path, BOOT) == expected
    insisting = ("mkapp", "--style", "graph", "-o", "x.tap", "design")
    done = command(*insisting, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    if done.returncode:
        (line,) = done.stderr.splitlines()
        assert line.startswith(b"mkapp: ") and b"without --style graph" in line
    else:
        assert answer(tmp_path, BOOT) == expected


@pytest.mark.parametrize("design", ["sentinel", "registry", "lock of a module", "lazy object", "reactor that is asked"])
def test_graphWhereOneCanBeHad(tmp_path: Path, design: str) -> None:
    """What modules hold, lazy objects, and services of Twisted that keep a connection are no reason against a graph."""
    place(tmp_path, DESIGNS[design])
    words = ("mkapp", "--style", "graph", "-o", "x.tap", "design")
    done = command(*words, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert b"style graph" in done.stderr


@pytest.mark.parametrize("moment", MOMENTS)
def test_momentIsNotFrozen(tmp_path: Path, moment: str) -> None:
    """What a plugin finds out when it makes its service is found out anew at each start."""
    place(tmp_path, MOMENTS[moment])
    done = command("mkapp", "-o", "x.tap", "design", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    parts = unpack((tmp_path / "x.tap").read_bytes())
    assert parts is not None
    assert parts[0]["boots"] == "recipe"
    if moment == "token":
        assert answer(tmp_path, BOOT) != answer(tmp_path, BOOT)


def test_recipeIsShownInside(tmp_path: Path) -> None:
    """tapinspect shows the services of a tap that boots from its recipe."""
    place(tmp_path, DESIGNS["sentinel"])
    command("mkapp", "-o", "x.tap", "design", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert "designtap.S" in command("tapinspect", "x.tap", cwd=tmp_path).stdout.decode()


def test_pluginThatAsksForGraphs(tmp_path: Path) -> None:
    """A plugin says with an attribute that its taps hold what its objects hold."""
    place(tmp_path, MOMENTS["token"])
    with (tmp_path / "twisted" / "plugins" / "design_dropin.py").open("a") as dropin:
        dropin.write("design.tapStyle = 'graph'\n")
    done = command("mkapp", "-o", "x.tap", "design", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert b"style graph (as its plugin asks for)" in done.stderr
    assert answer(tmp_path, BOOT) == answer(tmp_path, BOOT)


@pytest.mark.parametrize("program", ["served.tac", "served:application", "served:service"])
def test_programs(tmp_path: Path, program: str) -> None:
    """A .tac file, an application or a service of a module is frozen like a plugin, and keeps its name and settings."""
    code = (
        "from twisted.application.service import Application, Service\n"
        "service = Service()\nservice.kept = 5\n"
        "application = Application('served', uid=12)\n"
        "inner = Service()\ninner.kept = 5\ninner.setServiceParent(application)\n"
    )
    for name in ("served.tac", "served.py"):
        (tmp_path / name).write_text(code)
    done = command("mkapp", "--tac", program, "-o", "x.tap", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    parts = unpack((tmp_path / "x.tap").read_bytes())
    assert parts is not None
    assert parts[0]["services"][0]["arguments"] == [program]
    if program != "served:service":
        assert (parts[0]["name"], parts[0]["uid"]) == ("served", 12)
    made = subprocess.run(
        [sys.executable, "-c", BOOT + "print(service.kept)"],
        cwd=tmp_path,
        env=environment({"PYTHONPATH": str(tmp_path)}),
        capture_output=True,
        text=True,
    )
    assert made.stdout == "5\n", made.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--tac", "nosuch.tac"), "can't read nosuch.tac: there is no such file"),
        (("--tac", "os:path"), "holds neither an application nor a service"),
        (("--tac", "x.tac", "web"), "--tac takes the place of a plugin"),
        (("--reactor", "nosuch", "web"), "--reactor nosuch: there is no such reactor; there are"),
    ],
)
def test_wrongPrograms(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    """What can't be run is told in one line, with status 2."""
    done = command("mkapp", "-o", "x.tap", *words, cwd=tmp_path)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert message in line


def test_threadThatGoesOn(tmp_path: Path) -> None:
    """A thread that a plugin has started and that never ends does not keep mkapp from ending."""
    place(
        tmp_path,
        "import threading\ndef makeService(options):\n"
        "    threading.Thread(target=threading.Event().wait).start()\n    return S()\n",
    )
    done = command("mkapp", "-o", "x.tap", "design", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0
    assert (tmp_path / "x.tap").exists()


@pytest.mark.parametrize("name", ["select", "asyncio"])
def test_reactors(tmp_path: Path, name: str) -> None:
    """With --reactor a plugin gets that one; the last line names it, because the tap does not."""
    place(
        tmp_path,
        "def makeService(options):\n    from twisted.internet import reactor\n"
        "    assert 'Selec' in type(reactor.real()).__name__, reactor.real()\n    return S()\n",
    )
    words = ("mkapp", "--reactor", name, "-o", "x.tap", "design")
    done = command(*words, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert f"run it with: twistd --reactor {name} -f x.tap" in done.stderr.decode()
