"""The databases of ``twisted.persisted.dirdbm``, made without a look at their folders."""

from __future__ import annotations

import os
from typing import Any

from twisted.persisted import dirdbm
from twisted.python.filepath import FilePath


class DirDBM(dirdbm.DirDBM):
    """
    Twisted's own creates its folder when it is made, which may be on another machine than the one that converts.

    :ivar dname: the folder, an absolute path.
    """

    __module__ = "mktap_compat.thaw"

    dname: Any

    def __init__(self, name: str) -> None:
        self.dname = os.path.abspath(name)
        self._dnamePath = FilePath(self.dname)


class Shelf(DirDBM, dirdbm.Shelf):
    """A database that pickles its values."""

    __module__ = "mktap_compat.thaw"
