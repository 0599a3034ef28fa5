"""Tests of the control page's site: one real server, asked as browsers and programs ask."""

from __future__ import annotations

import base64
import http.client
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from twisted.web.test.requesthelper import DummyChannel

from myapp.control.actions import ACTIONS
from myapp.control.fragments import uptime
from myapp.control.resources import LONGEST_BODY, ControlRequest
from myapp.control.site import isOwnName
from myapp.wire import LONGEST
from tests.myapp.clients import LineClient, act, request
from tests.processes import freePort, poll, twistd


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Run one myapp; give the ports of its protocol and of its page."""
    port, control = freePort(), freePort()
    words = ("myapp", "--port", str(port), "--control", str(control))
    with twistd(*words, cwd=tmp_path_factory.mktemp("myapp"), ports=[port, control]):
        poll(lambda: request(control, "GET", "/api/clients").json() == [], "the one who asked for the port to leave")
        yield port, control


@pytest.fixture
def control(ports: tuple[int, int]) -> int:
    """Give the page's port."""
    return ports[1]


@pytest.fixture
def token(control: int) -> str:
    """Give what actions need."""
    found: str = request(control, "GET", "/api/").json()["token"]
    return found


@pytest.mark.parametrize(
    "path", ["/", "/?notices=10&clients=3", "/api", "/api/", "/api/notices", "/api/counts", "/healthz"]
)
def test_getAndHead(control: int, path: str) -> None:
    """Each resource answers GET, and HEAD with the same headers and no body."""
    full, head = request(control, "GET", path), request(control, "HEAD", path)
    assert (full.status, head.status, head.body) == (200, 200, b"")
    assert abs(int(head.headers["content-length"]) - len(full.body)) < 10
    same = ("content-type", "x-content-type-options", "cache-control")
    assert [full.headers[name] for name in same] == [head.headers[name] for name in same]


@pytest.mark.parametrize("path", ["/nosuch", "/api/nosuch", "/healthz/x", "/api/notices/1", "/broadcast/x", "/%ff"])
def test_notFound(control: int, path: str) -> None:
    """What is not there is 404, to any method."""
    assert [request(control, method, path).status for method in ("GET", "HEAD", "POST", "PUT")] == [404] * 4
    answer = request(control, "GET", path)
    assert (answer.headers["content-type"] == "application/json") is path.startswith("/api/")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "NOSUCH"])
@pytest.mark.parametrize("path", ["/", "/api/", "/healthz", "/events"])
def test_notAllowed(control: int, method: str, path: str) -> None:
    """What is only to be read says so."""
    answer = request(control, method, path)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("prefix", ["/", "/api/"])
@pytest.mark.parametrize("action", list(ACTIONS))
def test_actionsNeedPostAndToken(control: int, prefix: str, action: str) -> None:
    """No action is done by GET, nor without the token of this process."""
    before = request(control, "GET", "/api/notices").json()
    got = request(control, "GET", f"{prefix}{action}?text=x")
    assert (got.status, got.headers["allow"]) == (405, "POST")
    for fields in ({}, {"token": ""}, {"token": "é"}, {"token": "x" * 24}):
        assert request(control, "POST", prefix + action, {"text": "x", "number": "1", **fields}).status == 403
    state = request(control, "GET", "/api/").json()
    assert (state["notices"], state["paused"]) == (before, False)


def test_formLeadsBack(control: int, token: str) -> None:
    """A form's action answers 303 to the page."""
    answer = request(control, "POST", "/broadcast", {"token": token, "text": "  from a \t form "})
    assert (answer.status, answer.headers["location"]) == (303, "./")
    assert request(control, "GET", "/api/notices").json()[0]["text"] == "from a form"


def test_json(control: int, token: str) -> None:
    """Programs may send JSON, with the token in it or in a header."""
    connection = http.client.HTTPConnection("127.0.0.1", control, timeout=30)
    for body, headers in (
        ({"text": "as JSON", "token": token}, {}),
        ({"text": "as JSON"}, {"x-csrf-token": token}),
    ):
        connection.request("POST", "/api/broadcast", json.dumps(body), {"content-type": "application/json", **headers})
        response = connection.getresponse()
        number = json.load(response)["number"]
        assert response.status == 200
        assert request(control, "GET", "/api/notices").json()[0]["number"] == number
    for wrong in ("[]", "{", "1", "[" * 100000, '{"token": {}}'):
        connection.request("POST", "/api/broadcast", wrong, {"content-type": "application/json"})
        response = connection.getresponse()
        assert response.status in (400, 403)
        assert set(json.load(response)) == {"error"}
    connection.close()


