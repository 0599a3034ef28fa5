"""What starting a tap does: told for every class of the table, wherever it stands, or said not to be known."""

from __future__ import annotations

import pytest
from twisted.application.internet import TCPServer
from twisted.application.service import Application, IServiceCollection
from twisted.internet.protocol import ServerFactory
from twisted.protocols.wire import Echo

from mktap_compat.freezing.frozen import freeze
from mktap_compat.reading import readTap
from mktap_compat.trust.table import INSTANCES
from mktap_compat.views.classeffects import TELLS, UNKNOWN
from mktap_compat.views.effects import PLACED
from mktap_compat.views.facts import describe
from mktap_compat.views.quiet import QUIET
from tests.hostile import assembly as a

#: A service of Twisted's that does nothing.
_SERVICE = ("twisted.application.service", "Service")


def told(*parts: bytes) -> list[tuple[str, str]]:
    """Return what a tap starts whose application holds something."""
    held = a.mapping(held=b"".join(parts))
    return [tuple(each) for each in describe(readTap(a.pickled(a.instance(*_SERVICE, held)))).starting]


def test_everyClassIsThere() -> None:
    """Every class that a tap may hold has an entry, in one list only."""
    lists = [set(TELLS), set(QUIET), set(PLACED)]
    assert set.union(*lists) >= INSTANCES
    assert sum(map(len, lists)) == len(set.union(*lists))


def test_completeFileSaysNothingMore() -> None:
    """A tap whose effects are all known has no line that says otherwise."""
    application = Application("web")
    TCPServer(8080, ServerFactory.forProtocol(Echo)).setServiceParent(IServiceCollection(application))
    found = describe(readTap(freeze(application, ()).data)).starting
    assert [each.kind for each in found] == ["port", "write"]
    assert found[1].what.startswith("web-shutdown.tap")


def test_ownClassIsUnknown() -> None:
    """What a class of the user's own does can't be told; that is said once, and last."""
    found = told(a.sequence(a.instance("mine", "Thing"), a.instance("mine", "Other")))
    assert found[-1] == UNKNOWN and found.count(UNKNOWN) == 1


@pytest.mark.parametrize(
    ("module", "name", "state", "expected"),
    [
        ("twisted.web.twcgi", "CGIDirectory", {"path": "/c"}, ("program", "/c/* on request")),
        ("twisted.web.script", "ResourceScriptDirectory", {"path": "/c"}, ("script", "/c/* on request")),
        ("twisted.web.script", "PythonScript", {"filename": "/x"}, ("script", "/x")),
        ("twisted.protocols.ftp", "FTPRealm", {"userHome": "/h"}, ("serve", "/h/USER, for whoever logs in")),
        ("twisted.web.distrib", "ResourceSubscription", {"host": "h", "port": "1"}, ("connect", "h:1")),
        ("twisted.cred.checkers", "AllowAnonymousAccess", {}, ("login", "anybody, without a password")),
        (
            "twisted.mail.relaymanager",
            "SmartHostESMTPRelayingManager",
            {},
            ("connect", "the mail servers of the queue's recipients"),
        ),
    ],
)
def test_effectIsTold(module: str, name: str, state: dict[str, str], expected: tuple[str, str]) -> None:
    """What a class does is told, wherever it stands in the tap."""
    made = a.instance(module, name, a.mapping(**{key: a.text(value) for key, value in state.items()}))
    assert expected in told(made)


def test_shellWithoutAPassword() -> None:
    """A shell that a factory gives to everybody is told as such."""
    shell = a.instance("twisted.conch.manhole_tap", "chainedProtocolFactory", a.mapping(namespace=b"}"))
    found = told(a.instance("twisted.internet.protocol", "ServerFactory", a.mapping(protocol=shell)))
    assert ("shell", "Python, in this process, for whoever connects, without a password") in found


def test_containersOfEveryKind() -> None:
    """Arguments in a deque and processes in an OrderedDict are told like those in a tuple and a dictionary."""
    factory = a.instance("twisted.internet.protocol", "ServerFactory")
    arguments = a.call(a.name("collections", "deque"), a.sequence(a.number(8123), factory))
    assert ("port", "tcp:8123") in told(
        a.instance("twisted.application.internet", "TCPServer", a.mapping(args=arguments, kwargs=b"}"))
    )
    command = a.items(a.sequence(a.text("/bin/sh"), a.text("-c")), b"N", b"N", b"}", b"N")
    processes = a.call(a.name("collections", "OrderedDict"), a.sequence(a.sequence(a.text("p"), command)))
    assert ("program", "/bin/sh -c (p)") in told(
        a.instance("mktap_compat.thaw", "ProcessMonitor", a.mapping(processes=processes))
    )


def test_unreadableArguments() -> None:
    """A service whose port stands in something else is not passed over in silence."""
    held = a.instance("twisted.python.util", "InsensitiveDict")
    assert UNKNOWN in told(a.instance("twisted.application.internet", "TCPServer", a.mapping(args=held)))


def test_recipeBesideAGraph() -> None:
    """What the recipe would start is told although there is a graph: the versions may differ."""
    quiet = a.graph(a.instance(*_SERVICE))
    data = a.ours(a.header(a.recipe("procmon", "/bin/sh", "-c", "id")), quiet)
    assert ("program", "/bin/sh -c id") in describe(readTap(data)).starting


def test_stateOutsideOfTheDirectory() -> None:
    """Where state is written is told, with the path that an application's name may have."""
    persistent = a.instance("twisted.persisted.sob", "Persistent", a.mapping(name=a.text("/tmp/evil")))
    adapters = a.pickle.EMPTY_DICT + a.text("twisted.persisted.sob.IPersistable") + persistent + b"s"
    data = a.pickled(a.instance("twisted.python.components", "Componentized", a.mapping(_adapterCache=adapters)))
    assert ("write", "/tmp/evil-shutdown.tap, when it stops") in describe(readTap(data)).starting


def test_manyPortsAreRanges() -> None:
    """All ports are told, as ranges if they are many."""
    servers = [
        a.instance(
            "twisted.application.internet",
            "TCPServer",
            a.mapping(args=a.items(a.number(port), b"N"), kwargs=b"}"),
        )
        for port in [*range(8000, 8040), 9000]
    ]
    assert ("port", "tcp:8000-8039, 9000") in told(a.sequence(*servers))


def test_whatIsLogged() -> None:
    """An observer of the log is called from the start on."""
    looping = a.instance("twisted.internet.task", "LoopingCall", a.mapping(f=a.name("builtins", "bytearray")))
    adapters = a.pickle.EMPTY_DICT + a.text("twisted.python.log.ILogObserver") + looping + b"s"
    data = a.pickled(a.instance("twisted.python.components", "Componentized", a.mapping(_adapterCache=adapters)))
    assert ("call", "twisted.internet.task.LoopingCall for everything that is logged") in [
        tuple(each) for each in describe(readTap(data)).starting
    ]


def test_processorsOfARecipe() -> None:
    """What a recipe has run on request is told."""
    data = a.ours(a.header(a.recipe("web", "--path", ".", "--processor", ".x=twisted.web.script.ResourceScript")), b"N")
    assert ("script", "././**/*.x on request, with twisted.web.script.ResourceScript") in [
        tuple(each) for each in describe(readTap(data)).starting
    ]
