"""Tests of manifests: the schemas of Kubernetes take them, and what is secret or has state is treated as that."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import kubernetes_validate
import pytest
import yaml

from mktap_compat.deploying import kubernetes
from mktap_compat.deploying.plan import DeployError, Plan
from mktap_compat.deploying.subject import Subject


def objects(plan: Plan) -> dict[str, Any]:
    """Return the objects of a plan by their kinds."""
    return {each["kind"]: each for each in yaml.safe_load_all(plan.files[0].data)}


@pytest.fixture(params=["plain", "secret", "low", "state"])
def subject(request: pytest.FixtureRequest, board: Subject, making: Callable[..., Subject]) -> Subject:
    """Taps of all kinds."""
    if request.param == "low":
        return making("web", "--listen", "tcp:80", "--path", "/srv/www")
    return board._replace(secret=request.param == "secret", keepsState=request.param == "state")


@pytest.mark.parametrize("version", ["1.26", "1.30", "1.33"])
def test_valid(subject: Subject, version: str) -> None:
    """The schemas of several versions take each object, as it is read from the file."""
    made = objects(kubernetes.plan(subject))
    for each in made.values():
        kubernetes_validate.validate(each, version, strict=True)
    assert list(made.values()) == kubernetes.manifests(subject, "board:latest", 1, "1Gi")


def test_tap(board: Subject) -> None:
    """The tap is in a ConfigMap byte for byte, and in a Secret in a file of its owner's if it may hold a password."""
    plain = kubernetes.plan(board)
    assert base64.b64decode(objects(plain)["ConfigMap"]["binaryData"]["board.tap"]) == board.data
    secret = kubernetes.plan(board._replace(secret=True))
    assert base64.b64decode(objects(secret)["Secret"]["data"]["board.tap"]) == board.data
    assert secret.files[0].mode == 0o600
    assert "ConfigMap" not in objects(secret)


def test_state(board: Subject) -> None:
    """A tap with state is a StatefulSet with a claim, and copies of it are refused with the reason."""
    stateful = board._replace(keepsState=True)
    made = objects(kubernetes.plan(stateful, storage="5Gi"))["StatefulSet"]
    (claim,) = made["spec"]["volumeClaimTemplates"]
    assert claim["spec"]["resources"]["requests"]["storage"] == "5Gi"
    with pytest.raises(DeployError, match="each copy would learn something else"):
        kubernetes.plan(stateful, replicas=2)


def test_copies(board: Subject) -> None:
    """A tap without state is a Deployment of as many copies as are asked for, behind a Service."""
    made = objects(kubernetes.plan(board, replicas=3, image="registry/board:1"))
    assert made["Deployment"]["spec"]["replicas"] == 3
    assert made["Deployment"]["spec"]["template"]["spec"]["containers"][0]["image"] == "registry/board:1"
    assert [port["port"] for port in made["Service"]["spec"]["ports"]] == [9000]


def test_refusedBySchemas(board: Subject) -> None:
    """What the schemas refuse is not written."""
    broken = kubernetes.manifests(board, "board", 1, "1Gi")
    broken[-1]["spec"]["replicas"] = "many"
    with pytest.raises(DeployError, match="would refuse the Deployment"):
        kubernetes.validate(broken)


def test_largeTap(board: Subject) -> None:
    """A tap that no ConfigMap can hold is refused with the other way."""
    with pytest.raises(DeployError, match="tapdeploy container"):
        kubernetes.plan(board._replace(data=bytes(kubernetes.LARGEST)))


@pytest.mark.parametrize(
    "value", [{"a": {"b": [{"c": 1, "d": ["x", "yes", "1.0", "a: b"]}, {"e": True}], "f": {}, "g": []}}, {"no": "null"}]
)
def test_yaml(value: dict[str, Any]) -> None:
    """Values are written so that a reader of YAML gives them back."""
    assert yaml.safe_load("\n".join(kubernetes.yaml(value))) == value
