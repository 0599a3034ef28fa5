"""Files that hide from scanners what they name: the opcodes and the memo used as no pickler would."""

from __future__ import annotations

import gzip
import pickle

from .assembly import (
    BUILD,
    COMMAND,
    EMPTY,
    REDUCE,
    STOP,
    call,
    get,
    instance,
    items,
    mapping,
    name,
    number,
    pickled,
    proto,
    put,
    running,
    sequence,
    stacked,
    text,
)
from .files import Hostile

_BENIGN = pickle.dumps({"nothing": "here"}, 2)
_ARGUMENT = f"(S'{COMMAND}'\ntR.".encode()

FILES = (
    Hostile("protocol-0", "os.system by GLOBAL, nothing hidden", b"cos\nsystem\n" + _ARGUMENT, True),
    Hostile("posix-system", "the same function by the module it really is in", b"cposix\nsystem\n" + _ARGUMENT, True),
    Hostile("inst-opcode", "a function called by INST", f"(S'{COMMAND}'\nios\nsystem\n.".encode(), True),
    Hostile("obj-opcode", "a function called by OBJ", b"(cos\nsystem\n" + text(COMMAND) + b"o.", True),
    Hostile("stack-global", "os.system by STACK_GLOBAL", pickled(call(stacked("os", "system"), text(COMMAND))), True),
    Hostile(
        "stack-global-through-memo",
        "the strings of STACK_GLOBAL come from the memo, far from where they stand",
        pickled(
            text("os") + put(7) + text("system") + put(8) + b"00",
            *(text("padding") + b"0" for _ in range(50)),
            get(7) + get(8) + pickle.STACK_GLOBAL + items(text(COMMAND)) + REDUCE,
        ),
        True,
    ),
    Hostile(
        "memo-confusion",
        "BINPUT and MEMOIZE mixed, so that a scanner that counts MEMOIZE alone sees other strings",
        pickled(
            text("collections") + pickle.MEMOIZE + text("OrderedDict") + pickle.MEMOIZE + b"00",
            text("os") + put(0) + b"0" + text("system") + put(1) + b"0",
            get(0) + get(1) + pickle.STACK_GLOBAL + items(text(COMMAND)) + REDUCE,
        ),
        True,
    ),
    Hostile(
        "put-other-value",
        "attributes set on a function by BUILD with a slot state, then named with dots and used as module and name",
        pickled(
            name("json", "dumps") + b"N" + mapping(a=text("os")) + pickle.TUPLE2 + BUILD,
            b"N" + mapping(b=text("system")) + pickle.TUPLE2 + BUILD + b"0",
            name("json", "dumps.a") + name("json", "dumps.b") + pickle.STACK_GLOBAL + items(text(COMMAND)) + REDUCE,
        ),
        True,
    ),
    Hostile(
        "build-on-class",
        "BUILD with a slot state on a class, which changes it for the whole process",
        pickled(
            name("twisted.application.service", "Service") + b"N" + mapping(running=text("yes")),
            pickle.TUPLE2 + BUILD,
        ),
    ),
    Hostile(
        "build-builtins-into-globals",
        "BUILD with a state on a function, and what it then holds called as eval",
        pickled(
            name("json", "dumps") + mapping(run=name("builtins", "eval")) + BUILD + b"0",
            call(name("json", "dumps.run"), text(f"__import__('os').system({COMMAND!r})")),
        ),
        True,
    ),
    Hostile("extension-1", "EXT1: a number whose meaning is in the process, not in the file", pickled(b"\x82\x07")),
    Hostile("extension-2", "EXT2", pickled(b"\x83\x07\x01")),
    Hostile("extension-4", "EXT4", pickled(b"\x84\x07\x01\x01\x00")),
    Hostile("persistent-id", "PERSID: an object that the loader is asked for", b"Pos.system\n."),
    Hostile("persistent-binary-id", "BINPERSID, with a call as the key", pickled(running() + pickle.BINPERSID), True),
    Hostile("truncated", "the command runs before the file ends early", proto(4) + running() + b"]", True),
    Hostile(
        "broken-behind", "the command runs before an opcode that does not exist", pickled(running(), b"\xff"), True
    ),
    Hostile("concatenated", "a harmless pickle with a hostile one behind its STOP", _BENIGN + pickled(running())),
    Hostile(
        "discarded", "the call is made and thrown away, a harmless object remains", pickled(running(), b"0N"), True
    ),
    Hostile(
        "discarded-mark",
        "the call is made on a stack that POP_MARK throws away",
        pickled(b"(" + running() + pickle.POP_MARK + b"N"),
        True,
    ),
    Hostile(
        "discarded-in-memo",
        "the call is made, remembered, thrown away, and never asked for",
        pickled(running() + put(3) + b"0" + mapping(key=text("value"))),
        True,
    ),
    Hostile(
        "invalid-memo", "the command runs before a memo index that was never set", pickled(running(), get(9)), True
    ),
    Hostile(
        "type-confusion",
        "STACK_GLOBAL on numbers, behind the command",
        pickled(running() + number(1) + number(2) + pickle.STACK_GLOBAL),
        True,
    ),
    Hostile(
        "frame-lies",
        "a FRAME that says it is longer than the file",
        proto(4) + pickle.FRAME + b"\xff" * 7 + b"\x00" + running() + STOP,
    ),
    Hostile(
        "dotted-name",
        "a name with dots, from a module that is allowed to what it imports",
        pickled(call(stacked("twisted.persisted.sob", "os.system"), text(COMMAND))),
        True,
    ),
    Hostile(
        "dotted-globals",
        "a name with dots through __globals__ of a method",
        pickled(call(stacked("twisted.web.static", "File.__init__.__globals__"), text(COMMAND))),
    ),
    Hostile(
        "dunder-builtins",
        "__builtins__ of a module of Twisted",
        pickled(name("twisted.web.static", "__builtins__")),
    ),
    Hostile(
        "called-result",
        "what a call gave back is called",
        pickled(call(call(name("functools", "partial"), name("os", "system"), text(COMMAND)))),
        True,
    ),
    Hostile(
        "newobj-of-function",
        "NEWOBJ on a class with an __init__ that runs things",
        pickled(name("subprocess", "Popen") + items(text(COMMAND)) + pickle.NEWOBJ),
    ),
    Hostile(
        "newobj-ex",
        "NEWOBJ_EX with keywords",
        pickled(name("subprocess", "Popen") + EMPTY + mapping(args=text(COMMAND)) + pickle.NEWOBJ_EX),
    ),
    Hostile(
        "reduce-in-state",
        "a call deep in the state of a harmless object",
        pickled(instance("twisted.application.service", "Service", mapping(name=sequence(running())))),
        True,
    ),
    Hostile(
        "call-as-key",
        "a call as the key of a dictionary",
        pickled(b"}" + running() + b"Ns"),
        True,
    ),
    Hostile(
        "next-buffer",
        "an out-of-band buffer",
        proto(5) + pickle.NEXT_BUFFER + STOP,
    ),
    Hostile(
        "names-of-python-2",
        "eval by its name of Python 2",
        b'c__builtin__\neval\n(S\'__import__("os").system("touch PWNED")\'\ntR.',
        True,
    ),
    Hostile(
        "commands-of-python-2",
        "a module of Python 2 that loading maps to subprocess",
        f"ccommands\ngetoutput\n(S'{COMMAND}'\ntR.".encode(),
        True,
    ),
    Hostile("compressed", "a hostile pickle in gzip", gzip.compress(pickled(running()), mtime=0)),
    Hostile("no-pickle", "a zip archive with a pickle in it", b"PK\x03\x04" + bytes(26) + pickled(running())),
)
