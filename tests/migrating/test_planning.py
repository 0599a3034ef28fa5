"""Tests of the order in which constructions are made."""

from __future__ import annotations

import pytest

from mktap_compat.migrating.constructions import Call, Construction, Set
from mktap_compat.migrating.errors import MigrationError
from mktap_compat.migrating.evaluating import evaluate
from mktap_compat.migrating.planning import Fill, Make, plan


def test_planOfAConstant() -> None:
    """A value without objects takes no steps."""
    assert plan(("a", b"b", 3, None)) == []


def test_argumentsComeFirst() -> None:
    """What a constructor takes is made before it."""
    inner = Construction("builtins.object")
    outer = Construction("builtins.id", inner)
    assert [step.made for step in plan(outer) if isinstance(step, Make)] == [inner, outer]


def test_stepsFollowAtOnce() -> None:
    """What is done to an object is done before anything that takes it as an argument."""
    inner = Construction("builtins.set").call("add", 1)
    outer = Construction("builtins.frozenset", inner)
    kinds = [type(step) for step in plan(outer)]
    assert kinds == [Make, Call, Make]


def test_cycleThroughASteps() -> None:
    """An attribute may refer to what is being made; it is set once that is there."""
    inner = Construction("types.SimpleNamespace")
    outer = Construction("types.MappingProxyType", {"inner": inner})
    inner.set("outer", outer)
    made = evaluate(outer)
    assert made["inner"].outer == made


def test_stepsKeepTheirOrder() -> None:
    """A step after one that has to wait waits, too."""
    inner = Construction("types.SimpleNamespace")
    outer = Construction("types.MappingProxyType", {"inner": inner})
    inner.set("outer", outer).set("later", 1)
    assert [step.attribute for step in plan(outer) if isinstance(step, Set)] == ["outer", "later"]


def test_listThatHoldsItself() -> None:
    """A list in a cycle is made empty and filled afterwards, and stays one list."""
    items: list[object] = [1]
    items.append(items)
    assert [type(step) for step in plan(items)] == [Make, Fill]
    made = evaluate(items)
    assert made[0] == 1
    assert made[1] is made


def test_sharedObjectsStayShared() -> None:
    """An object that two others refer to is made once."""
    shared = Construction("types.SimpleNamespace")
    made = evaluate([shared, shared])
    assert made[0] is made[1]


def test_objectThatNeedsItself() -> None:
    """An object that is an argument of its own constructor is an error that names it."""
    impossible = Construction("builtins.list")
    impossible.args.append(impossible)
    with pytest.raises(MigrationError, match=r"builtins\.list"):
        plan(impossible)


def test_lastCallsComeLast() -> None:
    """What waits for the whole application is done at the end."""
    early = Construction("builtins.list")
    early.last.append(Call(early, "append", (1,)))
    steps = plan([early, Construction("builtins.list").call("append", 2)])
    last = steps[-1]
    assert isinstance(last, Call)
    assert last.args == (1,)
