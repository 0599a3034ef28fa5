"""``tapconvert``: a tap of any age to one that serves today, or to a .tac to read. It never runs what it reads."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

from twisted.python import usage

from mktap_compat import migrating
from mktap_compat.commands.cli.exits import Status, complain, run, showVersions
from mktap_compat.commands.cli.inputs import passphrase
from mktap_compat.errors import TapError
from mktap_compat.making import conversions
from mktap_compat.migrating import reporttree
from mktap_compat.migrating.report import Entry, Report
from mktap_compat.migrating.settings import Settings
from mktap_compat.reading import Limits, Tap, readTap
from mktap_compat.views.visible import visible

COMMAND = "tapconvert"
TYPES_IN = ("guess", "python", "pickle", "xml", "source")
TYPES_OUT = ("pickle", "source", "tac", "recipe")
#: lost attributes that are told one by one
MOST = 10
_BY_ENDING = {".tap": "pickle", ".tas": "source", ".tac": "tac", ".py": "tac"}


class Options(usage.Options):
    """The options of 2007, and what a conversion needs today."""

    synopsis = "Usage: tapconvert [options] --in FILE [--out FILE]"
    longdesc = (
        "Converts the taps of Twisted 1.0 to 11.0 (.tap, .tas, .tax, .etap) into a tap that today's 'twistd -f' runs, "
        "or into a .tac to read. '-' is standard input or output. Exit status: 0 done, 1 refused or failed, "
        "2 wrong usage."
    )
    optParameters = [
        ["in", "i", None, "The tap to read."],
        ["out", "o", None, "The file to write; by default it is named after the application."],
        ["typein", "f", "guess", "What the input is: guess, pickle, source or xml."],
        [
            "typeout",
            "t",
            None,
            "pickle, source, tac or recipe; by default what --out ends in, or pickle.",
        ],
        ["report", None, None, "Write every decision as JSON to this file."],
    ]
    optFlags = [
        ["decrypt", "d", "The input is encrypted; the passphrase is TAP_PASSPHRASE, or is asked for."],
        ["encrypt", "e", "Refused: today's twistd reads no encrypted taps."],
        ["check", None, "Write nothing; exit with 1 if the conversion would not be complete."],
        ["diff", None, "Write nothing; show what would change."],
        ["force", None, "Replace the output if it exists."],
        ["quiet", "q", "Say nothing when all went well."],
    ]
    compData = usage.Completions(
        descriptions={"in": "tap to read", "out": "file to write"},
        optActions={
            "typein": usage.CompleteList(list(TYPES_IN)),
            "typeout": usage.CompleteList(list(TYPES_OUT)),
            "in": usage.CompleteFiles("*.(tap|tas|tax|etap)"),
            "out": usage.CompleteFiles(),
            "report": usage.CompleteFiles(),
        },
    )

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[tuple[str, str]] = []
        self.ports: dict[int, int] = {}
        self.renames: dict[str, str] = {}
        self.binary: set[str] = set()
        self.textual: set[str] = set()
        self.trusted: set[str] = set()
        self.dropped: list[str] = []
        self.served: set[str] = set()

    def opt_map_path(self, pair: str) -> None:
        """Move a path and everything below it: OLD=NEW. May be repeated."""
        self.paths.append(_pair("map-path", pair))

    def opt_map_port(self, pair: str) -> None:
        """Move a port: OLD=NEW. May be repeated."""
        old, new = _pair("map-port", pair)
        if not (old.isdecimal() and new.isdecimal() and int(new) <= 65535):
            raise usage.UsageError(f"--map-port takes OLD=NEW with two port numbers, not {pair!r}")
        self.ports[int(old)] = int(new)

    def opt_rename(self, pair: str) -> None:
        """Say where a package, module, class or function is now: OLD.NAME=NEW.NAME. May be repeated."""
        old, new = _pair("rename", pair)
        self.renames[old] = _dotted("rename", new)

    def opt_bytes(self, attribute: str) -> None:
        """The Python 2 strings in PACKAGE.CLASS.ATTRIBUTE are bytes. May be repeated."""
        self.binary.add(_dotted("bytes", attribute))

    def opt_text(self, attribute: str) -> None:
        """The Python 2 strings in PACKAGE.CLASS.ATTRIBUTE are text. May be repeated."""
        self.textual.add(_dotted("text", attribute))

    def opt_trust(self, name: str) -> None:
        """Let a class, function or package of yours be imported and used; @FILE reads names. May be repeated."""
        self.trusted.add(name)

    def opt_drop(self, service: str) -> None:
        """Leave out a service: its name, its place as services[0], or a class it needs. May be repeated."""
        self.dropped.append(service)

    def opt_serve_source(self, ending: str) -> None:
        """Send files such as .php as they are, source and all, though what ran them is gone. May be repeated."""
        self.served.add(ending if ending.startswith(".") else f".{ending}")

    def opt_version(self) -> None:
        """Show the versions of mktap-compat and Twisted."""
        showVersions(COMMAND)

    def parseArgs(self, *names: str) -> None:
        """Take the input as the one argument, too."""
        if len(names) > 1 or (names and self["in"] is not None):
            raise usage.UsageError("name one input file")
        if names:
            self["in"] = names[0]

    def postOptions(self) -> None:
        """Complain about what cannot be meant."""
        if self["in"] is None:
            raise usage.UsageError("name the input file with --in")
        if self["typein"] not in TYPES_IN:
            raise usage.UsageError(f"--typein takes {', '.join(TYPES_IN)}, not {self['typein']!r}")
        if self["typeout"] is None:
            self["typeout"] = _BY_ENDING.get(os.path.splitext(self["out"] or "")[1], "pickle")
        if self["typeout"] not in TYPES_OUT:
            raise usage.UsageError(f"--typeout takes {', '.join(TYPES_OUT)}, not {self['typeout']!r}")
        both = self.binary & self.textual
        if both:
            raise usage.UsageError(f"{sorted(both)[0]} cannot be both --bytes and --text")

    def settings(self) -> Settings:
        """Return what the user decided about the conversion."""
        out = self["out"]
        return Settings(
            paths=tuple(self.paths),
            ports=self.ports,
            renames=self.renames,
            binary=frozenset(self.binary),
            textual=frozenset(self.textual),
            trusted=frozenset(self.trusted),
            dropped=tuple(self.dropped),
            served=frozenset(self.served),
            output=Path(out).absolute() if out not in (None, "-") else None,
        )


def _pair(option: str, pair: str) -> tuple[str, str]:
    old, equals, new = pair.partition("=")
    if not (old and equals and new):
        raise usage.UsageError(f"--{option} takes OLD=NEW, not {pair!r}")
    return old, new


def _dotted(option: str, name: str) -> str:
    if not all(step.isidentifier() for step in name.split(".")):
        raise usage.UsageError(f"--{option} takes a dotted name, not {name!r}")
    return name


def read(options: Options) -> Tap:
    """
    Read the input, without running any of it.

    :param options: parsed options.
    :return: its nodes.
    :raise TapError: if it cannot be read, or is no tap.
    """
    name = options["in"]
    if options["typein"] == "python" or (options["typein"] == "guess" and name.endswith((".tac", ".etac", ".py"))):
        raise TapError(
            f"{name}: a .tac is a program, which tapconvert would have to run; twistd -y runs it as it is, "
            "and mkapp makes a tap of a plugin"
        )
    try:
        # of a larger file no more than one byte too many is read
        with nullcontext(sys.stdin.buffer) if name == "-" else open(name, "rb") as opened:
            data = opened.read(Limits().bytes + 1)
    except OSError as error:
        raise TapError(f"{name}: cannot be read: {error.strerror}") from None
    style = None if options["typein"] == "guess" else options["typein"]
    if options["decrypt"]:
        style = "encrypted"
    return readTap(data, "standard input" if name == "-" else name, style=style, passphrase=passphrase)


def work(options: Options) -> int:
    """
    Convert.

    :param options: parsed options.
    :return: an exit status.
    :raise TapError: if the conversion is refused or fails; then nothing was written.
    """
    if options["encrypt"]:
        raise TapError(
            "-e: today's twistd reads no encrypted taps, and the cipher of 2007 (AES-ECB) would not keep a secret; "
            "write the tap, and encrypt the file with gpg or age"
        )
    tap = read(options)
    if options["typeout"] == "recipe" or (tap.header is not None and options["typeout"] != "tac"):
        return _rewrite(options, tap)
    conversion = migrating.convert(tap, options.settings())
    if conversion.unmet:
        raise TapError(f"{tap.name}: {conversion.unmet[0]}; tapinspect --all shows those there are")
    target = options["out"] or conversions.named(conversion, options["typeout"])
    if options["report"]:
        conversions.refuseReport(options["report"], target, tap)
    if options["diff"]:
        print(visible(reporttree.tree(conversion.report), lines=True))
    if options["check"]:
        conversions.rehearse(conversion, options["typeout"])
    writes = not (options["check"] or options["diff"])
    made = conversions.finish(conversion, options["typeout"], options["out"], options["force"], tap) if writes else []
    for line in warnings(conversion.report):
        complain(COMMAND, f"{tap.name}: {line}")
    for path in made:
        complain(COMMAND, f"made {path}, which only its owner can read; keep it where it is")
    if options["report"]:
        report = json.dumps(conversion.report.asData(), indent=1, ensure_ascii=False) + "\n"
        conversions.write(options["report"], report.encode(errors="backslashreplace"), True, "json", tap)
    if writes:
        _tell(options, target, summary(conversion.report))
    if options["check"] and not conversion.report.complete:
        complain(COMMAND, f"{tap.name}: not complete")
        return Status.FAILED
    return Status.DONE


def _rewrite(options: Options, tap: Tap) -> int:
    """Write a tap of today in another style, or its recipe alone."""
    if unmet := options.settings().unmet(()):
        option = unmet[0].partition(":")[0]
        raise TapError(f"{tap.name}: {option} is for taps of 2001 to 2011; this one is of today: make it anew")
    kind = options["typeout"]
    data = conversions.recipe(tap) if kind == "recipe" else conversions.repacked(tap, kind)
    if options["check"] or options["diff"]:
        return Status.DONE
    target = conversions.write(options["out"], data, options["force"], conversions.ENDINGS[kind], tap)
    held = []
    if conversions.carriesState(tap):
        held.append("without the state that its server had saved" if kind == "recipe" else "with its saved state")
    _tell(options, target, held)
    return Status.DONE


def _tell(options: Options, target: str, words: Sequence[str]) -> None:
    """Say in one line what was written, what is not in it, and how to run it."""
    if not options["quiet"]:
        name, run = ("standard output", "FILE") if target == "-" else (target, shlex.quote(target))
        said = ", ".join([f"wrote {name}", *words])
        complain(COMMAND, f"{said}; run it with: twistd {conversions.RUNS[options['typeout']]} {run}")


def warnings(report: Report) -> Iterator[str]:
    """
    Yield what a person has to know of a conversion, one line each, most dangerous first.

    :param report: what was decided.
    """
    shut: dict[str, list[Entry]] = {}
    for entry in report.of("closed"):
        shut.setdefault(entry.why, []).append(entry)
    for subject, entries in shut.items():
        ending, _, files = subject.partition(" ")
        hint = f"; --serve-source {ending} would send their source" if files == "files" else ""
        gone = f"{entries[0].what.rpartition('.')[2]}, which ran {'them' if hint else 'it'}, is gone"
        yield f"{subject} {'are' if hint else 'is'} 403 Forbidden: {gone}{hint}"
    lost = list(report.of("lost"))
    for entry in lost[:MOST]:
        yield f"{entry.path}: {entry.what} is lost: {entry.why}"
    if len(lost) > MOST:
        yield f"{len(lost) - MOST} more attributes are lost: --report FILE lists them"
    for entry in report.of("left out"):
        yield f"{entry.path}: {entry.what} is left out"


def summary(report: Report) -> list[str]:
    """Return what is not in the new file as it was in the old one, in a few words each."""
    dropped = len(list(report.of("dropped")))
    if not dropped:
        return []
    return [f"without {dropped} {'attribute' if dropped == 1 else 'attributes'} that nothing needs today"]


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command.

    :param argv: the arguments without the command's name; ``None`` for those of this process.
    :return: the exit status.
    """
    return run(COMMAND, Options(), work, argv)


def console() -> None:
    """Run the command and leave the process with its exit status."""
    sys.exit(main())