@pytest.mark.parametrize(
    ("action", "fields", "status"),
    [
        ("broadcast", {}, 400),
        ("broadcast", {"text": " \n "}, 400),
        ("broadcast", {"text": "a\x1bb"}, 400),
        ("broadcast", {"text": "x" * 16385}, 413),
        ("delete", {}, 400),
        ("delete", {"number": "x"}, 400),
        ("delete", {"number": "9" * 30}, 400),
        ("delete", {"number": "99999999"}, 404),
        ("restore", {"number": "99999999"}, 404),
        ("disconnect", {"number": "99999999"}, 404),
    ],
)
def test_refusedActions(control: int, token: str, action: str, fields: dict[str, str], status: int) -> None:
    """An action that cannot be done says why, to people and to programs."""
    api = act(control, action, **fields)
    assert (api.status, list(api.json())) == (status, ["error"])
    page = request(control, "POST", f"/{action}", {"token": token, **fields})
    assert (page.status, page.text) == (status, api.json()["error"] + "\n")


def test_unreadableForm(control: int, token: str) -> None:
    """A form that is not UTF-8 is refused."""
    connection = http.client.HTTPConnection("127.0.0.1", control, timeout=30)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/api/broadcast", f"token={token}&text=%ff", kind)
    assert connection.getresponse().status == 400
    connection.close()


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("path", ["/broadcast", "/api/broadcast", "/"])
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x", "text/plain"]
)
def test_longBody(control: int, token: str, kind: str, path: str, chunked: bool) -> None:
    """A body longer than any action's is refused before it is parsed; the connection takes the next request."""
    pieces = [b"x" * 65536] * 16
    headers = {"content-type": kind, "x-csrf-token": token}
    if not chunked:
        headers["content-length"] = str(sum(map(len, pieces)))
    connection = http.client.HTTPConnection("127.0.0.1", control, timeout=30)
    connection.request("POST", path, iter(pieces), headers)
    response = connection.getresponse()
    assert response.status == (405 if path == "/" else 413)
    assert (b'{"error": ' in response.read()) is (path == "/api/broadcast")
    connection.request("GET", "/healthz")
    assert connection.getresponse().read() == b"ok\n"
    connection.close()


def test_longestBody(control: int, token: str) -> None:
    """The longest notice fits, even if each of its characters is escaped."""
    text = "".join(f"\\u{ord('x'):04x}" for _ in range(LONGEST))
    connection = http.client.HTTPConnection("127.0.0.1", control, timeout=30)
    headers = {"content-type": "application/json", "x-csrf-token": token}
    connection.request("POST", "/api/broadcast", f'{{"text": "{text}"}}', headers)
    assert connection.getresponse().status == 200
    connection.close()


