"""May it be loaded? The answer in one line, which every view of a tap ends or begins with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Object
from mktap_compat.reading.twisted1 import APPLICATION
from mktap_compat.trust import Finding
from mktap_compat.views import values

#: The longest part of a line that is a finding.
_LONGEST = 160


class Verdict(NamedTuple):
    """
    The answer.

    :ivar safe: whether loading the tap does only what is allowed.
    :ivar line: the answer in words, on one line.
    """

    safe: bool
    line: str


def verdict(tap: Tap, findings: Sequence[Finding]) -> Verdict:
    """
    Sum up what the check of a tap found.

    :param tap: what was read.
    :param findings: what :func:`mktap_compat.trust.check` found in it.
    """
    if findings:
        first = str(findings[0])
        first = first if len(first) <= _LONGEST else f"{first[: _LONGEST - 3]}..."
        more = f"; {len(findings) - 1} more" if len(findings) > 1 else ""
        return Verdict(False, f"NOT SAFE to load: {first}{more} (tapinspect --check lists all)")
    if not isApplication(tap):
        return Verdict(False, f"not a tap: it holds no Application of Twisted, but {values.shown(tap.root)}")
    return Verdict(True, "safe to load")


def isApplication(tap: Tap) -> bool:
    """Tell whether a tap holds an application of any Twisted, or a recipe of ours, which makes one."""
    if isinstance(tap.application, Object) and tap.application.dotted == APPLICATION:
        return True
    if tap.header is not None and tap.application is None:
        return True
    names = ("IService", "IServiceCollection")
    return any(values.component(tap.application, name) is not None for name in names)
