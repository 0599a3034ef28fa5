"""``twisted.internet``: the reactor that some taps carry whole, endpoints, factories and TLS."""

from __future__ import annotations

from typing import Any

from mktap_compat.migrating.constructions import Construction, Name, Value
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.plainrules import plain
from mktap_compat.migrating.rules import discarded, rule, same, shape
from mktap_compat.reading.nodes import Global

REACTOR = Name("twisted.internet.reactor")
_CONTEXT = "mktap_compat.thaw.DefaultOpenSSLContextFactory"

_REACTORS = tuple(
    f"twisted.internet.{name}"
    for name in (
        "selectreactor.SelectReactor",
        "pollreactor.PollReactor",
        "epollreactor.EPollReactor",
        "kqreactor.KQueueReactor",
        "default.SelectReactor",
        "gtk2reactor.Gtk2Reactor",
        "glib2reactor.Glib2Reactor",
        "posixbase.PosixReactorBase",
    )
)


@rule(*_REACTORS)
def reactor(old: Old) -> Value:
    """The running reactor, instead of the one of the mktap process, which nobody runs."""
    old.ignore(*old.names())
    old.migration.report.add("mapped", old.path, old.dotted, REACTOR.dotted, "the running reactor")
    return REACTOR


@rule("twisted.internet.endpoints.TCP4ServerEndpoint")
def tcp4ServerEndpoint(old: Old) -> Construction:
    """``TCP4ServerEndpoint(reactor, port)``."""
    old.drop("_listenArgs", why="the same as _backlog and _interface")
    old.ignore("_reactor")
    new = Construction(old.dotted, REACTOR, old.port("_port"))
    if (backlog := old.number("_backlog", 50)) != 50:
        new.kwargs["backlog"] = backlog
    if interface := old.text("_interface", ""):
        new.kwargs["interface"] = interface
    return new


@rule("twisted.internet.endpoints.UNIXServerEndpoint")
def unixServerEndpoint(old: Old) -> Construction:
    """``UNIXServerEndpoint(reactor, address)``."""
    old.ignore("_reactor")
    new = Construction(old.dotted, REACTOR, old.text("_address"))
    for name, default in (("backlog", 50), ("mode", 0o666), ("wantPID", 0)):
        value = old.number(f"_{name}", default)
        if value != default:
            new.kwargs[name] = value
    return new


@rule("twisted.internet.endpoints.SSL4ServerEndpoint")
def ssl4ServerEndpoint(old: Old) -> Construction:
    """``SSL4ServerEndpoint(reactor, port, contextFactory)``."""
    old.drop("_listenArgs", why="the same as _backlog and _interface")
    old.ignore("_reactor")
    new = Construction(old.dotted, REACTOR, old.port("_port"), old.value("_sslContextFactory"))
    if interface := old.text("_interface", ""):
        new.kwargs["interface"] = interface
    old.ignore("_backlog")
    return new


@rule("twisted.internet.ssl.DefaultOpenSSLContextFactory")
def contextFactory(old: Old) -> Construction:
    """``DefaultOpenSSLContextFactory(key, certificate)``; any TLS version that both sides speak."""
    _contextClass(old)
    old.ignore("_context")
    old.drop("sslmethod", why="today's default is every TLS version that is still safe")
    new = Construction(_CONTEXT, old.text("privateKeyFileName"), old.text("certificateFileName"))
    new.hint = "contextFactory"
    return new


def _contextClass(old: Old) -> None:
    """Report that a context class of the user's own is lost: it may have asked clients for certificates."""
    given = old.use("_contextFactory")
    if isinstance(given, Global) and given.dotted != "OpenSSL.SSL.Context":
        old.migration.report.add("lost", old.path, given.dotted, why="the context is made by Twisted's own class")


_RUNNING = ("numPorts", "noisy", "_callID", "clock", "connector", "continueTrying", "delay", "retries")


@rule(
    "twisted.internet.protocol.ServerFactory",
    "twisted.internet.protocol.Factory",
    "twisted.internet.protocol.ClientFactory",
    "twisted.internet.protocol.ReconnectingClientFactory",
)
def serverFactory(old: Old) -> Construction:
    """The factory, with its protocol and whatever else was set on it."""
    new = Construction(old.dotted)
    for name in old.names():
        if name in _RUNNING:
            old.drop(name, why="a running server sets it")
        else:
            value = old.value(name)
            new.set(name, value)
            if name == "protocol":
                new.hint = _serverOf(value)
    return new


