"""What is ``mktap``'s own: its output formats, its files, and services that a program made itself."""

from __future__ import annotations

import os
from collections.abc import Collection

from twisted.application.service import IService, IServiceCollection

from mktap_compat import tapfile
from mktap_compat.errors import TapError
from mktap_compat.freezing.frozen import Frozen, freeze
from mktap_compat.loading import appending
from mktap_compat.making import pipeline
from mktap_compat.tapfile import source
from mktap_compat.trust import Trusted

#: The output formats of 2007 that still exist, and the extensions of their files.
EXTENSIONS = {"pickle": "tap", "source": "tas"}


class GoneError(TapError):
    """An output format that is gone; the text says what to do instead."""


def checkType(type: str, encrypted: object) -> None:
    """
    Refuse the output formats of 2007 that are gone.

    :param type: ``"pickle"``, ``"source"`` or another one.
    :param encrypted: true if an encrypted file is asked for.
    :raise GoneError: if it is none of the two formats that exist, or if it shall be encrypted.
    """
    if type == "xml":
        raise GoneError(
            "-t xml is gone: Twisted dropped its XML format in 2011; use -t source for a tap that people can read"
        )
    if encrypted:
        raise GoneError(
            "-e is gone: it asked for a passphrase and then wrote a plain file, in every version of Twisted; "
            "leave it out and encrypt the tap with a program made for that, such as gpg"
        )
    if type not in EXTENSIONS:
        raise GoneError(f"there is no output format {type!r}; use pickle or source")


def addService(
    service: IService,
    name: str,
    *,
    append: str | None,
    processName: str | None,
    type: str,
    uid: int | None,
    gid: int | None,
) -> None:
    """
    Put a service that nobody knows a command line for into an application, freeze that and write it.

    :param service: the service.
    :param name: the application's name if it is a new one, and of its file.
    :param append: as for :func:`write`; if it exists, the service is added to what it holds.
    :param processName: the process name; ``None`` leaves what is there, as for the next two.
    :param type: as for :func:`write`.
    :param uid: the user to run as.
    :param gid: the group to run as.
    :raise TapError: if the tap to add to can't be loaded, the result can't be frozen, or the file can't be written.
    """
    there = existing(append)
    before = pipeline.begin(name, before=there, style="auto", uid=uid, gid=gid, processName=processName or None)
    if before.style == "recipe":
        raise TapError(f"{append}: holds command lines only, and there is none for what is to be added")
    service.setServiceParent(IServiceCollection(before.application))
    write(freeze(before.application, style="graph", shutdown=before.shutdown), name, append, type)


def existing(append: str | None, own: Trusted | Collection[str] = ()) -> pipeline.Before | None:
    """Load the tap to add to if it exists; see :func:`mktap_compat.loading.appending.load`."""
    return appending.load(append, "auto", own) if append is not None and os.path.exists(append) else None


def write(frozen: Frozen, name: str, append: str | None, type: str) -> str:
    """
    Write a tap where ``mktap`` writes it: into the current directory, over what is there.

    :param frozen: the tap.
    :param name: the name of the file, without extension.
    :param append: another name for it, whole; ``None`` for ``NAME.tap`` or ``NAME.tas``.
    :param type: ``"pickle"`` or ``"source"``.
    :return: the file's name; a new file is readable by its owner alone, another one keeps its permission bits.
    :raise TapError: if the file can't be written.
    """
    target = append or f"{name}.{EXTENSIONS[type]}"
    if type == "source" and not target.endswith(".tas"):
        raise TapError(
            f"{target}: twistd takes source from .tas files only; leave -t source out, or name a new .tas file"
        )
    mode = os.stat(target).st_mode & 0o777 if os.path.exists(target) else 0o600
    data = source.fromTap(frozen.data) if type == "source" else frozen.data
    tapfile.writeSafely(target, data, mode=mode, replace=True)
    return target
