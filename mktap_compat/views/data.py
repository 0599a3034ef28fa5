"""A tap as data for JSON: the facts, what starting does as a list, names and findings, on request every object."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Bytes, Constant, Node, Text
from mktap_compat.trust import Finding
from mktap_compat.views import values
from mktap_compat.views.facts import describe
from mktap_compat.views.listeners import Service
from mktap_compat.views.names import uses
from mktap_compat.views.tree import headline
from mktap_compat.views.verdicts import verdict

#: The number of this layout; it grows when a key changes its meaning.
LAYOUT = 1


def described(
    tap: Tap, findings: Collection[Finding], *, everything: bool = False, names: bool = False
) -> dict[str, Any]:
    """
    Describe a tap.

    :param tap: what was read.
    :param findings: what the check of it found.
    :param everything: add all objects under ``objects``.
    :param names: add all names under ``globals``.
    :return: text, numbers, lists and dictionaries only.
    """
    facts = describe(tap)
    value: dict[str, Any] = {"layout": LAYOUT, **facts._asdict()}
    value["services"] = [_service(each) for each in facts.services]
    value["recipes"] = [each._asdict() for each in facts.recipes]
    value["starting"] = [each._asdict() for each in facts.starting]
    value["findings"] = [{**each._asdict(), "name": each.dotted} for each in findings]
    value["allowed"] = not findings
    value["verdict"] = verdict(tap, list(findings)).line
    if names:
        value["globals"] = [{**each._asdict(), "verdict": each.verdict} for each in uses(tap, findings)]
    if everything:
        value["objects"] = objects(tap)
    return value


def _service(service: Service) -> dict[str, Any]:
    return {**service._asdict(), "services": [_service(each) for each in service.services]}


def objects(tap: Tap) -> list[dict[str, Any]]:
    """
    Return every object of a tap, in the order of the tree; what one holds is told by numbers in this list.

    :param tap: what was read.
    """
    nodes = list(tap.nodes())
    numbers = {id(node): number for number, node in enumerate(nodes)}
    found = []
    for number, node in enumerate(nodes):
        value: dict[str, Any] = {"id": number, "type": type(node).__name__.lower(), "offset": node.offset}
        dotted = getattr(node, "dotted", None)
        if dotted is not None:
            value["name"] = dotted
        form = getattr(node, "form", None)
        if form is not None:
            value["form"] = form.value
        if isinstance(node, (Text, Bytes, Constant)):
            value["value"] = _plain(node)
        holds = [[step, numbers[id(child)]] for step, child in values.held(node) if id(child) in numbers]
        if holds:
            value["holds"] = holds
        found.append(value)
    return found


def _plain(node: Node) -> Any:
    """Return a value that JSON has; bytes as escaped text, what it has no number for as text."""
    value = getattr(node, "value", None)
    if isinstance(value, bytes):
        return value.decode("ascii", "backslashreplace")
    if isinstance(value, int) and abs(value) >= 2**53:
        return headline(node)
    if isinstance(value, float) and value - value != 0.0:
        return repr(value)
    return value if isinstance(value, (bool, int, float)) or value is None else str(value)
