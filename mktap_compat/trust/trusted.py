"""What users add to the table: their own code by name or by package, single names of others, plugins."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable
from typing import NamedTuple

from mktap_compat.errors import TapError
from mktap_compat.trust import table
from mktap_compat.trust.dangers import danger

#: What Twisted is made of; like the standard library, it gives out single names only, never a package.
FOREIGN = table.words(
    "twisted zope constantly automat attr attrs incremental hyperlink typing_extensions OpenSSL cryptography"
    " service_identity idna pyasn1 pyasn1_modules bcrypt serial h2 hpack hyperframe priority httpx"
    " setuptools pip pkg_resources _distutils_hack mktap_compat"
    # what Twisted uses if it is there
    " CFNetwork CoreFoundation SOAPpy appdirs gi gobject gtk nacl pb pygtk pythoncom pyui pywintypes quixote subunit"
    " twisted_iocpsupport txsni utmp win32api win32com win32con win32console win32event win32file win32gui win32pipe"
    " win32process win32security wsproto wx wxPython"
    # of the standard library of some supported Python, or the next
    " _bootsubprocess _crypt _msi _sha256 _sha512 aifc annotationlib asynchat asyncore audioop binhex cgi cgitb chunk"
    " compression crypt distutils imghdr imp lib2to3 mailcap msilib nis nntplib ossaudiodev pipes smtpd sndhdr spwd"
    " sunau telnetlib uu xdrlib"
    # of the standard library of Python 2
    " __builtin__ __main__ BaseHTTPServer CGIHTTPServer ConfigParser Queue SimpleHTTPServer SocketServer StringIO"
    " UserDict UserList UserString cPickle cStringIO commands compiler copy_reg dircache exceptions imp md5 mimetools"
    " new os2emxpath popen2 posixfile sets sha thread user"
)
PLUGIN = "plugin:"


class UntrustableName(TapError):
    """A name that can't be added."""


class Trusted(NamedTuple):
    """
    What a user added.

    :ivar names: dotted names that are trusted as they stand.
    :ivar packages: packages and modules of the user's own, trusted with all that is defined in them and below.
    :ivar plugins: names of plugins whose recipes may be followed.
    """

    names: frozenset[str] = frozenset()
    packages: frozenset[str] = frozenset()
    plugins: frozenset[str] = frozenset()

    def namesIt(self, dotted: str) -> bool:
        """Tell whether this very name was added."""
        return dotted in self.names

    def packageOf(self, module: str) -> str | None:
        """Return the added package that a module is in, ``None`` if there is none."""
        parts = module.split(".")
        for length in range(len(parts), 0, -1):
            package = ".".join(parts[:length])
            if package in self.packages:
                return package
        return None


def trusted(values: Iterable[str]) -> Trusted:
    """
    Sort out what ``--trust`` was given.

    :param values: dotted names of classes, functions, modules or packages; ``plugin:NAME``; ``@FILE`` for a file with
        one of these a line, ``#`` beginning a comment.
    :raise UntrustableName: if one is no dotted name, or a package that is not the user's own.
    """
    names: set[str] = set()
    packages: set[str] = set()
    plugins: set[str] = set()
    for value in _unfolded(values):
        if value.startswith(PLUGIN):
            plugins.add(value[len(PLUGIN) :])
            continue
        if not all(part.isidentifier() for part in value.split(".")):
            raise UntrustableName(f"--trust {value!r} is no dotted name, plugin:NAME or @FILE")
        names.add(value)
        if not isForeign(value):
            packages.add(value)
        elif "." not in value or _isModule(value):
            raise UntrustableName(
                f"--trust {value!r} is a module that is not your own: name the classes and functions in it, one by one"
            )
    return Trusted(frozenset(names), frozenset(packages), frozenset(plugins))


def isForeign(dotted: str) -> bool:
    """Tell whether a name is in Twisted, what Twisted is made of, or a standard library: no package of the user's."""
    top = table.MODULES.get(dotted.split(".")[0], dotted.split(".")[0])
    return top in FOREIGN or top in sys.stdlib_module_names


def remedy(dotted: str) -> str:
    """
    Return what to say after that a name is not allowed: how to allow it if it can be the user's own, else why not.

    :param dotted: module and name.
    """
    return f"the tap {danger(dotted)}" if isForeign(dotted) else f"if it is yours: --trust {dotted}"


def _unfolded(values: Iterable[str]) -> Iterable[str]:
    """Yield names, those in files too."""
    for value in values:
        if not value.startswith("@"):
            yield value
            continue
        try:
            with open(value[1:], encoding="utf-8") as listed:
                lines = listed.read().splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise UntrustableName(
                f"--trust {value}: can't read the file: {getattr(error, 'strerror', None) or error}"
            ) from None
        for line in lines:
            name = line.partition("#")[0].strip()
            if name:
                yield name


def sources(module: str) -> Iterable[str]:
    """Yield where the source of a module may stand, by its name alone: nothing is imported to find out."""
    below = os.path.join(*module.split("."))
    for folder in sys.path:
        yield os.path.join(folder, below, "__init__.py")
        yield os.path.join(folder, f"{below}.py")
    if not isForeign(module):
        # where a tap's modules are looked for last
        yield os.path.abspath(os.path.join(below, "__init__.py"))
        yield os.path.abspath(f"{below}.py")


def _isModule(dotted: str) -> bool:
    return any(os.path.isfile(path) for path in sources(dotted))


def same(values: Collection[str] | Trusted) -> Trusted:
    """Return what was sorted out already, or sort it out."""
    return values if isinstance(values, Trusted) else trusted(values)
