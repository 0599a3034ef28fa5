"""
The names on disk: everything that a tap of ours can name, and the one door from a tap into the house.

Other people's files hold these names, so none is ever renamed or removed. Every boot imports this module, so it imports
almost nothing; what stands behind a name is imported when a file names it.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import CellType, CodeType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twisted.internet.interfaces import IStreamServerEndpoint
    from twisted.python.components import Componentized

#: The attribute of an endpoint that remembers what it was made from: a description and a directory.
DESCRIPTION = "_mktapCompatDescription"

_REPAIRS = "mktap_compat.migrating.repairs"
#: Classes and functions that converted taps and .tac files name here, and the modules that define them.
ELSEWHERE = {
    "AddressAlias": f"{_REPAIRS}.alias",
    "AliasGroup": f"{_REPAIRS}.alias",
    "AliasUpdater": f"{_REPAIRS}.alias",
    "ConchFactory": "mktap_compat.migrating.hostkey",
    "Daytime": f"{_REPAIRS}.wire",
    "DefaultOpenSSLContextFactory": "mktap_compat.migrating.tls",
    "DirDBM": "mktap_compat.migrating.databases",
    "DomainQueuer": f"{_REPAIRS}.relay",
    "FTP": f"{_REPAIRS}.ftp",
    "FileAlias": f"{_REPAIRS}.alias",
    "FilePasswordDB": f"{_REPAIRS}.checkers",
    "Forbidden": "mktap_compat.migrating.closed",
    "IRCFactory": f"{_REPAIRS}.irc",
    "IRCUser": f"{_REPAIRS}.irc",
    "InMemoryUsernamePasswordDatabaseDontUse": f"{_REPAIRS}.checkers",
    "MXCalculator": f"{_REPAIRS}.relaymanager",
    "MaildirDirdbmDomain": f"{_REPAIRS}.maildir",
    "MailService": f"{_REPAIRS}.smtp",
    "POP3Factory": f"{_REPAIRS}.pop3",
    "Process": f"{_REPAIRS}.process",
    "ProcessAlias": f"{_REPAIRS}.alias",
    "ProcessMonitor": f"{_REPAIRS}.procmon",
    "Queue": f"{_REPAIRS}.relaymanager",
    "SOCKSv4": f"{_REPAIRS}.socks",
    "SOCKSv4Factory": f"{_REPAIRS}.socks",
    "Shelf": "mktap_compat.migrating.databases",
    "SmartHostESMTPRelayingManager": f"{_REPAIRS}.relaymanager",
    "SmartHostSMTPRelayingManager": f"{_REPAIRS}.relaymanager",
    "ThreadPoolService": "mktap_compat.migrating.pool",
    "UnixSSHRealm": f"{_REPAIRS}.unix",
    "VirtualPOP3": f"{_REPAIRS}.pop3",
    "Zone": "mktap_compat.migrating.zones",
}


def __getattr__(name: str) -> Any:
    """Import what stands behind a name; see :pep:`562`."""
    home = ELSEWHERE.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)


def thaw(header: dict[str, Any], graph: bytes | None) -> Componentized:
    """
    Give the application of a tap; the one call that a tap makes.

    The graph is taken if the versions agree with those that froze it. If they don't, the application is made anew
    from the recipes and one warning is logged, but never when that would lose saved state.

    :param header: what :func:`mktap_compat.tapfile.pack` got.
    :param graph: likewise.
    :return: the application; its :class:`~twisted.persisted.sob.IPersistable` saves in this format again.
    :raise mktap_compat.errors.TapError: if there is saved state, or no recipe, and the versions differ; if a newer
        mktap-compat wrote the tap.
    """
    from mktap_compat.loading import booting

    if "NOTIFY_SOCKET" not in os.environ and "LISTEN_FDS" not in os.environ:
        return booting.boot(header, graph)
    from mktap_compat.deploying import supervised

    begin = supervised.prepare()
    application = booting.boot(header, graph)
    begin(application)
    return application


def reactor() -> Any:
    """Return the reactor of this process."""
    from twisted.internet import reactor as running

    return running


def threadPool() -> Any:
    """Return the thread pool of the reactor of this process."""
    return reactor().getThreadPool()


def method(owner: Any, name: str) -> Any:
    """
    Return a bound method, or a class's own method, by its name.

    :param owner: the object that it is bound to; a class for a classmethod.
    :param name: its name.
    :raise TypeError: if that attribute is no method bound to the owner.
    """
    found = getattr(owner, name)
    # while mkapp looks whether a graph loads, a stand-in for the reactor has methods of its own kind
    bound = found.__self__ if isinstance(found, MethodType) else getattr(found, "owner", None)
    if bound is not owner:
        raise TypeError(f"{name} of {owner!r} is not a method bound to it")
    return found


def held(module: str, path: tuple[str, ...]) -> Any:
    """
    Return an object that a module holds.

    :param module: the module's name; it is imported.
    :param path: the name in it, then the attribute if that is a class.
    :raise LookupError: if the module has changed, and holds no such thing.
    """
    found: Any = import_module(module)
    for name in path:
        found = vars(found)[name]
    return found


def fillClientService(made: Any, state: tuple[dict[str, Any], tuple[Any, ...]]) -> None:
    """
    Give a ``ClientService`` of Twisted its attributes, and a connection that has not begun.

    :param made: the service, without anything.
    :param state: its attributes; the endpoint, factory, policy, clock and function for new connections.
    """
    from twisted.application.internet import ClientService

    attributes, (endpoint, factory, policy, clock, prepare) = state
    # which of its attributes hold the connection differs with the version
    vars(made).update(vars(ClientService(endpoint, factory, policy, clock, prepare)))
    vars(made).update(attributes)


def now() -> str:
    """Return the time of now, as servers tell when they were started."""
    from time import ctime

    return ctime()


def cell() -> CellType:
    """Return an empty cell for a variable that functions share; :func:`fillCell` follows."""
    return CellType()


def fillCell(empty: CellType, contents: tuple[Any, ...]) -> None:
    """Put a value into a cell, unless there was none."""
    if contents:
        (empty.cell_contents,) = contents


def function(module: str, path: tuple[str | int, ...], cells: tuple[CellType, ...]) -> FunctionType:
    """
    Make a local function or a lambda again, from the code that its module holds: no code is stored in a tap.

    :param module: the module's name; it is imported.
    :param path: attributes of the module that lead to a function, then positions among the constants of its code.
    :param cells: its closure.
    :raise LookupError: if the module has changed so much that there is no code.
    """
    from importlib import import_module

    home = import_module(module)
    found: Any = home
    for step in path:
        found = constantsOf(found)[step] if isinstance(step, int) else vars(found)[step]
        found = getattr(found, "__func__", found)
    return FunctionType(found, vars(home), found.co_name, None, cells or None)


def constantsOf(holder: FunctionType | CodeType) -> list[CodeType]:
    """Return the code of the functions that are written inside a function."""
    code = holder if isinstance(holder, CodeType) else holder.__code__
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def fillFunction(made: FunctionType, state: tuple[Any, ...]) -> None:
    """Set what a function has beside its code and closure: qualified name, defaults and attributes."""
    made.__qualname__, made.__defaults__, made.__kwdefaults__, attributes = state
    made.__dict__.update(attributes)


def contextFactory(cls: type, state: dict[str, Any]) -> Any:
    """Return a TLS context factory of Twisted that reads its key and certificate from their files again."""
    made: Any = object.__new__(cls)
    made.__dict__.update(state)
    made.cacheContext()
    return made


def endpoint(description: str, directory: str) -> IStreamServerEndpoint:
    """
    Make a server endpoint from its description, which is how keys stay out of taps.

    :param description: as :func:`twisted.internet.endpoints.serverFromString` takes it.
    :param directory: where the description's relative paths begin.
    """
    from twisted.internet import endpoints

    with atDirectory(directory):
        made: IStreamServerEndpoint = endpoints.serverFromString(reactor(), description)
    describe(made, description, directory)
    return made


#: The types of endpoints that remember a description in this process.
described: set[type] = set()


def describe(made: object, description: str, directory: str) -> None:
    """Let an endpoint remember its description, so that it can be frozen again; one without attributes can't."""
    attributes = getattr(made, "__dict__", None)
    if attributes is not None:
        attributes[DESCRIPTION] = (description, directory)
        described.add(type(made))


class atDirectory:
    """A context in which another directory is the current one; a directory that is gone changes nothing."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.before: str | None = None
        self.inside = ""

    def __enter__(self) -> None:
        """Change the directory."""
        # an entry like "" would have modules looked for in a directory that the file names
        sys.path[:] = [os.path.abspath(entry) for entry in sys.path]
        try:
            before = os.getcwd()
            if before != self.directory:
                os.chdir(self.directory)
                self.before, self.inside = before, os.getcwd()
        except OSError:
            self.before = None

    def __exit__(self, *exception: object) -> None:
        """Change it back."""
        # what was made inside may have changed the directory itself, as some plugins do: then it stays there
        if self.before is not None and os.getcwd() == self.inside:
            os.chdir(self.before)
