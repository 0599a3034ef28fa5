"""
Rows of the plugin check for packages from elsewhere; ``check.py`` beside runs them and says how.

They are what broke simpler ways of freezing: settings in module globals (carbon, cowrie), databases that are open while
the service is made (wormhole), triggers on the reactor (cowrie), locks (klein, mimic), endpoints that are plugins
(txsni), compiled schemas (comet). ``GROUPS`` says what to install for which rows.
"""

from __future__ import annotations

from probes import banner, http_get, metric, transit, voevent, xmpp_component
from rows import Row, step

#: What ``pip`` installs for the rows of a group, beside this project; each group has a virtual environment of its own.
GROUPS = {
    "wormhole": ("magic-wormhole-mailbox-server", "magic-wormhole-transit-relay"),
    "klein": ("Twisted[tls]", "klein", "txsni", "wokkel"),
    "comet": ("comet",),
    "carbon": ("carbon", "whisper"),  # with GRAPHITE_NO_PREFIX=True in the environment of pip
    "mimic": ("mimic", "attrs<24"),  # mimic uses a part of attrs that is gone
    "cowrie": ("cowrie",),
}

TCP = "tcp:{p1}:interface=127.0.0.1"
TCP2 = "tcp:{p2}:interface=127.0.0.1"

WEBSOCKET = (
    "GET /v1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)

WORMHOLE = [
    Row(
        "wormhole/mailbox",
        ["wormhole-mailbox", "--port", TCP, "--channel-db", "{d}/relay.sqlite", "--usage-db", "{d}/usage.sqlite"],
        [step(banner, "{p1}", '"type": "welcome"', WEBSOCKET)],
    ),
    Row(
        "wormhole/mailbox-motd",
        ["wormhole-mailbox", "--port", TCP, "--channel-db", "{d}/relay.sqlite", "--motd", "good morning"],
        [step(banner, "{p1}", "good morning", WEBSOCKET)],
    ),
    Row("wormhole/transit", ["transitrelay", "--port", TCP], [step(transit, "{p1}")]),
    Row(
        "wormhole/transit+usage+websocket",
        ["transitrelay", "--port", TCP, "--websocket", TCP2, "--usage-db", "{d}/usage.sqlite"],
        [step(transit, "{p1}"), step(banner, "{p2}", "101 Switching", WEBSOCKET)],
    ),
]

KLEIN_CODE = {
    "kleinapp.py": """\
from klein import Klein
app = Klein()
@app.route("/hello/<name>")
def hello(request, name):
    return "hello " + name
class Counter:
    app = Klein()
    def __init__(self):
        self.n = 0
    @app.route("/")
    def count(self, request):
        self.n += 1
        return "count-%d" % self.n
resource = app.resource
def counter():
    return Counter().app.resource()
""",
}

KLEIN = [
    Row(
        "klein/module",
        ["web", "--class", "kleinapp.resource", "--listen", TCP],
        [step(http_get, "{p1}", "/hello/klein", "hello klein")],
        KLEIN_CODE,
    ),
    Row(
        "klein/instance",
        ["web", "--class", "kleinapp.counter", "--listen", TCP],
        [step(http_get, "{p1}", "/", "count-")],
        KLEIN_CODE,
    ),
    Row(
        "txsni",
        ["web", "--path", "{d}/www", "--listen", "txsni:{d}/certs:tcp:{p1}"],
        [step(http_get, "{p1}", "/a.txt", "hello-file", tls=True)],
        {"certs/DEFAULT.pem": "{pem}", "certs/localhost.pem": "{pem}", "www/a.txt": "hello-file"},
        needs=["command:openssl"],
    ),
    Row(
        "wokkel/component-server",
        [
            "wokkel-component-server",
            "--component-port",
            TCP,
            "--component-secret",
            "x",
            "--server-port",
            TCP2,
            "--domain",
            "example.com",
        ],
        [step(xmpp_component, "{p1}", "x", "c.example.com")],
    ),
]

COMET = [
    Row(
        "comet/receive",
        ["comet", "--receive", "--receive-port", "{p1}", "--local-ivo", "ivo://a.test/x", "--eventdb", "{d}/db"],
        [step(voevent, "{p1}")],
        directories=["db"],
    ),
    Row(
        "comet/broadcast+print",
        [
            "comet",
            "-r",
            "--receive-port",
            "{p1}",
            "-b",
            "--broadcast-port",
            "{p2}",
            "--local-ivo",
            "ivo://a.test/x",
            "--eventdb",
            "{d}/db",
            "--print-event",
            "--save-event",
            "--save-event-directory",
            "{d}/events",
        ],
        [step(voevent, "{p1}")],
        directories=["db", "events"],
    ),
]

CARBON_FILES = {
    "conf/carbon.conf": """\
[cache]
LOCAL_DATA_DIR = {d}/data
STORAGE_DIR = {d}/storage
LOG_DIR = {d}/log
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = {p1}
CACHE_QUERY_INTERFACE = 127.0.0.1
CACHE_QUERY_PORT = {p2}
PICKLE_RECEIVER_PORT = 0
ENABLE_LOGROTATION = False
MAX_UPDATES_PER_SECOND = 1
CACHE_WRITE_STRATEGY = naive
MIN_TIMESTAMP_LAG = 1000
[relay]
STORAGE_DIR = {d}/storage
LOG_DIR = {d}/log
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = {p1}
PICKLE_RECEIVER_PORT = 0
RELAY_METHOD = consistent-hashing
DESTINATION_PROTOCOL = line
DESTINATIONS = 127.0.0.1:{p3}:a
[aggregator]
STORAGE_DIR = {d}/storage
LOG_DIR = {d}/log
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = {p1}
PICKLE_RECEIVER_PORT = 0
DESTINATION_PROTOCOL = line
DESTINATIONS = 127.0.0.1:{p3}:a
""",
    "conf/behind.conf": """\
[cache]
LOCAL_DATA_DIR = {d}/data
STORAGE_DIR = {d}/storage
LOG_DIR = {d}/log
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = {p3}
CACHE_QUERY_INTERFACE = 127.0.0.1
CACHE_QUERY_PORT = {p2}
PICKLE_RECEIVER_PORT = 0
MAX_UPDATES_PER_SECOND = 1
CACHE_WRITE_STRATEGY = naive
""",
    "conf/storage-schemas.conf": "[default]\npattern = .*\nretentions = 60s:1d\n",
    "conf/aggregation-rules.conf": "all.<n> (10) = sum some.<n>\n",
}
CARBON_ENVIRONMENT = {"GRAPHITE_ROOT": "{d}", "GRAPHITE_CONF_DIR": "{d}/conf", "GRAPHITE_STORAGE_DIR": "{d}/storage"}

CARBON_BEHIND = ["carbon-cache", "--config", "{d}/conf/behind.conf", "--instance", "b"]

CARBON = [
    Row(
        "carbon/cache",
        ["carbon-cache", "--config", "{d}/conf/carbon.conf"],
        [step(metric, "{p1}", "{p2}")],
        CARBON_FILES,
        directories=["data", "storage", "log"],
        environment=CARBON_ENVIRONMENT,
    ),
    Row(
        "carbon/relay",
        ["carbon-relay", "--config", "{d}/conf/carbon.conf"],
        [step(metric, "{p1}", "{p2}")],
        CARBON_FILES,
        directories=["data", "storage", "log"],
        environment=CARBON_ENVIRONMENT,
        companion=CARBON_BEHIND,
    ),
    Row(
        "carbon/aggregator",
        ["carbon-aggregator", "--config", "{d}/conf/carbon.conf"],
        [step(metric, "{p1}", "{p2}")],
        CARBON_FILES,
        directories=["data", "storage", "log"],
        environment=CARBON_ENVIRONMENT,
        companion=CARBON_BEHIND,
    ),
]

MIMIC = [
    Row("mimic", ["mimic", "--listen", TCP], [step(http_get, "{p1}", "/", "To get started with Mimic")]),
    Row(
        "mimic/realtime",
        ["mimic", "-r", "-v", "-l", TCP],
        [step(http_get, "{p1}", "/", "To get started with Mimic")],
    ),
]

COWRIE_FILES = {
    "etc/cowrie.cfg": """\
[honeypot]
state_path = {d}/var
[ssh]
listen_endpoints = tcp:{p1}:interface=127.0.0.1
""",
}

COWRIE = [
    Row(
        "cowrie/ssh",
        ["cowrie"],
        [step(banner, "{p1}", "SSH-2.0")],
        directories=["var"],
        cwd_files=COWRIE_FILES,
        unprivileged=True,
    ),
    Row(
        "cowrie/ssh+telnet",
        ["cowrie"],
        [step(banner, "{p1}", "SSH-2.0"), step(banner, "{p2}", "login:")],
        directories=["var"],
        environment={
            "COWRIE_SSH_LISTEN_ENDPOINTS": TCP,
            "COWRIE_TELNET_ENABLED": "true",
            "COWRIE_TELNET_LISTEN_ENDPOINTS": TCP2,
            "COWRIE_HONEYPOT_STATE_PATH": "{d}/var",
        },
        unprivileged=True,
    ),
]

ROWS = [*WORMHOLE, *KLEIN, *COMET, *CARBON, *MIMIC, *COWRIE]
