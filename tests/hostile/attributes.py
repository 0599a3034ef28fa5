"""Files that give objects of allowed classes attributes that those act on, or that take the place of their methods."""

from __future__ import annotations

import pickle

from .assembly import (
    BUILD,
    EMPTY,
    call,
    graph,
    header,
    instance,
    items,
    mapping,
    name,
    number,
    ours,
    pickled,
    recipe,
    sequence,
    text,
)
from .files import Hostile

_THAW = "mktap_compat.thaw"
_SHELF = instance(
    "twisted.persisted.dirdbm",
    "Shelf",
    mapping(
        dname=text("."),
        _dnamePath=instance("twisted.python.filepath", "FilePath", mapping(path=pickle.SHORT_BINBYTES + b"\x01.")),
    ),
)
_REACTOR = call(name(_THAW, "reactor"))
_SERVICE = ("twisted.application.service", "Service")
_CACHE = ("twisted.names.cache", "CacheResolver")
_LOOPING = instance(
    "twisted.internet.task", "LoopingCall", mapping(f=name("builtins", "bytearray"), a=items(number(1)), kw=b"}")
)


def _held(title: str, what: str, why: str, held: bytes) -> Hostile:
    """Return a file whose application is a service that holds something, which is refused for a reason."""
    return Hostile(title, what, pickled(instance(*_SERVICE, mapping(held=held))), why=why)


def _hidden(module: str, cls: str, attribute: str, value: bytes = b"cbuiltins\nstr\n") -> Hostile:
    """Return a file in which an attribute takes the place of a method or of a class attribute."""
    return _held(
        f"hidden-{cls}-{attribute}",
        f"an attribute that is called where {cls}.{attribute} should be",
        f"attribute {attribute}",
        instance(module, cls, mapping(**{attribute: value})),
    )


_FUNCTION = call(
    name(_THAW, "function"),
    text("twisted.words.protocols.jabber.component"),
    items(text("XMPPComponentServerFactory"), text("__init__"), number(0)),
    items(call(name(_THAW, "cell"))),
)

