"""Versions of what a graph is tied to: those of now, and whether they agree with a tap's; on the boot path."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mktap_compat.tapfile import VERSION

#: The names of our own entries among the versions of a header.
OWN = "mktap-compat"
#: What every tap has the versions of.
BASE = ("python", "Twisted", OWN)


class Difference(NamedTuple):
    """One version that is not what it was: ``found`` is ``"not installed"`` if there is none."""

    name: str
    stored: str
    found: str


def current(distributions: Iterable[str] = ()) -> dict[str, str]:
    """
    Return the versions of now.

    :param distributions: further distributions, by name; those not installed are left out.
    :return: name to version, in the order Python, Twisted, mktap-compat, then the others by name.
    """
    from twisted.copyright import version

    found = {"python": pythonVersion(), "Twisted": version, OWN: VERSION}
    for name in sorted(distributions):
        installed = versionOf(name)
        if installed is not None and name not in found:
            found[name] = installed
    return found


def pythonVersion() -> str:
    """Return the version of the running Python, like ``3.11.7``."""
    return ".".join(map(str, sys.version_info[:3]))


def differing(stored: Mapping[str, str]) -> list[Difference]:
    """
    Return what a graph is tied to and has changed since.

    Of Python only major and minor number count, and our own version not at all: what our graphs name keeps its
    meaning for as long as the format has its number.

    :param stored: the versions in a tap's header.
    """
    from twisted.copyright import version

    result = []
    for name, was in stored.items():
        if name == OWN:
            continue
        if name == "python":
            found = pythonVersion()
            same = found.split(".")[:2] == was.split(".")[:2]
        elif name == "Twisted":
            found = version
            same = found == was
        else:
            same = _hasMetadata(name, was)
            found = was if same else versionOf(name) or "not installed"
            same = found == was
        if not same:
            result.append(Difference("Python" if name == "python" else name, was, found))
    return result


def _normalized(name: str) -> str:
    """Return a distribution's name as folders of metadata spell it."""
    return re.sub(r"[-_.]+", "_", name)


def _hasMetadata(name: str, version: str) -> bool:
    """Tell, by one look for a folder, whether this very version is installed; False means nothing."""
    folder = f"{_normalized(name)}-{version}.dist-info"
    return any(os.path.isdir(os.path.join(entry, folder)) for entry in sys.path)


def versionOf(name: str) -> str | None:
    """Return the version of an installed distribution, ``None`` if there is none."""
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def providing(packages: Iterable[str], dropins: Iterable[str] = ()) -> Iterator[str]:
    """
    Yield the names of the distributions that packages come from.

    :param packages: names of top-level packages.
    :param dropins: names of modules under ``twisted.plugins``, a package that many distributions share.
    """
    wanted, dropins = set(packages), tuple(f"{each.replace('.', '/')}.py" for each in dropins if each)
    if not wanted and not dropins:
        return
    from importlib import metadata

    for distribution in metadata.distributions():
        files = distribution.read_text("RECORD") or "" if dropins else ""
        if wanted & set(_topLevel(distribution.read_text)) or any(f"{each}," in files for each in dropins):
            yield distribution.metadata["Name"]


def _topLevel(read: object) -> list[str]:
    """Return the top-level packages that a distribution's metadata names."""
    assert callable(read)
    listed = read("top_level.txt")
    if listed:
        return listed.split()  # type: ignore[no-any-return]
    record = read("RECORD") or ""
    firsts = (line.split("/", 1)[0] for line in record.splitlines() if "/" in line)
    return [first for first in dict.fromkeys(firsts) if first.isidentifier()]
