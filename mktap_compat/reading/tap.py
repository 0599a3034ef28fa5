"""What reading gives: a tap as inert nodes, with the bytes it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mktap_compat.reading.nodes import Dict, Node
from mktap_compat.reading.walking import walk


class Tap(NamedTuple):
    """
    A tap that was read.

    Whoever decides whether a file may be loaded looks at all of :meth:`nodes`, not only at what hangs on the root.

    :ivar name: of the file.
    :ivar data: the bytes that were read; to load what was checked, load these.
    :ivar style: ``"pickle"``, ``"source"``, ``"xml"`` or ``"encrypted"``.
    :ivar protocol: the pickle protocol, of our own format that of the graph; ``None`` if there is no pickle.
    :ivar python: 2 or 3, the Python that wrote it, or its graph; ``None`` if nothing tells.
    :ivar root: the object of the file.
    :ivar header: the header of our own format, else ``None``.
    :ivar application: of our own format the root of the graph, ``None`` if there is only a recipe; else :attr:`root`.
    :ivar discarded: what loading makes and throws away again, so that it is in no tree: its names are imported and
        its calls are done all the same. Mostly empty.
    :ivar learned: what a server had learned when it saved this state file, else ``None``.
    """

    name: str
    data: bytes
    style: str
    protocol: int | None
    python: int | None
    root: Node
    header: Dict | None
    application: Node | None
    discarded: list[Node]
    learned: Node | None = None

    def roots(self) -> list[Node]:
        """Return what hangs on nothing: the object of the file, that of the graph within, and the discarded."""
        roots = [self.root, *self.discarded]
        if self.application is not None:
            roots.append(self.application)
        if self.learned is not None:
            roots.append(self.learned)
        return roots

    def nodes(self) -> Iterator[Node]:
        """Yield every node that loading makes, each once: of the file, of the graph within, and the discarded."""
        return walk(self.roots())
