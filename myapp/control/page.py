"""The page itself: a fixed frame around the parts that change, with its style and script inside."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from twisted.web.server import Request

from myapp.client import commandFor
from myapp.control import fragments, rows
from myapp.control.actions import counts
from myapp.control.resources import Control, ControlResource, answer

#: For how many seconds a page is reused if the board hasn't changed.
FRESH = 1.0


def asset(name: str) -> str:
    """Return the text of a file in this package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """Return the source expression that allows exactly this text in a content security policy."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


class Frame:
    """The files of the page, put together once."""

    def __init__(self) -> None:
        style, script = asset("page.css"), asset("page.js")
        # The result is a template too, which is filled in for each page.
        inside = {"style": style.replace("$", "$$"), "script": script.replace("$", "$$")}
        self.page = Template(Template(asset("page.html")).safe_substitute(inside))
        self.policy = (
            f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; connect-src 'self'; "
            "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ).encode()


class Page(ControlResource):
    """What an operator opens in a browser."""

    def __init__(self, control: Control, description: str) -> None:
        super().__init__()
        self._control = control
        self._description = description
        self._frame = Frame()
        self._newest = b""
        self._version, self._until = -1, 0.0

    def render_GET(self, request: Request) -> bytes:
        """Answer with the newest rows of both lists, or with those before the number that a list's field has."""
        before = {name: self._number(request, name) for name in ("notices", "clients")}
        if any(before.values()):
            return self._answer(request, self._make(**before))
        factory = self._control.factory
        now = factory.reactor.seconds()
        if now >= self._until or self._version != factory.board.version:
            self._newest = self._make()
            self._version, self._until = factory.board.version, now + FRESH
        return self._answer(request, self._newest)

    def _number(self, request: Request, name: str) -> int | None:
        assert request.args is not None
        text = request.args.get(name.encode(), [b""])[0]
        return int(text) if text.isdigit() and len(text) < 19 else None

    def _answer(self, request: Request, page: bytes) -> bytes:
        request.setHeader(b"content-security-policy", self._frame.policy)
        return answer(request, 200, "text/html; charset=utf-8", page)

    def _make(self, notices: int | None = None, clients: int | None = None) -> bytes:
        factory = self._control.factory
        figures, oldest = counts(factory), rows.oldest(factory)
        shownNotices = rows.part(rows.notices(factory, notices))
        shownClients = rows.part(rows.clients(factory, clients))
        parts: dict[str, Any] = {
            "token": self._control.token,
            "older": " ".join(name for name, before in (("notices", notices), ("clients", clients)) if before),
            "description": escape(self._description),
            "connect": escape(commandFor(self._description)),
            "uptime": fragments.uptime(figures["uptime"]),
            "seconds": figures["uptime"],
            "saved": fragments.saved(factory.lastSaved()),
            "door": fragments.door(factory.board.paused),
            "countNotices": f"{figures['notices']:,}",
            "countClients": f"{figures['clients']:,}",
            "totals": fragments.totals(figures),
            "notices": "".join(map(fragments.noticeRow, shownNotices.values())),
            "clients": "".join(map(fragments.clientRow, shownClients.values())),
            "moreNotices": fragments.more("notices", shownNotices, oldest["notices"]),
            "moreClients": fragments.more("clients", shownClients, oldest["clients"]),
        }
        return self._frame.page.substitute(parts).encode()
