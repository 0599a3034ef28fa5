"""
The process that a tap runs in on Windows: what the service manager or a user's session starts, ``python -m`` this.

It is ``twistd -f`` in a directory with a log there, which stops when it is asked to and says how it goes. A service has
to be known to the manager within seconds, so what takes long to import is imported later.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mktap_compat.deploying.windows import api

assert sys.platform == "win32", "for Windows only"

#: Milliseconds that the service manager is to have patience for, and after which it hears that there is progress.
HINT, INTERVAL = 10_000, 1_000
#: The exit status of a server that failed; of a service it is the code of its own.
FAILED = 1


class Supervisor(NamedTuple):
    """
    Whoever started this process, and is told how it goes.

    :ivar running: is called when the ports are open.
    :ivar stopping: is called when the server is about to stop and to save its state.
    """

    running: Callable[[], None]
    stopping: Callable[[], None]


def serve(options: argparse.Namespace, supervisor: Supervisor) -> str | None:
    """
    Run a tap until its reactor is stopped.

    :param options: what :func:`main` takes.
    :param supervisor: who is told how it goes.
    :return: what went wrong, ``None`` if nothing did.
    """
    from twisted.application import app
    from twisted.internet import reactor
    from twisted.logger import globalLogPublisher
    from twisted.scripts._twistw import ServerOptions, WindowsApplicationRunner

    from mktap_compat.deploying.notifying import Notifier
    from mktap_compat.deploying.windows.eventlog import Errors

    loop: Any = reactor
    ready = False

    def told(lines: str) -> None:
        nonlocal ready
        if lines.startswith("READY=1"):
            ready = True
            supervisor.running()
        elif lines.startswith("STOPPING=1"):
            supervisor.stopping()

    class Runner(WindowsApplicationRunner):
        """Tells when the reactor runs, and when it stops."""

        def postApplication(self) -> None:
            """Start the application and run the reactor."""
            Notifier(loop, self.application, told, None).begin()
            super().postApplication()

        def createOrGetApplication(self) -> Any:
            """Load the tap; what twistd itself prints of a failure nobody reads."""
            return app.getApplication(self.config, None)

    os.makedirs(options.dir, exist_ok=True)
    config = ServerOptions()
    config.parseOptions(["--rundir", options.dir, "--logfile", options.log, "--file", options.tap])
    observer = Errors(options.name)
    globalLogPublisher.addObserver(observer)
    try:
        Runner(config).run()
    except SystemExit as ended:
        return " ".join(str(ended.code).split()) if ended.code else None
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        globalLogPublisher.removeObserver(observer)
    return None if ready else f"it stopped before its ports were open; {options.log} in {options.dir} says why"


def stop() -> None:
    """Stop the reactor from another thread; what has not started yet stops as soon as it runs."""
    from twisted.internet import reactor

    loop: Any = reactor
    loop.callFromThread(loop.callWhenRunning, _stopOnce, loop)


def _stopOnce(loop: Any) -> None:
    from twisted.internet.error import ReactorNotRunning

    try:
        loop.stop()
    except ReactorNotRunning:
        # it is being stopped already
        return


class Service:
    """
    This process as a service: a thread of Python's speaks with the manager, the reactor has the main thread.

    :param name: of the service.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.state = api.START_PENDING
        self.checkpoint = 0
        self.handle: int | None = None
        self.refused: OSError | None = None
        self._known = threading.Event()
        self._ended = threading.Event()
        self._lock = threading.Lock()
        # held, so that Windows can call them as long as this process lives
        self._main = api.Main(self.main)
        self._handler = api.Handler(self.control)

    def run(self, options: argparse.Namespace) -> int:
        """
        Serve while the manager wants it.

        :param options: what :func:`main` takes.
        :raise OSError: if the manager did not start this process.
        """
        dispatcher = threading.Thread(target=self.dispatch, name="service manager", daemon=True)
        dispatcher.start()
        self._known.wait()
        if self.refused is not None:
            raise self.refused
        failure = serve(options, Supervisor(self.running, self.stopping))
        if failure is not None:
            api.record(self.name, f"{options.tap}: {failure}")
        self.state = api.STOPPED
        self._ended.set()
        self.tell(FAILED if failure is not None else 0)
        # returns when the manager has heard of the end
        dispatcher.join(HINT / 1000)
        return 0 if failure is None else FAILED

    def dispatch(self) -> None:
        """Give this thread to the manager, until the service has stopped."""
        table = (api.TableEntry * 2)()
        table[0].name, table[0].main = self.name, ctypes.cast(self._main, ctypes.c_void_p)
        try:
            api.startDispatcher(table)
        except OSError as error:
            self.refused = error
            self._known.set()

    def main(self, count: int, arguments: object) -> None:
        """Be known to the manager, and tell of progress while the server starts and while it stops."""
        self.handle = api.registerHandler(self.name, self._handler, None)
        self.tell()
        self._known.set()
        while not self._ended.wait(INTERVAL / 1000):
            if self.state in (api.START_PENDING, api.STOP_PENDING):
                self.tell()

    def control(self, control: int, kind: int, data: object, context: object) -> int:
        """Do what the manager asks for."""
        if control in (api.CONTROL_STOP, api.CONTROL_SHUTDOWN, api.CONTROL_PRESHUTDOWN):
            self.stopping()
            stop()
        elif control != api.CONTROL_INTERROGATE:
            # ERROR_CALL_NOT_IMPLEMENTED
            return 120
        return 0

    def running(self) -> None:
        """Tell the manager that the service runs."""
        self.state = api.RUNNING
        self.tell()

    def stopping(self) -> None:
        """Tell the manager that the service stops."""
        self.state = api.STOP_PENDING
        self.tell()

    def tell(self, specific: int = 0) -> None:
        """
        Tell the manager how it stands.

        :param specific: the exit code of a service that failed.
        """
        with self._lock:
            pending = self.state in (api.START_PENDING, api.STOP_PENDING)
            self.checkpoint = self.checkpoint + 1 if pending else 0
            accepted = api.ACCEPT_STOP | api.ACCEPT_SHUTDOWN | api.ACCEPT_PRESHUTDOWN
            status = api.Status(
                kind=api.OWN_PROCESS,
                state=self.state,
                accepted=accepted if self.state == api.RUNNING else 0,
                error=api.SPECIFIC_ERROR if specific else 0,
                specific=specific,
                checkpoint=self.checkpoint,
                hint=HINT if pending else 0,
            )
            api.setStatus(self.handle, ctypes.byref(status))


