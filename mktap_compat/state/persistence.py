"""What saves an application at shutdown: plain ``twistd -f`` asks for ``IPersistable``, and finds this."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from twisted.application.service import IService
from twisted.logger import Logger
from twisted.persisted import sob

from mktap_compat.tapfile import Header, pack, writeSafely

if TYPE_CHECKING:
    from twisted.python.components import Componentized


class Persistable(sob.Persistent):
    """
    Saves an application in the format and style of the tap that it came from.

    :param original: the application.
    :param header: the header of its tap.
    :param graph: the graph of its tap, ``None`` if it has recipes only.
    :param thawed: whether the application came out of the graph. One that was made anew is saved as the tap that it
        came from: nobody has looked whether a graph of it would be complete.
    """

    log = Logger("mktap_compat")

    def __init__(self, original: Componentized, header: Header, graph: bytes | None, thawed: bool) -> None:
        super().__init__(original, IService(original).name)
        self.header = header
        self.graph = graph
        self.thawed = thawed

    def save(self, tag: str | None = None, filename: str | None = None, passphrase: None = None) -> None:
        """
        Write the application to a file; see :meth:`twisted.persisted.sob.IPersistable.save`.

        A graph that can't be frozen any more is replaced by the one that the tap came with, and the log says so:
        a server that was stopped must be able to start again.

        :param tag: goes between name and extension, as in ``web-shutdown.tap``.
        :param filename: the whole name instead.
        :param passphrase: not supported, as in Twisted since 2012.
        :raise TapError: if the file can't be written.
        """
        if passphrase is not None:
            raise TypeError("passphrase must be None")
        extension = "tas" if self.style == "source" else "tap"
        name = filename or (f"{self.name}-{tag}.{extension}" if tag else f"{self.name}.{extension}")
        self.log.info("Saving {name} application to {file}...", name=self.name, file=name)
        data = self.frozen()
        if self.style == "source":
            from mktap_compat.tapfile import source

            data = source.fromTap(data)
        writeSafely(name, data, mode=0o600, replace=True, follow=False)
        self.log.info("Saved.")

    def frozen(self) -> bytes:
        """Return the bytes of the tap as of now."""
        from mktap_compat.freezing import pickling, versions

        if self.graph is None or not self.thawed:
            return pack(self.header, self.graph)
        header = {**self.header, "versions": {**self.header["versions"], **versions.current()}, "shutdown": True}
        header["boots"] = "graph"
        header.pop("complete", None)
        try:
            return pack(header, pickling.dump(self.original, shutdown=True))
        except Exception as error:
            # whatever the objects' own methods raise must not lose the tap
            self.log.warn(
                "The state of {name} can't be frozen: {reason}. Saved as it was when it started.",
                name=self.name,
                reason=str(error),
            )
            return pack(self.header, self.graph)

    def __reduce__(self) -> tuple[Any, ...]:
        """Freeze as Twisted's own: the header is in the tap already, and loading attaches this again."""
        return sob.Persistent, (self.original, self.name)


def attach(application: Componentized, header: Header, graph: bytes | None, *, thawed: bool = True) -> None:
    """
    Give an application that twistd boots the component that saves it.

    :param application: the application.
    :param header: the header of its tap.
    :param graph: the graph of its tap.
    :param thawed: whether it came out of that graph.
    """
    application.setComponent(sob.IPersistable, Persistable(application, header, graph, thawed))
    if thawed and os.geteuid() == 0:
        # once root's privileges or its root directory are gone, modules may be out of reach
        from mktap_compat.freezing import pickling, tracing  # noqa: F401
