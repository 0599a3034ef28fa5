"""The verbs that deal with notices: POST, LIST and WATCH."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from twisted.plugin import IPlugin
from zope.interface import implementer

from myapp.errors import CommandError
from myapp.interfaces import IClient, ICommand
from myapp.wire import noticeText

#: How many notices LIST gives unless told.
DEFAULT = 10


@implementer(IPlugin, ICommand)
class Post:
    """Put a notice on the board."""

    verb = "POST"
    usage = "POST text"
    summary = "put a notice on the board"

    def run(self, client: IClient, argument: str) -> str:
        """Answer ``OK number``."""
        if not argument:
            raise CommandError("argument", "POST what?")
        return f"OK {client.board.post(client.name, argument).number}"


@implementer(IPlugin, ICommand)
class List:
    """Read the board."""

    verb = "LIST"
    usage = "LIST [n]"
    summary = f"read the newest notices, {DEFAULT} unless told, oldest first"

    def run(self, client: IClient, argument: str) -> Iterable[str]:
        """Answer ``OK count``, then so many ``NOTICE`` lines."""
        count = DEFAULT
        if argument:
            if not (argument.isascii() and argument.isdigit() and len(argument) <= 9):
                raise CommandError("argument", "LIST takes a number")
            count = int(argument)
        return self._lines(client, count)

    def _lines(self, client: IClient, count: int) -> Iterator[str]:
        notices = client.board.latest(count)
        yield f"OK {len(notices)}"
        while notices:
            yield noticeText(notices.pop())


@implementer(IPlugin, ICommand)
class Watch:
    """Follow the board."""

    verb = "WATCH"
    usage = "WATCH"
    summary = "get each new notice as it comes"

    def run(self, client: IClient, argument: str) -> str:
        """Answer ``OK watching``; ``NOTICE`` lines follow whenever there are some."""
        client.watch()
        return "OK watching"


post = Post()
listing = List()
watch = Watch()
