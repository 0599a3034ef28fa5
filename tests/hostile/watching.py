"""
Looks at files of the corpus as a child process, and tells what happened meanwhile.

``python -m tests.hostile.watching check|load NAME...`` prints a line of JSON for each file. Each is looked at in a
process of its own, forked from one that has imported all of ours, with an empty directory as the current one.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.memory import peakMebibytes

#: What looking may never do. Python's parser tells of itself as ``compile``; nothing compiled is ever run.
FORBIDDEN = ("import", "exec", "open", "os.", "subprocess.", "socket.", "ctypes.", "pickle.", "marshal.", "shutil.")
#: Seconds of processor time after which a file has won.
SECONDS = 20
#: The module that victims of some files trust, which is also a file that some files want run.
EVIL = """
import functools
import os
from os import system

again = os.system

class Thing:
    pass

Thing.start = staticmethod(os.system)

class Checker:
    def allows(self, name):
        return False

def make():
    return Checker()

try:
    from os import system as tried
except ImportError:
    tried = None
paired, other = os.system, 1
chosen = os.system if os.name else None
for looped in [os.system]:
    pass

@functools.partial(getattr, os, "system")
def wrapped():
    pass

def run():
    def inner():
        pass

open("PWNED", "w").close()
from os import *
"""
#: As a module that is trusted it is imported in good faith.
OWN = EVIL.replace('open("PWNED", "w").close()\n', "")


def slowness() -> float:
    """Return how many times slower this machine is at the moment than one that does a piece of work in 50 ms."""
    started = time.process_time()
    sum(number % 7 for number in range(1_000_000))
    return max(1.0, (time.process_time() - started) / 0.05)


def check(name: str, report: dict[str, Any]) -> None:
    """Read and check one file, and say why it is refused."""
    from mktap_compat import trust
    from mktap_compat.errors import TapError
    from mktap_compat.reading import readTap
    from mktap_compat.views import facts, names, tree

    from .corpus import CORPUS

    hostile = CORPUS[name]
    own = trust.trusted(hostile.trust)
    sys.path.insert(0, os.getcwd())
    events: list[str] = []
    watched = [True]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watched[0] and event.startswith(FORBIDDEN) and not (hostile.trust and event == "open"):
            events.append(f"{event} {arguments!r:.200}")

    sys.addaudithook(hook)
    started = time.process_time()
    try:
        tap = readTap(hostile.data, hostile.file, passphrase=lambda: "wrong")
        found = trust.check(tap, own)
        report["refused"] = str(found[0]) if found else None
        report["findings"] = [str(each) for each in found[:20]]
        names.uses(tap, found)
        facts.describe(tap)
        list(tree.drawn(tap.root, tree.Style()))
    except TapError as error:
        report["refused"] = str(error)
        report["findings"] = [str(error)]
    watched[0] = False
    report["seconds"] = time.process_time() - started
    report["slowness"] = slowness() if report["seconds"] > 0.5 else 1.0
    report["events"] = events
    report["megabytes"] = peakMebibytes()


def load(name: str, report: dict[str, Any]) -> None:
    """Load one file as Twisted does."""
    from twisted.persisted import sob

    from .corpus import CORPUS

    hostile = CORPUS[name]
    sys.path.insert(0, os.getcwd())
    Path(hostile.file).write_bytes(hostile.data)
    try:
        sob.load(hostile.file, "source" if hostile.suffix == "tas" else "pickle")
    except BaseException as error:
        report["error"] = repr(error)[:200]


#: Seconds after which a child is ended.
PATIENCE = 30


def watched(work: Any, name: str) -> dict[str, Any]:
    """Do one piece of work in a forked process, and return its report."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        report: dict[str, Any] = {"name": name}
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            Path("evil.py").write_text(OWN if "own" in name or name == "huge-base" else EVIL)
            signal.alarm(PATIENCE)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            import resource

            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
            try:
                work(name, report)
            except BaseException as error:
                report["crashed"] = repr(error)[:300]
            report["pwned"] = os.path.exists("PWNED")
            os.chdir("/")
        os.write(writing, json.dumps(report).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    return json.loads(data) if data else {"name": name, "crashed": f"killed by {signal.strsignal(os.WTERMSIG(status))}"}


def main() -> None:
    """Do what the command line says."""
    # everything of ours that is imported late, so that no import of ours is mistaken for one of the file's
    import mktap_compat.loading.checked
    import mktap_compat.reading.encrypted
    import mktap_compat.reading.source
    import mktap_compat.reading.xml
    import mktap_compat.views.text
    from mktap_compat import trust
    from mktap_compat.reading import readTap
    from mktap_compat.views import facts, names, tree

    from . import corpus  # noqa: F401

    for warm in (b"app=[1, 'x']", b'<?xml version="1.0"?><list><int value="1"/></list>', b"cos\nsystem\n."):
        tap = readTap(warm)
        names.uses(tap, trust.check(tap, trust.trusted(["evil"])))
        facts.describe(tap)
        list(tree.drawn(tap.root, tree.Style()))
    with contextlib.suppress(mktap_compat.loading.checked.TapError):
        readTap(bytes(16), "warm.etap", passphrase=lambda: "x")
    if sys.argv[1] == "load":
        import twisted.names.client
        import twisted.persisted.sob
        import twisted.web.script  # noqa: F401
    work = {"check": check, "load": load}[sys.argv[1]]
    # a child that counted references to what is here already would copy it
    gc.freeze()
    for name in sys.argv[2:]:
        print(json.dumps(watched(work, name)), flush=True)


if __name__ == "__main__":
    main()