def background(options: argparse.Namespace) -> int:
    """Serve in a user's session, until somebody there sets the event that stops it."""
    ready, ending = (api.createEvent(None, True, False, each) for each in api.events(options.name))

    def wait() -> None:
        api.waitFor(ending)
        stop()

    threading.Thread(target=wait, name="waits for the end", daemon=True).start()
    failure = serve(options, Supervisor(lambda: api.setEvent(ready), lambda: None))
    if failure is not None:
        api.record(options.name, f"{options.tap}: {failure}")
        with open(os.path.join(options.dir, options.log), "a", encoding="utf-8") as log:
            log.write(f"{failure}\n")
    return 0 if failure is None else FAILED


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run a tap.

    :param argv: the arguments; ``None`` for those of this process.
    :return: 0, or :data:`FAILED`.
    """
    parser = argparse.ArgumentParser(prog="python -m mktap_compat.deploying.windows.hosting", description=__doc__)
    parser.add_argument("how", choices=["service", "background"])
    parser.add_argument("name")
    for option in ("tap", "dir", "log"):
        parser.add_argument(f"--{option}", required=True)
    options = parser.parse_args(argv)
    if sys.stdout is None or sys.stderr is None:
        # pythonw, and services, have none
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    return Service(options.name).run(options) if options.how == "service" else background(options)


if __name__ == "__main__":
    sys.exit(main())