def _serverOf(protocol: Value) -> str:
    """Return what a person would call the factory of a protocol: ``echoFactory``, ``telnetFactory``."""
    if isinstance(protocol, Construction):
        return f"{protocol.hint.removesuffix('Protocol')}Factory" if protocol.hint else ""
    name = str(getattr(protocol, "dotted", "")).rpartition(".")[2].removesuffix("Protocol")
    return f"{name[:1].lower()}{name[1:]}Factory" if name else ""


@rule(
    "twisted.internet.base.DelayedCall",
    "twisted.internet.process.Process",
    "twisted.internet.tcp.Client",
    "twisted.internet.tcp.Connector",
    "twisted.internet.tcp.Port",
    "twisted.internet.tcp.Server",
    "twisted.internet.udp.Port",
    "twisted.internet.unix.Client",
    "twisted.internet.unix.Connector",
    "twisted.internet.unix.Port",
    "twisted.internet.unix.Server",
    "twisted.persisted.styles.Ephemeral",
)
def ephemeral(old: Old) -> None:
    """Nothing: a port, connection, process or call of the process that wrote the file, which kept none of it."""
    old.migration.report.add("dropped", old.path, old.dotted, "None", "it was open when the file was written")


@rule("twisted.python.threadpool.ThreadPool")
def threadPool(old: Old) -> Construction:
    """``ThreadPool(minthreads, maxthreads)``; whoever uses it starts it."""
    least, most = old.number("min", 5), old.number("max", 20)
    old.ignore(*old.names())
    return Construction(old.dotted, least, most)


@rule("twisted.internet.ssl.ClientContextFactory")
def clientContextFactory(old: Old) -> Construction:
    """``ClientContextFactory()``; any TLS version that both sides speak."""
    _contextClass(old)
    old.drop("method", why="today's default is every TLS version that is still safe")
    return Construction(old.dotted)


@rule("twisted.internet.protocol.ClientCreator")
def clientCreator(old: Old) -> Construction:
    """``ClientCreator(reactor, protocol, ...)``."""
    old.ignore("reactor")
    return Construction(
        old.dotted,
        REACTOR,
        old.value("protocolClass"),
        *old.value("args", ()),
        **old.value("kwargs", {}, dict[str, Any]),
    )


@rule("twisted.internet.task.LoopingCall")
def loopingCall(old: Old) -> Construction:
    """``LoopingCall(function, ...)``, which somebody has to start."""
    new = Construction(old.dotted, old.value("f"), *old.value("a", ()), **old.value("kw", {}, dict[str, Any]))
    old.ignore("clock", "running", "interval", "starttime", "call", "deferred", "count")
    old.ignore("_expectNextCallAt", "_realLastTime", "_lastTime", "_runAtStart")
    return new


@rule("twisted.names.client.ThreadedResolver", "twisted.internet.base.BlockingResolver")
def threadedResolver(old: Old) -> Construction:
    """``ThreadedResolver(reactor)``."""
    old.ignore(*old.names())
    return Construction("twisted.internet.base.ThreadedResolver", REACTOR)


plain("twisted.internet.defer.DeferredLock", ignore="locked waiting")
plain("twisted.internet.defer.DeferredSemaphore", "limit:number", ignore="tokens waiting")
plain(
    "twisted.internet.defer.DeferredQueue", "size=size:number", "backlog=backlog:number", ".pending", ignore="waiting"
)
plain("twisted.internet.defer.DeferredFilesystemLock", "name:text", ignore="_scheduler clean locked")
plain("twisted.internet.address.IPv4Address", "type:text", "host:text", "port:number", ignore="_bwHack")
plain("twisted.internet.address.UNIXAddress", "name:text", ignore="_bwHack")
shape("twisted.internet.protocol.Factory", drop=("numPorts",))
shape(
    "twisted.internet.ssl.DefaultOpenSSLContextFactory",
    hints={"privateKeyFileName": str, "certificateFileName": str},
    fill={"_contextFactory": Name("OpenSSL.SSL.Context")},
    then=lambda old, new: _cache(new),
)


def _cache(new: Construction) -> None:
    new.call("cacheContext")


same(
    "OpenSSL.SSL.Context",
    "twisted.internet.ssl.DefaultOpenSSLContextFactory",
    _CONTEXT,
    *_REACTORS,
    "twisted.internet.interfaces.IServiceCollection",
)
discarded(
    "twisted.internet.posixbase._UnixWaker",
    "twisted.internet.posixbase._PipeWaker",
    "twisted.internet.posixbase._SocketWaker",
    "twisted.internet.base._ThreePhaseEvent",
    "twisted.internet.base.ThreadedResolver",
)
