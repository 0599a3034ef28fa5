"""What targets ask of a tap: its name, ports and paths, whether it keeps state, and whether it holds a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mktap_compat.deploying.plan import DeployError
from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Dict, Object
from mktap_compat.views import values
from mktap_compat.views.classeffects import Effect
from mktap_compat.views.facts import Facts, describe

#: What a service may be called on every system: a file name, a user name, a DNS label.
NAME = re.compile(r"[a-z](?:[a-z0-9-]{0,29}[a-z0-9])?")
#: Words in options and attributes whose values are nobody else's business.
_SECRET = re.compile(r"passw|passphrase|secret|token|credential|auth|api_?-?key|private_?-?key|memory:", re.IGNORECASE)
_PORT = re.compile(r"(?:haproxy:)*(?:(?P<kind>tcp6?|ssl|tls|udp6?|unix):)?(?P<where>(?:\\.|[^:\s])+)(?P<rest>.*)")
_INTERFACE = re.compile(r"(?::interface=| on )((?:\\.|[^:\s\\]|:(?=[^=]*$))+)")


class Port(NamedTuple):
    """
    A port that a tap listens on.

    :ivar kind: ``tcp``, ``udp`` or ``unix``.
    :ivar where: its number as text, or its path.
    :ivar interface: the address it listens at; ``0.0.0.0`` or ``::`` for every one, empty for a path.
    """

    kind: str
    where: str
    interface: str = "0.0.0.0"

    @property
    def number(self) -> int:
        """Its number; 0 for a path."""
        return int(self.where) if self.kind != "unix" else 0

    @property
    def local(self) -> bool:
        """Whether only this machine reaches it."""
        return self.kind == "unix" or self.interface in ("localhost", "::1") or self.interface.startswith("127.")


class Subject(NamedTuple):
    """
    A tap, as a target sees it.

    :ivar name: what the service is called: a file name, a user name and a DNS label.
    :ivar data: the bytes of the tap.
    :ivar facts: what :func:`mktap_compat.views.facts.describe` knows.
    :ivar versions: of Python and of each distribution that the tap uses, by name.
    :ivar ports: where it listens, each once.
    :ivar keepsState: whether it resumes from a state file.
    :ivar secret: whether it may hold a password or a key, so that no one else may read it.
    """

    name: str
    data: bytes
    facts: Facts
    versions: dict[str, str]
    ports: tuple[Port, ...]
    keepsState: bool
    secret: bool

    @property
    def python(self) -> str:
        """The Python it was made with, like ``3.11``."""
        return ".".join(self.versions["python"].split(".")[:2])

    def paths(self, *kinds: str) -> list[str]:
        """
        Return the files and directories that the tap names, each once, without those that are only patterns.

        :param kinds: of effects: ``read``, ``write``, ``serve``.
        """
        found = (each.what.split(", ")[0] for each in self.facts.starting if each.kind in kinds)
        return [path for path in dict.fromkeys(found) if path.startswith("/") and "*" not in path]


def subject(tap: Tap, name: str | None = None) -> Subject:
    """
    Look at a tap.

    :param tap: what was read; it is not loaded.
    :param name: what to call the service; by default what the application is called.
    :raise DeployError: if it is not a tap of ours, or if its name is none for a service.
    """
    if tap.header is None:
        raise DeployError(
            f"{tap.name} was not made by mkapp; what brings it to today: 'tapconvert --in {tap.name} --out NEW.tap'"
        )
    facts = describe(tap)
    called = name or re.sub(r"[^a-z0-9]+", "-", (facts.name or "").lower()).strip("-")
    if not NAME.fullmatch(called):
        raise DeployError(
            f"can't call a service {called!r}: --name NAME gives one of lower case letters, digits and dashes"
        )
    return Subject(
        called,
        tap.data,
        facts,
        _versions(tap.header),
        tuple(ports(facts.starting)),
        _keepsState(tap.header),
        _secret(tap),
    )


def ports(effects: list[Effect]) -> Iterator[Port]:
    """
    Yield the ports that effects of the kind ``port`` name, each once; what names no port is left out.

    :param effects: what starting a tap does.
    """
    seen = set()
    for effect in effects:
        match = _PORT.match(effect.what) if effect.kind == "port" else None
        if match is None:
            continue
        kind, where = match["kind"] or "tcp", re.sub(r"\\(.)", r"\1", match["where"].removeprefix("port="))
        if kind == "unix":
            port = Port("unix", where.removeprefix("address="), "")
        elif where.isdecimal() and 0 < int(where) < 65536:
            given = _INTERFACE.search(match["rest"])
            anywhere = "::" if kind.endswith("6") else "0.0.0.0"
            interface = re.sub(r"\\(.)", r"\1", given[1]) if given else anywhere
            port = Port("udp" if kind.startswith("udp") else "tcp", where, interface)
        else:
            continue
        if port not in seen:
            seen.add(port)
            yield port


def _versions(header: Dict) -> dict[str, str]:
    versions = header.get("versions")
    found = versions.pairs if isinstance(versions, Dict) else []
    return {values.shown(key): values.shown(value) for key, value in found}


def _keepsState(header: Dict) -> bool:
    state = header.get("state")
    if not isinstance(state, Dict):
        return False
    return any(bool(getattr(state.get(word), "value", False)) for word in ("resume", "checkpoint"))


def _secret(tap: Tap) -> bool:
    """Tell whether something in a tap is called as secrets are; better once too often."""
    recipes = tap.header.get("services") if tap.header is not None else None
    for recipe in values.items(recipes):
        for argument in values.items(recipe.get("arguments") if isinstance(recipe, Dict) else None):
            if _SECRET.search(values.shown(argument)):
                return True
    for node in tap.nodes():
        if isinstance(node, Object) and any(_SECRET.search(name) for name in node.attributes()):
            return True
    return False
