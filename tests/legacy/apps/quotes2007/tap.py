from twisted.application import internet, service
from twisted.python import usage
from twisted.web import server as webserver

from quotes2007 import server, web


class Options(usage.Options):
    optParameters = [
        ["port", "p", "9000", "line port"],
        ["http", "w", "9001", "web port"],
        ["path", "d", "/tmp", "static files"],
    ]


def makeService(config):
    m = service.MultiService()
    f = server.QuoteFactory()
    s = internet.TCPServer(int(config["port"]), f)
    s.setName("lines")
    s.setServiceParent(m)
    site = webserver.Site(web.build(f, config["path"]))
    w = internet.TCPServer(int(config["http"]), site)
    w.setServiceParent(m)
    t = internet.TimerService(0.2, f.tick, b"tick \xe9")
    t.setServiceParent(m)
    return m
