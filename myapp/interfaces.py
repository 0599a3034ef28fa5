"""The two interfaces that a plugin needs: the verb it provides, and the client it is called for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zope.interface import Attribute, Interface

from myapp.board import Board


class IClient(Interface):
    """One connected client, as a verb sees it."""

    number: int = Attribute("Numbers the connections of this process, from 1.")
    name: str = Attribute("The name it gave itself, one word.")
    address: str = Attribute("Where it connected from.")
    since: float = Attribute("When it connected, in seconds since the epoch.")
    board: Board = Attribute("The board.")
    commands: Mapping[str, ICommand] = Attribute("All verbs, by name.")

    def peers() -> Sequence[IClient]:
        """Return all connected clients, the first to connect first."""

    def rename(name: str) -> None:
        """Change the client's name: one word."""

    def watch() -> None:
        """Send each new notice to this client from now on."""

    def leave() -> None:
        """Close the connection after this answer."""


class ICommand(Interface):
    """A verb of the protocol. Plugins provide :class:`twisted.plugin.IPlugin` too, in a module of ``myapp/plugins``."""

    verb: str = Attribute("The first word of the line, in capitals.")
    usage: str = Attribute("The line to type, such as ``LIST [n]``.")
    summary: str = Attribute("What it does, on one line.")

    def run(client: IClient, argument: str) -> str | Iterable[str]:
        """
        Answer a line that the client sent.

        :param argument: the text after the verb, without blanks at either end
        :return: one line that begins with ``OK``, or several of which the first does. Lines are taken only as fast as
            the client reads them, so a generator can produce any number of them.
        :raise myapp.errors.CommandError: to answer ``ERR`` instead
        """
