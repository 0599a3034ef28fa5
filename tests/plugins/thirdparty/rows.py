"""What a row of the plugin check is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Step(NamedTuple):
    """One call of a probe."""

    probe: Callable[..., None]
    args: tuple[str, ...]
    options: Mapping[str, Any]


def step(probe: Callable[..., None], *args: str, **options: Any) -> Step:
    """Return the step that calls the probe once the placeholders in its arguments are filled in."""
    return Step(probe, args, options)


@dataclass(frozen=True)
class Row:
    """
    One plugin command line with all it needs.

    Texts may hold ``{p1}`` ``{p2}`` ``{p3}``, free ports; ``{d}``, the row's directory; ``{backend}``, the port of an
    HTTP server that answers ``BACKEND-OK``; ``{pem}``, a TLS key with its certificate.

    :ivar name: what it is called, ``plugin/what is special``.
    :ivar argv: the plugin and its options.
    :ivar probe: what has to pass.
    :ivar files: files in the row's directory.
    :ivar directories: empty directories there.
    :ivar cwd_files: files in the current directory of each process.
    :ivar environment: of each process.
    :ivar companion: a plugin and its options, to run beside the row on ``{p3}``.
    :ivar unprivileged: whether the plugin refuses to run as root.
    :ivar needs: what the machine must have, such as ``command:openssl``.
    """

    name: str
    argv: Sequence[str]
    probe: Sequence[Step]
    files: Mapping[str, str] = field(default_factory=dict)
    directories: Sequence[str] = ()
    cwd_files: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    companion: Sequence[str] = ()
    unprivileged: bool = False
    needs: Sequence[str] = ()
