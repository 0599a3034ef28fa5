from twisted.application import internet
from twisted.internet import protocol
from twisted.python import usage


class Quotes(protocol.Protocol):
    def connectionMade(self):
        self.transport.write(self.factory.quote.encode("ascii") + b"\r\n")
        self.transport.loseConnection()


class Options(usage.Options):
    optParameters = [["port", "p", "1717", "port to listen on"]]


def makeService(config):
    factory = protocol.ServerFactory()
    factory.protocol = Quotes
    factory.quote = "An apple a day keeps the doctor away."
    return internet.TCPServer(int(config["port"]), factory)
