"""From a checked tap to live objects: the bytes that were checked, and only the names that the check allowed."""

from __future__ import annotations

import gc
import importlib
import io
import pickle
from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from mktap_compat import trust
from mktap_compat.errors import TapError
from mktap_compat.loading.searching import searching
from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Bytes, Constant, Dict, Global, Node, Object, Sequence, Text, nameOf
from mktap_compat.trust import Trusted
from mktap_compat.trust.signatures import ofToday

if TYPE_CHECKING:
    from twisted.python.components import Componentized

T = TypeVar("T")
#: What picklers make instances with: the reader shows the class alone, and any other use of these as it is.
_INSTANCES = {
    *(
        (module, name)
        for module in ("copyreg", "copy_reg")
        for name in ("_reconstructor", "__newobj__", "__newobj_ex__")
    ),
    ("builtins", "object"),
    ("__builtin__", "object"),
}


class RefusedError(TapError):
    """A tap that names, or does, what is not allowed."""


class LoadingError(TapError):
    """An allowed tap that does not load: a module is missing, or a class does not take what the tap has for it."""


def load(tap: Tap, own: Collection[str] | Trusted = ()) -> Componentized:
    """
    Check a tap and load it.

    A tap of Python 2 is converted in memory. One of ours is made anew from its recipe under the same conditions as
    plain ``twistd -f`` does that.

    :param tap: what :func:`mktap_compat.readTap` gave; its bytes are what is loaded.
    :param own: what you trust besides Twisted's own classes, as ``twistd tap --trust`` takes it: names of your own
        packages, classes and functions, and ``plugin:NAME``.
    :return: the application, not started.
    :raise RefusedError: if the check finds something; nothing the tap names is imported then.
    :raise TapError: if it can't be loaded, or is no application.
    """
    from twisted.application.service import IProcess, IService
    from twisted.persisted import styles
    from twisted.persisted.sob import IPersistable

    own = trust.same(own)
    refuse(tap, trust.check(tap, own))
    if tap.header is not None:
        made = _thawed(tap, own)
    elif tap.python == 2:
        made = _converted(tap, own)
    elif tap.protocol is not None:
        made = _guarded(tap.name, lambda: searching(lambda: unpickled(tap.data, Names(tap, own)), (), ()))
    else:
        from mktap_compat.loading.building import built

        made = _guarded(tap.name, lambda: searching(lambda: built(tap.root, Names(tap, own).find), (), ()))
    styles.doUpgrade()
    if IService(made, None) is None or IProcess(made, None) is None:
        raise LoadingError(f"{tap.name}: holds no Application of Twisted, but a {type(made).__name__}")
    if tap.style == "source":
        IPersistable(made).setStyle("source")
    return made  # type: ignore[no-any-return]


def refuse(tap: Tap, found: list[trust.Finding]) -> None:
    """
    Refuse a tap for what was found in it.

    :raise RefusedError: if anything was.
    """
    if found:
        more = f"; {len(found) - 1} more" if len(found) > 1 else ""
        raise RefusedError(f"{tap.name}: refused: {found[0]}{more} ('tapinspect --check' lists all)")


class Names:
    """
    The names that a checked tap may reach.

    :param tap: the tap, without findings.
    :param own: what the user trusts.
    """

    def __init__(self, tap: Tap, own: Trusted) -> None:
        self.own = own
        self.file = tap.name
        self.allowed = {(node.module, node.name) for node in tap.nodes() if isinstance(node, Global)}

    def find(self, module: str, name: str) -> Any:
        """
        Import a name; see :meth:`pickle.Unpickler.find_class`.

        :raise RefusedError: if the check did not see it, or if it is not defined in the package of the user's own
            that it is taken from.
        """
        if (module, name) not in self.allowed and (module, name) not in _INSTANCES:
            raise RefusedError(f"{self.file}: {module}.{name} was not checked")
        home, attribute = ofToday(module, name)
        dotted = f"{home}.{attribute}"
        found: Any = importlib.import_module(home)
        for part in attribute.split("."):
            found = getattr(found, part)
        package = self.own.packageOf(module)
        if package is not None and not self.own.namesIt(dotted):
            origin = getattr(found, "__module__", None)
            if not isinstance(origin, str) or self.own.packageOf(origin) is None:
                raise RefusedError(f"{self.file}: {dotted} is not defined in {package}, but in {origin}")
        return found


class _Unpickler(pickle.Unpickler):
    """The C unpickler, which finds only what it may."""

    def __init__(self, data: bytes, names: Names) -> None:
        super().__init__(io.BytesIO(data))
        self._names = names

    def find_class(self, module: str, name: str) -> Any:
        """Find a name that was checked."""
        return self._names.find(module, name)


def unpickled(data: bytes, names: Names) -> Any:
    """
    Load a pickle with the garbage collector off.

    :param data: a pickle that was checked.
    :param names: what it may reach.
    :raise Exception: whatever the classes in it raise.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _Unpickler(data, names).load()
    finally:
        if collecting:
            gc.enable()


def plain(node: Node) -> Any:
    """
    Return the plain value that nodes stand for.

    :param node: of text, numbers, lists and dictionaries only.
    :raise RefusedError: if there is anything else in it.
    """
    if isinstance(node, (Constant, Text)):
        return node.value
    if isinstance(node, Bytes):
        return nameOf(node) if node.legacy else node.value
    if isinstance(node, Dict):
        return {plain(key): plain(value) for key, value in node.pairs}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    raise RefusedError("the header of the tap holds more than text and numbers")


def _thawed(tap: Tap, own: Trusted) -> Any:
    """Load a tap of ours: its graph if the versions agree, else what its recipe makes."""
    from mktap_compat.freezing import versions
    from mktap_compat.loading import booting
    from mktap_compat.state import persistence

    assert tap.header is not None and isinstance(tap.root, Object)
    try:
        header = plain(tap.header)
        graph = plain(tap.root.args[1])
        fresh = (
            graph is not None and header.get("boots", "graph") == "graph" and not versions.differing(header["versions"])
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise LoadingError(f"{tap.name}: its header is not what this version of mktap-compat writes") from None
    if not fresh:
        return _guarded(tap.name, lambda: booting.boot(header, graph, own.plugins))
    names = Names(tap, own)
    load = partial(booting.loaded, header, lambda: unpickled(graph, names))
    made = _guarded(tap.name, lambda: searching(load, header["services"], own.plugins))
    persistence.attach(made, header, graph)
    return made


def _converted(tap: Tap, own: Trusted) -> Any:
    """Convert a tap of Python 2; at shutdown it is saved as one of today."""
    from twisted.logger import Logger

    from mktap_compat import migrating
    from mktap_compat.freezing import headers, pickling
    from mktap_compat.state import persistence

    made = migrating.evaluate(migrating.convert(tap, migrating.Settings(trusted=own.names)))
    try:
        persistence.attach(made, headers.describe(made, (), False), pickling.dump(made))
    except TapError as error:
        Logger("mktap_compat").warn(
            "The state of {name} can't be saved at shutdown: {reason}", name=tap.name, reason=error
        )
    return made


def _guarded(name: str, load: Callable[[], T]) -> T:
    """Load; whatever the code of a tap raises becomes an error that names the tap."""
    try:
        return load()
    except TapError:
        raise
    except Exception as error:
        raise LoadingError(f"{name}: loading it failed: {type(error).__name__}: {error}") from error
