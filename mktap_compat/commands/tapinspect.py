"""``tapinspect``: look inside taps, and decide whether to load them, without running a byte of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from twisted.python import usage

from mktap_compat.commands.cli import exits
from mktap_compat.commands.cli.inputs import read
from mktap_compat.commands.cli.permutedoptions import PermutedOptions
from mktap_compat.errors import TapError
from mktap_compat.reading import Limits, Tap
from mktap_compat.views.visible import visible

if TYPE_CHECKING:
    from mktap_compat.trust import Finding
    from mktap_compat.views.colour import Style

COMMAND = "tapinspect"
FORMATS = ("text", "json", "html", "dot")


class Options(PermutedOptions):
    """The options of ``tapinspect``."""

    synopsis = "Usage: tapinspect [options] FILE..."
    longdesc = (
        "Shows what is in a tap (.tap, .tas, .tax, .etap, of any age) and what starting it will do. Nothing in the"
        " file is imported or run. '-' reads standard input. With --check the answer is the exit status: 0 if"
        " loading the file does only what is allowed."
    )
    optFlags = [
        ["all", "a", "show every object, not only the services"],
        ["globals", "g", "list every name in the file, how it is used, and whether that is allowed"],
        ["check", "c", "exit with 1 unless everything that loading does is allowed; one line per finding"],
    ]
    optParameters = [
        ["format", "f", "text", "what to print: text, json, html or dot"],
        ["diff", "d", None, "compare with this file"],
        ["max-bytes", None, None, "refuse files larger than this"],
        ["max-objects", None, None, "refuse files with more objects than this"],
        ["max-depth", None, None, "refuse files nested deeper than this"],
    ]
    compData = usage.Completions(
        optActions={"format": usage.CompleteList(list(FORMATS)), "diff": usage.CompleteFiles("*.ta[psx]")},
        extraActions=[usage.CompleteFiles("*.ta[psx]", repeat=True)],
    )

    def __init__(self) -> None:
        PermutedOptions.__init__(self)
        self["trust"] = []

    def opt_trust(self, name: str) -> None:
        """Allow a class, function or package of yours, plugin:NAME, or names from @FILE. May be repeated."""
        self["trust"].append(name)

    opt_t = opt_trust

    def opt_version(self) -> None:
        """Show the versions of mktap-compat and Twisted."""
        exits.showVersions(COMMAND)

    def parseArgs(self, *files: str) -> None:
        """Take the files."""
        self["files"] = files

    def postOptions(self) -> None:
        """Refuse what does not go together."""
        if not self["files"]:
            raise usage.UsageError("which file?")
        if self["format"] not in FORMATS:
            raise usage.UsageError(f"no format {self['format']!r}: {', '.join(FORMATS)}")
        if self["format"] in ("html", "dot") and len(self["files"]) > 1:
            raise usage.UsageError(f"--format {self['format']} takes one file")
        if self["diff"] is not None and (len(self["files"]) > 1 or self["format"] not in ("text", "json")):
            raise usage.UsageError("--diff compares two files, as text or json")
        if [*self["files"], self["diff"]].count("-") > 1:
            raise usage.UsageError("standard input can be read once only")
        if self["trust"]:
            from mktap_compat.commands.cli.trusting import trustedNames

            self["trust"] = trustedNames(COMMAND, self["trust"])
        self["limits"] = _limits(self)


def _limits(options: usage.Options) -> Limits:
    """Return the limits that the options set."""
    found = {}
    for word in ("bytes", "objects", "depth"):
        given = options[f"max-{word}"]
        if given is not None:
            if not given.isdecimal():
                raise usage.UsageError(f"--max-{word} {given!r} is no number")
            found[word] = int(given)
    return Limits(**found)


def inspect(options: Options) -> int:
    """
    Do what the options ask for, to every file.

    :param options: parsed.
    :return: an exit status: 1 if one of the files can't be read or has a finding.
    """
    status = exits.Status.DONE
    described = []
    for position, name in enumerate(options["files"]):
        try:
            tap = read(name, options["limits"])
            if options["diff"] is not None:
                done = _compare(tap, read(options["diff"], options["limits"]), options)
            elif options["format"] == "json":
                done, value = _structured(tap, options)
                described.append(value)
            else:
                if position and not options["check"]:
                    print()
                done = _printed(tap, options)
        except TapError as error:
            exits.complain(COMMAND, str(error))
            done = exits.Status.FAILED
        status = max(status, done)
    if described:
        import json

        json.dump(described[0] if len(options["files"]) == 1 else described, sys.stdout, indent=2)
        print()
    return status


def _printed(tap: Tap, options: Options) -> exits.Status:
    """Print one file as text, as a picture, or only what speaks against it."""
    if options["check"] or options["globals"]:
        from mktap_compat import trust

        found = trust.check(tap, options["trust"])
        failed = exits.Status.FAILED if found and options["check"] else exits.Status.DONE
        if options["globals"]:
            from mktap_compat.views import colour

            style = colour.Style.of(sys.stdout)
            _write(_globalLines(tap, found, style), colour=style.colour)
        else:
            _write(f"{tap.name}: {finding}" for finding in found)
        return failed
    if options["format"] == "html":
        from mktap_compat.views import page

        _writeMarkup(page.lines(tap, options["trust"]))
    elif options["format"] == "dot":
        from mktap_compat.views import dot

        _writeMarkup(dot.lines(tap))
    else:
        from mktap_compat import trust
        from mktap_compat.views import colour, text

        style = colour.Style.of(sys.stdout)
        found = trust.check(tap, options["trust"])
        _write(text.lines(tap, found, style, options["all"]), colour=style.colour)
    return exits.Status.DONE


def _structured(tap: Tap, options: Options) -> tuple[exits.Status, dict[str, object]]:
    """Return one file for JSON; findings are part of it, and count if they were asked for."""
    from mktap_compat import trust
    from mktap_compat.views import data

    found = trust.check(tap, options["trust"])
    value = data.described(tap, found, everything=options["all"], names=options["globals"])
    return exits.Status.FAILED if found and options["check"] else exits.Status.DONE, value


def _compare(tap: Tap, other: Tap, options: Options) -> exits.Status:
    """Print how a file differs from another."""
    from mktap_compat.views import colour, differences

    found = list(differences.between(other, tap))
    if options["format"] == "json":
        import json

        print(json.dumps([each._asdict() for each in found], indent=2))
    else:
        style = colour.Style.of(sys.stdout)
        _write(differences.lines(found, style), colour=style.colour)
    return exits.Status.FAILED if found else exits.Status.DONE


def _globalLines(tap: Tap, found: list[Finding], style: Style) -> Iterable[str]:
    from mktap_compat.views import names

    for use in names.uses(tap, found):
        paint = style.good if use.verdict == "allowed" else style.bad
        yield f"{paint(f'{use.verdict:<9}')} {use.times:>6}  {use.form:<9}  {use.name}"


def _write(lines: Iterable[str], *, colour: bool = False) -> None:
    for line in lines:
        print(visible(line, colour=colour))


def _writeMarkup(parts: Iterable[str]) -> None:
    for part in parts:
        print(visible(part, lines=True))


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command.

    :param argv: its arguments without its name; ``None`` for those of this process.
    :return: an exit status: 0, 1 for a finding or a file that can't be read, 2 for wrong usage.
    """
    return exits.run(COMMAND, Options(), inspect, argv)


def console() -> None:
    """Run the command and leave with its status."""
    sys.exit(main())
