"""The web site of the control page: its resources, and who may see them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import lru_cache, partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from twisted.cred.checkers import ICredentialsChecker
from twisted.cred.portal import IRealm, Portal
from twisted.web import http
from twisted.web.guard import BasicCredentialFactory, HTTPAuthSessionWrapper
from twisted.web.resource import IResource
from twisted.web.server import Request, Site
from zope.interface import implementer

from myapp.control.actions import ACTIONS, PARTS, state
from myapp.control.feed import Events, Feed
from myapp.control.page import Page
from myapp.control.resources import Action, Api, ApiAction, Control, ControlRequest, ControlResource, Health, Refused
from myapp.factory import BoardFactory


@implementer(IRealm)
class Realm:
    """Gives all users the same resources."""

    def __init__(self, resource: IResource) -> None:
        self._resource = resource

    def requestAvatar(self, avatarId: Any, mind: Any, *interfaces: Any) -> tuple[Any, Any, Any]:
        """Return the resources."""
        if IResource not in interfaces:
            raise NotImplementedError("this realm has resources only")
        return IResource, self._resource, lambda: None


@lru_cache(64)
def isOwnName(host: str) -> bool:
    """Return whether a ``Host`` header has an IP address or ``localhost``: names that no other site can have."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class Door(ControlResource):
    """
    The site's root: ``/healthz`` is open to everybody, the rest is protected.

    :param inside: the resources that are protected
    :param login: whether these require a login. If not, they are only served under an IP address or ``localhost``:
        otherwise any site could make its own name point to this server, and its pages, opened in a browser here, could
        then read and control the board (DNS rebinding).
    """

    def __init__(self, inside: IResource, login: bool) -> None:
        super().__init__()
        self._inside = inside
        self._login = login
        self.putChild(b"healthz", Health())

    def getChild(self, path: bytes, request: Request) -> IResource:
        """Return a protected resource, or one that answers 403."""
        host = request.getHeader(b"host")
        if self._login or host is None or isOwnName(host.decode("latin-1")):
            child: IResource = self._inside.getChildWithDefault(path, request)
            return child
        return Refused(403, "Host not allowed: use localhost or an IP address, or start the server with --auth")


class ControlSite(Site):
    """A site that ends its streams when it stops, and logs what was done or refused, but not what was only read."""

    def __init__(self, root: IResource, feed: Feed, reactor: Any) -> None:
        super().__init__(root, ControlRequest, reactor=reactor)
        self._feed = feed

    def log(self, request: http.Request) -> None:
        """Log a request, unless it only read something and succeeded, as health checks do all day."""
        if request.method not in (b"GET", b"HEAD") or request.code != 200:
            super().log(request)

    def stopFactory(self) -> None:
        """End the streams."""
        self._feed.close()
        super().stopFactory()


def makeResource(control: Control, feed: Feed, description: str) -> ControlResource:
    """Return the tree of resources."""
    factory = control.factory
    api = Api(partial(apiState, control))
    api.putChild(b"", api)
    for name, part in PARTS.items():
        api.putChild(name.encode(), Api(partial(part, factory)))
    root = ControlResource()
    root.putChild(b"", Page(control, description))
    root.putChild(b"events", Events(feed))
    root.putChild(b"api", api)
    for name in ACTIONS:
        root.putChild(name.encode(), Action(control, name))
        api.putChild(name.encode(), ApiAction(control, name))
    return root


def apiState(control: Control) -> dict[str, Any]:
    """Return the whole state, with the token that actions require."""
    return {"token": control.token, **state(control.factory)}


def makeSite(
    reactor: Any, factory: BoardFactory, description: str, checkers: Sequence[ICredentialsChecker] = ()
) -> ControlSite:
    """
    Return the web site that shows and controls a board.

    :param description: the board's endpoint, which the page shows
    :param checkers: check logins; without any, no login is needed
    """
    control = Control(factory, secrets.token_urlsafe(18), bool(checkers))
    feed = Feed(control)
    inside: IResource = makeResource(control, feed, description)
    if checkers:
        portal = Portal(Realm(inside), checkers)
        inside = HTTPAuthSessionWrapper(portal, [BasicCredentialFactory(b"myapp")])
    return ControlSite(Door(inside, bool(checkers)), feed, reactor)
