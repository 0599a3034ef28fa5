"""The verbs about notices: POST, LIST and WATCH."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from twisted.plugin import IPlugin
from zope.interface import implementer

from myapp.errors import CommandError
from myapp.interfaces import IClient, ICommand
from myapp.wire import noticeText

#: How many notices LIST shows by default.
DEFAULT = 10


@implementer(IPlugin, ICommand)
class Post:
    """Posts a notice."""

    verb = "POST"
    usage = "POST text"
    summary = "post a notice"

    def run(self, client: IClient, argument: str) -> str:
        """Answer ``OK number``."""
        if not argument:
            raise CommandError("argument", "POST needs a text")
        return f"OK {client.board.post(client.name, argument).number}"


@implementer(IPlugin, ICommand)
class List:
    """Lists notices."""

    verb = "LIST"
    usage = "LIST [n]"
    summary = f"list the newest n notices ({DEFAULT} by default), oldest first"

    def run(self, client: IClient, argument: str) -> Iterable[str]:
        """Answer ``OK count``, then that many ``NOTICE`` lines."""
        count = DEFAULT
        if argument:
            if not (argument.isascii() and argument.isdigit() and len(argument) <= 9):
                raise CommandError("argument", f"LIST: expected a number of at most 9 digits, got {argument[:40]}")
            count = int(argument)
        return self._lines(client, count)

    def _lines(self, client: IClient, count: int) -> Iterator[str]:
        notices = client.board.latest(count)
        yield f"OK {len(notices)}"
        while notices:
            yield noticeText(notices.pop())


@implementer(IPlugin, ICommand)
class Watch:
    """Follows the board."""

    verb = "WATCH"
    usage = "WATCH"
    summary = "receive each new notice"

    def run(self, client: IClient, argument: str) -> str:
        """Answer ``OK watching``; from then on each new notice is sent as a ``NOTICE`` line."""
        client.watch()
        return "OK watching"


post = Post()
listing = List()
watch = Watch()
