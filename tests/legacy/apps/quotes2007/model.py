"""The minimal Python 3 port: same names, bytes where the wire needs bytes."""

import datetime
import decimal

from twisted.persisted import styles


class Quote:
    def __init__(self, text, author):
        self.text = text  # bytes
        self.author = author  # str


class Archive:
    def __init__(self):
        self.born = datetime.datetime(2007, 1, 7, 20, 30, 15, 123456)
        self.day = datetime.date(2007, 1, 28)
        self.tags = {"wise", "short"}
        self.oldset = {"x", "y"}
        self.frozen = frozenset(["f"])
        self.big = 12345678901234567890
        self.small = 7
        self.blob = bytes(range(256))
        self.price = decimal.Decimal("3.14")
        self.byname = {b"caf\xe9": 1, b"plain": 2}
        self.motto = "caf\xe9 \u2603"
        self.none = None
        self.pair = ("a", 1, 2.5, True)


class Counter(styles.Versioned):
    persistenceVersion = 2

    def __init__(self):
        self.hits = 0
        self.label = "hits"

    def upgradeToVersion2(self):
        self.label = "hits"


class Borg:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a = a
        self.b = b

    def __getstate__(self):
        return (self.a, self.b)

    def __setstate__(self, st):
        self.a, self.b = st


class MyDict(dict):
    pass


class MyList(list):
    pass
