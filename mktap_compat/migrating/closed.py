"""What a new server answers where the old one ran a file with something that is gone: never the file's source."""

from __future__ import annotations

from twisted.web import http
from twisted.web.resource import Resource
from twisted.web.server import Request

_PAGE = b"<html><head><title>403</title></head><body><h1>Forbidden</h1>What ran this file is gone.</body></html>"


class Forbidden(Resource):
    """
    403 Forbidden; made like any other processor of :class:`twisted.web.static.File`, with a path and a registry.
    """

    __module__ = "mktap_compat.thaw"

    isLeaf = True

    def __init__(self, path: str, registry: object = None) -> None:
        """Take the file that nobody gets, and the registry that nobody needs."""
        super().__init__()

    def render(self, request: Request) -> bytes:
        """Refuse any request; see :class:`twisted.web.resource.Resource`."""
        request.setResponseCode(http.FORBIDDEN)
        request.setHeader(b"content-type", b"text/html")
        return _PAGE
