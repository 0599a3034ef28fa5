"""A server that tells the time of a city, and how often it was asked."""

import datetime

from twisted.internet.protocol import Factory, Protocol


class Clock(Protocol):
    def connectionMade(self):
        factory = self.factory
        factory.asked += 1
        now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=factory.offset)))
        self.transport.write(f"{now:%H:%M} in {factory.city}, told {factory.asked} times\n".encode())
        self.transport.loseConnection()


class ClockFactory(Factory):
    protocol = Clock

    def __init__(self, city, offset):
        self.city = city
        self.offset = offset
        self.asked = 0
