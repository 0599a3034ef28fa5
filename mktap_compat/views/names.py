"""Every name in a tap: how it is used, how often, and whether that is allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Form, Global, Object
from mktap_compat.trust import Finding
from mktap_compat.views.visible import visible


class Use(NamedTuple):
    """
    One name in one form of use.

    :ivar name: dotted.
    :ivar form: ``instance``, ``call`` or ``reference``.
    :ivar times: how often it is used so.
    :ivar findings: how many of these are not allowed.
    """

    name: str
    form: str
    times: int
    findings: int

    @property
    def verdict(self) -> str:
        """Return ``allowed``, ``denied``, or how many of the uses are denied."""
        if not self.findings:
            return "allowed"
        return "denied" if self.findings >= self.times else f"{self.findings} denied"


def uses(tap: Tap, findings: Collection[Finding]) -> list[Use]:
    """
    Return every name and form of use, by name.

    :param tap: what was read.
    :param findings: what :func:`mktap_compat.trust.check` found in it.
    """
    counts: dict[tuple[str, str], int] = {}
    for key in _met(tap):
        counts[key] = counts.get(key, 0) + 1
    denied: dict[tuple[str, str], int] = {}
    for finding in findings:
        if finding.module:
            key = (visible(finding.dotted), finding.form.partition("(")[0])
            denied[key] = denied.get(key, 0) + 1
    return [Use(name, form, count, denied.get((name, form), 0)) for (name, form), count in sorted(counts.items())]


def _met(tap: Tap) -> Iterator[tuple[str, str]]:
    """Yield name and form of each object with a name, and of each reference that nothing is made with."""
    made: set[int] = set()
    references = []
    for node in tap.nodes():
        if isinstance(node, Object) and isinstance(node.function, Global):
            made.add(id(node.function))
            word = "instance" if node.form is Form.INSTANCE else "call"
            yield visible(node.function.dotted), word
        elif isinstance(node, Global):
            references.append(node)
    for node in references:
        if id(node) not in made:
            yield visible(node.dotted), "reference"
