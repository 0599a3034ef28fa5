"""Services in old taps: their children, their names, and which of them are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from mktap_compat.migrating.constructions import Construction, Value
from mktap_compat.migrating.errors import GoneError
from mktap_compat.migrating.oldobject import Old
from mktap_compat.reading.nodes import Constant, Global, List, Node, Object, Sequence, Tuple, nameOf


class Child(NamedTuple):
    """
    What becomes a service below another one.

    :ivar place: where it stands, as in ``services[0]``.
    :ivar node: what stands there.
    :ivar described: what it is, for messages.
    :ivar convert: gives its construction.
    """

    place: str
    node: Node
    described: str
    convert: Callable[[], Value]


def named(old: Old, new: Construction) -> None:
    """
    Keep a service's name, and let its parent say whose child it is.

    :param old: the old service.
    :param new: its construction, which gets a ``setName`` if it has a name.
    """
    old.ignore("parent", "running")
    name = old.text("name")
    if name is not None:
        new.call("setName", name)
        new.hint = str(name)


def addChildren(old: Old, parent: Value, into: Construction) -> None:
    """
    Add ``child.setServiceParent(parent)`` for each child of a service, except for those that the user drops.

    :param old: the old service, with ``services``.
    :param parent: the value that stands for the new parent.
    :param into: the construction whose steps these become.
    :raise GoneError: if children need classes that are gone; it says which of them to drop, all at once.
    """
    services = old.use("services")
    old.ignore("namedServices")
    prefix = f"{old.path}." if old.path else ""
    children = []
    for index, child in enumerate(services.items if isinstance(services, (List, Tuple)) else []):
        place = f"{prefix}services[{index}]"
        convert = partial(old.migration.convert, child, place)
        children.append(Child(place, child, described(child), convert))
    addEach(old, children, parent, into)


def addEach(old: Old, children: Iterable[Child], parent: Value, into: Construction) -> None:
    """
    Do the same for children that are given.

    :param old: what they belong to.
    :param children: the children.
    :param parent: see :func:`addChildren`.
    :param into: see :func:`addChildren`.
    :raise GoneError: see :func:`addChildren`.
    """
    refusals: list[GoneError] = []
    kept = 0
    for child in children:
        drops = matching(child.node, child.place, old.migration.settings.dropped)
        old.migration.heeded |= {f"--drop {drop}" for drop in drops}
        if drops:
            old.migration.report.add("left out", child.place, child.described, why="--drop")
            continue
        try:
            with old.migration.within(f"{child.place} ({child.described})"):
                converted = child.convert()
        except GoneError as error:
            refusals.append(error)
            continue
        kept += 1
        if isinstance(converted, Construction) and not converted.hint and converted.function.endswith("MultiService"):
            # what a plugin made, in a tap that is called after the plugin
            converted.hint = f"{into.args[0]}Service" if into.hint == "application" else ""
        into.callOn(converted, "setServiceParent", parent)
    if refusals:
        raise GoneError.together(refusals, rest=kept > 0)


def described(node: Node) -> str:
    """Return what a service is, for messages: its class, its name and its port."""
    if not isinstance(node, Object):
        return "service"
    words = [node.dotted.rpartition(".")[2]]
    attributes = node.attributes()
    name = nameOf(attributes["name"]) if "name" in attributes else None
    if name:
        words.append(repr(name))
    args = attributes.get("args")
    if isinstance(args, Sequence) and args.items and isinstance(args.items[0], Constant):
        words.append(f"on port {args.items[0].value}")
    endpoint = attributes.get("endpoint")
    if isinstance(endpoint, Object) and isinstance(endpoint.attributes().get("_port"), Constant):
        words.append(f"on port {endpoint.attributes()['_port'].value}")  # type: ignore[attr-defined]
    return " ".join(words)


def matching(node: Node, place: str, drops: tuple[str, ...]) -> set[str]:
    """
    Return why the user leaves a service out, if so.

    :param node: the service.
    :param place: where it is, as in ``services[0]``.
    :param drops: names, places, or classes (dotted, or the last part) that the service needs.
    :return: those that mean this service.
    """
    if not drops:
        return set()
    name = node.attributes().get("name") if isinstance(node, Object) else None
    known = {place}
    if name is not None:
        known.add(nameOf(name) or "")
    for dotted in _classesOf(node):
        known |= {dotted, dotted.rpartition(".")[2]}
    return known.intersection(drops)


def _classesOf(service: Node) -> set[str]:
    """Return the dotted names of what a service is made of, without its parents and their other children."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting: list[Node] = [service]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Object):
            found.add(node.dotted)
            skipped = {id(value) for name, value in node.attributes().items() if name == "parent"}
            waiting.extend(child for step, child in node.children() if id(child) not in skipped)
        else:
            if isinstance(node, Global):
                found.add(node.dotted)
            waiting.extend(child for step, child in node.children())
    own = getattr(service, "dotted", "")
    return found - {own} if _isPlain(own) else found


def _isPlain(dotted: str) -> bool:
    """Tell whether a class says nothing about what a service does."""
    return dotted.startswith("twisted.application.")


def hintFor(args: list[Value], ending: str) -> str:
    """
    Return the name that a person would give a server.

    :param args: what the server is made of; the factory is one of them.
    :param ending: ``Server`` or ``Client``.
    :return: as in ``webServer`` for a ``Site``.
    """
    known = {"Site": "web", "PBServerFactory": "pb", "ServerFactory": "", "DNSDatagramProtocol": "dnsDatagram"}
    for value in args:
        if isinstance(value, Construction) and value.hint.endswith("Factory"):
            return f"{value.hint.removesuffix('Factory')}{ending}"
        if isinstance(value, Construction) and "ssl" not in value.function.lower():
            name = value.function.removesuffix(".__new__").rpartition(".")[2]
            stem = known.get(name, name.removesuffix("Factory").removesuffix("Server"))
            upper = len(stem) - len(stem.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            # FTP becomes ftp, DNSServer dnsServer, Quote quote
            cut = upper if upper == len(stem) else max(1, upper - 1)
            return f"{stem[:cut].lower()}{stem[cut:]}{ending}" if stem else ""
    return ""
