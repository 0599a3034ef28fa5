"""The page itself: a fixed frame around the parts that change, with its style and script inside."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from string import Template
from typing import Any

from twisted.web.server import Request

from myapp.control import fragments
from myapp.control.actions import counts
from myapp.control.resources import Control, ControlResource, answer

#: Seconds for which a page is good that nothing has changed.
FRESH = 1.0


def asset(name: str) -> str:
    """Return one of the files beside this module."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """Return what allows just this text inside a page, as a content security policy has it."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


class Frame:
    """The files of the page, put together once."""

    def __init__(self) -> None:
        style, script = asset("page.css"), asset("page.js")
        # What goes in now is read as a template again, for each page.
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
        """Answer with the newest notices, or those before a number."""
        assert request.args is not None
        before = request.args.get(b"before", [b""])[0]
        if before.isdigit() and len(before) < 19:
            return self._answer(request, self._make(int(before)))
        factory = self._control.factory
        now = factory.reactor.seconds()
        if now >= self._until or self._version != factory.board.version:
            self._newest = self._make(None)
            self._version, self._until = factory.board.version, now + FRESH
        return self._answer(request, self._newest)

    def _answer(self, request: Request, page: bytes) -> bytes:
        request.setHeader(b"content-security-policy", self._frame.policy)
        return answer(request, 200, "text/html; charset=utf-8", page)

    def _make(self, before: int | None) -> bytes:
        factory, token = self._control.factory, self._control.token
        figures = counts(factory)
        notices = fragments.noticeRows(factory, token, before)
        parts: dict[str, Any] = {
            "token": token,
            "live": "newest" if before is None else "older",
            "description": fragments.html(self._description),
            "uptime": fragments.uptime(figures["uptime"]),
            "seconds": figures["uptime"],
            "door": fragments.door(factory.board.paused, token),
            "figures": fragments.figures(figures),
            "notices": "".join(notices.values()),
            "pager": fragments.pager(factory, list(notices), before),
            "clients": "".join(fragments.clientRows(factory, token).values()),
        }
        return self._frame.page.substitute(parts).encode()
