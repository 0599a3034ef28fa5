"""Repeated shapes: of ten thousand services that differ in their port alone, one is shown and the others counted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from .listening import Service

T = TypeVar("T")
#: So many of one shape are shown before the rest is counted.
SHOWN = 3


def runs(things: Iterable[T], shape: Callable[[T], Hashable], shown: int = SHOWN) -> Iterator[tuple[list[T], int]]:
    """
    Group things of the same shape that follow each other.

    :param things: in order.
    :param shape: what counts as the same.
    :param shown: how many of a group are given in full; one more than that is given too, as it takes no more room.
    :return: pairs of those to show and the number of those to count.
    """
    group: list[T] = []
    current: Hashable = None
    for each in things:
        this = shape(each)
        if group and this != current:
            yield _cut(group, shown)
            group = []
        current = this
        group.append(each)
    if group:
        yield _cut(group, shown)


def _cut(group: Sequence[T], shown: int) -> tuple[list[T], int]:
    if len(group) <= shown + 1:
        return list(group), 0
    return list(group[:shown]), len(group) - shown


def serviceShape(service: Service) -> Hashable:
    """Return what two services must have in common to be of one shape: classes and kinds of endpoints, not ports."""
    place = service.listens.partition(":")[0]
    return service.kind, place, service.name is None, tuple(serviceShape(each) for each in service.services)
