"""The functions of Windows that services need, each checked: one that fails raises :class:`OSError` with its number."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

assert sys.platform == "win32", "for Windows only"

#: States of a service.
STOPPED, START_PENDING, STOP_PENDING, RUNNING = 1, 2, 3, 4
#: What a service is told, and the bits that say what it wants to be told.
CONTROL_STOP, CONTROL_INTERROGATE, CONTROL_SHUTDOWN, CONTROL_PRESHUTDOWN = 1, 4, 5, 15
ACCEPT_STOP, ACCEPT_SHUTDOWN, ACCEPT_PRESHUTDOWN = 1, 4, 0x100
#: Kind, start and severity of a service.
OWN_PROCESS, AUTO_START, ERROR_NORMAL = 0x10, 2, 1
#: What a manager and a service are opened for.
MANAGER_CONNECT, MANAGER_CREATE, SERVICE_ALL, SERVICE_QUERY, SERVICE_START, SERVICE_STOP = 1, 2, 0xF01FF, 4, 0x10, 0x20
DELETE = 0x10000
#: Kinds of ``ChangeServiceConfig2W``.
CONFIG_DESCRIPTION, CONFIG_FAILURE_ACTIONS, CONFIG_FAILURE_FLAG, CONFIG_PRESHUTDOWN = 1, 2, 4, 7
ACTION_RESTART = 1
#: Numbers of errors.
NOT_FOUND, ACCESS_DENIED, ALREADY_RUNNING, NO_SERVICE, NOT_ACTIVE, SPECIFIC_ERROR = 2, 5, 1056, 1060, 1062, 1066
NOT_STARTED_BY_MANAGER, MARKED_FOR_DELETE, SERVICE_EXISTS, INVALID_LEVEL = 1063, 1072, 1073, 124
#: Kinds of events in the log.
EVENT_ERROR, EVENT_INFORMATION = 1, 4
EVENT_MODIFY, SYNCHRONIZE = 2, 0x100000
INFINITE, WAIT_TIMEOUT = 0xFFFFFFFF, 258


class Status(ctypes.Structure):
    """``SERVICE_STATUS_PROCESS``; the first seven are ``SERVICE_STATUS``."""

    _fields_ = [
        (name, wintypes.DWORD)
        for name in ("kind", "state", "accepted", "error", "specific", "checkpoint", "hint", "pid", "flags")
    ]


class TableEntry(ctypes.Structure):
    """``SERVICE_TABLE_ENTRYW``."""

    _fields_ = [("name", wintypes.LPWSTR), ("main", ctypes.c_void_p)]


class Action(ctypes.Structure):
    """``SC_ACTION``."""

    _fields_ = [("kind", wintypes.DWORD), ("delay", wintypes.DWORD)]


class FailureActions(ctypes.Structure):
    """``SERVICE_FAILURE_ACTIONSW``."""

    _fields_ = [
        ("reset", wintypes.DWORD),
        ("message", wintypes.LPWSTR),
        ("command", wintypes.LPWSTR),
        ("count", wintypes.DWORD),
        ("actions", ctypes.POINTER(Action)),
    ]


#: What the manager calls: a service's main function, and its handler of controls.
Main = ctypes.WINFUNCTYPE(None, wintypes.DWORD, ctypes.c_void_p)
Handler = ctypes.WINFUNCTYPE(wintypes.DWORD, wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p)


def _check(result: Any, function: Any, arguments: Any) -> Any:
    if not result:
        raise ctypes.WinError(ctypes.get_last_error())
    return result


def _function(dll: Any, name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    function = getattr(dll, name)
    function.restype, function.argtypes, function.errcheck = result, arguments, _check
    checked: Callable[..., Any] = function
    return checked


_advapi = ctypes.WinDLL("advapi32", use_last_error=True)
_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_H, _D, _S, _P, _B = wintypes.HANDLE, wintypes.DWORD, wintypes.LPCWSTR, ctypes.c_void_p, wintypes.BOOL

openManager = _function(_advapi, "OpenSCManagerW", _H, _S, _S, _D)
openService = _function(_advapi, "OpenServiceW", _H, _H, _S, _D)
createService = _function(_advapi, "CreateServiceW", _H, _H, _S, _S, _D, _D, _D, _D, _S, _S, _P, _S, _S, _S)
changeConfig = _function(_advapi, "ChangeServiceConfig2W", _B, _H, _D, _P)
startService = _function(_advapi, "StartServiceW", _B, _H, _D, _P)
controlService = _function(_advapi, "ControlService", _B, _H, _D, _P)
queryStatus = _function(_advapi, "QueryServiceStatusEx", _B, _H, _D, _P, _D, _P)
deleteService = _function(_advapi, "DeleteService", _B, _H)
closeService = _function(_advapi, "CloseServiceHandle", _B, _H)
startDispatcher = _function(_advapi, "StartServiceCtrlDispatcherW", _B, _P)
registerHandler = _function(_advapi, "RegisterServiceCtrlHandlerExW", _H, _S, Handler, _P)
setStatus = _function(_advapi, "SetServiceStatus", _B, _H, _P)
registerSource = _function(_advapi, "RegisterEventSourceW", _H, _S, _S)
reportEvent = _function(
    _advapi, "ReportEventW", _B, _H, wintypes.WORD, wintypes.WORD, _D, _P, wintypes.WORD, _D, _P, _P
)
createEvent = _function(_kernel, "CreateEventW", _H, _P, _B, _B, _S)
openEvent = _function(_kernel, "OpenEventW", _H, _D, _B, _S)
setEvent = _function(_kernel, "SetEvent", _B, _H)
closeHandle = _function(_kernel, "CloseHandle", _B, _H)


def waitFor(handle: int, milliseconds: int = INFINITE) -> bool:
    """
    Wait for a handle.

    :param handle: of an event.
    :param milliseconds: after which it is given up.
    :return: whether it was signalled.
    """
    _kernel.WaitForSingleObject.argtypes = [_H, _D]
    return bool(_kernel.WaitForSingleObject(handle, milliseconds) == 0)


def report(source: str, kind: int, text: str) -> None:
    """
    Write to the event log.

    :param source: who says it.
    :param kind: one of the kinds of events.
    :param text: what to say.
    """
    handle = registerSource(None, source)
    # a message of the log holds 31839 characters
    strings = (wintypes.LPCWSTR * 1)(text[:31000])
    reportEvent(handle, kind, 0, 1 if kind == EVENT_ERROR else 2, None, 1, 0, strings, None)
    _advapi.DeregisterEventSource(wintypes.HANDLE(handle))


def record(source: str, text: str) -> None:
    """
    Write an error to the event log; that this can't be done is no reason to stop serving.

    :param source: who says it.
    :param text: what to say.
    """
    with contextlib.suppress(OSError):
        report(source, EVENT_ERROR, text)


def events(name: str) -> tuple[str, str]:
    """
    Return the names of two events of a session: that a server runs, and that it is to stop.

    :param name: of the server.
    """
    return rf"Local\mktap-compat-{name}-runs", rf"Local\mktap-compat-{name}-stops"
