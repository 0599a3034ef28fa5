"""The state of this process that a plugin may change, and that no graph holds."""

from __future__ import annotations

import atexit
import os
import signal
import socket
import sys
import threading
import weakref
from collections.abc import Mapping
from typing import Any

from mktap_compat.freezing.standin import registered

#: What a changed value is called, and whether the new value is told.
NAMES = {
    "directory": "the current directory",
    "umask": "the umask",
    "environment": "environment variables",
    "path": "sys.path",
    "signals": "signal handlers",
    "limits": "resource limits",
    "threads": "running threads",
    "exit": "functions to call at exit",
    "hooks": "the exception hook",
    "timeout": "the default timeout of sockets",
    "logging": "observers of the log",
    "reactor": "the running reactor",
    "identity": "user or group of the process",
}


def state() -> dict[str, object]:
    """Return what there is now; equal if nothing has changed."""
    return {
        "directory": os.getcwd(),
        "umask": _umask(),
        "environment": dict(os.environ),
        "path": list(sys.path),
        "signals": {number: signal.getsignal(number) for number in signal.valid_signals()},
        "limits": _limits(),
        "threads": set(threading.enumerate()),
        "hooks": (sys.excepthook, threading.excepthook),
        "timeout": socket.getdefaulttimeout(),
        "logging": _observers(),
        "reactor": registered(sys.modules.get("twisted.internet.reactor")),
        # after the others: what they import may register some
        "exit": _exits(),
        "identity": (os.getuid(), os.geteuid(), os.getgid(), os.getegid()),
    }


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """
    Tell what has changed.

    :param before: a :func:`state`.
    :param after: a later one.
    :return: a phrase for each change, with names of what is in a dict.
    """
    found = []
    for name, was in before.items():
        now = after[name]
        if now == was:
            continue
        details = ""
        if isinstance(now, dict):
            naming = _signalName if name == "signals" else str
            keys = sorted(naming(key) for key in {*was, *now} if was.get(key) != now.get(key))
            details = f" ({', '.join(keys[:4])})"
        found.append(f"{NAMES[name]} changed{details}")
    return found


def _exits() -> int:
    """Return how many functions are to be called at exit; that of finalizers, which the first one registers, counts."""
    weakref.finalize(state, state).detach()
    return atexit._ncallbacks()


def _signalName(number: int) -> str:
    """Return a signal's name; realtime signals have numbers only."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _umask() -> int:
    """Return the umask, which can only be read by setting it."""
    now = os.umask(0o077)
    os.umask(now)
    return now


def _limits() -> dict[str, tuple[int, int]]:
    """Return all resource limits by name."""
    try:
        import resource
    except ImportError:
        return {}
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}


def _observers() -> list[int]:
    """Return who observes Twisted's log."""
    from twisted.logger import globalLogPublisher

    return [id(observer) for observer in globalLogPublisher._observers]
