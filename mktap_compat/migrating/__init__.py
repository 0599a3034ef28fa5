"""From the nodes of an old tap to constructions, and from those to live objects or a .tac file."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mktap_compat import trust
from mktap_compat.migrating.constructions import Construction
from mktap_compat.migrating.errors import GoneError, MigrationError, MissingError, UntrustedError
from mktap_compat.migrating.report import Report
from mktap_compat.migrating.rules import RULES, knows
from mktap_compat.migrating.settings import Settings
from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Node

if TYPE_CHECKING:
    from twisted.python.components import Componentized

__all__ = [
    "Conversion",
    "GoneError",
    "MigrationError",
    "MissingError",
    "Settings",
    "UntrustedError",
    "convert",
    "evaluate",
    "printTac",
    "writeCompanions",
]


@dataclass(frozen=True)
class Conversion:
    """
    What became of an old tap; nothing of it was run.

    :ivar application: how the application is made today.
    :ivar name: its name.
    :ivar report: every decision.
    :ivar companions: files that the new application needs beside it, as host keys: what makes their bytes, by path.
    :ivar unmet: the user's decisions that are about nothing in the tap, as options are written, each with a reason.
    """

    application: Construction
    name: str
    report: Report
    companions: dict[Path, Callable[[], bytes]]
    unmet: tuple[str, ...]


def convert(tap: Tap, settings: Settings | None = None) -> Conversion:
    """
    Convert an application that Twisted 1.0 to 11.0 froze under Python 2, or the graph of a tap of today.

    Only modules that the settings trust are imported, to see what their classes say about their attributes.

    :param tap: what was read of the file.
    :param settings: what the user decided.
    :return: the constructions, with a report.
    :raise GoneError: if it needs a class that is gone.
    :raise UntrustedError: if it names what neither the catalog nor the user vouches for.
    :raise MissingError: if something trusted cannot be imported.
    :raise MigrationError: if it holds no application, or is damaged.
    """
    settings = settings or Settings()
    if tap.application is None:
        run = "-s" if tap.style == "source" else "-f"
        raise MigrationError(f"{tap.name}: holds the command line of mkapp and no objects; twistd {run} runs it")
    with uncollected():
        return _convert(tap, settings)


def _convert(tap: Tap, settings: Settings) -> Conversion:
    from mktap_compat.migrating.migration import Migration

    # of a tap of today the graph inside
    root: Node = tap.application or tap.root
    migration = Migration(root, tap.name, settings)
    try:
        application = migration.convert(root, "")
    except RecursionError as error:
        raise MigrationError(f"{tap.name}: its objects are nested too deeply to be converted") from error
    except MigrationError as error:
        error.args = (f"{tap.name}: {error}",)
        raise
    if not isinstance(application, Construction) or application.hint != "application":
        raise MigrationError(f"{tap.name}: holds no Application, but {_described(root)}")
    _vouch(tap, settings, migration.visited)
    for service in migration.extra:
        application.callOn(service, "setServiceParent", application)
    unmet = tuple(settings.unmet(migration.heeded))
    return Conversion(application, str(application.args[0]), migration.report, migration.companions, unmet)


def _vouch(tap: Tap, settings: Settings, visited: set[int]) -> None:
    """
    Raise :class:`UntrustedError` if what was converted does what neither the table of trust nor the user allows.

    What no rule looked at, as the inside of an old reactor, is not in the new application. An instance that a rule
    looked at is made anew by what the rule says, and by nothing that the file says.
    """
    renamed = {old for old, new in settings.renames.items() if knows(new) or settings.trusts(new)}
    for finding in trust.findings(tap, settings.trusted | renamed):
        if finding.offset in visited and not (finding.form == "instance" and finding.dotted in RULES):
            if finding.dotted.startswith("twisted."):
                # that is nobody's own code
                finding = finding._replace(reason=finding.reason.partition(";")[0])
            raise UntrustedError(f"{tap.name}: {finding}")


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from looking again and again at what is being made, none of which is garbage."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _described(root: Node) -> str:
    return getattr(root, "dotted", "") or f"a {type(root).__name__.lower()}"


def evaluate(conversion: Conversion) -> Componentized:
    """
    Make the application of today.

    :param conversion: what :func:`convert` gave.
    :return: a live ``Application``, which is not started.
    :raise MigrationError: if a class of the tap refuses what it is given.
    """
    from mktap_compat.migrating import evaluating

    with uncollected():
        application: Any = evaluating.evaluate(conversion.application)
    return application  # type: ignore[no-any-return]


def printTac(conversion: Conversion) -> str:
    """
    Print the application of today as a ``.tac``, which ``twistd -y`` runs.

    :param conversion: what :func:`convert` gave.
    :return: Python source.
    """
    from mktap_compat.migrating import printing

    with uncollected():
        return printing.printTac(conversion.application, conversion.name)


def writeCompanions(conversion: Conversion) -> list[Path]:
    """
    Write the files that the new application needs beside it, mode 0600; those that exist are kept.

    :param conversion: what :func:`convert` gave.
    :return: the files that were written, for whoever must take them back.
    :raise TapError: if one cannot be written.
    """
    from mktap_compat import tapfile

    written = []
    for path, make in conversion.companions.items():
        if not path.exists():
            tapfile.writeSafely(path, make(), mode=0o600, replace=False, follow=False)
            written.append(path)
    return written
