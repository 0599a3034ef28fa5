"""The resources of the web site: the requests they answer, and what they require."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from twisted.web.resource import IResource, Resource
from twisted.web.server import Request

from myapp.control.actions import ACTIONS, ActionError
from myapp.factory import BoardFactory
from myapp.wire import LONGEST

Json = dict[str, Any]

#: The maximum size of a request's body, in bytes: the longest notice fits, even with all characters escaped.
LONGEST_BODY = 8 * LONGEST


@dataclass(frozen=True)
class Control:
    """
    What all resources of a site share.

    :param token: required to change anything; other sites don't know it, because they can't read our page
    :param login: whether a login is required
    """

    factory: BoardFactory
    token: str
    login: bool


def answer(request: Request, status: int, kind: str, body: bytes) -> bytes:
    """Set the status and headers of an answer, and return its body."""
    request.setResponseCode(status)
    request.setHeader(b"content-type", kind.encode())
    request.setHeader(b"x-content-type-options", b"nosniff")
    request.setHeader(b"cache-control", b"no-store")
    return body


def answerText(request: Request, status: int, text: str) -> bytes:
    """Answer with a line of plain text."""
    return answer(request, status, "text/plain; charset=utf-8", f"{text}\n".encode())


def answerJson(request: Request, status: int, value: Any) -> bytes:
    """Answer with JSON."""
    return answer(request, status, "application/json", json.dumps(value, ensure_ascii=False).encode() + b"\n")


def withoutBody(request: Request, body: Any) -> Any:
    """Return the body of an answer; for HEAD, set its length and return nothing."""
    if request.method != b"HEAD" or not isinstance(body, bytes):
        return body
    request.setHeader(b"content-length", b"%d" % len(body))
    return b""


class ControlResource(Resource):
    """A resource that answers errors, such as 404 and 405, in the same way everywhere."""

    methods: tuple[bytes, ...] = (b"GET", b"HEAD")

    def fail(self, request: Request, status: int, text: str) -> bytes:
        """Answer with an error, as text."""
        return answerText(request, status, text)

    def getChild(self, path: bytes, request: Request) -> IResource:
        """Return a resource that answers 404."""
        return Refused(404, "no such page", self.fail)

    def render(self, request: Request) -> Any:
        """Answer 405 to other methods than :attr:`methods`."""
        if request.method not in self.methods:
            request.setHeader(b"allow", b", ".join(self.methods))
            return self.fail(request, 405, f"method not allowed; use {' or '.join(m.decode() for m in self.methods)}")
        return withoutBody(request, super().render(request))


class Refused(ControlResource):
    """Answers every request with the same error."""

    isLeaf = True

    def __init__(self, status: int, text: str, fail: Callable[[Request, int, str], bytes] = answerText) -> None:
        super().__init__()
        self._status = status
        self._text = text
        self._fail = fail

    def render(self, request: Request) -> bytes:
        """Answer a request of any method."""
        body: bytes = withoutBody(request, self._fail(request, self._status, self._text))
        return body


class Health(ControlResource):
    """Tells monitoring that the server is up."""

    def render_GET(self, request: Request) -> bytes:
        """Answer 200."""
        return answerText(request, 200, "ok")


class ControlRequest(Request):
    """A request that drops its body once that is too long, so that it is neither kept nor parsed."""

    tooLong = False

    def handleContentChunk(self, data: bytes) -> None:
        """Add a piece to the body, unless that makes it too long."""
        assert self.content is not None
        if self.content.tell() + len(data) > LONGEST_BODY:
            self.tooLong = True
            self.content.seek(0)
            self.content.truncate()
        if not self.tooLong:
            super().handleContentChunk(data)


def fieldsOf(request: ControlRequest) -> dict[str, str]:
    """
    Return the fields of a form or a JSON object.

    :raise ActionError: 400, if they can't be read; 413, if they are too long
    """
    if request.tooLong:
        raise ActionError(413, f"request too long: the maximum is {LONGEST_BODY} bytes")
    kind = (request.getHeader(b"content-type") or b"").partition(b";")[0].strip().lower()
    assert request.content is not None and request.args is not None
    try:
        if kind == b"application/json":
            value = json.load(request.content)
            if not isinstance(value, dict):
                raise ActionError(400, "expected a JSON object")
            return {name: str(field) for name, field in value.items()}
        return {name.decode(): values[0].decode() for name, values in request.args.items()}
    except (ValueError, RecursionError):
        raise ActionError(400, "can't read the request: neither a form nor JSON in UTF-8") from None


class Action(ControlResource):
    """An action of a form; the answer leads back to the page."""

    methods = (b"POST",)

    def __init__(self, control: Control, name: str) -> None:
        super().__init__()
        self.control = control
        self.name = name

    def render_POST(self, request: ControlRequest) -> bytes:
        """Do the action, if the request has the token."""
        try:
            fields = fieldsOf(request)
            header = request.getHeader(b"x-csrf-token")
            token = fields.get("token", "") if header is None else header.decode("latin-1")
            if not compare_digest(token.encode(errors="replace"), self.control.token.encode()):
                raise ActionError(403, "this page is out of date; reload it")
            return self.done(request, ACTIONS[self.name](self.control.factory, self.signed(request, fields)))
        except ActionError as error:
            return self.fail(request, error.status, str(error))

    def signed(self, request: Request, fields: Mapping[str, str]) -> dict[str, str]:
        """Return the fields with the author: the user who is logged in, or ``operator``."""
        user = request.getUser().decode(errors="replace") if self.control.login else ""
        return {**fields, "author": "-".join(user.split()) or "operator"}

    def done(self, request: Request, result: Json) -> bytes:
        """Lead back to the page."""
        request.setHeader(b"location", b"./")
        return answerText(request, 303, "done")


class ApiAction(Action):
    """An action for programs; the answer is JSON."""

    def fail(self, request: Request, status: int, text: str) -> bytes:
        """Answer with an error, as JSON."""
        return answerJson(request, status, {"error": text})

    def done(self, request: Request, result: Json) -> bytes:
        """Answer with the result."""
        return answerJson(request, 200, result)


class Api(ControlResource):
    """The state or a part of it, as JSON."""

    def __init__(self, read: Callable[[], Any]) -> None:
        super().__init__()
        self._read = read

    def fail(self, request: Request, status: int, text: str) -> bytes:
        """Answer with an error, as JSON."""
        return answerJson(request, status, {"error": text})

    def render_GET(self, request: Request) -> bytes:
        """Answer with the state."""
        return answerJson(request, 200, self._read())
