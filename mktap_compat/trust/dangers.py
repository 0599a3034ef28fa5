"""What a call of something in the standard library or Twisted could do, in a few words, for messages."""

from __future__ import annotations

from mktap_compat.trust.table import MODULES

_PROGRAMS = "could run any program with it"
_CODE = "could run any Python code with it"
_PICKLE = "could load another pickle with it, and so run anything"
_FILES = "could read, write or delete files with it"
_NETWORK = "could connect to other machines with it"
_NAMES = "could reach any other function with it"
_DANGERS = {
    "builtins.__import__": _CODE,
    "builtins.compile": _CODE,
    "builtins.eval": _CODE,
    "builtins.exec": _CODE,
    "builtins.getattr": _NAMES,
    "builtins.open": _FILES,
    **dict.fromkeys(("code", "cProfile", "ctypes", "pdb", "profile", "runpy", "timeit", "trace", "types"), _CODE),
    **dict.fromkeys(("importlib", "pkgutil", "imp", "zipimport", "site"), _CODE),
    **dict.fromkeys(("functools", "operator", "_operator"), _NAMES),
    **dict.fromkeys(("io", "_io", "pathlib", "shutil", "tempfile", "logging", "zipfile", "tarfile"), _FILES),
    **dict.fromkeys(("pickle", "_pickle", "cPickle", "marshal", "shelve", "dbm"), _PICKLE),
    **dict.fromkeys(("socket", "ssl", "urllib", "http", "ftplib", "smtplib", "telnetlib"), _NETWORK),
    **dict.fromkeys(("os", "posix", "nt", "subprocess", "_posixsubprocess", "pty", "commands", "popen2"), _PROGRAMS),
    **dict.fromkeys(("asyncio", "multiprocessing", "webbrowser"), _PROGRAMS),
    "os.remove": _FILES,
    "os.unlink": _FILES,
    "os.path": _FILES,
    "twisted.internet": _NETWORK,
    "twisted.internet.utils": _PROGRAMS,
    "twisted.internet.process": _PROGRAMS,
    "twisted.persisted": _PICKLE,
    "twisted.persisted.styles": _NAMES,
    "twisted.python.filepath": _FILES,
    "twisted.python.reflect": _NAMES,
    "twisted.spread.jelly": _NAMES,
    "twisted.web.script": _CODE,
}


def danger(dotted: str) -> str:
    """
    Say what a tap could do with a name, as the end of a sentence whose subject is the tap.

    :param dotted: module and name of something that is not the user's own.
    """
    module, _, rest = dotted.partition(".")
    parts = [MODULES.get(module, module), *rest.split(".")]
    for length in range(len(parts), 0, -1):
        found = _DANGERS.get(".".join(parts[:length]))
        if found is not None:
            return found
    return "could do with it whatever it can, with arguments that the file chooses"
