"""The control page's site: which resource is where, and who may see it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

from twisted.cred.checkers import ICredentialsChecker
from twisted.cred.portal import IRealm, Portal
from twisted.web.guard import BasicCredentialFactory, HTTPAuthSessionWrapper
from twisted.web.resource import IResource
from twisted.web.server import Request, Site
from zope.interface import implementer

from myapp.control.actions import ACTIONS, PARTS, state
from myapp.control.feed import Events, Feed
from myapp.control.page import Page
from myapp.control.resources import Action, Api, ApiAction, Control, ControlResource, Health
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


class Door(ControlResource):
    """The site's root: ``/healthz`` is for everybody, all else for who is let in."""

    def __init__(self, inside: HTTPAuthSessionWrapper) -> None:
        super().__init__()
        self._inside = inside
        self.putChild(b"healthz", Health())

    def getChild(self, path: bytes, request: Request) -> IResource:
        """Return what asks for the login."""
        child: IResource = self._inside.getChildWithDefault(path, request)
        return child


class ControlSite(Site):
    """A site whose streams end with it."""

    def __init__(self, root: IResource, feed: Feed, reactor: Any) -> None:
        super().__init__(root, reactor=reactor)
        self._feed = feed

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
    root.putChild(b"healthz", Health())
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
    root: ControlResource = makeResource(control, feed, description)
    if checkers:
        portal = Portal(Realm(root), checkers)
        root = Door(HTTPAuthSessionWrapper(portal, [BasicCredentialFactory(b"myapp")]))
    return ControlSite(root, feed, reactor)
