"""Files that chain what taps may name: classes of Twisted, the user's own code, and what is ours."""

from __future__ import annotations

import pickle

from .assembly import (
    BUILD,
    COMMAND,
    EMPTY,
    STOP,
    STYLES,
    call,
    get,
    graph,
    header,
    instance,
    items,
    mapping,
    method,
    name,
    number,
    ours,
    pickled,
    proto,
    put,
    recipe,
    running,
    sequence,
    text,
)
from .files import Hostile

_SERVICE = "twisted.application.service"
_THAWED = "mktap_compat.thaw"
_FILEPATH = instance("twisted.python.filepath", "FilePath", mapping(path=text("PWNED"), alwaysCreate=pickle.NEWFALSE))
_MODULE = call(name(STYLES, "unpickleModule"), text("os"))
_TOUCH = method("touch", _FILEPATH, name("twisted.python.filepath", "FilePath"))


def _calls(title: str, what: str, module: str, attribute: str, *arguments: bytes, runs: bool = False) -> Hostile:
    """Return a file that calls one function."""
    return Hostile(title, what, pickled(call(name(module, attribute), *arguments)), runs)


FILES = (
    Hostile(
        "twisted-method-of-module",
        "unpickleMethod without an object is getattr, unpickleModule gives os: two names of Twisted run anything",
        pickled(call(method("system", b"N", _MODULE), text(COMMAND))),
        True,
    ),
    Hostile("twisted-module", "unpickleModule imports any module", pickled(_MODULE)),
    Hostile(
        "twisted-method-without-object",
        "unpickleMethod as getattr on a class",
        pickled(method("__subclasses__", b"N", name(_SERVICE, "Service"))),
    ),
    _calls("twisted-function", "_unpickleFunction, which is namedAny", STYLES, "_unpickleFunction", text("os.system")),
    Hostile(
        "twisted-named-any",
        "reflect.namedAny",
        pickled(call(call(name("twisted.python.reflect", "namedAny"), text("os.system")), text(COMMAND))),
        True,
    ),
    Hostile(
        "twisted-method-called", "a bound method of an allowed class, called while loading", pickled(call(_TOUCH)), True
    ),
    Hostile(
        "twisted-method-started",
        "the same method for a timer to call",
        pickled(
            instance(
                "twisted.application.internet", "TimerService", mapping(step=number(1), call=items(_TOUCH, EMPTY, b"}"))
            )
        ),
    ),
    Hostile(
        "twisted-foreign-method",
        "a method that is allowed, of an object of another class",
        pickled(method("lookupZone", _FILEPATH, name("twisted.names.resolve", "ResolverChain"))),
    ),
    Hostile(
        "twisted-script-started",
        "ResourceScript, which runs a file, for a timer to call",
        pickled(
            instance(
                "twisted.application.internet",
                "TimerService",
                mapping(call=items(name("twisted.web.script", "ResourceScript"), EMPTY, b"}")),
            )
        ),
    ),
    Hostile(
        "twisted-resolver-calls",
        "allowed classes only: a resolver calls its reactor while it is loaded, and that is ResourceScript with a file",
        pickled(
            instance(
                "twisted.names.client",
                "Resolver",
                mapping(
                    resolv=text("evil.py"),
                    _lastResolvTime=number(0),
                    _resolvReadInterval=text("evil.py"),
                    dynServers=b"]",
                    _reactor=instance(
                        _SERVICE, "Service", mapping(callLater=name("twisted.web.script", "ResourceScript"))
                    ),
                ),
            )
        ),
        True,
    ),
    Hostile(
        "twisted-resolver-opens",
        "the function that a resolver opens its file with, while it is loaded",
        pickled(
            instance("twisted.names.client", "Resolver", mapping(resolv=text("x"), _openFile=name("builtins", "len")))
        ),
    ),
    Hostile(
        "twisted-upgrade-deletes",
        "an upgrade of version 2 deletes what it is told from a directory that it is told",
        pickled(
            instance(
                "twisted.web.distrib",
                "ResourcePublisher",
                mapping(
                    application=instance(
                        _SERVICE, "Service", mapping(services=instance("twisted.persisted.dirdbm", "DirDBM"))
                    ),
                    serviceName=text("file"),
                ),
            )
        ),
    ),
    Hostile(
        "twisted-pool-factory",
        "the function that a thread pool makes its threads with, while it is loaded",
        pickled(
            instance(
                "twisted.python.threadpool",
                "ThreadPool",
                mapping(min=number(0), max=number(1), _pool=name("builtins", "len")),
            )
        ),
    ),
    Hostile(
        "set-state-attribute",
        "an attribute __setstate__ is what the second BUILD calls",
        pickled(
            instance(_SERVICE, "Service", mapping(__setstate__=name("builtins", "len"))) + text("state") + BUILD,
        ),
    ),
    Hostile(
        "set-state-runs",
        "the same with os.system",
        pickled(instance(_SERVICE, "Service", mapping(__setstate__=name("os", "system"))) + text(COMMAND) + BUILD),
        True,
    ),
    Hostile(
        "class-attribute",
        "a slot state that turns an object into one of another class",
        pickled(
            instance(
                _SERVICE, "Service", b"N" + mapping(__class__=name("twisted.protocols.ftp", "FTP")) + pickle.TUPLE2
            )
        ),
    ),
    Hostile(
        "extend-attribute",
        "an attribute extend is what APPENDS calls",
        pickled(
            instance(_SERVICE, "Service", mapping(extend=name("os", "system"))) + b"(" + text(COMMAND) + pickle.APPENDS,
        ),
    ),
    Hostile(
        "append-attribute",
        "an attribute append is what APPEND calls",
        pickled(
            instance(_SERVICE, "Service", mapping(append=name("os", "system"))) + text(COMMAND) + pickle.APPEND,
        ),
        True,
    ),
    Hostile(
        "aliased-state",
        "the dictionary that was an object's state gets __setstate__ afterwards, through the memo",
        pickled(
            name("twisted.names.authority", "FileAuthority") + EMPTY + pickle.NEWOBJ + put(1),
            mapping(soa=b"N") + put(2) + BUILD + b"0",
            get(2) + text("__setstate__") + name("builtins", "len") + b"s0",
            get(1) + text("state") + BUILD,
        ),
    ),
    Hostile(
        "computed-attribute",
        "the name of an attribute is the result of a call",
        pickled(
            name(_SERVICE, "Service") + EMPTY + pickle.NEWOBJ,
            b"}" + call(name("_codecs", "encode"), text("x"), text("latin1")) + b"NsN" + pickle.TUPLE2 + BUILD,
        ),
    ),
    Hostile(
        "computed-state",
        "a state that is the result of a call",
        pickled(
            name(_SERVICE, "Service") + EMPTY + pickle.NEWOBJ,
            call(name("collections", "OrderedDict"), sequence(items(text("__setstate__"), b"N"))) + BUILD,
        ),
    ),
    Hostile(
        "own-module-passes-on",
        "a trusted module of the user's own that has imported os",
        pickled(call(name("evil", "os.system"), text(COMMAND))),
        True,
        trust=("evil",),
    ),
    Hostile(
        "own-module-imports",
        "a function that a trusted module has imported",
        pickled(name("evil", "system")),
        trust=("evil",),
    ),
    Hostile(
        "own-module-dunder", "__builtins__ of a trusted module", pickled(name("evil", "__builtins__")), trust=("evil",)
    ),
    Hostile(
        "own-class-state",
        "__setstate__ as an attribute of a trusted class",
        pickled(instance("evil", "Thing", mapping(__setstate__=name("os", "system"))) + text(COMMAND) + BUILD),
        True,
        trust=("evil",),
    ),
    Hostile(
        "own-name-only",
        "a trusted class does not make its module trusted",
        pickled(name("evil", "run")),
        trust=("evil.Thing",),
    ),
    Hostile(
        "base-of-reconstruction",
        "copyreg._reconstructor from a base that is no built-in type",
        b"ccopyreg\n_reconstructor\n(cevil\nThing\nctwisted.application.service\nService\nNtR.",
        trust=("evil",),
    ),
    Hostile("graph-hides-call", "a tap of our format with the call in its graph", ours(header(), graph(running()))),
    Hostile(
        "thaw-within",
        "a tap within the graph of a tap",
        ours(header(), graph(call(name("mktap_compat.thaw", "thaw"), b"}", b"N"))),
    ),
    Hostile(
        "thaw-without-header",
        "our call without a header",
        pickled(call(name("mktap_compat.thaw", "thaw"), b"N", b"N")),
    ),
    Hostile("recipe-of-plugin", "a recipe for a plugin that is not Twisted's", ours(header(recipe("evil")), b"N")),
    Hostile(
        "recipe-class",
        "a recipe for web with a class to import",
        ours(header(recipe("web", "--class=os.abort")), b"N"),
    ),
    Hostile(
        "recipe-wsgi",
        "a recipe for web with a module to import",
        ours(header(recipe("web", "--ws", "antigravity.x")), b"N"),
    ),
    Hostile(
        "recipe-processor",
        "a recipe for web with a processor to import",
        ours(header(recipe("web", "--path", ".", "--processor", ".x=os.system")), b"N"),
    ),
    Hostile(
        "recipe-zone",
        "a recipe for dns with a zone that is Python",
        ours(header(recipe("dns", "--pyzone", "evil.py")), b"N"),
    ),
    Hostile(
        "recipe-missing",
        "a header whose recipes are no list",
        ours(mapping(format=number(1), services=text("web")), b"N"),
    ),
    Hostile(
        "thawed-endpoint",
        "an endpoint whose prefix names a plugin",
        pickled(call(name(_THAWED, "endpoint"), text("evil:1"), text("."))),
    ),
    Hostile(
        "thawed-function",
        "a local function of a module that nobody trusts",
        pickled(call(name(_THAWED, "function"), text("evil"), items(text("run"), number(0)), EMPTY)),
    ),
    Hostile(
        "thawed-method",
        "a method of the reactor",
        pickled(call(name(_THAWED, "method"), call(name(_THAWED, "reactor")), text("spawnProcess"))),
    ),
    Hostile(
        "thawed-context",
        "a TLS context made by another function",
        pickled(
            call(
                name(_THAWED, "contextFactory"),
                name("twisted.internet.ssl", "DefaultOpenSSLContextFactory"),
                mapping(_contextFactory=name("os", "system"), sslmethod=text(COMMAND), _context=b"N"),
            )
        ),
        True,
    ),
    Hostile("thawed-cell", "a cell that is no cell", pickled(call(name(_THAWED, "fillCell"), _FILEPATH, items(b"N")))),
    Hostile(
        "gone-module",
        "a class that is gone, under a name that another module could take",
        proto(4) + name("sets", "Set") + STOP,
    ),
)
