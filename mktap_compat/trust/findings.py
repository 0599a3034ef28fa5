"""What is found, and where it stands: the path of a node, as a person would write it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from mktap_compat.reading.nodes import Node

#: What the root of the application is called; paths below it begin without it.
APPLICATION = "application"
#: Steps of a path that are shown at most.
_LONGEST = 200
_COMPONENT = re.compile(r"^\.?_adapterCache\['twisted\.[\w.]*?\.?(I[A-Za-z]+)'\]")


class Finding(NamedTuple):
    """
    One thing that speaks against loading a tap.

    :ivar path: where it stands below the application, like ``services[0].args[1].protocol``.
    :ivar offset: where it stands in the file, in bytes.
    :ivar module: the module named, empty if none is.
    :ivar name: the name in it, empty if none is.
    :ivar form: how it is used: ``instance``, ``reference``, ``call(...)``, ``attribute ...``.
    :ivar reason: why not, and what to do if it is wanted.
    """

    path: str
    offset: int
    module: str
    name: str
    form: str
    reason: str

    @property
    def dotted(self) -> str:
        """Module and name with a dot between; empty if nothing is named."""
        return f"{self.module}.{self.name}" if self.module else self.name

    def __str__(self) -> str:
        """Return it as one line."""
        subject = f"{self.dotted} " if self.dotted else ""
        return f"{self.path}: byte {self.offset}: {subject}as {self.form}: {self.reason}"


#: A node's id, to the node that it was first reached from and the step that led there.
Parents = Mapping[int, tuple[Node, str]]


def pathOf(node: Node, parents: Parents, roots: Mapping[int, str], last: str = "") -> str:
    """
    Return where a node stands.

    :param node: the node.
    :param parents: how each node was first reached.
    :param roots: the ids of nodes that paths begin at, and what to call them.
    :param last: one more step.
    """
    steps = [last]
    current = node
    while id(current) in parents and len(steps) < _LONGEST:
        current, step = parents[id(current)]
        steps.append(step)
    path = "".join(reversed(steps))
    root = roots.get(id(current), "...")
    if root == APPLICATION:
        return shortened(path) or root
    return f"{root}{path}"


def shortened(path: str) -> str:
    """Return a path as one would write it in Python: the application's services stand for its component."""
    found = _COMPONENT.match(path)
    if not found:
        return path.removeprefix(".")
    rest = path[found.end() :]
    if found[1] in ("IService", "IServiceCollection"):
        return rest.removeprefix(".") or "service"
    return f"{found[1]}{rest}"
