"""What tests of myapp talk to it with: a client of the line protocol and one of the control page."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tests.processes import LIMIT


class LineClient:
    """A blocking client of the line protocol."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection((host, port), LIMIT)
        self._file = self.socket.makefile("rb")

    def send(self, *lines: str) -> None:
        """Send lines and wait for nothing."""
        self.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def read(self) -> str:
        """Return the next line, or ``""`` at the end."""
        return self._file.readline().decode().removesuffix("\r\n")

    def ask(self, line: str) -> str:
        """Send a line and return the first line of the answer."""
        self.send(line)
        return self.read()

    def askAll(self, line: str) -> list[str]:
        """Send a line whose answer is ``OK count`` and so many lines; return those."""
        status, count = self.ask(line).split()
        assert status == "OK"
        return [self.read() for _ in range(int(count))]

    def close(self) -> None:
        """Close the connection."""
        self._file.close()
        self.socket.close()


class Answer:
    """What the control page answered."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.text = body.decode()

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


def request(
    port: int, method: str, path: str, fields: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Ask the control page; redirects are not followed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    body = None if fields is None else urlencode(fields)
    kind = {} if fields is None else {"content-type": "application/x-www-form-urlencoded"}
    connection.request(method, path, body, {**kind, **(headers or {})})
    response = connection.getresponse()
    answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    connection.close()
    return answer


def act(port: int, action: str, **fields: str) -> Answer:
    """Do an action by JSON, with the token."""
    token = request(port, "GET", "/api/").json()["token"]
    return request(port, "POST", f"/api/{action}", {"token": token, **fields})
