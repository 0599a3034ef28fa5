"""What an operator can do and see, whether by a form or by JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from myapp.factory import BoardFactory
from myapp.wire import CONTROL, LONGEST, timeText


class ActionError(Exception):
    """
    An action that cannot be done.

    :param status: the HTTP status that says so
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def numbered(fields: Mapping[str, str], name: str) -> int:
    """
    Return a field that must be a number.

    :raise ActionError: 400, if it is not
    """
    text = fields.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ActionError(400, f"{name} must be a number")
    return int(text)


def broadcast(factory: BoardFactory, fields: Mapping[str, str]) -> dict[str, Any]:
    """
    Post ``text``, one line, as ``author``.

    :raise ActionError: 400, if it is empty; 413, if it is longer than a client's line may be
    """
    text = " ".join(fields.get("text", "").split())
    if not text:
        raise ActionError(400, "text must not be empty")
    if len(text.encode(errors="replace")) > LONGEST:
        raise ActionError(413, f"text must be at most {LONGEST} bytes")
    if CONTROL.search(text) or (not text.isascii() and any("\ud800" <= c < "\ue000" for c in text)):
        raise ActionError(400, "text must not have control characters")
    return {"number": factory.board.post(fields["author"], text).number}


def delete(factory: BoardFactory, fields: Mapping[str, str]) -> dict[str, Any]:
    """
    Take notice ``number`` off the board.

    :raise ActionError: 404, if it is not there
    """
    number = numbered(fields, "number")
    try:
        factory.board.delete(number)
    except KeyError:
        raise ActionError(404, f"there is no notice {number}") from None
    return {"number": number}


def disconnect(factory: BoardFactory, fields: Mapping[str, str]) -> dict[str, Any]:
    """
    Disconnect client ``number``.

    :raise ActionError: 404, if it is not there
    """
    number = numbered(fields, "number")
    if number not in factory.clients:
        raise ActionError(404, f"there is no client {number}")
    factory.clients[number].dismiss("disconnected", "the operator disconnects you")
    return {"number": number}


def pause(factory: BoardFactory, fields: Mapping[str, str]) -> dict[str, Any]:
    """Turn new clients away."""
    factory.board.pause(True)
    return {"paused": True}


def resume(factory: BoardFactory, fields: Mapping[str, str]) -> dict[str, Any]:
    """Let clients in again."""
    factory.board.pause(False)
    return {"paused": False}


#: Each action by the name that its form and its JSON resource have.
ACTIONS: dict[str, Callable[[BoardFactory, Mapping[str, str]], dict[str, Any]]] = {
    "broadcast": broadcast,
    "delete": delete,
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
    """Return all clients, the longest connected first."""
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
    """Return the counters, and how many notices and clients there are now."""
    board = factory.board
    now = {"notices": len(board.notices), "clients": len(factory.clients), "posted": board.newest}
    return {**now, **board.counts, "uptime": int(factory.reactor.seconds() - factory.started)}


#: Each part of the state by the name that its JSON resource has.
PARTS: dict[str, Callable[[BoardFactory], Any]] = {"notices": notices, "clients": clients, "counts": counts}


def state(factory: BoardFactory) -> dict[str, Any]:
    """Return everything."""
    return {"paused": factory.board.paused, **{name: part(factory) for name, part in PARTS.items()}}
