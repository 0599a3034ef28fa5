"""What a conversion writes: a tap, a .tas, a .tac or a recipe; the file appears only when it is complete."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from mktap_compat import migrating, tapfile
from mktap_compat.errors import TapError
from mktap_compat.freezing.frozen import freeze
from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Bytes, Constant, Dict, List, Node, Object, Text, Tuple
from mktap_compat.tapfile import source

#: endings of files by type
ENDINGS = {"pickle": "tap", "source": "tas", "tac": "tac", "recipe": "tap"}
#: twistd's option that runs a file, by type
RUNS = {"pickle": "-f", "source": "-s", "tac": "-y", "recipe": "-f"}


def convert(tap: Tap, kind: str = "pickle", trusted: Collection[str] = ()) -> bytes:
    """
    Convert a tap of 2001 to 2011, or the graph of one of today.

    :param tap: what :func:`mktap_compat.readTap` gave.
    :param kind: ``"pickle"`` for a tap, ``"source"`` for a ``.tas`` file, ``"tac"`` for a program to read.
    :param trusted: names of your own packages, classes and functions that it may import.
    :return: the bytes of the new file.
    :raise MigrationError: if something in it can't be converted: its class is gone, or not trusted.
    :raise TapError: if the result can't be frozen.
    """
    return render(migrating.convert(tap, migrating.Settings(trusted=frozenset(trusted))), kind)


def render(conversion: migrating.Conversion, kind: str) -> bytes:
    """
    Return what the new file holds.

    :param conversion: what :func:`mktap_compat.migrating.convert` gave.
    :param kind: ``"pickle"``, ``"source"`` or ``"tac"``.
    :return: its bytes.
    :raise TapError: if the application cannot be made or frozen.
    """
    if kind == "tac":
        return migrating.printTac(conversion).encode()
    frozen = freeze(migrating.evaluate(conversion), (), style="graph")
    return source.fromTap(frozen.data) if kind == "source" else frozen.data


def finish(conversion: migrating.Conversion, kind: str, out: str | None, force: bool, tap: Tap) -> list[Path]:
    """
    Write the output, and the files it needs beside it; all of them or none.

    :param conversion: what was converted.
    :param kind: ``"pickle"``, ``"source"`` or ``"tac"``.
    :param out: the file, ``-`` for standard output, or ``None`` to name it after the application.
    :param force: whether an existing file may be replaced.
    :param tap: the input.
    :return: the files that were made beside the output.
    :raise TapError: if anything fails; nothing was written then.
    """
    if not out and os.path.basename(conversion.name) != conversion.name:
        raise TapError(
            f"{tap.name}: its application has the path {conversion.name!r} for a name: name a file with --out"
        )
    target = out or named(conversion, kind)
    refuse(target, force, tap)
    written = migrating.writeCompanions(conversion)
    try:
        write(target, render(conversion, kind), force, ENDINGS[kind], tap)
    except BaseException:
        for path in written:
            path.unlink()
        raise
    return written


def named(conversion: migrating.Conversion, kind: str) -> str:
    """Return the name of an output for which the user has none: the application's, with the ending for its type."""
    return f"{conversion.name}.{ENDINGS[kind]}"


def refuseReport(report: str, target: str, tap: Tap) -> None:
    """
    Refuse a report that could not be written, before anything else is.

    :param report: its file, or ``-``.
    :param target: the output.
    :param tap: the input.
    :raise TapError: if the report would replace the output or the input, or there is no place for it.
    """
    if os.path.realpath(report) == os.path.realpath(target):
        raise TapError(f"{report}: is the output; name another file with --report")
    refuse(report, True, tap)
    if report != "-" and os.path.exists(report) and not os.path.isfile(report):
        raise TapError(f"{report}: is not a regular file; name another one with --report")


def rehearse(conversion: migrating.Conversion, kind: str) -> None:
    """
    Do everything but writing.

    :param conversion: what was converted.
    :param kind: ``"pickle"``, ``"source"`` or ``"tac"``.
    :raise TapError: if the conversion would fail.
    """
    # without their companions, the objects cannot be made
    render(conversion, "tac" if conversion.companions else kind)


