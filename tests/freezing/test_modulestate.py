"""Tests of the look at module state."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from mktap_compat.freezing.modulestate import differing, fingerprint


def module(**names: Any) -> ModuleType:
    """Return a module that holds these names."""
    made = ModuleType("made")
    vars(made).update(names)
    return made


@pytest.mark.parametrize(
    "value", [1, "text", float("nan"), complex("nan+1j"), [1, [2]], {"key": {"inner": 1}}, {1, 2}], ids=repr
)
def test_untouchedIsNoDifference(value: Any) -> None:
    """A value that nobody touches looks the same twice, even one that is not equal to itself."""
    made = module(value=value)
    assert list(differing(fingerprint(made), fingerprint(made))) == []


def test_changeInsideIsADifference() -> None:
    """A change below a name is seen, and a number that is replaced by another."""
    made = module(inner={"key": [1]}, number=1.0)
    before = fingerprint(made)
    made.inner["key"].append(2)
    made.number = 2.0
    assert list(differing(before, fingerprint(made))) == ["inner", "number"]
