"""A tap as text: the first lines a person wants, then the services, or with everything the whole tree of objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mktap_compat.reading import Tap
from mktap_compat.trust import Finding
from mktap_compat.views.classeffects import UNKNOWN, Effect
from mktap_compat.views.colour import Style
from mktap_compat.views.facts import Facts, describe
from mktap_compat.views.listeners import Service
from mktap_compat.views.repeats import counted, runs, serviceShape
from mktap_compat.views.tree import drawn
from mktap_compat.views.verdicts import verdict

#: How much of what starting does is told.
HONESTY = "as far as the file tells"
#: What is said where nothing is found: of a tap that is safe to load, and of any other.
NOTHING = "no startup actions found"
UNTOLD = UNKNOWN.what
#: What starting does, by the kind of an effect, in the order of showing.
VERBS = {
    "user": "runs as",
    "port": "listens on",
    "connect": "connects to",
    "program": "runs program",
    "script": "runs script",
    "shell": "gives a shell",
    "login": "lets in",
    "serve": "serves files",
    "read": "reads",
    "write": "writes",
    "call": "calls",
    "import": "imports",
    "plugin": "makes plugin",
    "unknown": "",
}

#: How many learned changes are shown.
SHOWN = 20


def lines(tap: Tap, found: Sequence[Finding], style: Style, everything: bool = False) -> Iterator[str]:
    """
    Yield the lines of a tap's description; the last says whether it is safe to load.

    :param tap: what was read.
    :param found: what :func:`mktap_compat.trust.check` found in it.
    :param style: how to emphasize.
    :param everything: draw the tree of all objects instead of the services.
    """
    facts = describe(tap)
    yield style.title(facts.file)
    for label, value in firstFacts(facts):
        yield f"  {style.label(f'{label:<12}')} {value}"
    if facts.recipes:
        yield f"  {style.label('recipes')}"
        for recipe in facts.recipes:
            yield f"    {' '.join([recipe.plugin, *recipe.arguments])}  {style.faint('in ' + recipe.directory)}"
    yield f"  {style.label('starting it')}  {style.faint(HONESTY)}"
    yield from starting(facts.starting, style, NOTHING if not found else UNTOLD)
    if everything:
        yield f"  {style.label('objects')}"
        if tap.application is not None:
            yield from (f"    {line}" for line in drawn(tap.application, style))
    elif facts.services:
        yield f"  {style.label('services')}"
        yield from (f"    {line}" for line in _services(facts.services, style))
    elif tap.application is not None:
        yield f"  {style.label('services')}     none"
    if facts.learned:
        yield f"  {style.label('learned')}      {len(facts.learned)} changes"
        for path, before, after in facts.learned[: None if everything else SHOWN]:
            yield f"    {style.name(path)}: {before or 'nothing'} {style.faint('->')} {after or 'nothing'}"
        if len(facts.learned) > SHOWN and not everything:
            yield f"    {style.faint(f'... {len(facts.learned) - SHOWN} more')}"
    answer = verdict(tap, found)
    paint = style.good if answer.safe else style.bad
    yield f"  {style.label('verdict')}      {paint(answer.line)}"


def firstFacts(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield labels and values of what is known, without what is not."""
    protocol = f", protocol {facts.protocol}" if facts.protocol is not None else ""
    yield "file", f"{facts.style}{protocol}, {facts.size} bytes"
    yield "made by", facts.madeBy + (f" on {facts.created}" if facts.created else "")
    yield "Python", facts.python or "not told"
    yield "Twisted", facts.twisted or "not told"
    yield "holds", facts.holds
    if facts.name is not None:
        yield "application", facts.name
    if facts.uid is not None or facts.gid is not None:
        yield "uid/gid", f"{'-' if facts.uid is None else facts.uid}/{'-' if facts.gid is None else facts.gid}"
    if facts.processName:
        yield "process name", facts.processName
    yield from facts.state


def starting(found: list[Effect], style: Style, otherwise: str = NOTHING) -> Iterator[str]:
    """Yield a line for each thing that starting does, long lists cut; if there is none, what to say instead."""
    if not found:
        yield f"    {otherwise}"
    for shown, more in inOrder(found):
        for effect in shown:
            verb = VERBS[effect.kind]
            yield f"    {style.effect(effect.kind, f'{verb:<13}')} {effect.what}" if verb else f"    {effect.what}"
        if more:
            yield f"    {style.faint(counted(shown, more))}"


def inOrder(found: list[Effect]) -> Iterator[tuple[list[Effect], int]]:
    """Yield what starting does in the order of :data:`VERBS`, in groups of those to show and a number of others."""
    order = {kind: place for place, kind in enumerate(VERBS)}
    ordered = sorted(found, key=lambda effect: order[effect.kind])
    return runs(ordered, lambda effect: (effect.kind, effect.what.partition(":")[0]))


def _services(services: list[Service], style: Style) -> Iterator[str]:
    for shown, more in runs(services, serviceShape):
        for service in shown:
            kind = service.kind.rpartition(".")[2] if service.kind.startswith("twisted.") else service.kind
            parts = [style.name(service.name or kind)]
            if service.name:
                parts.append(style.faint(kind))
            if service.listens:
                parts.append(service.listens)
            if service.serves and service.serves != kind:
                parts.append(style.faint("->") + f" {service.serves}" if service.listens else service.serves)
            yield "  ".join(parts)
            yield from (f"  {line}" for line in _services(service.services, style))
        if more:
            yield style.faint(counted(shown, more))
