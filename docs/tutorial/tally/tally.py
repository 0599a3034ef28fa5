"""A server that tells each client how many came before."""

from twisted.application import strports
from twisted.internet.protocol import Factory, Protocol
from twisted.python import usage


class Answer(Protocol):
    """One conversation: a line, and goodbye."""

    def connectionMade(self):
        """Count the client and tell it its number."""
        self.factory.count += 1
        self.transport.write(f"You are number {self.factory.count}.\n".encode())
        self.transport.loseConnection()


class Tally(Factory):
    """What all conversations share. This is the state that a tap keeps."""

    protocol = Answer
    count = 0


class Options(usage.Options):
    """The command line of the plugin."""

    optParameters = [["port", "p", "tcp:7000:interface=127.0.0.1", "Where to listen."]]


def makeService(options):
    """Make the service that the options describe."""
    return strports.service(options["port"], Tally())
