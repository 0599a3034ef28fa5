"""How the scripts of commands that make taps begin: with what a process this short can do without left out."""

from __future__ import annotations

import gc

from mktap_compat.commands.cli.lazyimports import postpone

#: Modules of which nothing is needed to define the classes of Twisted, of what it stands on and of most plugins.
SELDOM = (
    *("asyncio", "difflib", "hmac", "http.cookiejar", "ipaddress", "locale", "pdb", "pprint", "shutil", "textwrap"),
    *("tokenize", "unittest", "urllib.request"),
    *("attr.converters", "attr.validators"),
)


def mkapp() -> None:
    """Run ``mkapp`` and leave the process."""
    with _Short():
        from mktap_compat.commands.mkapp import console

        console()


def mktap() -> None:
    """Run ``mktap`` and leave the process."""
    with _Short():
        from mktap_compat.commands.mktap import console

        console()


class _Short:
    """The life of a process that is over before there is garbage worth a collection."""

    def __enter__(self) -> None:
        """Begin it."""
        gc.disable()
        postpone(*SELDOM)

    def __exit__(self, *exception: object) -> None:
        """End it: the interpreter will collect once more, and has nothing to look through."""
        gc.freeze()
