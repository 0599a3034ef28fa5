"""From a checked tap to live objects: the bytes that were checked, and only the names that the check allowed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from mktap_compat import trust
from mktap_compat.errors import TapError
from mktap_compat.loading.searching import searching
from mktap_compat.loading.unpickling import Names, RefusedError, unpickled
from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Bytes, Constant, Dict, Node, Object, Sequence, Text, nameOf
from mktap_compat.trust import Trusted

if TYPE_CHECKING:
    from twisted.python.components import Componentized

T = TypeVar("T")


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
    from mktap_compat.loading import booting, judging
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
        return _guarded(tap.name, lambda: booting.boot(header, graph, own.plugins, judging.judge(header, own)))
    names = Names(tap, own)
    load = partial(booting.loaded, header, lambda: unpickled(graph, names))
    made = _guarded(tap.name, lambda: searching(load, header["services"], own.plugins))
    persistence.attach(made, header, graph, judging.judge(header, own))
    return made


def _converted(tap: Tap, own: Trusted) -> Any:
    """Convert a tap of Python 2; at shutdown it is saved as one of today."""
    from twisted.logger import Logger

    from mktap_compat import migrating
    from mktap_compat.freezing import headers, pickling
    from mktap_compat.loading import judging
    from mktap_compat.state import persistence

    made = migrating.evaluate(migrating.convert(tap, migrating.Settings(trusted=own.names)))
    try:
        header = headers.describe(made, (), False)
        persistence.attach(made, header, pickling.dump(made), judging.judge(header, own))
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
