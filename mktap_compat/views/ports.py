"""Many ports in few words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

#: Ports that differ only in their number are told one by one up to here.
_FEW = 5
_PORT = re.compile(r"(tcp6?|ssl|udp):(\d{1,5})(?!\d)(.*)", re.DOTALL)


def ranges(told: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """
    Yield kinds and what of effects, with ports that differ only in their number as ranges: ``tcp:8000-8039, 8080``.

    :param told: kinds and what; only those of the kind ``port`` are changed.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for kind, what in told:
        found = _PORT.fullmatch(what) if kind == "port" else None
        if found is not None:
            groups.setdefault((found[1], found[3]), []).append(int(found[2]))
    done: set[tuple[str, str]] = set()
    for kind, what in told:
        found = _PORT.fullmatch(what) if kind == "port" else None
        key = (found[1], found[3]) if found is not None else None
        if key is None or len(groups[key]) <= _FEW:
            yield kind, what
        elif key not in done:
            done.add(key)
            yield kind, f"{key[0]}:{', '.join(_runs(sorted(set(groups[key]))))}{key[1]}"


def _runs(numbers: list[int]) -> Iterator[str]:
    start = previous = numbers[0]
    for number in [*numbers[1:], -1]:
        if number == previous + 1:
            previous = number
            continue
        yield str(start) if start == previous else f"{start}-{previous}"
        start = previous = number
