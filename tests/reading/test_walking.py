"""How deep objects stand one in another."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from mktap_compat.reading import LimitError, Limits, readTap

LEGACY = Path(__file__).parent.parent / "legacy"


class Box:
    """Holds something."""

    def __init__(self, content: Any) -> None:
        self.content = content


def nested(kind: str, depth: int) -> Any:
    """Return so many lists, tuples, dictionaries or instances in each other."""
    made: Any = "end"
    for _ in range(depth):
        made = {"list": [made], "tuple": (made,), "dict": {"key": made}, "instance": Box(made)}[kind]
    return made


@pytest.mark.parametrize("protocol", [0, 2, 4])
@pytest.mark.parametrize("kind", ["list", "tuple", "dict", "instance"])
def test_depth(kind: str, protocol: int) -> None:
    """A limit of its own counts objects of every kind in each other; the state of an instance is a part of it."""
    data = pickle.dumps(nested(kind, 50), protocol)
    readTap(data, limits=Limits(depth=50))
    with pytest.raises(LimitError, match="more than 49 "):
        readTap(data, limits=Limits(depth=49))


def test_flatListOfLinks() -> None:
    """What a chain holds stands as near as the shortest way to it, and cycles have an end."""
    boxes = [Box(None) for _ in range(200)]
    for box, following in zip(boxes, [*boxes[1:], boxes[0]], strict=True):
        box.content = following
    readTap(pickle.dumps(boxes[::-1], 4), limits=Limits(depth=2))
    with pytest.raises(LimitError):
        readTap(pickle.dumps(boxes[:1], 4), limits=Limits(depth=200))


def test_defaultIsNoMatter() -> None:
    """By default a long chain is read, as Python loads it."""
    data = b"\x80\x02" + b"]" * 20_000 + b"a" * 19_999 + b"."
    readTap(data)
    with pytest.raises(LimitError, match="byte 200"):
        readTap(data, limits=Limits(depth=199 - 1))


def test_everyStyle() -> None:
    """In .tas and .tax, and in the graph of a tap of ours, objects are counted too."""
    for name in ("2.5/dns-tas/dns.tas", "2.5/web-tax/web.tax"):
        data = (LEGACY / name).read_bytes()
        readTap(data, name, limits=Limits(depth=100))
        with pytest.raises(LimitError):
            readTap(data, name, limits=Limits(depth=3))
