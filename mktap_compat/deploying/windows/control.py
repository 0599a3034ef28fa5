"""Installing, starting, stopping and removing what serves a tap on Windows, and telling how it is."""

from __future__ import annotations

import contextlib
import ctypes
import msvcrt
import os
import subprocess
import sys
import time
import winreg
from collections.abc import Callable, Iterator

from mktap_compat.deploying import windows
from mktap_compat.deploying.windows import api
from mktap_compat.errors import TapError

assert sys.platform == "win32", "for Windows only"

#: Seconds that a server has to start, and to save its state and stop.
PATIENCE = 60.0
_SERVICES = r"SYSTEM\CurrentControlSet\Services"
_EVENTS = rf"{_SERVICES}\EventLog\Application"
_STATES = {
    api.STOPPED: "stopped",
    api.START_PENDING: "starting",
    api.STOP_PENDING: "stopping",
    api.RUNNING: "running",
}
_SAID = {
    api.ACCESS_DENIED: "administrator's rights are needed: type it where 'Run as administrator' opened the window",
    api.SERVICE_EXISTS: "there is a service of that name; 'tapdeploy windows remove' takes it away",
    api.NO_SERVICE: "there is no such service, and in this session none runs in the background",
    api.MARKED_FOR_DELETE: "it is being removed: close the windows that show services, and try again",
}


@contextlib.contextmanager
def _failing(doing: str) -> Iterator[None]:
    """Say what Windows refused in the words of a command."""
    try:
        yield
    except OSError as error:
        number = error.winerror or 0
        raise TapError(f"can't {doing}: {_SAID.get(number, error.strerror)}") from None


@contextlib.contextmanager
def _closing(handle: int) -> Iterator[int]:
    try:
        yield handle
    finally:
        api.closeService(handle)


@contextlib.contextmanager
def _service(name: str, access: int) -> Iterator[int]:
    """Open a service."""
    with (
        _closing(api.openManager(None, None, api.MANAGER_CONNECT)) as manager,
        _closing(api.openService(manager, name, access)) as service,
    ):
        yield service


def installed(name: str) -> bool:
    """
    Tell whether there is a service of this name.

    :param name: of the service.
    """
    try:
        with _service(name, api.SERVICE_QUERY):
            return True
    except OSError as error:
        if error.winerror == api.NO_SERVICE:
            return False
        raise TapError(f"can't look for the service {name}: {error.strerror}") from None


def install(server: windows.Server) -> str:
    """
    Make a service that starts with the machine, runs as LocalService, and starts again after a crash.

    :param server: what it serves.
    :return: what was done, as a phrase.
    :raise TapError: if it can't be made; nothing of it is left then.
    """
    python, variables = windows.interpreter(sys.executable, getattr(sys, "_base_executable", sys.executable))
    with (
        _failing(f"install the service {server.name}"),
        _closing(api.openManager(None, None, api.MANAGER_CONNECT | api.MANAGER_CREATE)) as manager,
    ):
        os.makedirs(server.directory, exist_ok=True)
        command = server.commandLine(python)
        made = api.createService(
            manager, server.name, server.name, api.SERVICE_ALL, api.OWN_PROCESS, api.AUTO_START, api.ERROR_NORMAL,
            command, None, None, None, windows.ACCOUNT, None,
        )  # fmt: skip
        with _closing(made) as service:
            try:
                _configure(service, server)
                _write(rf"{_SERVICES}\{server.name}", "Environment", winreg.REG_MULTI_SZ, list(variables))
                _write(rf"{_EVENTS}\{server.name}", "EventMessageFile", winreg.REG_EXPAND_SZ, windows.MESSAGES)
                _write(rf"{_EVENTS}\{server.name}", "TypesSupported", winreg.REG_DWORD, 7)
                _grant(server.directory, "(OI)(CI)M")
                _grant(server.tap, "R")
            except BaseException:
                api.deleteService(service)
                raise
    return f"the service {server.name} is installed: 'tapdeploy windows start {server.name}' starts it now"


def _configure(service: int, server: windows.Server) -> None:
    """Set what ``CreateServiceW`` has no place for."""
    description = ctypes.c_wchar_p(f"Twisted server of {server.tap}")
    api.changeConfig(service, api.CONFIG_DESCRIPTION, ctypes.byref(description))
    actions = (api.Action * len(windows.RESTARTS))(
        *(api.Action(api.ACTION_RESTART, delay) for delay in windows.RESTARTS)
    )
    failure = api.FailureActions(windows.RESET, None, None, len(actions), actions)
    api.changeConfig(service, api.CONFIG_FAILURE_ACTIONS, ctypes.byref(failure))
    api.changeConfig(service, api.CONFIG_PRESHUTDOWN, ctypes.byref(ctypes.c_ulong(windows.PRESHUTDOWN)))
    try:
        # a server that ends with an error starts again too, not only one that vanishes
        api.changeConfig(service, api.CONFIG_FAILURE_FLAG, ctypes.byref(ctypes.c_ulong(1)))
    except OSError as error:
        # Wine has no such setting
        if error.winerror != api.INVALID_LEVEL:
            raise


def _write(key: str, name: str, kind: int, value: object) -> None:
    with winreg.CreateKeyEx(winreg.HKEY_LOCAL_MACHINE, key, 0, winreg.KEY_WRITE) as opened:
        winreg.SetValueEx(opened, name, 0, kind, value)  # type: ignore[call-overload]


