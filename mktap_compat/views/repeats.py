"""Repeated shapes: of ten thousand services that differ in their port alone, one is shown and the others counted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from mktap_compat.views.listeners import Service

T = TypeVar("T")
#: So many of one shape are shown before the rest is counted.
SHOWN = 3
#: Fewer things than this are shown in their order, whatever their shapes.
FEW = 12
#: So many shapes are shown before the rest is counted.
SHAPES = 100


def runs(things: Iterable[T], shape: Callable[[T], Hashable]) -> Iterator[tuple[list[T], int]]:
    """
    Group things by shape, if there are many.

    :param things: in order.
    :param shape: what counts as the same.
    :return: pairs of those to show and the number of those to count, in the order of the first of each shape; the last
        pair may have nothing to show, and the number of things of all the shapes that are too many.
    """
    every = list(things)
    if len(every) < FEW:
        yield from (([each], 0) for each in every)
        return
    groups: dict[Hashable, list[T]] = {}
    counts: dict[Hashable, int] = {}
    others = 0
    for each in every:
        this = shape(each)
        if this not in counts and len(counts) >= SHAPES:
            others += 1
            continue
        counts[this] = counts.get(this, 0) + 1
        group = groups.setdefault(this, [])
        # one more than is shown of a longer group, as saying so would take as much room
        if len(group) <= SHOWN:
            group.append(each)
    for this, group in groups.items():
        shown = group if counts[this] <= SHOWN + 1 else group[:SHOWN]
        yield shown, counts[this] - len(shown)
    if others:
        yield [], others


def counted(shown: list[T], more: int) -> str:
    """Return what to say of those that are not shown."""
    return f"... and {more} more {'of this shape' if shown else 'of other shapes'}"


def serviceShape(service: Service) -> Hashable:
    """Return what two services must have in common to be of one shape: classes and kinds of endpoints, not ports."""
    place = service.listens.partition(":")[0]
    return service.kind, place, service.name is None, tuple(serviceShape(each) for each in service.services)
