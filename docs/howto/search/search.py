import queue

from twisted.application import internet, service
from twisted.internet.protocol import Factory, Protocol
from twisted.python import usage


class Options(usage.Options):
    optParameters = [["port", "p", 7000, "Where to listen.", int]]


class Search(service.MultiService):
    def __init__(self):
        super().__init__()
        self.asked = 0
        self.waiting = queue.Queue()


def makeService(options):
    search = Search()
    internet.TCPServer(options["port"], Factory.forProtocol(Protocol)).setServiceParent(search)
    return search
