"""Tests of making live objects from constructions."""

from __future__ import annotations

import json
import os.path
from pathlib import Path

import pytest

from mktap_compat.migrating.constructions import Construction, Method, Name
from mktap_compat.migrating.errors import MigrationError, MissingError
from mktap_compat.migrating.evaluating import evaluate, resolve


@pytest.mark.parametrize(
    ("dotted", "found"),
    [("os.path", os.path), ("os.path.join", os.path.join), ("json.JSONDecoder.decode", json.JSONDecoder.decode)],
)
def test_resolve(dotted: str, found: object) -> None:
    """A dotted name is a module, or something inside a module, however deep."""
    assert resolve(dotted) is found


@pytest.mark.parametrize("dotted", ["nosuchmodule", "nosuchmodule.Class", "os.nosuchname", "json.decoder.Nothing.here"])
def test_resolveNothing(dotted: str) -> None:
    """A name that leads nowhere is an error that says which."""
    with pytest.raises(MissingError, match=dotted.replace(".", r"\.")):
        resolve(dotted)


def test_resolveBrokenModule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that fails to import is an error that says how, not the module's own exception."""
    (tmp_path / "brokenport.py").write_text("import nosuchmodule2007\n")
    (tmp_path / "sadport.py").write_text("1/0\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingError, match="nosuchmodule2007"):
        resolve("brokenport.Class")
    with pytest.raises(MissingError, match="ZeroDivisionError"):
        resolve("sadport.Class")


def test_evaluateValues() -> None:
    """Plain values stay, names are imported, containers hold what they held."""
    assert evaluate([1, ("a", Name("builtins.len")), {b"k": frozenset({Name("builtins.len")})}, {2}]) == [
        1,
        ("a", len),
        {b"k": frozenset({len})},
        {2},
    ]


def test_evaluateMethod() -> None:
    """A bound method belongs to the one object that was made."""
    items = Construction("builtins.list")
    made = evaluate({"items": items, "append": Method(items, "append")})
    made["append"](1)
    assert made["items"] == [1]


def test_failureNamesThePlace() -> None:
    """What a constructor raises becomes an error with the class and the place in the tap."""
    broken = Construction("builtins.int", "x")
    broken.path = "services[0].args[1]"
    with pytest.raises(MigrationError, match=r"services\[0\]\.args\[1\]: builtins\.int failed: ValueError"):
        evaluate(broken)


def test_failingStepNamesThePlace() -> None:
    """What a step raises becomes an error with the class, the step and the place in the tap."""
    broken = Construction("builtins.list").call("remove", 1)
    broken.path = "services[0]"
    with pytest.raises(MigrationError, match=r"services\[0\]: builtins\.list\.remove\(\.\.\.\) failed"):
        evaluate(broken)
    stubborn = Construction("builtins.object").set("x", 1)
    with pytest.raises(MigrationError, match=r"builtins\.object\.x = \.\.\. failed"):
        evaluate(stubborn)
