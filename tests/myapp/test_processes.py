"""myapp in real processes."""

from __future__ import annotations

import pickle
from pathlib import Path

from twisted.application.service import loadApplication

from tests.myapp.clients import LineClient, act, request
from tests.processes import freePort, poll, twistd

DEMO = Path(__file__).parents[2] / "docs" / "demos" / "myapp.tac"


def test_twistdPlugin(tmp_path: Path) -> None:
    """``twistd myapp`` serves the protocol and the control page."""
    port, control = freePort(), freePort()
    with twistd("myapp", "--port", str(port), "--control", str(control), cwd=tmp_path, ports=[port, control]):
        client = LineClient(port)
        assert client.ask("HELLO ann") == "OK ann"
        assert client.ask("POST hällo <b>") == "OK 1"
        assert request(control, "GET", "/healthz").text == "ok\n"
        state = request(control, "GET", "/api/").json()
        assert [notice["text"] for notice in state["notices"]] == ["hällo <b>"]
        assert [client["name"] for client in state["clients"]] == ["ann"]
        assert client.ask("QUIT") == "OK bye"
        assert client.read() == ""
        client.close()


def test_pickledApplicationRemembers(tmp_path: Path) -> None:
    """The demo's application, plainly pickled, serves; the ``-shutdown.tap`` it leaves boots with the notices."""
    port, control = freePort(), freePort()
    tac = tmp_path / "myapp.tac"
    text = DEMO.read_text().replace("tcp:9000", f"tcp:{port}").replace("tcp:8080", f"tcp:{control}")
    tac.write_text(text)
    application = loadApplication(str(tac), "python")
    (tmp_path / "myapp.tap").write_bytes(pickle.dumps(application, 2))
    with twistd("-f", "myapp.tap", cwd=tmp_path, ports=[port, control]) as server:
        watcher, poster = LineClient(port), LineClient(port)
        assert watcher.ask("WATCH") == "OK watching"
        poster.send("HELLO ann", "POST one", "POST two")
        assert [poster.read() for _ in range(3)] == ["OK ann", "OK 1", "OK 2"]
        assert [watcher.read().split()[-2:] for _ in range(2)] == [["ann", "one"], ["ann", "two"]]
        assert act(control, "delete", number="1").json() == {"number": 1}
        assert act(control, "pause").json() == {"paused": True}
        before = request(control, "GET", "/api/").json()
        server.stop()
        assert poster.read() == "ERR stopping the server stops"
        watcher.close()
        poster.close()
    with twistd("-f", "myapp-shutdown.tap", cwd=tmp_path, ports=[port, control]):
        after = request(control, "GET", "/api/").json()
        assert after["notices"] == before["notices"]
        assert after["paused"] is True
        assert after["clients"] == []
        assert after["counts"]["posted"] == 2
        refused = LineClient(port)
        assert refused.read().startswith("ERR paused ")
        refused.close()
        act(control, "resume")
        client = LineClient(port)
        assert client.ask("POST three") == "OK 3"
        assert [line.split()[-1] for line in client.askAll("LIST")] == ["two", "three"]
        client.close()
        poll(lambda: request(control, "GET", "/api/clients").json() == [], "the client to leave")
