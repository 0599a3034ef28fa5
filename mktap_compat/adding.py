"""What ``mktap`` does with a service that is made: into a new tap, or into one that is there already."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from twisted.application.service import IProcess, IService, IServiceCollection, loadApplication
from twisted.persisted import sob

from mktap_compat import making, tapfile
from mktap_compat.errors import TapError
from mktap_compat.freezing import headers, persistence, source

if TYPE_CHECKING:
    from twisted.python.components import Componentized

#: The output formats of 2007 that still exist, and the extensions of their files.
EXTENSIONS = {"pickle": "tap", "source": "tas"}


class AddingError(TapError):
    """A tap that nothing can be added to, or an output format that is gone; the text says what to do instead."""


def checkType(type: str, encrypted: object) -> None:
    """
    Refuse the output formats of 2007 that are gone.

    :param type: ``"pickle"``, ``"source"`` or another one.
    :param encrypted: true if an encrypted file is asked for.
    :raise AddingError: if it is none of the two formats that exist, or if it shall be encrypted.
    """
    if type == "xml":
        raise AddingError(
            "-t xml is gone: Twisted dropped its XML format in 2011; use -t source for a tap that people can read"
        )
    if encrypted:
        raise AddingError(
            "-e is gone: it asked for a passphrase and then wrote a plain file, in every version of Twisted; "
            "leave it out and encrypt the tap with a program made for that, such as gpg"
        )
    if type not in EXTENSIONS:
        raise AddingError(f"there is no output format {type!r}; use pickle or source")


def addService(
    service: IService,
    name: str,
    *,
    append: str | None,
    processName: str | None,
    type: str,
    uid: int | None,
    gid: int | None,
    recipes: Sequence[making.Recipe] = (),
    missing: Callable[[Componentized, bytes], Sequence[str]] | None = None,
) -> tuple[str, tapfile.Frozen]:
    """
    Put a service into an application, freeze that and write it.

    :param service: the service.
    :param name: the application's name if it is a new one, and of its file.
    :param append: a tap to add the service to, which may have to be made; ``None`` for ``NAME.tap`` in the current
        directory, or ``NAME.tas``, which is replaced.
    :param processName: the process name; ``None`` leaves what is there, as for the next two.
    :param type: ``"pickle"`` or ``"source"``.
    :param uid: the user to run as.
    :param gid: the group to run as.
    :param recipes: how the service was made, if that is known.
    :param missing: takes the application and its graph and returns why that is not complete, one phrase each.
    :return: the file's name, and what was frozen.
    :raise TapError: if the tap to add to can't be loaded, the result can't be frozen, or the file can't be written.
    """
    before: list[making.Recipe] = []
    style, shutdown = "auto", False
    if append is not None and os.path.exists(append):
        application = _load(append)
        header, graph = _parts(application)
        before = headers.recipesOf(header) if header else []
        if header and graph is None:
            style = "recipe"
        elif header and header["shutdown"]:
            style, shutdown = "graph", True
        process = IProcess(application)
        process.uid = process.uid if uid is None else uid
        process.gid = process.gid if gid is None else gid
        process.processName = processName or process.processName
    else:
        application = making.newApplication(name, uid, gid, processName or None)
    known = bool(recipes) and len(before) == len(list(IServiceCollection(application)))
    service.setServiceParent(IServiceCollection(application))
    frozen = tapfile.freeze(
        application,
        [*before, *recipes] if known else (),
        style=style,
        shutdown=shutdown,
        missing=None if missing is None else partial(missing, application),
    )
    target = append or f"{name}.{EXTENSIONS[type]}"
    mode = os.stat(target).st_mode & 0o777 if os.path.exists(target) else 0o600
    data = source.fromTap(frozen.data) if type == "source" else frozen.data
    tapfile.writeSafely(target, data, mode=mode, replace=True)
    return target, frozen


def _load(path: str) -> Componentized:
    """Load the application of a tap."""
    try:
        application = loadApplication(path, "pickle")
        IService(application)
    except TapError:
        raise
    except Exception as error:
        # a pickle can raise anything
        reason = f"{type(error).__name__}: {error}"
        raise AddingError(
            f"{path}: can't be loaded to add to ({reason}); a tap of Python 2 goes through tapconvert first"
        ) from error
    return cast("Componentized", application)


def _parts(application: Componentized) -> tuple[tapfile.Header | None, bytes | None]:
    """Return the header and the graph of the tap that an application came from, if that was one of ours."""
    persistable = sob.IPersistable(application)
    if isinstance(persistable, persistence.Persistable):
        return persistable.header, persistable.graph
    return None, None
