"""The verbs about clients: HELLO, WHO, HELP and QUIT."""

from __future__ import annotations

from collections.abc import Iterable

from twisted.plugin import IPlugin
from zope.interface import implementer

from myapp.errors import CommandError
from myapp.interfaces import IClient, ICommand
from myapp.wire import timeText

#: The longest name, in characters.
LONGEST = 64


@implementer(IPlugin, ICommand)
class Hello:
    """Gives the client a name."""

    verb = "HELLO"
    usage = "HELLO name"
    summary = f"set your name: one word, at most {LONGEST} characters"

    def run(self, client: IClient, argument: str) -> str:
        """Answer ``OK name``."""
        if len(argument.split()) != 1 or len(argument) > LONGEST:
            raise CommandError("argument", f"HELLO needs a name: one word, at most {LONGEST} characters")
        client.rename(argument)
        return f"OK {argument}"


@implementer(IPlugin, ICommand)
class Who:
    """Lists the clients."""

    verb = "WHO"
    usage = "WHO"
    summary = "list who is connected"

    def run(self, client: IClient, argument: str) -> Iterable[str]:
        """Answer ``OK count``, then that many lines ``CLIENT number time address name``."""
        peers = client.peers()
        yield f"OK {len(peers)}"
        for peer in peers:
            yield f"CLIENT {peer.number} {timeText(peer.since)} {peer.address} {peer.name}"


@implementer(IPlugin, ICommand)
class Help:
    """Lists the verbs."""

    verb = "HELP"
    usage = "HELP"
    summary = "list the verbs"

    def run(self, client: IClient, argument: str) -> Iterable[str]:
        """Answer ``OK count``, then that many lines ``HELP usage: summary``."""
        commands = sorted(client.commands.values(), key=lambda command: command.verb)
        yield f"OK {len(commands)}"
        for command in commands:
            yield f"HELP {command.usage}: {command.summary}"


@implementer(IPlugin, ICommand)
class Quit:
    """Ends the session."""

    verb = "QUIT"
    usage = "QUIT"
    summary = "close the connection"

    def run(self, client: IClient, argument: str) -> str:
        """Answer ``OK bye``."""
        client.leave()
        return "OK bye"


hello = Hello()
who = Who()
help = Help()
quit = Quit()
