"""Files that once got past our own check."""

from __future__ import annotations

from .assembly import call, instance, mapping, method, name, number, pickled
from .files import Hostile

_EVIL = "__import__('os').system('touch PWNED')"
_THAW = (
    "app=Copyreg('mktap_compat.tapfile.thaw', ({'format': 1, 'name': %s, 'uid': None, 'gid': None,"
    " 'processName': None, 'versions': {}, 'shutdown': False, 'services': [{'plugin': 'web', 'directory': '.',"
    " 'arguments': ['--path', '.', '%s']}]}, None))"
)
_RESOLVER = name("twisted.names.client", "Resolver")

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
)
