"""How the scripts of commands that make taps begin: with what a process this short can do without left out."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

from mktap_compat.commands.cli.lazyimports import postpone

#: Modules of which nothing is needed to define the classes of Twisted, of what it stands on and of most plugins.
SELDOM = (
    *("asyncio", "difflib", "hmac", "http.cookiejar", "ipaddress", "locale", "pdb", "pprint", "shutil", "textwrap"),
    *("tokenize", "unittest", "urllib.request"),
    *("attr.converters", "attr.validators"),
)


def mkapp() -> None:
    """Run ``mkapp`` and leave the process."""
    _run("mkapp")


def mktap() -> None:
    """Run ``mktap`` and leave the process."""
    _run("mktap")


def _run(command: str) -> None:
    with _Short():
        try:
            module = import_module(f"mktap_compat.commands.{command}")
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith("twisted."):
                raise
            import twisted

            hides = f"{twisted.__file__} hides Twisted: delete that file, or take its directory off the path"
            print(f"{command}: {error}: {hides}", file=sys.stderr)
            raise SystemExit(1) from None
        module.console()


class _Short:
    """The life of a process that is over before there is garbage worth a collection."""

    def __enter__(self) -> None:
        """Begin it."""
        gc.disable()
        postpone(*SELDOM)

    def __exit__(self, *exception: object) -> None:
        """End it: the interpreter will collect once more, and has nothing to look through."""
        gc.freeze()
