"""myapp in real processes: made by mkapp or otherwise, run by twistd and twist, loaded, stopped and resumed."""

from __future__ import annotations

import datetime
import os
import pickle
import signal
import socket
import ssl
import subprocess
import sys
import textwrap
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from twisted.application.service import loadApplication

from tests.myapp.clients import LineClient, act, request
from tests.processes import BIN, accepts, catchesTermination, command, environment, freePort, poll, twistd

DEMO = Path(__file__).parents[2] / "docs" / "demos" / "myapp.tac"


def words(client: LineClient, line: str) -> list[str]:
    """Return the last words of the lines of an answer."""
    return [found.split()[-1] for found in client.askAll(line)]


def test_twoSteps(tmp_path: Path) -> None:
    """
    The whole way: mkapp writes the tap; twistd runs it as a daemon from another directory; clients post and watch, the
    page's actions work; SIGTERM leaves a shutdown tap, which boots, remembers, and goes on.
    """
    port, control = freePort(), freePort()
    made = command("mkapp", "myapp", "--port", str(port), "--control", str(control), cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    tap = tmp_path / "myapp.tap"
    tap.write_bytes(made.stdout)
    pid = tmp_path / "twistd.pid"
    files = ("--pidfile", pid, "--logfile", tmp_path / "twistd.log", "--rundir", tmp_path)
    assert command("twistd", *files, "-f", tap, cwd="/").returncode == 0
    number = int(poll(lambda: pid.exists() and pid.read_text(), "the pid file"))
    try:
        poll(lambda: accepts(port) and accepts(control), "the ports")
        watcher, poster = LineClient(port), LineClient(port)
        assert watcher.ask("WATCH") == "OK watching"
        poster.send("HELLO ann", "POST one", "POST two")
        assert [poster.read() for _ in range(3)] == ["OK ann", "OK 1", "OK 2"]
        assert act(control, "broadcast", text="three").json() == {"number": 3}
        assert [watcher.read().split()[-2:] for _ in range(3)] == [
            ["ann", "one"],
            ["ann", "two"],
            ["operator", "three"],
        ]
        assert act(control, "delete", number="1").json() == {"number": 1}
        first = request(control, "GET", "/api/clients").json()[0]["number"]
        assert act(control, "disconnect", number=str(first)).json() == {"number": first}
        assert watcher.read().startswith("ERR disconnected ")
        assert act(control, "pause").json() == {"paused": True}
        assert ">two<" in request(control, "GET", "/").text
        before = request(control, "GET", "/api/").json()
    finally:
        os.kill(number, signal.SIGTERM)
    assert poster.read() == "ERR stopping the server is shutting down"
    watcher.close()
    poster.close()
    saved = tmp_path / "myapp-shutdown.tap"
    poll(lambda: not pid.exists() and saved.exists(), "the end")
    with twistd("-f", saved, cwd=tmp_path, ports=[port, control]):
        after = request(control, "GET", "/api/").json()
        assert (after["notices"], after["paused"], after["clients"]) == (before["notices"], True, [])
        assert after["counts"]["posted"] == 3
        assert after["counts"]["uptime"] < 60
        refused = LineClient(port)
        assert refused.read().startswith("ERR paused ")
        refused.close()
        act(control, "resume")
        client = LineClient(port)
        assert client.ask("POST four") == "OK 4"
        assert words(client, "LIST") == ["two", "three", "four"]
        client.close()


def test_demoTac(tmp_path: Path) -> None:
    """The ``.tac`` of the demos runs; its application, plainly pickled, runs too and is saved when it stops."""
    port, control = freePort(), freePort()
    tac = tmp_path / "myapp.tac"
    tac.write_text(DEMO.read_text().replace("tcp:9000", f"tcp:{port}").replace("tcp:8080", f"tcp:{control}"))
    with twistd("-y", tac, cwd=tmp_path, ports=[port, control]):
        assert LineClient(port).ask("POST one") == "OK 1"
    application = loadApplication(str(tac), "python")
    (tmp_path / "myapp.tap").write_bytes(pickle.dumps(application, 2))
    with twistd("-f", "myapp.tap", cwd=tmp_path, ports=[port, control]) as server:
        assert LineClient(port).ask("POST two") == "OK 1"
        server.stop()
    with twistd("-f", "myapp-shutdown.tap", cwd=tmp_path, ports=[port, control]):
        assert words(LineClient(port), "LIST") == ["two"]


def test_twist(tmp_path: Path) -> None:
    """``twist myapp`` serves, too."""
    port = freePort()
    arguments = [str(BIN / "twist"), "myapp", "--port", str(port), "--control", "none"]
    process = subprocess.Popen(arguments, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        poll(lambda: accepts(port), "the port")
        client = LineClient(port)
        assert client.ask("QUIT") == "OK bye"
        client.close()
    finally:
        process.terminate()
        process.wait(30)


def test_portTaken(tmp_path: Path) -> None:
    """If its port is taken the server does not start, and says which."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = command(
            "twistd", "-n", "--pidfile=", "myapp", "--port", f"tcp:{port}:interface=127.0.0.1", "--control", "none",
            cwd=tmp_path,
        )  # fmt: skip
    assert done.returncode != 0
    assert f"127.0.0.1:{port}".encode() in done.stdout + done.stderr


def test_manyClients(tmp_path: Path) -> None:
    """200 clients at a time post and watch; each gets all notices of all, in order."""
    port = freePort()
    with twistd("myapp", "--port", str(port), "--control", "none", cwd=tmp_path, ports=[port]):
        clients = [LineClient(port) for _ in range(200)]
        for number, client in enumerate(clients):
            client.send(f"HELLO client-{number}", "WATCH")
        for number, client in enumerate(clients):
            assert [client.read(), client.read()] == [f"OK client-{number}", "OK watching"]
        assert len(clients[0].askAll("WHO")) == 200
        for number, client in enumerate(clients):
            client.send(f"POST text-{number}")
        expected = {f"client-{number} text-{number}" for number in range(200)}
        for client in clients:
            lines = [client.read() for _ in range(201)]
            numbers = [int(line.split()[1]) for line in lines if line.startswith("NOTICE ")]
            assert numbers == list(range(1, 201))
            assert {line.split(" ", 3)[3] for line in lines if line.startswith("NOTICE ")} == expected
        for client in clients:
            client.close()


def residentBytes(process: int) -> int:
    """Return how much memory a process has, in bytes."""
    pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def test_slowWatchers(tmp_path: Path) -> None:
    """
    Watchers and readers that do not read cost next to no memory while 64 MiB are posted; later they get what is left.
    """
    port = freePort()
    options = ("--notices", "20", "--port", str(port), "--control", "none")
    with twistd("myapp", *options, cwd=tmp_path, ports=[port]) as server:
        slow = [LineClient(port) for _ in range(4)]
        for client in slow[:2]:
            assert client.ask("WATCH") == "OK watching"
        poster = LineClient(port)
        text = "x" * 16000

        def post(count: int) -> None:
            for _ in range(count // 10):
                poster.send(*[f"POST {text}"] * 10)
                assert all(poster.read().startswith("OK ") for _ in range(10))

        post(100)
        for client in slow[2:]:
            client.socket.setblocking(False)
            sent = 0
            while sent < 100000:
                try:
                    sent += client.socket.send(b"LIST 20\n" * 100)
                except BlockingIOError:
                    break
            client.socket.setblocking(True)
        before = residentBytes(server.process.pid)
        post(4000)
        assert residentBytes(server.process.pid) - before < 24 * 2**20
        lines = []
        while not lines or lines[-1].split()[1] != "4100":
            lines.append(slow[0].read())
        missed = sum(int(line.split()[1]) for line in lines if line.startswith("MISSED "))
        assert missed + len([line for line in lines if line.startswith("NOTICE ")]) == 4100
        assert missed > 1000
        for client in (*slow, poster):
            client.close()


def test_hostileBytes(tmp_path: Path) -> None:
    """Whatever bytes come, in whatever pieces, the server answers the next client, and the log has no traceback."""
    port = freePort()
    with twistd("myapp", "--port", str(port), "--control", "none", cwd=tmp_path, ports=[port]) as server:
        for data in (
            b"\x00" * 100000,
            b"\xff\n" * 5000,
            b"POST " + b"\xf0\x9f\n" * 3,
            os.urandom(300000),
            b"\n" * 9999,
        ):
            with socket.create_connection(("127.0.0.1", port), 30) as client:
                client.sendall(data)
                client.shutdown(socket.SHUT_WR)
                while answer := client.recv(65536):
                    assert answer
        assert LineClient(port).ask("POST fine") == "OK 1"
        assert "Traceback" not in server.text()


def test_thirdPartyVerb(tmp_path: Path) -> None:
    """A file dropped into any ``myapp/plugins`` directory on the path adds a verb."""
    plugins = tmp_path / "elsewhere" / "myapp" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "shout.py").write_text(
        textwrap.dedent(
            """
            from twisted.plugin import IPlugin
            from zope.interface import implementer

            from myapp.errors import CommandError
            from myapp.interfaces import ICommand


            @implementer(IPlugin, ICommand)
            class Shout:
                verb = "SHOUT"
                usage = "SHOUT text"
                summary = "say it loudly"

                def run(self, client, argument):
                    if not argument:
                        raise CommandError("argument", "SHOUT what?")
                    return (f"OK {client.board.post(client.name, argument.upper()).text}",)


            shout = Shout()
            """
        )
    )
    port = freePort()
    env = {"PYTHONPATH": str(tmp_path / "elsewhere")}
    with twistd("myapp", "--port", str(port), "--control", "none", cwd=tmp_path, ports=[port], env=env):
        client = LineClient(port)
        assert client.ask("shout hello there") == "OK HELLO THERE"
        assert client.ask("SHOUT") == "ERR argument SHOUT what?"
        assert "HELP SHOUT text: say it loudly" in client.askAll("HELP")
        client.close()


def certificate(path: Path) -> None:
    """Write a key and a certificate for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    valid = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(hours=1))
    made = valid.sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(pem))


