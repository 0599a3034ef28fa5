"""Manifests for Kubernetes: one server with a claim for its state, or some copies of one that keeps none."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from mktap_compat.deploying import container
from mktap_compat.deploying.container import USER, reachable
from mktap_compat.deploying.plan import PRIVATE, PUBLIC, DeployError, Plan, text
from mktap_compat.deploying.subject import Subject

#: What an object of the kinds ConfigMap and Secret can hold.
LARGEST = 1 << 20
#: The version whose schemas the manifests are checked against.
VERSION = "1.30"


def plan(subject: Subject, *, image: str | None = None, replicas: int = 1, storage: str = "1Gi") -> Plan:
    """
    Make the manifests of a tap.

    :param subject: the tap.
    :param image: the container that runs it; ``NAME:latest`` by default.
    :param replicas: how many copies.
    :param storage: the size of the claim for state.
    :raise DeployError: for copies of a tap with state, or a tap that is too large.
    """
    if replicas > 1 and subject.keepsState:
        raise DeployError(
            f"--replicas {replicas}: {subject.facts.file} keeps state, and each copy would learn something else;"
            " make it without --resume and --checkpoint"
        )
    if len(subject.data) > LARGEST * 3 // 4:
        raise DeployError(
            f"{subject.facts.file} is too large for a ConfigMap: 'tapdeploy container' has it in the image"
        )
    made = manifests(subject, image or f"{subject.name}:latest", replicas, storage)
    validate(made)
    lines = [line for each in made for line in ("---", *yaml(each))]
    file = text(f"{subject.name}.yaml", *lines, mode=PRIVATE if subject.secret else PUBLIC)
    # whoever wants copies knows that they learn nothing
    warnings = container.warnings(subject._replace(keepsState=subject.keepsState or replicas > 1))
    if not [port for port in reachable(subject) if port.kind == "tcp"]:
        warnings.append("the tap tells of no TCP port, so there are no probes: nobody notices a server that hangs")
    steps = (
        f"kubectl apply -f {{directory}}/{subject.name}.yaml",
        f"kubectl rollout status {_kind(subject)}/{subject.name}",
    )
    return Plan((file,), tuple(warnings), steps)


def _kind(subject: Subject) -> str:
    return "StatefulSet" if subject.keepsState else "Deployment"


def manifests(subject: Subject, image: str, replicas: int, storage: str) -> list[dict[str, Any]]:
    """
    Return the objects: what holds the tap, a service if others can connect, and what runs it.

    :param subject: the tap.
    :param image: see :func:`plan`; likewise the others.
    """
    name = subject.name
    about = {"name": name, "labels": {"app.kubernetes.io/name": name}}
    tap = {f"{name}.tap": base64.b64encode(subject.data).decode("ascii")}
    holder: dict[str, Any] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": about, "binaryData": tap}
    if subject.secret:
        holder = {"apiVersion": "v1", "kind": "Secret", "metadata": about, "type": "Opaque", "data": tap}
    ports = reachable(subject)
    made = [holder]
    if ports:
        listed = [
            {"name": f"{each.kind}-{each.where}", "port": each.number, "protocol": each.kind.upper()} for each in ports
        ]
        chosen = {"selector": about["labels"], "ports": listed}
        made.append({"apiVersion": "v1", "kind": "Service", "metadata": about, "spec": chosen})
    running: dict[str, Any] = {
        "replicas": replicas,
        "selector": {"matchLabels": about["labels"]},
        "template": {"metadata": {"labels": about["labels"]}, "spec": _pod(subject, image)},
    }
    if subject.keepsState:
        running["serviceName"] = name
        claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": storage}}}
        running["volumeClaimTemplates"] = [{"metadata": {"name": "state"}, "spec": claim}]
    return [*made, {"apiVersion": "apps/v1", "kind": _kind(subject), "metadata": about, "spec": running}]


def _pod(subject: Subject, image: str) -> dict[str, Any]:
    """Return what runs in one pod: the container, as nobody in particular, with its volumes and limits."""
    name = subject.name
    user = subject.facts.uid or USER
    source: dict[str, Any] = {"configMap": {"name": name}}
    if subject.secret:
        source = {"secret": {"secretName": name, "defaultMode": 0o440}}
    security: dict[str, Any] = {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": user,
        "fsGroup": user,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    if any(0 < port.number < 1024 for port in subject.ports):
        security["sysctls"] = [{"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]
    volumes: list[dict[str, Any]] = [{"name": "tap", **source}, {"name": "tmp", "emptyDir": {}}]
    if not subject.keepsState:
        volumes.append({"name": "state", "emptyDir": {}})
    return {
        "automountServiceAccountToken": False,
        "securityContext": security,
        "containers": [_container(subject, image)],
        "volumes": volumes,
    }


def _container(subject: Subject, image: str) -> dict[str, Any]:
    name = subject.name
    ports = reachable(subject)
    made: dict[str, Any] = {
        "name": name,
        "image": image,
        "args": ["--tap", f"/etc/{name}/{name}.tap"],
        "ports": [{"containerPort": each.number, "protocol": each.kind.upper()} for each in ports],
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"cpu": "1", "memory": "512Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "tap", "mountPath": f"/etc/{name}", "readOnly": True},
            {"name": "state", "mountPath": f"/var/lib/{name}"},
            {"name": "tmp", "mountPath": "/tmp"},
        ],
    }
    tcp = [each for each in ports if each.kind == "tcp"]
    if tcp:
        probe = {"tcpSocket": {"port": tcp[0].number}, "periodSeconds": 10}
        made["startupProbe"] = {**probe, "periodSeconds": 2, "failureThreshold": 60}
        made["readinessProbe"] = probe
        made["livenessProbe"] = {**probe, "failureThreshold": 6}
    return made


def validate(made: list[dict[str, Any]]) -> None:
    """
    Check manifests against the schemas of Kubernetes, where kubernetes-validate is installed.

    :param made: the objects.
    :raise DeployError: for one that the schemas refuse.
    """
    try:
        import kubernetes_validate
    except ImportError:
        return
    for each in made:
        try:
            kubernetes_validate.validate(each, VERSION, strict=True)
        except kubernetes_validate.ValidationError as error:
            raise DeployError(f"Kubernetes {VERSION} would refuse the {each['kind']}: {error.message}") from None


def yaml(value: Any, indent: str = "") -> Iterator[str]:
    """
    Yield the lines of plain values as YAML, which has JSON's texts and numbers.

    :param value: a mapping or list that is not empty, of such, texts, numbers and truth values.
    :param indent: what the lines begin with.
    """
    for key, each in value.items() if isinstance(value, dict) else ((None, each) for each in value):
        head = f"{indent}-" if key is None else f"{indent}{_plain(key)}:"
        if not isinstance(each, (dict, list)) or not each:
            yield f"{head} {_plain(each)}"
        elif key is None:
            lines = list(yaml(each, f"{indent}  "))
            yield f"{head} {lines[0].strip()}"
            yield from lines[1:]
        else:
            yield head
            yield from yaml(each, f"{indent}  ")


def _plain(value: Any) -> str:
    """Return a text as it is if it can't be taken for anything else, and everything else as JSON has it."""
    harmless = isinstance(value, str) and value.replace("/", "").replace(".", "").isalpha()
    if harmless and value.lower() not in ("y", "n", "yes", "no", "on", "off", "true", "false", "null"):
        return str(value)
    return json.dumps(value)
