from twisted.internet import protocol
from twisted.protocols import basic

from quotes2007 import model


def text(x):
    "native text of a name-like value"
    return x.decode("ascii") if isinstance(x, bytes) else x


class QuoteProtocol(basic.LineReceiver):
    def lineReceived(self, line):
        f = self.factory
        f.callback(line)
        words = line.split(None, 1)
        cmd = words[0].upper()
        if cmd == b"QUOTE":
            q = f.next()
            self.sendLine(q.text + b" -- " + q.author.encode("utf-8"))
        elif cmd == b"ADD":
            f.add(words[1])
            self.sendLine(b"OK %d" % len(f.quotes))
        elif cmd == b"COUNT":
            self.sendLine(b"%d" % f.counter.hits)
        elif cmd == b"NAME":
            self.sendLine(b"%d" % f.archive.byname.get(words[1], 0))
        elif cmd == b"STATE":
            for l in f.dump():
                self.sendLine(l)
            self.sendLine(b".")
        elif cmd == b"QUIT":
            self.sendLine(f.goodbye)
            self.transport.loseConnection()
        else:
            self.sendLine(b"ERR " + line)


class QuoteFactory(protocol.ServerFactory):
    protocol = QuoteProtocol
    noisy = False

    def __init__(self):
        self.quotes = [model.Quote(b"L'\xe9t\xe9 arrive", "Ren\xe9 \u2603"), model.Quote(b"Plain text", "Anon")]
        self.pos = 0
        self.archive = model.Archive()
        self.counter = model.Counter()
        self.borg = model.Borg(b"x\xff", "y")
        self.mydict = model.MyDict({"k": 1})
        self.mydict.note = "hello"
        self.mylist = model.MyList([1, "two"])
        self.goodbye = b"bye \xe9"
        self.callback = self.hit
        self.klass = model.Quote
        self.func = len
        self.self = self
        self.ticks = 0

    def hit(self, line):
        self.counter.hits += 1

    def tick(self, label):
        self.ticks += 1
        self.label = label

    def next(self):
        q = self.quotes[self.pos % len(self.quotes)]
        self.pos += 1
        return q

    def add(self, text):
        self.quotes.append(self.klass(text, "net"))

    def dump(self):
        a = self.archive
        lab = self.label if isinstance(self.label, bytes) else self.label.encode("latin-1")
        pair = (text(a.pair[0]),) + tuple(a.pair[1:])
        mk = dict((text(k), v) for k, v in self.mydict.items())
        out = [
            "born " + a.born.isoformat(),
            "day " + a.day.isoformat(),
            "tags " + ",".join(sorted(map(text, a.tags))),
            "oldset " + ",".join(sorted(map(text, a.oldset))),
            "frozen " + ",".join(sorted(map(text, a.frozen))),
            "big %d small %d" % (a.big, a.small),
            "blob " + a.blob.hex(),
            "price " + str(a.price),
            "motto " + a.motto,
            "none " + str(a.none is None),
            "pair %s %d %.1f %s" % pair,
            "borg " + self.borg.a.hex() + " " + self.borg.b,
            "mydict %d %s" % (mk["k"], text(self.mydict.note)),
            "mylist %d %s" % (self.mylist[0], text(self.mylist[1])),
            "cycle " + str(self.self is self),
            "func %d" % self.func("abc"),
            "ticking " + str(self.ticks > 0 and lab == b"tick \xe9"),
        ]
        return [l.encode("utf-8") for l in out]
