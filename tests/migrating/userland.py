"""The Python 3 port of what a user had in 2007, for tests of user classes; nobody but tests imports it."""

from __future__ import annotations

from typing import Any, ClassVar

from twisted.application import internet, service
from twisted.internet import protocol
from twisted.persisted import styles
from twisted.web import resource, server

imported: list[str] = []


class Quote:
    """Has annotations: they say what is bytes."""

    text: bytes
    author: str
    tags: list[bytes]
    index: dict[bytes, str]

    def show(self) -> bytes:
        """Use what the annotations name."""
        return self.text


class Plain:
    """Has no annotations, but a default that is bytes."""

    ending = b"\r\n"

    def tick(self, label: object) -> object:
        """Use an attribute, and take what a timer hands over."""
        self.last: Any = label
        return self.count  # type: ignore[attr-defined]

    @property
    def computed(self) -> int:
        """Was an attribute in 2007."""
        return 42


class Counter(styles.Versioned):
    """Had version 1 in 2007."""

    persistenceVersion = 3
    upgrades: ClassVar[list[int]] = []

    def upgradeToVersion2(self) -> None:
        """From version 1."""
        self.upgrades.append(2)

    def upgradeToVersion3(self) -> None:
        """From version 2."""
        self.upgrades.append(3)
        self.label = "three"


class Pair:
    """Has slots and its own ``__setstate__``."""

    __slots__ = ("left", "right")

    def __setstate__(self, state: tuple[object, object]) -> None:
        """Take the two halves."""
        self.left, self.right = state


class Table(dict[Any, Any]):
    """A subclass of dict."""


class Stack(list[Any]):
    """A subclass of list."""


class Root(resource.Resource):
    """A resource, whose children are bytes whatever the user says."""


class Collection(service.MultiService):
    """A service with children."""


class Listener(internet.TCPServer):
    """A server of the user's own."""


class Pages(server.Site):
    """A site of the user's own."""


class Lines(protocol.ServerFactory):
    """A factory that refers to itself."""


def build(size: int) -> Stack:
    """Make something, for files that call a function."""
    return Stack(range(size))
