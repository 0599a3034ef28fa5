"""What a person wants to know of a tap first: who made it, what it is called, what it serves, what starting it does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Dict, Node, Object
from mktap_compat.reading.twisted1 import APPLICATION
from mktap_compat.views import learned, twistedversions, values
from mktap_compat.views.classeffects import Effect
from mktap_compat.views.commandlines import CommandLine
from mktap_compat.views.effects import effects
from mktap_compat.views.listeners import Service, listed
from mktap_compat.views.tree import headline


class Facts(NamedTuple):
    """
    What is known of a tap without loading it.

    :ivar file: the file's name.
    :ivar size: its size in bytes.
    :ivar style: ``pickle``, ``source``, ``xml`` or ``encrypted``.
    :ivar protocol: of the pickle.
    :ivar python: version of Python that wrote it, or ``2``, ``3`` or ``None`` if that is all that can be told.
    :ivar twisted: version of Twisted, exact if the header says so, else a range; ``None`` if nothing tells.
    :ivar madeBy: what wrote it, as far as can be told.
    :ivar created: when, in UTC, if the file says so.
    :ivar name: of the application.
    :ivar uid: user to run as, ``None`` for whoever starts it.
    :ivar gid: group to run as.
    :ivar processName: name of the process.
    :ivar holds: what is stored: graph, recipes, state saved at shutdown.
    :ivar services: the tree of services.
    :ivar recipes: the command lines.
    :ivar starting: what starting it does, as far as can be told.
    :ivar state: what it says about state: labels and values.
    :ivar learned: what its server had learned: path, value before and after, ``None`` for nothing.
    """

    file: str
    size: int
    style: str
    protocol: int | None
    python: str | None
    twisted: str | None
    madeBy: str
    created: str | None
    name: str | None
    uid: int | None
    gid: int | None
    processName: str | None
    holds: str
    services: list[Service]
    recipes: list[CommandLine]
    starting: list[Effect]
    state: list[tuple[str, str]]
    learned: list[tuple[str, str | None, str | None]]


def describe(tap: Tap) -> Facts:
    """
    Describe a tap: what ``tapinspect`` shows first. Nothing of the tap is imported or run.

    :param tap: what :func:`mktap_compat.readTap` gave.
    :return: the facts, by name; ``_asdict()`` gives them as a dictionary.
    """
    nodes = list(tap.nodes())
    header = tap.header
    process = values.component(tap.application, "IProcess")
    attributes = process.attributes() if process is not None else {}
    service = values.component(tap.application, "IService")
    if service is None:
        service = values.component(tap.application, "IServiceCollection")
    persistable = values.component(tap.application, "IPersistable")
    named = service.attributes().get("name") if service is not None else None
    if named is None and persistable is not None:
        named = persistable.attributes().get("name")
    recipes = list(_recipes(header))
    if isinstance(tap.application, Object) and tap.application.dotted == APPLICATION:
        attributes = tap.application.attributes()
        named = attributes.get("name")
    if header is not None:
        attributes = {key: value for key in ("uid", "gid", "processName") if (value := header.get(key)) is not None}
        named = header.get("name")
    return Facts(
        file=tap.name,
        size=len(tap.data),
        style=tap.style,
        protocol=tap.protocol,
        python=_python(tap),
        twisted=_twisted(tap, nodes),
        madeBy=_madeBy(tap),
        created=_created(header),
        name=values.text(named),
        uid=values.number(attributes.get("uid")),
        gid=values.number(attributes.get("gid")),
        processName=values.text(attributes.get("processName")),
        holds=_holds(tap),
        services=list(listed(service if service is not None else tap.application)),
        recipes=recipes,
        starting=list(effects(nodes, tap, recipes)),
        state=list(learned.lines(tap)),
        learned=[(each.path, _headline(each.before), _headline(each.after)) for each in learned.learned(tap)],
    )


def _headline(node: Node | None) -> str | None:
    return None if node is None else headline(node)


def _version(header: Dict | None, name: str) -> str | None:
    versions = header.get("versions") if header is not None else None
    return values.text(versions.get(name)) if isinstance(versions, Dict) else None


def _python(tap: Tap) -> str | None:
    return _version(tap.header, "python") or (str(tap.python) if tap.python is not None else None)


def _twisted(tap: Tap, nodes: list[Node]) -> str | None:
    if tap.header is not None:
        return _version(tap.header, "Twisted")
    if tap.python != 2:
        return None
    found = twistedversions.versions(nodes)
    if found is None:
        return None
    return found[0] if found[0] == found[1] else f"{found[0]} to {found[1]}"


def _madeBy(tap: Tap) -> str:
    if tap.header is not None:
        version = _version(tap.header, "mktap-compat")
        return f"mktap-compat {version}" if version else "mktap-compat"
    if isinstance(tap.application, Object) and tap.application.dotted == APPLICATION:
        return "mktap or twistd of Twisted 1"
    if values.component(tap.application, "IService") is None:
        return "not an application of Twisted"
    return "mktap or twistd of Twisted 2.0 to 11.0" if tap.python == 2 else "twisted.persisted.sob"


def _created(header: Dict | None) -> str | None:
    stamp = values.number(header.get("created")) if header is not None else None
    if stamp is None or not 0 <= stamp < 2**40:
        return None
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(stamp))


def _holds(tap: Tap) -> str:
    if tap.header is None:
        return "graph"
    shutdown = tap.header.get("shutdown")
    saved = " with state saved at shutdown" if getattr(shutdown, "value", False) is True else ""
    return f"graph{saved} and recipe" if tap.application is not None else "recipe"


def _recipes(header: Dict | None) -> Iterator[CommandLine]:
    for each in values.items(header.get("services") if header is not None else None):
        if isinstance(each, Dict):
            arguments = [values.shown(argument) for argument in values.items(each.get("arguments"))]
            yield CommandLine(values.shown(each.get("plugin")), arguments, values.shown(each.get("directory")))
