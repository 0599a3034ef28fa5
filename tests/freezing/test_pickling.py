"""From an application to its graph, and what a plain pickle can't hold."""

from __future__ import annotations

import pickletools
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from twisted.application import strports
from twisted.internet import endpoints, reactor, ssl
from twisted.internet.protocol import Factory
from twisted.persisted import styles
from twisted.runner.procmon import ProcessMonitor

from mktap_compat import thaw
from mktap_compat.freezing import picklers, pickling
from mktap_compat.freezing.errors import FreezeError
from mktap_compat.freezing.watching import Watch
from tests.certificates import writeCertificate
from tests.freezing.holding import Holding, application, throughPickle


def test_reactorIsReference() -> None:
    """The reactor, its methods and its thread pool come back as those of this process."""
    pool = reactor.getThreadPool()
    found = throughPickle([reactor, reactor.callLater, pool])
    assert found[0] is reactor
    assert found[1] == reactor.callLater
    assert found[2] is pool


def test_methods() -> None:
    """Bound methods and classmethods come back bound to the same object or class."""
    holding = Holding("x")
    bound, owner, made = throughPickle([holding.doubled, holding, Holding.made])
    assert bound() == ("x", "x")
    assert bound.__self__ is owner
    assert made("y").held == "y"
    assert styles.unpickleMethod.__name__.encode() not in pickling.dump(application(holding.doubled))


def test_methodRefusesOthers() -> None:
    """The function that gives methods back gives nothing else."""
    with pytest.raises(TypeError):
        thaw.method(Holding("x"), "held")
    with pytest.raises(TypeError):
        thaw.method(sys, "exit")


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    """Write a key with its certificate."""
    path = tmp_path / "key.pem"
    writeCertificate(path, ec.generate_private_key(ec.SECP256R1()))
    return path


def test_tlsEndpointKeepsDescription(pem: Path) -> None:
    """An endpoint with a key is frozen as its description, and again after it was loaded; no key is in the pickle."""
    with Watch():
        service = strports.service(f"ssl:0:privateKey={pem}", Factory())
    for _ in range(2):
        graph = pickling.dump(application(service.endpoint))
        assert f"ssl:0:privateKey={pem}".encode() in graph
        assert b"PRIVATE KEY" not in graph
        service.endpoint = throughPickle(service.endpoint)
        assert isinstance(service.endpoint, endpoints.SSL4ServerEndpoint)
        assert service.endpoint._sslContextFactory is not None


def test_plainEndpointIsItsNumbers() -> None:
    """An endpoint without secrets is frozen as it is: endpoints by the thousand are fast."""
    with Watch():
        service = strports.service("tcp:8080", Factory())
    assert b"tcp:8080" not in pickling.dump(application(service.endpoint))
    assert throughPickle(service.endpoint)._port == 8080


def test_contextFactoryReadsItsFiles(pem: Path) -> None:
    """The TLS context factory of file names, whose own pickle has no context, has one again."""
    factory = ssl.DefaultOpenSSLContextFactory(str(pem), str(pem))
    assert throughPickle(factory).getContext() is not None


def test_processMonitorKeepsProcesses() -> None:
    """A process monitor, whose own pickle drops its processes, keeps them."""
    monitor = ProcessMonitor()
    monitor.addProcess("cat", ["/bin/cat"])
    again = throughPickle(monitor)
    assert list(again._processes) == ["cat"]
    assert again._reactor is reactor


@pytest.mark.parametrize(
    "held",
    [
        lambda pem: ssl.PrivateCertificate.loadPEM(pem.read_bytes()),
        lambda pem: ssl.PrivateCertificate.loadPEM(pem.read_bytes()).options(),
        lambda pem: pem.read_text(),
        lambda pem: {"a": pem.read_bytes()},
    ],
    ids=["certificate", "options", "text", "bytes"],
)
def test_privateKeyIsRefused(pem: Path, held: Any) -> None:
    """No private key gets into a graph, in whatever form."""
    with pytest.raises(FreezeError, match=r"a (private )?key"):
        pickling.dump(application(held(pem)))


SETS = """
import sys
from mktap_compat.freezing import picklers, pickling
from tests.freezing.holding import application
words = [chr(97 + number) * 3 for number in range(20)]
shared = frozenset(words)
sys.stdout.buffer.write(pickling.dump(application([set(words), shared, {shared}, [shared], 36753])))
"""


def test_setsHaveOneOrder() -> None:
    """Sets give the same bytes with any PYTHONHASHSEED, and come back equal."""
    written = {
        subprocess.run(
            [sys.executable, "-c", SETS], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True,
            cwd=Path(__file__).parents[2],
        ).stdout
        for seed in "123"
    }  # fmt: skip
    assert len(written) == 1
    held = [{"b", "a"}, frozenset("xyz"), set(), {1}]
    assert throughPickle(held) == held


def test_numbersThatLookLikeSets() -> None:
    """Ports that look like a set in a pickle do not make it slower or different."""
    graph = pickling.dump(application([(0x948F, "x"), 0x9491, (0x9491,)]))
    assert not picklers._looksLikeSets(graph)
    assert picklers._looksLikeSets(pickling.dump(application([{1, 2}])))


def test_graphIsOneProtocol() -> None:
    """A graph is a pickle of protocol 4, which every supported Python reads."""
    assert max(opcode.proto for opcode, _, _ in pickletools.genops(pickling.dump(application({"a": [1.5]})))) == 4


def test_served() -> None:
    """A graph of what has served has no trace of listening."""
    service = strports.service("tcp:0:interface=127.0.0.1", Factory())
    service.startService()
    service.stopService()
    assert throughPickle(service, shutdown=True)._waitingForPort is None