def test_bodyIsNotKept() -> None:
    """Of a body that is too long nothing is kept, however long it goes on."""
    posted = ControlRequest(DummyChannel())
    posted.gotLength(None)
    assert posted.content is not None
    sizes = set()
    for _ in range(100):
        posted.handleContentChunk(b"x" * (LONGEST_BODY // 3))
        sizes.add(posted.content.seek(0, os.SEEK_END))
    assert (posted.tooLong, max(sizes), posted.content.tell()) == (True, LONGEST_BODY // 3 * 3, 0)
    posted.content.close()


def test_clients(ports: tuple[int, int]) -> None:
    """A client's name, address and whether it watches are there; disconnecting it is told to it."""
    client = LineClient(ports[0])
    client.ask("HELLO ann")
    client.ask("WATCH")
    mine = request(ports[1], "GET", "/api/clients").json()[-1]
    assert (mine["name"], mine["watching"]) == ("ann", True)
    assert mine["address"] == f"127.0.0.1:{client.socket.getsockname()[1]}"
    assert act(ports[1], "disconnect", number=str(mine["number"])).status == 200
    assert client.read().startswith("ERR disconnected ")
    assert client.read() == ""
    client.close()
    poll(lambda: request(ports[1], "GET", "/api/clients").json() == [], "the client to leave")


def test_escaping(ports: tuple[int, int]) -> None:
    """Names and notices are text on the page, whatever they look like."""
    client = LineClient(ports[0])
    evil = "<script>alert(1)</script>\"'&amp;"
    client.ask(f"HELLO {evil}")
    client.ask(f"POST {evil}")
    page = request(ports[1], "GET", "/").text
    client.close()
    assert page.count("<script>") == 1
    assert "alert" not in page.replace("&lt;script&gt;alert(1)&lt;/script&gt;", "")


def readEvent(response: http.client.HTTPResponse) -> dict[str, object]:
    """Return the next event of a stream."""
    while True:
        line = response.readline()
        assert line, "the stream ended"
        if line.startswith(b"data: "):
            event: dict[str, object] = json.loads(line[6:])
            return event


def test_events(ports: tuple[int, int]) -> None:
    """A stream begins with everything, and goes on with what is new."""
    act(ports[1], "broadcast", text="old")
    connection = http.client.HTTPConnection("127.0.0.1", ports[1], timeout=30)
    connection.request("GET", "/events")
    response = connection.getresponse()
    assert response.getheader("content-type") == "text/event-stream; charset=utf-8"
    first = readEvent(response)["notices"]
    assert isinstance(first, dict)
    assert first["only"] and "old" in first["rows"][0][1]
    number = act(ports[1], "broadcast", text="new").json()["number"]
    event = readEvent(response)["notices"]
    assert isinstance(event, dict)
    assert [row[0] for row in event["rows"]] == [number]
    act(ports[1], "delete", number=str(number))
    after = readEvent(response)["notices"]
    assert isinstance(after, dict)
    assert [row[0] for row in after["rows"]] == [number] and 'formaction="restore"' in after["rows"][0][1]
    connection.close()


def test_deleteTwiceAndRestore(control: int) -> None:
    """Deleting again what was just deleted does nothing, as for a double click; a deletion can be undone once."""
    number = str(act(control, "broadcast", text="there and back").json()["number"])
    assert [act(control, "delete", number=number).status for _ in range(2)] == [200, 200]
    assert request(control, "GET", "/api/notices").json()[0]["number"] != int(number)
    assert [act(control, "restore", number=number).status for _ in range(2)] == [200, 404]
    assert request(control, "GET", "/api/notices").json()[0]["number"] == int(number)


def test_login(tmp_path: Path) -> None:
    """
    With ``--auth`` all but ``/healthz`` asks for a login, and a broadcast has the name of who did it. The log has what
    was done and refused, and not what was read.
    """
    (tmp_path / "passwords").write_text("ann:secret\n")
    control = freePort()
    words = ("myapp", "--port", "tcp:0:interface=127.0.0.1", "--control", str(control), "--auth", "file:passwords")
    with twistd(*words, cwd=tmp_path, ports=[control]) as server:
        assert request(control, "GET", "/healthz").status == 200
        for path in ("/", "/api/", "/events", "/nosuch"):
            answer = request(control, "GET", path)
            assert (answer.status, answer.headers["www-authenticate"]) == (401, 'basic realm="myapp"')
        wrong, right = (
            {"authorization": "Basic " + base64.b64encode(pair).decode(), "host": "board.example"}
            for pair in (b"ann:wrong", b"ann:secret")
        )
        assert request(control, "GET", "/", headers=wrong).status == 401
        token = request(control, "GET", "/api/", headers=right).json()["token"]
        fields = {"token": token, "text": "hello"}
        assert request(control, "POST", "/broadcast", fields).status == 401
        assert request(control, "POST", "/broadcast", fields, right).status == 303
        assert request(control, "GET", "/api/notices", headers=right).json()[0]["author"] == "ann"
        log = server.text()
        assert '"POST /broadcast HTTP/1.1" 303' in log and '"GET / HTTP/1.1" 401' in log
        assert '"GET /api/ HTTP/1.1" 200' not in log and "/healthz" not in log


def test_foreignNames(control: int) -> None:
    """Without a login a site that points its own name here is not let in; ``/healthz`` is for everybody."""
    evil = {"host": "evil.example:8080"}
    assert [request(control, "GET", path, headers=evil).status for path in ("/", "/api/", "/events")] == [403] * 3
    assert request(control, "GET", "/healthz", headers=evil).status == 200


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("192.0.2.1:8080", True),
        ("[::1]:8080", True),
        ("localhost:8080", True),
        ("board.localhost", True),
        ("", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("[::1", False),
        ("user@evil.example", False),
    ],
)
def test_isOwnName(host: str, own: bool) -> None:
    """Addresses and localhost are our own names."""
    assert isOwnName(host) is own


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "00:00:00"), (86399, "23:59:59"), (86400, "1 d 00:00:00"), (90061, "1 d 01:01:01")]
)
def test_uptime(seconds: int, text: str) -> None:
    """Uptime is days and a clock."""
    assert uptime(seconds) == text
