"""What an operator can do and see, with the page's forms or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from myapp.control.rows import recent
from myapp.factory import BoardFactory
from myapp.wire import CONTROL, LONGEST, timeText


class ActionError(Exception):
    """
    An action was refused.

    :param status: the HTTP status of the answer
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def numbered(fields: Mapping[str, str], name: str) -> int:
    """
    Return the number in a field.

    :raise ActionError: 400, if it isn't one
    """
    text = fields.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ActionError(400, f"{name}: expected a number, got {text[:40]!r}")
    return int(text)


def broadcast(factory: BoardFactory, fields: Mapping[str, str]) -> dict[str, Any]:
    """
    Post the line ``text`` as ``author``.

    :raise ActionError: 400, if it is empty or has control characters; 413, if it is longer than a client's line may be
    """
    text = " ".join(fields.get("text", "").split())
    if not text:
        raise ActionError(400, "text is empty")
    if len(text.encode(errors="replace")) > LONGEST:
        raise ActionError(413, f"text too long: the maximum is {LONGEST} bytes")
    if CONTROL.search(text) or (not text.isascii() and any("\ud800" <= c < "\ue000" for c in text)):
        raise ActionError(400, "control characters are not allowed in text")
    return {"number": factory.board.post(fields["author"], text).number}


def delete(factory: BoardFactory, fields: Mapping[str, str]) -> dict[str, Any]:
    """
    Delete notice ``number``; if that has just been done, do nothing.

    :raise ActionError: 404, if there is no such notice
    """
    number = numbered(fields, "number")
    try:
        factory.board.delete(number, factory.reactor.seconds())
    except KeyError:
        # A second click on the same button, which came before the page had changed.
        if number not in recent(factory):
            raise ActionError(404, f"there is no notice {number}") from None
    return {"number": number}


def restore(factory: BoardFactory, fields: Mapping[str, str]) -> dict[str, Any]:
    """
    Undo the deletion of notice ``number``.

    :raise ActionError: 404, if that is not possible any more
    """
    number = numbered(fields, "number")
    try:
        factory.board.restore(number)
    except KeyError:
        raise ActionError(404, f"notice {number} can't be restored any more") from None
    return {"number": number}


def disconnect(factory: BoardFactory, fields: Mapping[str, str]) -> dict[str, Any]:
    """
    Disconnect client ``number``.

    :raise ActionError: 404, if there is no such client
    """
    number = numbered(fields, "number")
    if number not in factory.clients:
        raise ActionError(404, f"there is no client {number}")
    factory.clients[number].dismiss("disconnected", "disconnected by the operator")
    return {"number": number}


def pause(factory: BoardFactory, fields: Mapping[str, str]) -> dict[str, Any]:
    """Start turning new clients away."""
    factory.board.pause(True)
    return {"paused": True}


def resume(factory: BoardFactory, fields: Mapping[str, str]) -> dict[str, Any]:
    """Let new clients in again."""
    factory.board.pause(False)
    return {"paused": False}


#: The actions, by the name of their resource.
ACTIONS: dict[str, Callable[[BoardFactory, Mapping[str, str]], dict[str, Any]]] = {
    "broadcast": broadcast,
    "delete": delete,
    "restore": restore,
    "disconnect": disconnect,
    "pause": pause,
    "resume": resume,
}


def notices(factory: BoardFactory) -> list[dict[str, Any]]:
    """Return all notices, newest first."""
    return [
        {"number": notice.number, "time": timeText(notice.when), "author": notice.author, "text": notice.text}
        for notice in factory.board.latest()
    ]


def clients(factory: BoardFactory) -> list[dict[str, Any]]:
    """Return all clients, the first to connect first."""
    return [
        {
            "number": client.number,
            "name": client.name,
            "address": client.address,
            "since": timeText(client.since),
            "watching": client in factory.watchers,
        }
        for client in factory.clients.values()
    ]


def counts(factory: BoardFactory) -> dict[str, Any]:
    """Return the counters, the current numbers of notices and clients, and the uptime in seconds."""
    board = factory.board
    now = {"notices": len(board.notices), "clients": len(factory.clients), "posted": board.newest}
    return {**now, **board.counts, "uptime": int(factory.reactor.seconds() - factory.started)}


#: The parts of the state, by the name of their JSON resource.
PARTS: dict[str, Callable[[BoardFactory], Any]] = {"notices": notices, "clients": clients, "counts": counts}


def state(factory: BoardFactory) -> dict[str, Any]:
    """Return the whole state."""
    return {"paused": factory.board.paused, **{name: part(factory) for name, part in PARTS.items()}}