FILES = (
    _held(
        "shelf-in-cache",
        "a cache of DNS whose entries a Shelf unpickles from files beside the tap",
        "attribute cache",
        instance(*_CACHE, mapping(_reactor=_REACTOR, cache=_SHELF, cancel=b"}")),
    ),
    _held(
        "shelf-in-function",
        "a function whose attributes are looked for in a Shelf",
        "fillFunction",
        call(name(_THAW, "fillFunction"), _FUNCTION, items(text("q"), b"N", b"N", _SHELF)),
    ),
    _held(
        "shelf-in-procmon",
        "processes that the repaired monitor asks a Shelf for",
        "attribute processes",
        instance(_THAW, "ProcessMonitor", mapping(processes=_SHELF)),
    ),
    _held("shelf-alone", "a Shelf where none ever was", "Shelf", _SHELF),
    _held(
        "clock-of-the-file",
        "a service in place of the reactor, whose clock is a call of the file's choosing",
        "attribute _reactor",
        instance(*_CACHE, mapping(_reactor=instance(*_SERVICE, mapping(seconds=_LOOPING)), cache=b"}", cancel=b"}")),
    ),
    _held(
        "added-records",
        "cached answers that are no lists, so that loading calls what the file puts there to add them",
        "attribute cache",
        instance(
            *_CACHE,
            mapping(
                _reactor=_REACTOR,
                cache=b"}" + text("k") + items(number(1), items(_LOOPING, b"]", b"]")) + b"s",
                cancel=b"}",
            ),
        ),
    ),
    Hostile(
        "shared-state",
        "hundreds of objects that share hundreds of attributes",
        pickled(
            name(*_SERVICE) + pickle.MEMOIZE + b"0}" + pickle.MEMOIZE + b"(" + b"NN" * 900 + b"u0",
            sequence(*[b"h\x00" + EMPTY + pickle.NEWOBJ + b"h\x01" + BUILD] * 300),
        ),
        why="arguments and attributes in a file of",
    ),
    _hidden("twisted.cred.checkers", "FilePasswordDB", "requestAvatarId"),
    _hidden("twisted.cred.checkers", "InMemoryUsernamePasswordDatabaseDontUse", "requestAvatarId"),
    _hidden("twisted.cred.checkers", "AllowAnonymousAccess", "credentialInterfaces"),
    _hidden("twisted.cred.portal", "Portal", "login", _LOOPING),
    _hidden("twisted.internet.protocol", "Factory", "buildProtocol"),
    _hidden("twisted.web.resource", "Resource", "getChildWithDefault"),
    _hidden("twisted.web.resource", "Resource", "render", _LOOPING),
    _hidden("twisted.web.server", "Site", "requestFactory"),
    _hidden("twisted.web.server", "Site", "getResourceFor", _LOOPING),
    _hidden("twisted.web.static", "File", "childNotFound"),
    _hidden("twisted.web.static", "File", "children"),
    _hidden("twisted.protocols.ftp", "FTPFactory", "protocol"),
    _hidden("twisted.application.service", "MultiService", "startService", _LOOPING),
    _hidden("twisted.application.service", "Service", "setServiceParent"),
    Hostile(
        "hidden-by-slots",
        "the same by the half of a state that is for slots",
        pickled(
            instance("twisted.cred.checkers", "FilePasswordDB")
            + items(b"N", mapping(requestAvatarId=name("builtins", "str")))
            + BUILD
        ),
        why="not a plain dictionary",
    ),
    Hostile(
        "hidden-in-own-result",
        "the same for what a function of the user's own gives back",
        pickled(call(name("evil", "make")) + mapping(requestAvatarId=name("builtins", "str")) + BUILD),
        trust=("evil",),
        why="nobody knows what this function gives back",
    ),
    Hostile(
        "hidden-in-own-object",
        "a method of the user's own class that an attribute takes the place of",
        pickled(instance("evil", "Checker", mapping(allows=name("builtins", "str")))),
        trust=("evil",),
        why="attribute allows",
    ),
    Hostile(
        "hidden-in-own-slots",
        "the same by the state of slots",
        pickled(
            name("evil", "Checker")
            + EMPTY
            + pickle.NEWOBJ
            + items(b"N", mapping(allows=name("builtins", "str")))
            + BUILD
        ),
        trust=("evil",),
        why="attribute allows",
    ),
    *(
        Hostile(
            f"own-{attribute}",
            f"a function of os that the user's own module binds by {how}",
            pickled(call(name("evil", attribute), text("touch PWNED"))),
            # what popen starts is done too late to be seen
            attribute != "popen",
            trust=("evil",),
            why="evil",
        )
        for attribute, how in (
            ("tried", "an import in a try"),
            ("paired", "a tuple assignment"),
            ("chosen", "a conditional expression"),
            ("popen", "a star import"),
            ("wrapped", "a decorator that gives back something else"),
            ("looped", "a loop"),
        )
    ),
    *(
        Hostile(
            f"device-{title}",
            "a device that loading would read without end",
            pickled(instance(*_SERVICE, mapping(held=held))),
            why="no regular file",
        )
        for title, held in (
            ("endpoint", call(name(_THAW, "endpoint"), text("ssl:0:privateKey=/dev/zero"), text("/"))),
            ("endpoint-by-position", call(name(_THAW, "endpoint"), text("ssl:0:/dev/zero"), text("/"))),
            (
                "context",
                call(
                    name(_THAW, "contextFactory"),
                    name("twisted.internet.ssl", "DefaultOpenSSLContextFactory"),
                    mapping(privateKeyFileName=text("/dev/zero"), certificateFileName=text("/dev/zero")),
                ),
            ),
            (
                "resolver",
                instance("twisted.names.client", "Resolver", mapping(resolv=text("/dev/zero"), _reactor=_REACTOR)),
            ),
        )
    ),
    *(
        Hostile(
            f"recipe-{title}",
            what,
            ours(header(recipe(*words)), graph(instance(*_SERVICE))),
            why=why,
        )
        for title, what, why, words in (
            ("endpoint", "an endpoint of somebody's plugin", "'evil'", ("web", "--listen", "evil:80")),
            ("endpoint-short", "the same by a short option", "'evil'", ("portforward", "-pevil:80")),
            ("endpoint-short-apart", "the same, apart", "'evil'", ("portforward", "-p", "evil:80")),
            ("endpoint-abbreviated", "the same, abbreviated", "'evil'", ("words", "--irc-p=evil:80")),
            ("endpoint-wrapped", "the same within another", "'evil'", ("web", "--listen", "haproxy:evil:80")),
            ("logins", "logins by somebody's plugin", "'evil'", ("conch", "--auth", "evil:x")),
            ("version", "an option that prints and ends", "--version", ("web", "--version")),
            ("help-abbreviated", "the same, abbreviated", "--hel", ("socks", "--hel")),
            ("help-of-logins", "help on logins", "--help-auth", ("ftp", "--help-auth")),
            ("device", "a device as a zone", "no regular file", ("dns", "--bindzone", "/dev/zero")),
        )
    ),
)
