"""What holds for every graph and for all bytes."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from mktap_compat.reading import STYLES, Tap, readTap
from mktap_compat.reading.nodes import List, Object
from tests.reading.graphs import Reduced, graphs
from tests.reading.mutate import LEGACY, mutate, outcome
from tests.reading.sameness import Comparison


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(graph=graphs(), protocol=st.integers(0, 5))
def test_nothingIsLost(graph: Any, protocol: int) -> None:
    """A random graph, pickled by C with any protocol, is in the nodes object by object, with what it shares."""
    data = pickled(graph, protocol, pickle.Pickler)
    tap = readTap(data)
    assert tap.python in (3, None)
    assert tap.protocol == protocol or protocol < 2
    compare(graph, protocol, tap)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(graph=graphs(), protocol=st.integers(1, 5))
def test_nothingIsLostOfThePythonPickler(graph: Any, protocol: int) -> None:
    """What pickle.py writes, which differs from C in its opcodes, is in the nodes as well."""
    # in protocol 0 it does not share text
    data = pickled(graph, protocol, pickle._Pickler)  # type: ignore[attr-defined]
    compare(graph, protocol, readTap(data))


def compare(graph: Any, protocol: int, tap: Tap) -> None:
    """Fail unless the nodes are those of the graph."""
    # An object in a circle through its own arguments is made twice, thrown away once, and gets its items twice.
    if not tap.discarded:
        Comparison(protocol).run(graph, tap.root)


def test_circleThroughArguments() -> None:
    """An object whose arguments hold the object is made twice by its pickle; one of both is discarded."""
    around: list[Any] = []
    graph = Reduced(around)
    around.append(graph)
    for protocol in range(6):
        tap = readTap(pickle.dumps(graph, protocol))
        assert isinstance(tap.root, Object)
        [arguments] = tap.root.args
        assert isinstance(arguments, List) and arguments.items == [tap.root]
        [discarded] = tap.discarded
        assert isinstance(discarded, Object) and discarded.args == [arguments]
        assert discarded in set(tap.nodes())


def pickled(graph: Any, protocol: int, pickler: type[pickle.Pickler]) -> bytes:
    """Return the pickle of a graph, if there is one: protocols 0 and 1 have no slots and fewer circles."""
    file = io.BytesIO()
    try:
        pickler(file, protocol).dump(graph)
    except (RecursionError, TypeError):
        reject()
    return file.getvalue()


@settings(max_examples=300, deadline=None)
@given(data=st.binary(min_size=1), style=st.sampled_from([None, *STYLES]))
def test_anyBytes(data: bytes, style: str | None) -> None:
    """Random bytes give nodes or our error, read as anything."""
    assert not outcome(data, style).startswith("FAILED")


OPCODES = st.sampled_from(
    [bytes([byte]) for byte in b"()0.12FGIJKLMNPQRSTUVX]abcdeghijlopqrstu}\n" + bytes(range(0x80, 0x99))]
)


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(st.one_of(OPCODES, OPCODES, OPCODES, st.binary(max_size=4)), max_size=60))
def test_anyOpcodes(parts: list[bytes]) -> None:
    """Random opcodes give nodes or our error."""
    assert not outcome(b"NN](" + b"".join(parts) + b".", "pickle").startswith("FAILED")


def test_damagedTaps(capsys: pytest.CaptureFixture[str]) -> None:
    """Genuine taps with random damage give nodes or our error; mutate.py runs this for as long as one likes."""
    counts, _slowest = mutate(1000, 2007, Path(LEGACY))
    assert set(counts) == {"nodes", "ReadingError", "LimitError", "NotATapError"}, capsys.readouterr().err
