"""What saves an application at shutdown: plain ``twistd -f`` asks for ``IPersistable``, and finds this."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from twisted.application.service import IService
from twisted.logger import Logger
from twisted.persisted import sob

from mktap_compat.state.service import Judge, StateService
from mktap_compat.tapfile import Header, pack, source, writeSafely

if TYPE_CHECKING:
    from twisted.python.components import Componentized

log = Logger("mktap_compat")


class Persistable(sob.Persistent):
    """
    Saves what an application has learned beside the header and the graph of the tap that it came from.

    :param original: the application.
    :param service: its state service.
    """

    def __init__(self, original: Componentized, service: StateService) -> None:
        super().__init__(original, IService(original).name)
        self.service = service
        self.header = service.header
        self.graph = service.graph

    @property
    def save(self) -> Callable[..., None]:
        """
        What saves.

        twistd asks for it when it starts the application, to call it after the shutdown, unless it was told not to
        save: so being asked is how checkpoints know.
        """
        if self.service.saver is not None:
            self.service.saver.asked = True
        return self._save

    def _save(self, tag: str | None = None, filename: str | None = None, passphrase: None = None) -> None:
        """
        Write the application to a file; see :meth:`twisted.persisted.sob.IPersistable.save`.

        :param tag: goes between name and extension, as in ``web-shutdown.tap``.
        :param filename: the whole name instead.
        :param passphrase: not supported, as in Twisted since 2012.
        :raise TapError: if the file can't be written.
        """
        if passphrase is not None:
            raise TypeError("passphrase must be None")
        saver = self.service.saver
        if saver is None:
            # nothing has started, so nothing was learned
            name = filename or (f"{self.name}-{tag}.tap" if tag else f"{self.name}.tap")
            writeSafely(name, pack(self.service.header, self.service.graph), mode=0o600, replace=True, follow=False)
            return
        log.info("Saving {name} application to {file}...", name=self.name, file=saver.files.newest)
        if saver.save():
            if self.style == "source":
                copy = saver.files.newest.removesuffix("tap") + "tas"
                with open(saver.files.newest, "rb") as file:
                    writeSafely(copy, source.fromTap(file.read()), mode=0o600, replace=True, follow=False)
            log.info("Saved.")

    def __reduce__(self) -> tuple[Any, ...]:
        """Freeze as Twisted's own: the header is in the tap already, and loading attaches this again."""
        return sob.Persistent, (self.original, self.name)


def attach(application: Componentized, header: Header, graph: bytes | None, judge: Judge) -> None:
    """
    Give an application that twistd boots what keeps its state.

    :param application: the application.
    :param header: the header of its tap.
    :param graph: the graph of its tap.
    :param judge: checks a state file that is found.
    """
    root: Any = IService(application)
    service = StateService(application, header, graph, judge)
    # in place: a list of its own would leave services that are added later without privileges
    root.services.insert(0, service)
    service.parent = root
    application.setComponent(sob.IPersistable, Persistable(application, service))
    if service.settings.on or (sys.platform != "win32" and os.geteuid() == 0):
        # once root's privileges or its root directory are gone, modules may be out of reach
        from mktap_compat import reading  # noqa: F401
        from mktap_compat.freezing import tracing  # noqa: F401
        from mktap_compat.state import learned, merging, origin, partly, saving  # noqa: F401
        from mktap_compat.trust import checking  # noqa: F401
