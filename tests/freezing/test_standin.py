"""The stand-in for the reactor while a service is made."""

from __future__ import annotations

import subprocess
import sys

from twisted.internet.interfaces import IReactorCore, IReactorTCP, IReactorTime
from twisted.internet.protocol import Factory

from mktap_compat.freezing.standin import Standin

MAKING = """
import sys
from mktap_compat.making import plugins
from mktap_compat.freezing.watching import Watch
with Watch() as watch:
    plugins.make(plugins.Recipe({plugin!r}, {arguments!r}, "/"))
print(*[call.text for call in watch.calls], sep="\\n")
print("twisted.internet.epollreactor" in sys.modules)
"""


def made(plugin: str, *arguments: str) -> list[str]:
    """Make a service in a process of its own; return what it registered, and whether the real reactor came in."""
    script = MAKING.format(plugin=plugin, arguments=arguments)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[:-1]


def test_standinProvides() -> None:
    """The stand-in provides what the default reactor does."""
    standin = Standin()
    for interface in (IReactorCore, IReactorTime, IReactorTCP):
        assert interface.providedBy(standin)
    assert standin.seconds() > 0
    assert not standin.running


def test_standinRecords() -> None:
    """Calls that leave something are recorded as a person would write them; taking them back removes them."""
    standin = Standin()
    call = standin.callLater(5, print, "x")
    port = standin.listenTCP(8080, Factory())
    trigger = standin.addSystemEventTrigger("before", "shutdown", print)
    standin.getThreadPool().callInThread(print)
    assert [call.text for call in standin.recorded] == [
        "reactor.callLater(5, print, 'x')",
        "reactor.listenTCP(8080, Factory)",
        "reactor.addSystemEventTrigger('before', 'shutdown', print)",
        "reactor.getThreadPool().callInThread(print)",
    ]
    assert call.active()
    call.cancel()
    port.stopListening()
    standin.removeSystemEventTrigger(trigger)
    assert not call.active()
    assert len(standin.recorded) == 1


def test_standinKeepsTheRealReactorOut() -> None:
    """Making a web server neither imports the reactor nor registers anything."""
    assert made("web", "--path", "/") == ["", "False"]


def test_standinRecordsPlugin() -> None:
    """A plugin that starts a thread pool with the reactor is found out."""
    first, second, real = made("web", "--wsgi", "wsgiref.simple_server.demo_app")
    assert first == "reactor.callWhenRunning(ThreadPool.start)"
    assert second.startswith("reactor.addSystemEventTrigger('after', 'shutdown'")
    assert real == "False"
