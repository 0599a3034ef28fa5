"""Why an object can't be in a tap, in plain words, and what its author can do instead."""

from __future__ import annotations

import io
import re
import socket
import threading
import types
from collections.abc import Callable
from typing import Any

from mktap_compat.freezing.errors import FreezeError
from mktap_compat.freezing.standin import Inert

#: What to do about something that a process opens while it runs.
OPEN_LATER = "open it in startService, and leave it out in __getstate__"

#: A pattern of the dotted name of a type: what such an object is, and what to do.
BY_NAME: tuple[tuple[str, str, str], ...] = (
    (r"sqlite3\.|.*\b(Connection|Cursor|Session|Engine)$", "an open connection", OPEN_LATER),
    (r"select\.|twisted\.internet\..*[Rr]eactor", "part of a running event loop", "use the reactor when it runs"),
    (
        r"_cffi_backend\.|OpenSSL\.",
        "a key or TLS context",
        "make the endpoint from a description string, like 'ssl:...'",
    ),
    (r"cryptography\.|.*\.keys\.Key$", "a key, which never gets into a tap", "keep the name of the key's file"),
    (r"_?weakref", "a weak reference", "leave it out in __getstate__"),
    (r"_?threading\.|_thread\.|.*[Qq]ueue", "for threads of one process", "make it in startService"),
    (r"zope\.interface\..*", "an interface made at run time", "define it at module level"),
)

#: Types that a name says too little of.
BY_TYPE: tuple[tuple[type | tuple[type, ...], str, str], ...] = (
    (socket.socket, "an open socket", OPEN_LATER),
    (io.IOBase, "an open file", OPEN_LATER),
    (
        types.FunctionType,
        "a function that can't be found by its name in its module",
        "define it at the top level of a module",
    ),
    ((types.GeneratorType, types.CoroutineType), "a function that is half way through", "start it in startService"),
    (types.FrameType, "a running function", "leave it out in __getstate__"),
    (threading.Thread, "a thread", "start it in startService"),
    (type, "a class that can't be found by its name in its module", "define it at the top level of a module"),
)


def explain(value: Any, error: BaseException) -> str:
    """
    Explain why an object can't be pickled.

    :param value: the object.
    :param error: what its reduction raised.
    :return: type, reason and remedy, in one line.
    """
    found = typeName(value)
    if isinstance(value, Inert):
        return f"{value} while the service was made; do it in startService"
    if isinstance(error, FreezeError):
        return f"{found} {error}"
    for kind, what, remedy in BY_TYPE:
        if isinstance(value, kind):
            return f"{_shown(value, found)} is {what}; {remedy}"
    for pattern, what, remedy in BY_NAME:
        if re.match(pattern, found):
            return f"{found} is {what}; {remedy}"
    said = " ".join(str(error).split()) or type(error).__name__
    return f"{found} can't be pickled ({said}); give its class a __getstate__ that leaves out what belongs to a process"


def typeName(value: Any) -> str:
    """Return the dotted name of an object's type."""
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _shown(value: Any, found: str) -> str:
    """Return the name of a function or class, else that of the type."""
    named: Callable[..., str] | str | None = getattr(value, "__qualname__", None)
    return f"{value.__module__}.{named}" if isinstance(named, str) and hasattr(value, "__module__") else found
