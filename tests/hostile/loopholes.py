"""Files that once got past our own check."""

from __future__ import annotations

import pickle

from .assembly import (
    COMMAND,
    call,
    graph,
    instance,
    mapping,
    method,
    name,
    number,
    ours,
    pickled,
    put,
    recipe,
    sequence,
    stacked,
    text,
)
from .files import Hostile

_EVIL = "__import__('os').system('touch PWNED')"
_THAW = (
    "app=Copyreg('mktap_compat.thaw.thaw', ({'format': 1, 'name': %s, 'uid': None, 'gid': None,"
    " 'processName': None, 'versions': {}, 'shutdown': False, 'services': [{'plugin': 'web', 'directory': '.',"
    " 'arguments': ['--path', '.', '%s']}]}, None))"
)
_RESOLVER = name("twisted.names.client", "Resolver")


def _header(service: bytes) -> bytes:
    """Return the whole header of a tap that another Twisted wrote."""
    return mapping(
        format=number(1),
        name=text("x"),
        uid=b"N",
        gid=b"N",
        processName=b"N",
        versions=mapping(Twisted=text("0")),
        shutdown=pickle.NEWFALSE,
        services=sequence(service),
    )


FILES = (
    Hostile(
        "method-of-any-module",
        "an allowed method of an allowed class at its place, but bound to a name that only importing makes known",
        pickled(
            instance(
                "twisted.names.client",
                "Resolver",
                mapping(
                    servers=b"]",
                    resolv=b"N",
                    typeToMethod=b"}" + number(1) + method("lookupAddress", name("evil", "Thing"), _RESOLVER) + b"s",
                ),
            )
        ),
        True,
    ),
    Hostile(
        "own-method-of-foreign",
        "a method of what a trusted module has imported",
        pickled(method("system", name("evil", "os"), name("evil", "os"))),
        trust=("evil",),
    ),
    Hostile(
        "tas-carriage-return",
        "a comment that Python ends at a carriage return",
        f"# made by hand\r{_EVIL}\napp=[]".encode(),
        True,
        "tas",
    ),
    Hostile(
        "tas-carriage-behind",
        "the same behind the application",
        f"app=[] #\r{_EVIL}\n".encode(),
        True,
        "tas",
    ),
    Hostile(
        "tas-two-pythons",
        "an option whose escapes Python 3 reads, in a file that has a string of Python 2 elsewhere",
        (_THAW % ("u'x'", r"\u002d-class=evil.Thing")).encode(),
        True,
        "tas",
    ),
    Hostile(
        "tas-continued",
        "an option that a carriage return continues on the next line",
        (_THAW % ("'x'", "-\\\r-class=evil.Thing")).encode(),
        True,
        "tas",
    ),
    Hostile(
        "tas-long-string",
        "strings side by side that are one long string to Python",
        (_THAW % ("'x'", "''b' 'c''")).encode(),
        suffix="tas",
    ),
    Hostile(
        "gone-call", "a call of a class that is gone, by which any module could go", pickled(call(name("sets", "Set")))
    ),
    Hostile(
        "old-module",
        "a module of Python 2 in a protocol in which it is not renamed, so that any module can have its name",
        pickled(call(name("__builtin__", "set"))),
    ),
    Hostile(
        "old-copyreg",
        "the same for the module of reconstruction",
        pickled(
            call(name("copy_reg", "__newobj__"), name("twisted.application.service", "Service")),
        ),
    ),
    Hostile(
        "own-class-attribute",
        "a function that a trusted class only keeps",
        pickled(call(stacked("evil", "Thing.start"), text(COMMAND))),
        True,
        trust=("evil",),
    ),
    Hostile(
        "own-other-name",
        "a function that a trusted module gives a name of its own",
        pickled(call(name("evil", "again"), text(COMMAND))),
        True,
        trust=("evil",),
    ),
    Hostile(
        "recipe-zone-and-graph",
        "a graph that is not loaded, as the header says that another Twisted wrote it, and a recipe that runs a file",
        ours(_header(recipe("dns", "--pyzone", "evil.py")), graph(b"N")),
        True,
    ),
    Hostile(
        "recipe-two-signs",
        "a processor to import, behind which a known one stands",
        ours(_header(recipe("web", "--path", ".", "--processor", ".x=evil.X=twisted.web.twcgi.CGIScript")), b"N"),
        True,
    ),
    Hostile(
        "header-overwritten",
        "recipes that are replaced in the header as soon as they were followed",
        pickled(
            name("mktap_compat.thaw", "thaw"),
            pickle.MARK + _header(recipe("web", "--class=evil.Thing")) + put(1) + b"Nt" + pickle.REDUCE,
            b"h\x01" + text("services") + sequence(recipe("web", "--path", ".")) + b"s0",
        ),
        True,
    ),
)
