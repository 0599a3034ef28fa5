"""The tap file, format 1: header and graph to bytes and back. ``thaw`` is on twistd's boot path: few imports here."""

from __future__ import annotations

import gc
import io
import os
import pickle
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mktap_compat.errors import TapError

if TYPE_CHECKING:
    from twisted.python.components import Componentized

    from mktap_compat.making import Recipe

#: The number of the file format that this module writes and reads.
FORMAT = 1
#: The styles that a tap can be asked for.
STYLES = ("auto", "graph", "recipe")

Header = dict[str, Any]


class FreezeError(TapError):
    """An application that can't be stored in the style asked for; the text names the object and what to do."""


class VersionsDiffer(TapError):
    """A tap with saved state that other versions of Twisted, Python or a plugin froze."""


class Frozen(NamedTuple):
    """
    What freezing gave.

    :ivar data: the tap's bytes.
    :ivar style: ``"graph"`` or ``"recipe"``.
    :ivar reason: why this style, in a few words for a person; empty when there is nothing to explain.
    """

    data: bytes
    style: str
    reason: str


class _Call:
    """Pickles as one call of :func:`thaw`, which is all that a tap of ours holds."""

    def __init__(self, header: Header, graph: bytes | None) -> None:
        self.header = header
        self.graph = graph

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Header, bytes | None]]:
        return thaw, (self.header, self.graph)


def pack(header: Header, graph: bytes | None) -> bytes:
    """
    Put a header and a graph into the bytes of a tap.

    :param header: text and numbers that describe the tap, as ``docs`` list them.
    :param graph: the pickled application, ``None`` for a tap that holds recipes only.
    :return: one pickle, protocol 4, that loads with plain :func:`pickle.load`.
    """
    return pickle.dumps(_Call(header, graph), 4)


def unpack(data: bytes) -> tuple[Header, bytes | None] | None:
    """
    Take a tap of ours apart, without loading anything in it.

    :param data: the bytes of any file.
    :return: header and graph; ``None`` if it is no tap of ours.
    """
    try:
        parts = _Parts(io.BytesIO(data)).load()
    except Exception:
        # damaged or foreign bytes can raise anything
        return None
    return (parts.header, parts.graph) if isinstance(parts, _Call) else None


class _Parts(pickle.Unpickler):
    """Loads text, numbers and the one call that a tap of ours is, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what keeps the arguments of our call; see :class:`pickle.Unpickler`."""
        if (module, name) != (thaw.__module__, thaw.__name__):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return _Call


def freeze(
    application: Componentized,
    recipes: Sequence[Recipe],
    *,
    style: str = "auto",
    shutdown: bool = False,
    missing: Callable[[bytes], Sequence[str]] | None = None,
    distributions: Sequence[str] = (),
) -> Frozen:
    """
    Freeze a live application.

    :param application: what :func:`twisted.application.service.Application` returns, with its services.
    :param recipes: how each of its services was made, in order; empty when nobody knows, then only a graph will do.
    :param style: ``"auto"`` takes the graph if it is complete, else the recipes; ``"graph"`` and ``"recipe"`` insist.
    :param shutdown: whether the application has served, so that its graph holds state that recipes can't give.
    :param missing: takes the graph and returns why it is not complete, one phrase each; not called for recipes.
    :param distributions: what else the graph is tied to, beside Twisted and where the recipes' plugins come from.
    :return: the tap's bytes, which style they are in, and why.
    :raise FreezeError: if that style is not possible.
    """
    from mktap_compat.freezing import headers, pickling

    header = headers.describe(application, recipes, shutdown, distributions)
    recipeOnly = pack(header, None) if recipes else None
    if style == "recipe":
        if recipeOnly is None:
            raise FreezeError("there is no recipe: nobody knows the command line that made this application")
        return Frozen(recipeOnly, "recipe", "asked for")
    try:
        graph = pickling.dump(application, shutdown=shutdown)
        reasons = missing(graph) if missing is not None else ()
        if reasons:
            raise FreezeError(f"the graph would not be complete: {'; '.join(reasons)}")
    except FreezeError as error:
        if style == "graph" or recipeOnly is None:
            raise
        return Frozen(recipeOnly, "recipe", str(error))
    return Frozen(pack(header, graph), "graph", "")


def thaw(header: Header, graph: bytes | None) -> Componentized:
    """
    Give the application of a tap; the one call that a tap makes.

    The graph is taken if the versions agree with those that froze it. If they don't, the application is made anew
    from the recipes and one warning is logged, but never when that would lose saved state.

    :param header: what :func:`pack` got.
    :param graph: likewise.
    :return: the application; its :class:`~twisted.persisted.sob.IPersistable` saves in this format again.
    :raise VersionsDiffer: if there is saved state, or no recipe, and the versions differ.
    :raise TapError: if a newer mktap-compat wrote the tap.
    """
    from mktap_compat.freezing import booting

    return booting.boot(header, graph)


def loadGraph(graph: bytes) -> Any:
    """
    Unpickle a graph with the garbage collector off, which is most of the time of a large one.

    :param graph: a pickle.
    :return: the object in it.
    :raise Exception: whatever its classes raise.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(graph)
    finally:
        if collecting:
            gc.enable()


def writeSafely(path: str | os.PathLike[str], data: bytes, *, mode: int = 0o666, replace: bool) -> None:
    """
    Write a file so that at every moment either the old one or the whole new one is there.

    The bytes go to a file beside the target, are fsynced, and take the target's name. The target of a symbolic link
    is what is replaced, not the link.

    :param path: the target.
    :param data: its content.
    :param mode: permission bits, less the process's umask.
    :param replace: whether an existing target may be replaced.
    :raise TapError: if the target exists and ``replace`` is false, or if the file can't be written; nothing is changed.
    """
    target = os.path.realpath(path)
    if os.path.isdir(target):
        raise TapError(f"{os.fspath(path)}: is a directory; name a file")
    if os.path.exists(target) and not os.path.isfile(target):
        raise TapError(f"{os.fspath(path)}: is not a regular file; name another one, or write to standard output")
    beside = f"{target}.{os.getpid()}.new"
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), mode)
    except OSError as error:
        raise TapError(f"{os.fspath(path)}: can't be written: {error.strerror}") from None
    try:
        with open(descriptor, "wb") as output:
            output.write(data)
            output.flush()
            os.fsync(output.fileno())
        if replace:
            os.replace(beside, target)
        else:
            # link, unlike rename, fails if somebody else made the target meanwhile
            os.link(beside, target)
            os.unlink(beside)
    except FileExistsError:
        os.unlink(beside)
        raise TapError(f"{os.fspath(path)}: exists already; name another file or ask to replace it") from None
    except OSError as error:
        os.unlink(beside)
        raise TapError(f"{os.fspath(path)}: can't be written: {error.strerror}") from None
    _syncDirectory(os.path.dirname(target))


def _syncDirectory(directory: str) -> None:
    """Make a rename in this directory last through a power failure, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        # some file systems can't sync a directory; the file itself is safe
        return
    finally:
        os.close(descriptor)
