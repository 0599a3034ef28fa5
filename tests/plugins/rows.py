"""One command line, at least, for each of Twisted's plugins, with what it needs and who asks it for its service."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.plugins import probes


@dataclass(frozen=True)
class Ports:
    """The ports of a row: its own, and that of a server that greets with ``backend``."""

    own: int
    backend: int


@dataclass(frozen=True)
class Row:
    """
    A plugin's command line; ``{p}``, ``{b}`` and ``{d}`` in it are the two ports and the scratch directory.

    :ivar style: what mkapp has to choose by itself.
    """

    name: str
    line: str
    probe: Callable[[Ports], None]
    style: str = "graph"
    files: Mapping[str, str] = field(default_factory=dict)


TCP = "tcp:{p}:interface=127.0.0.1"
TLS = "ssl:{p}:privateKey={d}/tls.pem:interface=127.0.0.1"
SITE = {"www/a.txt": "hello"}
CODE = {
    "webcode.py": """\
from twisted.web.resource import Resource

class Root(Resource):
    isLeaf = True
    def __init__(self):
        super().__init__()
        self.answer = lambda: b"from a lambda"
    def render_GET(self, request):
        return self.answer()

def application(environ, start_response):
    start_response("200 OK", [])
    return [b"from wsgi"]
"""
}
ZONE = {
    "zone.py": """\
zone = [
    SOA("example.com", mname="ns.example.com", rname="root.example.com", serial=1, refresh=9, retry=9, expire=9,
        minimum=9),
    A("www.example.com", "10.9.8.7"),
]
"""
}
PASSWORDS = {"passwords": "u:p\n"}
IRC = "PASS p\r\nNICK u\r\nUSER u 0 * :x\r\n"
XMPP = "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='c.example'>"

ROWS = [
    Row("web", f"web --path {{d}}/www --listen {TCP}", lambda at: probes.http(at.own, "/a.txt", "hello"), files=SITE),
    Row(
        "web-tls",
        f"web --path {{d}}/www --listen {TLS}",
        lambda at: probes.talk(at.own, "GET /a.txt HTTP/1.0\r\n\r\n", "hello", tls=True),
        files=SITE,
    ),
    Row(
        "web-lambda",
        f"web --class webcode.Root --listen {TCP}",
        lambda at: probes.http(at.own, "/", "from a lambda"),
        files=CODE,
    ),
    Row(
        "web-wsgi",
        f"web --wsgi webcode.application --listen {TCP}",
        lambda at: probes.http(at.own, "/", "from wsgi"),
        "recipe",
        CODE,
    ),
    Row("ftp", "ftp -p {p} -r {d}/www", lambda at: probes.ftp(at.own, "a.txt", "hello"), files=SITE),
    Row(
        "dns",
        "dns --pyzone {d}/zone.py -p {p} -i 127.0.0.1",
        lambda at: probes.dns(at.own, "www.example.com", "10.9.8.7"),
        files=ZONE,
    ),
    Row(
        "dns-recursive",
        "dns --recursive --cache --hosts-file {d}/hosts --resolv-conf {d}/resolv -p {p} -i 127.0.0.1",
        lambda at: probes.dns(at.own, "host.test", "10.1.2.3"),
        files={"hosts": "10.1.2.3 host.test\n", "resolv": "nameserver 127.0.0.1\n"},
    ),
    Row(
        "mail",
        f"mail -d example.com={{d}}/mail -b --smtp {TCP} --no-pop3",
        lambda at: probes.talk(at.own, "HELO x\r\n", "250"),
    ),
    Row("conch", f"conch -p {TCP} -d {{d}}/ssh", lambda at: probes.talk(at.own, "", "SSH-2.0-Twisted")),
    Row(
        "manhole",
        f"manhole -t {TCP} -p {{d}}/passwords",
        lambda at: probes.talk(at.own, "", "Username: "),
        files=PASSWORDS,
    ),
    Row(
        "manhole-ssh",
        f"manhole -s {TCP} -p {{d}}/passwords --sshKeyDir {{d}}/manhole --sshKeySize 1024",
        lambda at: probes.talk(at.own, "", "SSH-2.0-Twisted"),
        "recipe",
        PASSWORDS,
    ),
    Row("portforward", f"portforward -p {TCP} -h 127.0.0.1 -d {{b}}", lambda at: probes.talk(at.own, "", "backend")),
    Row("socks", "socks -p {p} -i 127.0.0.1", lambda at: probes.socks(at.own, at.backend, "backend")),
    Row(
        "inetd",
        "inetd -f {d}/inetd.conf",
        lambda at: probes.talk(at.own, "ping\n", "ping"),
        files={"inetd.conf": "{p} stream tcp nowait {user} /bin/cat cat\n"},
    ),
    Row(
        "procmon",
        f"procmon {sys.executable} -m http.server --bind 127.0.0.1 -d {{d}}/www {{p}}",
        lambda at: probes.http(at.own, "/a.txt", "hello"),
        files=SITE,
    ),
    Row("xmpp-router", f"xmpp-router --port {TCP} --secret x", lambda at: probes.talk(at.own, XMPP, "<stream:stream")),
    Row("words", f"words --irc-port {TCP} --auth memory:u:p", lambda at: probes.talk(at.own, IRC, " 001 ")),
]
