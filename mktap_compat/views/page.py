"""
A tap as one HTML file: facts, services, verdict, names, and the object graph as a picture.

It loads nothing from anywhere and may run nothing but its own script; folding works without that too.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterator
from html import escape

from mktap_compat import trust
from mktap_compat.reading import Tap
from mktap_compat.trust import Finding, Trusted
from mktap_compat.trust.findings import shortened
from mktap_compat.views.css import CSS
from mktap_compat.views.facts import Facts, describe
from mktap_compat.views.graph import Box, boxes
from mktap_compat.views.javascript import JAVASCRIPT
from mktap_compat.views.listeners import Service
from mktap_compat.views.names import uses
from mktap_compat.views.repeats import counted, runs, serviceShape
from mktap_compat.views.text import NOTHING, UNTOLD, VERBS, firstFacts, inOrder
from mktap_compat.views.verdicts import verdict

_ALARMING = {"program", "script", "shell", "import", "call", "plugin"}
#: So many findings are listed.
MOST = 100
#: Objects deeper than this in the picture are folded at first.
_OPEN = 4
_KINDS = (
    ("instance", "an instance"),
    ("call", "what a call gives back"),
    ("other", "anything else"),
)


def lines(tap: Tap, names: Collection[str] | Trusted = ()) -> Iterator[str]:
    """
    Yield the lines of the page.

    :param tap: what was read.
    :param names: what the user trusts besides the table.
    """
    facts = describe(tap)
    found = trust.check(tap, names)
    title = escape(f"{facts.name or 'tap'} ({facts.file.rpartition('/')[2]})")
    digest = base64.b64encode(hashlib.sha256(JAVASCRIPT.encode()).digest()).decode("ascii")
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title><style>{CSS}</style></head><body>"
    yield f"<header><h1>{escape(facts.name or facts.file)}</h1>"
    yield f'<span class="mono">{escape(facts.file)}</span>{_verdict(tap, found)}</header><main>'
    yield from _about(facts, found)
    yield from _picture(boxes(tap))
    yield from _findings(found)
    yield from _names(tap, found)
    yield f"</main><script>{JAVASCRIPT}</script></body></html>"


def _verdict(tap: Tap, found: list[Finding]) -> str:
    answer = verdict(tap, found)
    if not found:
        return f'<span class="verdict {"good" if answer.safe else "bad"}">{escape(answer.line)}</span>'
    text = "1 problem" if len(found) == 1 else f"{len(found)} problems"
    return f'<a class="verdict bad" href="#findings">NOT SAFE to load: {text}</a>'


def _about(facts: Facts, found: list[Finding]) -> Iterator[str]:
    yield '<section class="columns"><div><h2>What it is</h2><dl>'
    for label, value in firstFacts(facts):
        yield f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>"
    for recipe in facts.recipes:
        command = escape(" ".join([recipe.plugin, *recipe.arguments]))
        yield f"<dt>recipe</dt><dd><code>{command}</code><br>in <code>{escape(recipe.directory)}</code></dd>"
    yield '</dl></div><div><h2>What starting it does</h2><ul class="plain effects">'
    for shown, more in inOrder(facts.starting):
        for effect in shown:
            alarming = " alarming" if effect.kind in _ALARMING else ""
            verb = escape(VERBS[effect.kind])
            yield f'<li><span class="kind{alarming}">{verb}</span> <code>{escape(effect.what)}</code></li>'
        if more:
            yield f'<li class="more">{counted(shown, more)}</li>'
    if not facts.starting:
        yield f"<li>{UNTOLD if found else NOTHING}</li>"
    yield '</ul></div><div><h2>Services</h2><ul class="plain">'
    yield from _services(facts.services) if facts.services else ["<li>None in the file.</li>"]
    yield "</ul></div></section>"


def _services(services: list[Service]) -> Iterator[str]:
    for shown, more in runs(services, serviceShape):
        for service in shown:
            kind = service.kind.rpartition(".")[2] if service.kind.startswith("twisted.") else service.kind
            name = f"<strong>{escape(service.name or kind)}</strong>"
            place = f" <code>{escape(service.listens)}</code>" if service.listens else ""
            serves = f" {escape(service.serves)}" if service.serves and service.serves != kind else ""
            yield f"<li>{name}{place}{serves}"
            if service.services:
                yield "<ul>"
                yield from _services(service.services)
                yield "</ul>"
            yield "</li>"
        if more:
            yield f'<li class="more">{counted(shown, more)}</li>'


def _findings(found: list[Finding]) -> Iterator[str]:
    if not found:
        return
    yield '<section id="findings"><h2>Why it is not safe to load</h2><table class="stacked"><thead><tr>'
    yield '<th scope="col">where</th><th scope="col">byte</th><th scope="col">what</th><th scope="col">why</th></tr>'
    yield "</thead><tbody>"
    for each in found[:MOST]:
        subject = f"{each.dotted} as {each.form}" if each.dotted else each.form
        yield f'<tr><td><code>{escape(each.path)}</code></td><td class="number">{each.offset}</td>'
        yield f"<td><code>{escape(subject)}</code></td><td>{escape(each.reason)}</td></tr>"
    yield "</tbody></table>"
    if len(found) > MOST:
        yield f'<p class="more">and {len(found) - MOST} more</p>'
    yield "</section>"


def _names(tap: Tap, found: list[Finding]) -> Iterator[str]:
    yield "<section><h2>Names in the file</h2><details><summary>What it imports and how it is used</summary><table>"
    yield '<thead><tr><th scope="col">verdict</th><th scope="col">times</th><th scope="col">used as</th>'
    yield '<th scope="col">name</th></tr></thead><tbody>'
    for use in uses(tap, found):
        mood = "good" if use.verdict == "allowed" else "bad"
        yield f'<tr><td class="{mood}">{use.verdict}</td><td class="number">{use.times}</td>'
        yield f"<td>{use.form}</td><td><code>{escape(use.name)}</code></td></tr>"
    yield "</tbody></table></details></section>"


def _picture(found: list[Box]) -> Iterator[str]:
    yield '<section><h2 id="objects">Objects</h2>'
    yield '<div class="tools" hidden><label for="search">Search</label> <input id="search" type="search">'
    yield '<button id="open" type="button">Unfold all</button><button id="close" type="button">Fold all</button>'
    yield '<label><input id="links" type="checkbox"> lines to shared objects</label>'
    yield '<span id="count" role="status"></span></div>'
    yield '<div class="picture" role="region" aria-labelledby="objects" tabindex="0"><div class="canvas">'
    yield '<svg aria-hidden="true"></svg><ul class="tree">'
    yield from _tree(found)
    yield '</ul></div></div><ul class="key">'
    for kind, word in _KINDS:
        yield f'<li class="{kind}">{word}</li>'
    yield "</ul></section>"


def _tree(found: list[Box]) -> Iterator[str]:
    """Yield the nested list of all boxes: each below the one that holds it first, links to it from all others."""
    drawn = {0}
    stack: list[Iterator[tuple[str, int]]] = [iter([("", 0)])]
    while stack:
        try:
            step, number = next(stack[-1])
        except StopIteration:
            stack.pop()
            if stack:
                yield "</ul></li>"
            continue
        box = found[number]
        own: list[tuple[str, int]] = []
        shared: list[tuple[str, int]] = []
        for edge in box.edges:
            below = edge[1]
            first = below not in drawn and found[below].parent == number
            (own if first else shared).append(edge)
            drawn.add(below)
        yield f"<li>{_card(box, step, shared)}"
        if not own:
            yield "</li>"
            continue
        checked = " checked" if len(stack) <= _OPEN else ""
        label = escape(f"what {box.name} {number} holds", quote=True)
        yield f'<span class="fold"><input type="checkbox"{checked} aria-label="{label}"></span><ul>'
        stack.append(iter(own))


def _brief(name: str) -> str:
    """Return the name of an attribute without the modules that Twisted puts before some."""
    return ".".join(name.split(".")[-2:]) if name.startswith("twisted.") else name


def _card(box: Box, step: str, shared: list[tuple[str, int]]) -> str:
    """Return one object: where it is held, its class, its plain attributes, links to what others hold first."""
    module = box.full.rpartition(".")[0] if box.kind != "other" else ""
    text = escape(" ".join([step, box.full, *(f"{name} {value}" for name, value in box.facts)]), quote=True)
    parts = [
        f'<div class="card {box.kind}" id="o{box.number}" data-text="{text}" title="byte {box.offset} of the file">'
    ]
    if step:
        parts.append(f'<div class="step">{escape(shortened(step))}</div>')
    parts.append(f'<h3>{escape(box.name)}</h3><div class="module mono">{escape(module)}</div>')
    if box.facts:
        parts.append('<dl class="facts">')
        for name, value in box.facts[:12]:
            parts.append(f'<dt>{escape(_brief(name))}</dt><dd title="{escape(value, quote=True)}">{escape(value)}</dd>')
        parts.append("</dl>")
        if len(box.facts) > 12:
            parts.append(f'<div class="more">and {len(box.facts) - 12} more values</div>')
    if shared:
        parts.append('<div class="chips">')
        parts += [f'<a href="#o{below}">{escape(shortened(name))} &#8594; {below}</a>' for name, below in shared[:12]]
        parts.append("</div>")
    parts += [f'<div class="more">{escape(name)}: {left} more of this shape</div>' for name, left in box.more]
    parts.append("</div>")
    return "".join(parts)