def _grant(path: str, rights: str) -> None:
    """Let the service's user at a file or a directory, besides who may already."""
    done = subprocess.run(
        ["icacls", path, "/grant", f"*{windows.ACCOUNT_SID}:{rights}", "/Q"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    if done.returncode:
        raise TapError(f"can't let {windows.ACCOUNT} at {path}: {' '.join(done.stdout.split() + done.stderr.split())}")


def start(server: windows.Server | None, name: str) -> str:
    """
    Start a service, or where there is none a server in the background of this session; wait until it runs.

    :param server: what to serve if there is no service.
    :param name: of the service.
    :return: what was started, as a phrase.
    :raise TapError: if it can't be started.
    """
    if installed(name):
        with _failing(f"start the service {name}"), _service(name, api.SERVICE_START | api.SERVICE_QUERY) as service:
            api.startService(service, 0, None)
            state = _settled(service, api.START_PENDING)
        if state.state != api.RUNNING:
            raise TapError(f"the service {name} did not start{_why(state)}; its log and the event log say why")
        return f"the service {name} runs"
    if server is None:
        raise TapError(f"there is no service {name}; --tap FILE --dir DIR starts it in the background of this session")
    if _event(name, 0) is not None:
        raise TapError(f"{name} runs in the background already")
    os.makedirs(server.directory, exist_ok=True)
    _keepStreams()
    process = subprocess.Popen(
        server.words(sys.executable, "background"),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        creationflags=subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP,
        cwd=server.directory,
    )  # fmt: skip
    _until(lambda: process.poll() is not None or _isSet(name), f"{name} to start")
    if process.poll() is not None:
        raise TapError(f"{name} did not start; {os.path.join(server.directory, server.log)} says why")
    return f"{name} runs in the background of this session"


def _keepStreams() -> None:
    """Keep the standard streams to this process: who reads them to their end would wait for the server in vain."""
    for descriptor in range(3):
        with contextlib.suppress(OSError):
            os.set_handle_inheritable(msvcrt.get_osfhandle(descriptor), False)


def stop(name: str) -> str:
    """
    Stop what serves under a name, and wait until it has saved its state.

    :param name: of the service.
    :return: what was stopped, as a phrase.
    :raise TapError: if nothing runs, or if it does not stop.
    """
    event = _event(name, 1)
    if event is not None:
        api.setEvent(event)
        api.closeHandle(event)
        _until(lambda: _event(name, 0) is None, f"{name} to save its state and stop")
        return f"{name} no longer runs in the background"
    with _failing(f"stop {name}"), _service(name, api.SERVICE_STOP | api.SERVICE_QUERY) as service:
        api.controlService(service, api.CONTROL_STOP, ctypes.byref(api.Status()))
        state = _settled(service, api.STOP_PENDING, api.RUNNING)
    if state.error not in (0, 1077):
        raise TapError(f"the service {name} stopped with an error{_why(state)}; the event log says more")
    return f"the service {name} stopped"


def status(name: str) -> tuple[str, bool]:
    """
    Tell how a service is.

    :param name: of the service.
    :return: a phrase, and whether it runs.
    :raise TapError: if there is none.
    """
    if _event(name, 0) is not None:
        return f"{name}: running in the background of this session", True
    with _failing(f"tell how {name} is"), _service(name, api.SERVICE_QUERY) as service:
        state = _queried(service)
    process = f", process {state.pid}" if state.pid else ""
    return f"{name}: {_STATES.get(state.state, 'paused')}{process}{_why(state)}", state.state == api.RUNNING


def remove(name: str) -> str:
    """
    Stop a service and take it away; its files stay.

    :param name: of the service.
    :return: what was done, as a phrase.
    :raise TapError: if it can't be removed.
    """
    with _failing(f"remove the service {name}"):
        with _service(name, api.SERVICE_STOP | api.SERVICE_QUERY | api.DELETE) as service:
            if _queried(service).state != api.STOPPED:
                with contextlib.suppress(OSError):
                    api.controlService(service, api.CONTROL_STOP, ctypes.byref(api.Status()))
                _settled(service, api.STOP_PENDING, api.RUNNING)
            api.deleteService(service)
        with contextlib.suppress(FileNotFoundError):
            winreg.DeleteKey(winreg.HKEY_LOCAL_MACHINE, rf"{_EVENTS}\{name}")
    return f"the service {name} is removed; what it wrote is still there"


def _queried(service: int) -> api.Status:
    """Return how a service is."""
    state, size = api.Status(), ctypes.c_ulong()
    api.queryStatus(service, 0, ctypes.byref(state), ctypes.sizeof(state), ctypes.byref(size))
    return state


def _settled(service: int, *passing: int) -> api.Status:
    """Return how a service is once it has left states that pass."""
    found = _queried(service)

    def settled() -> bool:
        nonlocal found
        found = _queried(service)
        return found.state not in passing

    _until(settled, "the service to do as it was told")
    return found


def _why(state: api.Status) -> str:
    """Return the exit code of a service that failed, to be put behind a phrase."""
    if state.state != api.STOPPED or state.error in (0, 1077):
        return ""
    if state.error == api.SPECIFIC_ERROR:
        return f" (exit code {state.specific} of its own)"
    return f" (error {state.error}: {ctypes.FormatError(state.error)})"


def _event(name: str, number: int) -> int | None:
    """Open an event of a server in the background; ``None`` if none runs. The first is only looked for."""
    try:
        handle: int = api.openEvent(api.EVENT_MODIFY | api.SYNCHRONIZE, False, api.events(name)[number])
    except OSError:
        return None
    if number == 0:
        api.closeHandle(handle)
    return handle


def _isSet(name: str) -> bool:
    """Tell whether a server in the background has said that it runs."""
    try:
        handle = api.openEvent(api.SYNCHRONIZE, False, api.events(name)[0])
    except OSError:
        return False
    try:
        return api.waitFor(handle, 0)
    finally:
        api.closeHandle(handle)


def _until(done: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TapError(f"waited {PATIENCE:.0f} seconds for {what}, in vain")
        time.sleep(0.05)
