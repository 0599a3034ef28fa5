"""The functions that our graphs name: each gives back, in the process that boots a tap, what a pickle can't hold."""

from __future__ import annotations

import os
from types import MethodType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twisted.internet.interfaces import IStreamServerEndpoint

#: The attribute of an endpoint that remembers what it was made from: a description and a directory.
DESCRIPTION = "_mktapCompatDescription"


def reactor() -> Any:
    """Return the reactor of this process."""
    from twisted.internet import reactor as running

    return running


def method(owner: Any, name: str) -> Any:
    """
    Return a bound method, or a class's own method, by its name.

    :param owner: the object that it is bound to; a class for a classmethod.
    :param name: its name.
    :raise TypeError: if that attribute is no method bound to the owner.
    """
    found = getattr(owner, name)
    if not isinstance(found, MethodType) or found.__self__ is not owner:
        raise TypeError(f"{name} of {owner!r} is not a method bound to it")
    return found


def endpoint(description: str, directory: str) -> IStreamServerEndpoint:
    """
    Make a server endpoint from its description, which is how keys stay out of taps.

    :param description: as :func:`twisted.internet.endpoints.serverFromString` takes it.
    :param directory: where the description's relative paths begin.
    """
    from twisted.internet import endpoints

    with atDirectory(directory):
        made: IStreamServerEndpoint = endpoints.serverFromString(reactor(), description)
    describe(made, description, directory)
    return made


def describe(made: object, description: str, directory: str) -> None:
    """Let an endpoint remember its description, so that it can be frozen again."""
    made.__dict__[DESCRIPTION] = (description, directory)


class atDirectory:
    """A context in which another directory is the current one; a directory that is gone changes nothing."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.before: str | None = None

    def __enter__(self) -> None:
        """Change the directory."""
        try:
            before = os.getcwd()
            if before != self.directory:
                os.chdir(self.directory)
                self.before = before
        except OSError:
            self.before = None

    def __exit__(self, *exception: object) -> None:
        """Change it back."""
        if self.before is not None:
            os.chdir(self.before)