def test_otherEndpoints(tmp_path: Path) -> None:
    """Over TLS and over a UNIX socket the board serves, and turns away with a word who is one too many."""
    certificate(tmp_path / "server.pem")
    port = freePort()
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    path = tmp_path / "socket"

    def overTls() -> socket.socket:
        return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 30))

    def overUnix() -> socket.socket:
        client = socket.socket(socket.AF_UNIX)
        client.connect(str(path))
        return client

    for endpoint, connect in ((f"ssl:{port}:privateKey=server.pem", overTls), (f"unix:{path}", overUnix)):
        options = ("--port", endpoint, "--control", "none", "--max-clients", "1")
        with twistd("myapp", *options, cwd=tmp_path) as server:
            # a UNIX socket has its name before anybody listens on it
            poll(lambda: "Starting factory" in server.text() and catchesTermination(server.process.pid), "the start")
            with connect() as client, client.makefile("rb") as lines:
                client.sendall(b"POST hello\r\n" + b"LIST 1\r\n" * 100)
                assert lines.readline() == b"OK 1\r\n"
                assert [lines.readline().split()[-1] for _ in range(200)] == [b"1", b"hello"] * 100
                with connect() as refused, refused.makefile("rb") as answer:
                    assert answer.readline().startswith(b"ERR full ")
                client.sendall(b"QUIT\n")
                assert lines.read() == b"OK bye\r\n"


def test_importsNothingToParse(tmp_path: Path) -> None:
    """``twistd --help`` does not import myapp."""
    program = "import sys; sys.argv = ['twistd', '--help']; from twisted.scripts.twistd import run; run()"
    hook = "import atexit, sys; atexit.register(lambda: sys.stderr.write(repr('myapp' in sys.modules)));"
    done = subprocess.run([sys.executable, "-c", hook + program], capture_output=True, text=True, env=environment())
    assert "A notice board" in done.stdout
    assert done.stderr.endswith("False")
