"""The service that runs the thread pool of a WSGI server."""

from __future__ import annotations

from twisted.application.service import Service
from twisted.python.threadpool import ThreadPool


class ThreadPoolService(Service):
    """
    Starts a thread pool with the application and stops it with it.

    :ivar pool: the pool.
    """

    __module__ = "mktap_compat.thaw"

    def __init__(self, pool: ThreadPool) -> None:
        self.pool = pool

    def startService(self) -> None:
        """Start the pool."""
        super().startService()
        self.pool.start()

    def stopService(self) -> None:
        """Stop the pool, waiting for what its threads are doing."""
        super().stopService()
        self.pool.stop()
