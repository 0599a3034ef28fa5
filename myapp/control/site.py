"""The control page's site: which resource is where, and who may see it."""

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
    """Gives everybody who logs in the same resources."""

    def __init__(self, resource: IResource) -> None:
        self._resource = resource

    def requestAvatar(self, avatarId: Any, mind: Any, *interfaces: Any) -> tuple[Any, Any, Any]:
        """Return the resources, if it is a resource that is asked for."""
        if IResource not in interfaces:
            raise NotImplementedError("only resources")
        return IResource, self._resource, lambda: None


@lru_cache(64)
def isOwnName(host: str) -> bool:
    """Tell whether a ``Host`` header names this site by an address or as ``localhost``, which no name server gives."""
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
    The site's root: ``/healthz`` is for everybody, all else for who is let in.

    :param inside: the other resources
    :param login: whether these ask for a login. If not, they must be asked for by address: otherwise any web page that
        somebody on this host opens could point its own name to our address, and would be let in as that page.
    """

    def __init__(self, inside: IResource, login: bool) -> None:
        super().__init__()
        self._inside = inside
        self._login = login
        self.putChild(b"healthz", Health())

    def getChild(self, path: bytes, request: Request) -> IResource:
        """Return what is inside, or what says no."""
        host = request.getHeader(b"host")
        if self._login or host is None or isOwnName(host.decode("latin-1")):
            child: IResource = self._inside.getChildWithDefault(path, request)
            return child
        return Refused(403, "without --auth this site is open only to who asks for it by address, or as localhost")


class ControlSite(Site):
    """A site whose streams end with it, and whose log has what was done or refused, not what was looked at."""

    def __init__(self, root: IResource, feed: Feed, reactor: Any) -> None:
        super().__init__(root, ControlRequest, reactor=reactor)
        self._feed = feed

    def log(self, request: http.Request) -> None:
        """Log a request, unless it only read, and could: a page left open or a health check says nothing."""
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
    """Return everything, with the token that actions need."""
    return {"token": control.token, **state(control.factory)}


def makeSite(
    reactor: Any, factory: BoardFactory, description: str, checkers: Sequence[ICredentialsChecker] = ()
) -> ControlSite:
    """
    Return the web site that watches and steers a board.

    :param description: where the board listens, which the page shows
    :param checkers: who may log in; if there are none, nobody needs to
    """
    control = Control(factory, secrets.token_urlsafe(18), bool(checkers))
    feed = Feed(control)
    inside: IResource = makeResource(control, feed, description)
    if checkers:
        portal = Portal(Realm(inside), checkers)
        inside = HTTPAuthSessionWrapper(portal, [BasicCredentialFactory(b"myapp")])
    return ControlSite(Door(inside, bool(checkers)), feed, reactor)
