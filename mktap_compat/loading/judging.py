"""Whether what a state file holds may be loaded: it is judged like a graph, whoever wrote it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

from mktap_compat import trust
from mktap_compat.loading.unpickling import Names
from mktap_compat.reading.errors import ReadingError
from mktap_compat.reading.limits import DEFAULT
from mktap_compat.reading.pickled import readPickle
from mktap_compat.reading.tap import Tap
from mktap_compat.state.errors import StateError
from mktap_compat.state.service import Judge
from mktap_compat.state.settings import Settings, settingsOf
from mktap_compat.tapfile import Header
from mktap_compat.trust import Trusted


def judge(header: Header, own: Trusted | None = None) -> Judge:
    """
    Return what judges the state files that a tap finds.

    :param header: of the tap.
    :param own: what the user trusts; by default the packages that making the application has imported, without
        Python's and Twisted's, and the names in the tap's header.
    """

    def check(path: str, found: Settings) -> Callable[[str, str], Any]:
        allowed = own if own is not None else ofProcess(settingsOf(header).trust)
        data = found.learned or b"N."
        try:
            inner = readPickle(data, path, DEFAULT)
        except ReadingError as error:
            raise StateError(f"can't read state {error}") from None
        tap = Tap(path, data, "pickle", inner.protocol, 3, inner.root, None, inner.root, inner.discarded, inner.root)
        findings = [each for each in trust.check(tap, allowed) if not _isGone(each, allowed)]
        if findings:
            raise StateError(f"not allowed in state: {findings[0]} (in {path})")
        return Names(tap, allowed).find

    return check


def _isGone(finding: trust.Finding, allowed: Trusted) -> bool:
    """Tell whether a finding is about a name of the user's own that is gone, which has a message of its own."""
    if allowed.packageOf(finding.module) is None:
        return False
    try:
        found: Any = importlib.import_module(finding.module)
        for part in finding.name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):
        return True
    return False


def ofProcess(names: list[str]) -> Trusted:
    """Return what a state file may hold: the code that runs anyway, and names."""
    given = trust.trusted(names)
    packages = {name.partition(".")[0] for name in list(sys.modules)} - {"__main__", "__mp_main__"}
    return given._replace(packages=given.packages | {name for name in packages if not trust.isForeign(name)})
