"""The state of this process that a plugin may change, and that no graph holds."""

from __future__ import annotations

import atexit
import contextvars
import copyreg
import gc
import locale
import logging
import os
import re
import signal
import socket
import sys
import threading
import time
import warnings
import weakref
from collections.abc import Mapping
from typing import Any

from mktap_compat.freezing.portraits import attributesOf, className, portrait
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
    "context": "context variables",
    "logs": "the set-up of logging",
    "adapters": "registered adapters",
    "reducers": "the ways to pickle",
    "warnings": "filters of warnings",
    "locale": "the locale",
    "interpreter": "settings of the interpreter",
    "children": "child processes",
    "files": "open files",
}

#: Child processes that are no plugin's.
ours: set[int] = set()


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
        "identity": _identity(),
        "context": sorted((each.name, portrait(value)) for each, value in contextvars.copy_context().items()),
        "logs": _logs(),
        "adapters": _adapters(),
        "reducers": {className(kind): portrait(reducer) for kind, reducer in copyreg.dispatch_table.items()},
        "warnings": [portrait(each) for each in warnings.filters],
        "locale": (locale.setlocale(locale.LC_ALL), time.tzname),
        "interpreter": (sys.getrecursionlimit(), gc.get_threshold(), sys.getswitchinterval(), sys.gettrace()),
        "children": _children(),
        "files": _files(),
    }


def portraits(state: Mapping[str, Any]) -> dict[str, str]:
    """Return a :func:`state` in a form that can be compared with that of another process."""
    return {name: portrait(sorted(map(repr, value)) if name == "threads" else value) for name, value in state.items()}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """
    Tell what has changed.

    :param before: a :func:`state`.
    :param after: a later one.
    :return: a phrase for each change, with names of what is in a dict.
    """
    found: dict[str, str] = {}
    for name, was in before.items():
        now = after[name]
        if now == was:
            continue
        details = ""
        if isinstance(now, dict):
            naming = _signalName if name == "signals" else str
            keys = sorted(naming(key) for key in {*was, *now} if was.get(key) != now.get(key))
            details = f" ({', '.join(keys[:4])})"
        found[name] = f"{NAMES[name]} changed{details}"
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


def _identity() -> tuple[int, ...]:
    """Return the user and the group of this process, as Unix has them."""
    if sys.platform == "win32":
        return ()
    return os.getuid(), os.geteuid(), os.getgid(), os.getegid()


def _limits() -> dict[str, tuple[int, int]]:
    """Return all resource limits by name."""
    if sys.platform == "win32":
        return {}
    import resource

    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}


def _observers() -> list[str]:
    """Return who observes Twisted's log."""
    from twisted.logger import globalLogPublisher

    return [portrait(observer) for observer in globalLogPublisher._observers]


def _logs() -> list[tuple[str, str]]:
    """Return how the loggers of the standard library are set up that are not as they are made."""
    plain = {"filters": [], "level": 0, "propagate": True, "handlers": [], "disabled": False}
    loggers = [logging.root, *dict(logging.root.manager.loggerDict).values()]
    found = [("", portrait((logging.root.manager.disable, logging._levelToName)))]
    for logger in loggers:
        attributes = attributesOf(logger) or {}
        settings = {name: attributes[name] for name in plain if name in attributes}
        if logger is logging.root or any(plain[name] != value for name, value in settings.items()):
            found.append((str(attributes.get("name")), portrait(settings)))
    return sorted(found)


def _adapters() -> str:
    """Return which adapters are registered with Twisted."""
    components = sys.modules.get("twisted.python.components")
    return portrait(components.globalRegistry._adapters) if components else ""


def _children() -> list[str]:
    """Return the child processes, where the system tells."""
    try:
        tasks = os.listdir("/proc/self/task")
        found = [pid for task in tasks for pid in open(f"/proc/self/task/{task}/children").read().split()]  # noqa: SIM115
    except OSError:
        return []
    return sorted(pid for pid in found if int(pid) not in ours)


def _files() -> list[str]:
    """Return what is open, without numbers that are others in each process, where the system tells."""
    try:
        numbers = os.listdir("/proc/self/fd")
    except OSError:
        return []
    found = []
    for number in numbers:
        try:
            name = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            # the one that the list was read from
            continue
        if not name.startswith("anon_inode:"):
            found.append(re.sub(r"\[\d+\]|/proc/\d+", "", name))
    return sorted(found)