def refuse(target: str, force: bool, tap: Tap) -> None:
    """
    Refuse an output that would destroy something.

    :param target: the file, or ``-``.
    :param force: whether an existing file may be replaced.
    :param tap: the input.
    :raise TapError: if the target is the input, exists, or is in a folder that does not.
    """
    if target == "-":
        return
    if os.path.exists(target):
        if os.path.exists(tap.name) and os.path.samefile(target, tap.name):
            raise TapError(f"{target}: is the input, which is never changed; name another file with --out")
        if not force:
            raise TapError(f"{target}: exists already; name another file with --out, or replace it with --force")
    if not os.path.isdir(os.path.dirname(target) or "."):
        raise TapError(f"{target}: there is no folder {os.path.dirname(target)}; make it first")


def write(out: str | None, data: bytes, force: bool, ending: str, tap: Tap) -> str:
    """
    Write a complete file.

    :param out: the file, ``-`` for standard output, ``None`` for the name of the input with another ending.
    :param data: its content.
    :param force: whether an existing file may be replaced.
    :param ending: of the file, if ``out`` is ``None``.
    :param tap: the input.
    :return: the file, or ``-``.
    :raise TapError: if it cannot be written.
    """
    target = out or f"{os.path.splitext(os.path.basename(tap.name))[0]}.{ending}"
    if target == "-":
        if ending in ("tap", "tas") and tapfile.isTerminal(sys.stdout):
            raise TapError("a tap is not for a terminal; redirect standard output, or name a file with --out")
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return target
    refuse(target, force, tap)
    # a tap may hold passwords
    tapfile.writeSafely(
        target, data, mode=0o600 if ending in ("tap", "tas", "tac") else 0o666, replace=force, follow=out is not None
    )
    return target


def repacked(tap: Tap, kind: str) -> bytes:
    """
    Return a tap of today in another style, with all that it holds: its command lines, its graph, its saved state.

    :param tap: the input.
    :param kind: ``"pickle"`` or ``"source"``.
    :return: the bytes of the other style.
    :raise TapError: if it is of that style already.
    """
    if kind == tap.style:
        raise TapError(
            f"{tap.name}: is a tap of today already, which twistd {RUNS[kind]} runs; --typeout "
            f"{'pickle' if kind == 'source' else 'source'} writes it in another style, tac prints it, recipe drops its "
            "graph"
        )
    assert isinstance(tap.root, Object)
    header, graph = map(plain, tap.root.args)
    return source.pack(header, graph) if kind == "source" else tapfile.pack(header, graph)


def recipe(tap: Tap) -> bytes:
    """
    Return a tap of today as a recipe, without its graph and the state in it: the way out when versions differ.

    :param tap: the input.
    :return: the bytes of a tap.
    :raise TapError: if there is no recipe in it.
    """
    if tap.header is None:
        raise TapError(
            f"{tap.name}: a recipe is the command line of mkapp, which this tap does not hold; "
            "convert it with --typeout pickle or tac"
        )
    header: dict[str, Any] = plain(tap.header)
    if not header.get("services"):
        raise TapError(f"{tap.name}: nobody knows the command line that made it; it holds no recipe")
    kept = {name: value for name, value in header.items() if name not in ("state", "digest")}
    return tapfile.pack({**kept, "shutdown": False}, None)


def carriesState(tap: Tap) -> bool:
    """Tell whether a tap of today was saved by its server when it ended."""
    return tap.header is not None and bool(plain(tap.header).get("shutdown"))


def plain(node: Node) -> Any:
    """Return a header's node as plain Python data; anything but text, numbers, lists and dictionaries is ``None``."""
    if isinstance(node, (Constant, Text)):
        return node.value
    if isinstance(node, Bytes):
        return node.value
    if isinstance(node, (List, Tuple)):
        return [plain(item) for item in node.items]
    if isinstance(node, Dict):
        return {plain(key): plain(value) for key, value in node.pairs}
    return None
