"""Files that use functions and classes of the standard library which no list of bad names had."""

from __future__ import annotations

from .assembly import (
    COMMAND,
    EMPTY,
    call,
    graph,
    items,
    name,
    number,
    pickled,
    running,
    sequence,
    text,
)
from .files import Hostile

_CODE = f"__import__('os').system({COMMAND!r})"


def _calls(title: str, what: str, module: str, attribute: str, *arguments: bytes, runs: bool = False) -> Hostile:
    """Return a file that calls one function."""
    return Hostile(title, what, pickled(call(name(module, attribute), *arguments)), runs)


_OS = call(name("builtins", "__import__"), text("os"))

FILES = (
    _calls("builtins-exec", "exec", "builtins", "exec", text(_CODE), runs=True),
    _calls("builtins-eval", "eval", "builtins", "eval", text(_CODE), runs=True),
    Hostile(
        "getattr-chain",
        "getattr on a module that __import__ gave",
        pickled(call(call(name("builtins", "getattr"), _OS, text("system")), text(COMMAND))),
        True,
    ),
    Hostile(
        "getattr-joined",
        "getattr with names that str.join puts together",
        pickled(
            call(
                call(
                    name("builtins", "getattr"),
                    call(
                        name("importlib", "import_module"),
                        call(name("builtins", "str.join"), text(""), sequence(text("o"), text("s"))),
                    ),
                    text("system"),
                ),
                text(COMMAND),
            )
        ),
        True,
    ),
    Hostile(
        "resolve-name",
        "pkgutil.resolve_name, which gives any function for a text",
        pickled(call(call(name("pkgutil", "resolve_name"), text("os:system")), text(COMMAND))),
        True,
    ),
    Hostile(
        "attrgetter",
        "operator.attrgetter on a module",
        pickled(call(call(call(name("operator", "attrgetter"), text("system")), _OS), text(COMMAND))),
        True,
    ),
    Hostile(
        "underscored-operator",
        "_operator, the module behind operator",
        pickled(call(call(call(name("_operator", "attrgetter"), text("system")), _OS), text(COMMAND))),
        True,
    ),
    Hostile(
        "methodcaller",
        "operator.methodcaller on a module",
        pickled(call(call(name("operator", "methodcaller"), text("system"), text(COMMAND)), _OS)),
        True,
    ),
    Hostile(
        "mapped",
        "map, which list or set then runs",
        pickled(
            call(name("builtins", "set"), call(name("builtins", "map"), name("os", "system"), sequence(text(COMMAND))))
        ),
        True,
    ),
    Hostile(
        "default-factory",
        "a defaultdict whose factory is a partial of os.system",
        pickled(
            call(
                name("operator", "getitem"),
                call(
                    name("collections", "defaultdict"),
                    call(name("functools", "partial"), name("os", "system"), text(COMMAND)),
                ),
                text("key"),
            )
        ),
        True,
    ),
    _calls("nested-pickle", "pickle.loads of bytes", "pickle", "loads", graph(running()), runs=True),
    _calls("nested-underscored", "_pickle.loads of bytes", "_pickle", "loads", graph(running()), runs=True),
    _calls("marshalled", "marshal.loads, the first half of a function made of bytes", "marshal", "loads", text("x")),
    _calls("function-type", "types.FunctionType of any code", "types", "FunctionType", b"N", b"}"),
    _calls(
        "timeit",
        "timeit.timeit",
        "timeit",
        "timeit",
        text(_CODE),
        text("pass"),
        name("time", "perf_counter"),
        number(1),
        runs=True,
    ),
    _calls("profiler", "cProfile.run", "cProfile", "run", text(_CODE), runs=True),
    _calls("profile-run", "profile.Profile.run by a dotted name", "profile", "Profile.run", b"N", text(_CODE)),
    _calls("trace-run", "trace.Trace.run by a dotted name", "trace", "Trace.run", b"N", text(_CODE)),
    _calls("debugger", "pdb.run", "pdb", "run", text(_CODE)),
    _calls("interpreter", "code.InteractiveInterpreter", "code", "InteractiveInterpreter.runcode", b"N", text(_CODE)),
    _calls("run-path", "runpy.run_path", "runpy", "run_path", text("evil.py"), runs=True),
    _calls(
        "idle",
        "idlelib's completion, which evaluates",
        "idlelib.autocomplete",
        "AutoComplete.get_entity",
        b"N",
        text(_CODE),
    ),
    _calls(
        "grammar",
        "lib2to3's grammar, a pickle loader",
        "lib2to3.pgen2.grammar",
        "Grammar.loads",
        b"N",
        graph(running()),
    ),
    _calls(
        "subprocess-transport",
        "asyncio's subprocess transport",
        "asyncio.unix_events",
        "_UnixSubprocessTransport._start",
        b"N",
    ),
    _calls("run-pip", "ensurepip._run_pip", "ensurepip", "_run_pip", sequence(text("install"))),
    _calls("pip-main", "pip.main", "pip", "main", sequence(text("--version"))),
    _calls("foreign-functions", "ctypes.CDLL", "ctypes", "CDLL", text("libc.so.6")),
    _calls("pseudo-terminal", "pty.spawn", "pty", "spawn", text(COMMAND)),
    _calls(
        "passfds",
        "multiprocessing.util.spawnv_passfds",
        "multiprocessing.util",
        "spawnv_passfds",
        text("/bin/sh"),
        EMPTY,
        EMPTY,
    ),
    _calls("fork-exec", "_posixsubprocess.fork_exec", "_posixsubprocess", "fork_exec"),
    _calls(
        "uuid-command",
        "a private function of uuid, from whose module a class is allowed",
        "uuid",
        "_get_command_stdout",
        text("touch"),
        text("PWNED"),
        runs=True,
    ),
    _calls("osx-support", "_osx_support._read_output", "_osx_support", "_read_output", text(COMMAND), runs=True),
    _calls("aix-support", "_aix_support._read_cmd_output", "_aix_support", "_read_cmd_output", text(COMMAND)),
    _calls("imap-stream", "imaplib.IMAP4_stream", "imaplib", "IMAP4_stream", text(COMMAND)),
    _calls("pager", "_pyrepl.pager.pipe_pager", "_pyrepl.pager", "pipe_pager", text("x"), text(COMMAND)),
    _calls("subinterpreter", "_interpreters.create", "_interpreters", "create"),
    _calls(
        "log-file",
        "logging.FileHandler, from whose module a function is allowed",
        "logging",
        "FileHandler",
        text("PWNED"),
        runs=True,
    ),
    _calls("raw-file", "_io.FileIO for writing", "_io", "FileIO", text("PWNED"), text("w"), runs=True),
    _calls(
        "network", "ssl.get_server_certificate", "ssl", "get_server_certificate", items(text("localhost"), number(1))
    ),
    _calls("exit-hook", "atexit.register", "atexit", "register", name("os", "system"), text(COMMAND)),
    _calls("site-folder", "site.addsitedir, which runs .pth files", "site", "addsitedir", text(".")),
    _calls("import-side-effect", "a module whose import does something", "antigravity", "webbrowser.open", text("x")),
)
