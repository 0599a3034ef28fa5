"""What a verb of the protocol is, and what it is given: the two interfaces of a third party's plugin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zope.interface import Attribute, Interface

from myapp.board import Board


class IClient(Interface):
    """One connected client, as a verb sees it."""

    number: int = Attribute("Counts the connections of this process, from 1.")
    name: str = Attribute("What it called itself, one word.")
    address: str = Attribute("Where it connects from.")
    since: float = Attribute("When it connected, in seconds since the epoch.")
    board: Board = Attribute("The board.")
    commands: Mapping[str, ICommand] = Attribute("All verbs by name.")

    def peers() -> Sequence[IClient]:
        """Return all connected clients, in the order in which they came."""

    def rename(name: str) -> None:
        """Take another name: one word."""

    def watch() -> None:
        """Push each new notice to this client from now on."""

    def leave() -> None:
        """Close the connection after the answer."""


class ICommand(Interface):
    """A verb of the protocol. Provide :class:`twisted.plugin.IPlugin` too, in a module of ``myapp/plugins``."""

    verb: str = Attribute("The word that calls it, in capitals.")
    usage: str = Attribute("The line to type, such as ``LIST [n]``.")
    summary: str = Attribute("What it does, on one line.")

    def run(client: IClient, argument: str) -> str | Iterable[str]:
        """
        Answer a line of the client.

        :param argument: what followed the verb, without blanks at its ends
        :return: a line that begins with ``OK``, or lines of which the first does. These are read as fast as the client
            takes them; so a generator never fills the memory.
        :raise myapp.errors.CommandError: to answer ``ERR`` instead
        """
