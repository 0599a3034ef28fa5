"""A TLS context factory that survives being frozen: it reads key and certificate when the server listens."""

from __future__ import annotations

from typing import Any

from OpenSSL import SSL
from twisted.internet import ssl


class DefaultOpenSSLContextFactory(ssl.DefaultOpenSSLContextFactory):
    """
    Twisted's own, which loses its context when it is pickled and does not make it again.

    Key and certificate are read from their files at every start, so that no key is in the tap.
    """

    __module__ = "mktap_compat.thaw"

    def __init__(self, privateKeyFileName: str, certificateFileName: str) -> None:
        self.privateKeyFileName = privateKeyFileName
        self.certificateFileName = certificateFileName
        self.sslmethod = SSL.TLS_METHOD
        self._contextFactory = SSL.Context

    def __getstate__(self) -> dict[str, Any]:
        """Return what is kept: everything but the context."""
        return {key: value for key, value in vars(self).items() if key != "_context"}

    def getContext(self) -> SSL.Context:
        """Return the context, made from the files when it is first asked for."""
        self.cacheContext()
        context: Any = self._context
        return context  # type: ignore[no-any-return]
