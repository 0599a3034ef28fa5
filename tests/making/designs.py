"""Plugins that do something outside the objects that they return; each answers with what it finds of that later."""

from __future__ import annotations

#: What every plugin begins with.
HEAD = """
import os, sys, time
from twisted.application.service import Service
from twisted.python import usage

class Options(usage.Options):
    optParameters = [["file", None, ""]]

class S(Service):
    def __init__(self, **attributes):
        self.__dict__.update(attributes)
"""

#: What is special, and the code: ``makeService``, and the function ``answer`` of a service.
DESIGNS = {
    "logging": """
import logging
def makeService(options):
    logging.getLogger("design").setLevel(13)
    logging.getLogger("design").addHandler(logging.NullHandler())
    return S()
def answer(s):
    log = logging.getLogger("design")
    return log.level, [type(each).__name__ for each in log.handlers]
""",
    "patch": """
import json
def makeService(options):
    json.dumps = lambda value: "patched"
    return S()
def answer(s):
    return json.dumps(1)
""",
    "adapter": """
from twisted.python.components import registerAdapter
from zope.interface import Interface
class IColour(Interface): pass
class Thing: pass
def makeService(options):
    registerAdapter(lambda thing: "red", Thing, IColour)
    return S()
def answer(s):
    return IColour(Thing(), None)
""",
    "class attribute": """
from twisted.web.server import Site
def makeService(options):
    Site.displayTracebacks = "design"
    return S()
def answer(s):
    return Site.displayTracebacks
""",
    "child process": """
import subprocess
def makeService(options):
    return S(pid=subprocess.Popen(["sleep", "20"]).pid)
def answer(s):
    return os.path.exists("/proc/%d/task" % s.pid) and os.waitpid(s.pid, os.WNOHANG)[0]
""",
    "slots": """
class Registry:
    __slots__ = ("known",)
registry = Registry()
registry.known = ["import"]
def makeService(options):
    registry.known.append("made")
    return S()
def answer(s):
    return registry.known
""",
    "deque": """
import collections
recent = collections.deque(maxlen=2)
def makeService(options):
    recent.extend("abc")
    return S()
def answer(s):
    return list(recent)
""",
    "closure": """
def counting():
    n = [0]
    def count():
        n[0] += 1
        return n[0]
    return count
count = counting()
def makeService(options):
    count()
    return S()
def answer(s):
    return count()
""",
    "deep": """
settings = {"a": [[[[[[{"b": []}]]]]]]}
def makeService(options):
    settings["a"][0][0][0][0][0][0]["b"].append(1)
    return S()
def answer(s):
    return settings
""",
    "sentinel": """
MISSING = object()
def makeService(options):
    return S(value=MISSING, values={"a": [MISSING]})
def answer(s):
    return s.value is MISSING, s.values["a"][0] is MISSING
""",
    "registry": """
REGISTRY = {}
HANDLERS = []
class Handler: pass
REGISTRY["a"] = Handler()
def makeService(options):
    return S(registry=REGISTRY, handlers=HANDLERS, first=REGISTRY["a"], append=HANDLERS.append)
def answer(s):
    s.append(1)
    return s.registry is REGISTRY, s.first is REGISTRY["a"], s.handlers is HANDLERS, HANDLERS
""",
    "lock of a module": """
import threading
class Cache:
    def __init__(self): self.lock = threading.Lock()
CACHE = Cache()
def makeService(options):
    return S(cache=CACHE)
def answer(s):
    return s.cache is CACHE and s.cache.lock.acquire(False)
""",
    "import in makeService": """
def makeService(options):
    import mimetypes, designpatch
    return S()
def answer(s):
    import textwrap
    return textwrap.dedent(" x")
""",
    "descriptor": """
def makeService(options):
    return S(descriptor=os.open(os.devnull, os.O_RDONLY))
def answer(s):
    return os.read(s.descriptor, 1)
""",
    "reactor that is asked": """
from twisted.internet.endpoints import HostnameEndpoint, clientFromString
from twisted.internet.protocol import Factory
from twisted.application.internet import ClientService
def makeService(options):
    from twisted.internet import reactor
    reactor.nameResolver
    service = ClientService(HostnameEndpoint(reactor, "localhost", 1), Factory())
    service.endpoint = clientFromString(reactor, "tcp:localhost:2")
    return service
def answer(s):
    return type(s.endpoint).__name__, s.whenConnected is not None, s.running
""",
    "lazy object": """
class Lazy:
    def __getattribute__(self, name): raise RuntimeError("outside of a request")
    def __bool__(self): raise RuntimeError("outside of a request")
current = Lazy()
def makeService(options):
    return S(current=current)
def answer(s):
    return s.current is current
""",
}
#: Modules beside each of them.
FILES = {"designpatch.py": "import textwrap\ntextwrap.dedent = lambda text: 'patched'\n"}
#: What is another thing each time: a tap must not keep that of the moment in which it was made.
MOMENTS = {
    "time": """
def makeService(options):
    return S(began=time.time())
def answer(s):
    return abs(time.time() - s.began) < 1000
""",
    "token": """
import secrets
def makeService(options):
    return S(token=secrets.token_hex())
def answer(s):
    return s.token
""",
}
