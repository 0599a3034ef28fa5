"""``mkapp PLUGIN [plugin options] > FILE.tap``: freeze what ``twistd PLUGIN`` would run."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.python import usage

from mktap_compat.commands.cli import stateoptions
from mktap_compat.commands.cli.exits import Status, complain, leave, note, run, showVersions
from mktap_compat.errors import TapError
from mktap_compat.tapfile import isTerminal

if TYPE_CHECKING:
    from mktap_compat.freezing.frozen import Frozen

COMMAND = "mkapp"
STYLES = ("auto", "graph", "recipe")


def user(name: str) -> int:
    """Return the number of a user, given by name or number; :class:`ValueError` if there is none."""
    from twisted.python.util import uidFromString

    return _known("user", name, uidFromString)


def group(name: str) -> int:
    """Return the number of a group, given by name or number; :class:`ValueError` if there is none."""
    from twisted.python.util import gidFromString

    return _known("group", name, gidFromString)


def _known(kind: str, name: str, look: object) -> int:
    """Look a name up."""
    assert callable(look)
    try:
        number = int(look(name))
    except (KeyError, ValueError):
        # Windows knows no users by name
        raise ValueError(f"there is no {kind} {name!r} here; give its number") from None
    if number < 0:
        raise ValueError(f"{name} is no number of a {kind}")
    return number


class Options(stateoptions.StateOptions):
    """What mkapp itself takes; everything after the plugin's name is the plugin's."""

    synopsis = "Usage: mkapp [options] {PLUGIN [plugin options] | --tac FILE} > FILE.tap"
    longdesc = (
        "Makes the application that 'twistd PLUGIN [plugin options]' would run, and writes it as a tap."
        " 'twistd -f FILE.tap' runs it, here or elsewhere, today or later."
        " A password on the command line is in the tap in clear."
    )

    optFlags = [
        ["in-place", None, "With --append: write the result back into that tap."],
        ["quiet", "q", "Say nothing when all went well."],
        *stateoptions.FLAGS,
    ]
    optParameters = [
        ["output", "o", None, "Write to this file, readable by you alone, instead of standard output."],
        ["uid", "u", None, "The user to run as, by name or number.", user],
        ["gid", "g", None, "The group to run as, by name or number.", group],
        ["appname", "n", None, "The process name to run under."],
        ["append", "a", None, "Add the service to those of this tap."],
        [
            "style",
            None,
            "auto",
            "graph: boot the objects; recipe: the command line alone; auto: what the plugin is for.",
        ],
        ["reactor", "r", None, "Make the service with this reactor, as twistd has it; the tap does not keep it."],
        ["tac", None, None, "In a plugin's place: a .tac file, or module:attribute of an application or a service."],
        *stateoptions.PARAMETERS,
    ]
    compData = usage.Completions(
        optActions={
            "output": usage.CompleteFiles("*.tap"),
            "append": usage.CompleteFiles("*.tap"),
            "uid": usage.CompleteUsernames(),
            "gid": usage.CompleteGroups(),
            "state-dir": usage.CompleteDirs(),
            "state-from": usage.CompleteFiles("*.tap"),
            "style": usage.CompleteList(list(STYLES)),
            "tac": usage.CompleteFiles("*.tac"),
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self["trust"] = []

    def opt_trust(self, name: str) -> None:
        """With --append: allow a class, function or package of yours, plugin:NAME, or names from @FILE in that tap."""
        self["trust"].append(name)

    def opt_version(self) -> None:
        """Show the versions of mktap-compat and Twisted."""
        showVersions(COMMAND)

    def opt_help_plugins(self) -> None:
        """Show where plugins are looked for, which there are, and why one is missing."""
        from mktap_compat.commands.cli.pluginlist import lines

        print("\n".join(lines()))
        sys.exit(0)

    def parseArgs(self, *arguments: str) -> None:
        """Take the plugin's name and its command line."""
        self["plugin"] = arguments[0] if arguments else None
        self["arguments"] = arguments[1:]

    def postOptions(self) -> None:
        """Refuse what contradicts itself."""
        if self["tac"] is not None:
            if self["plugin"] is not None:
                raise usage.UsageError(f"--tac takes the place of a plugin: leave {self['plugin']!r} out")
            self["plugin"], self["arguments"] = "tac", (self["tac"],)
        if self["plugin"] is None:
            raise usage.UsageError("no plugin given: 'mkapp --help-plugins' lists them")
        if self["style"] not in STYLES:
            raise usage.UsageError(f"--style {self['style']}: it is one of {', '.join(STYLES)}")
        if self["in-place"] and not self["append"]:
            raise usage.UsageError("--in-place goes with --append TAP")
        if self["trust"]:
            if not self["append"]:
                raise usage.UsageError("--trust goes with --append TAP")
            from mktap_compat.commands.cli.trusting import trustedNames

            self["trust"] = trustedNames(COMMAND, self["trust"])
        if self["in-place"] and self["output"]:
            raise usage.UsageError("--in-place and --output are two places for one result")
        stateoptions.refuse(self)
        if self["output"] == "":
            raise usage.UsageError("--output is empty: name a file")
        if self["output"] == "-":
            self["output"] = None


def work(options: Options) -> int:
    """Make the tap that the options ask for; see :func:`mktap_compat.commands.cli.exits.run`."""
    from mktap_compat.commands.cli import pluginoutput
    from mktap_compat.freezing.errors import FreezeError
    from mktap_compat.making import plugins

    target = options["append"] if options["in-place"] else options["output"]
    if target is None and isTerminal(sys.stdout) and not options["preview"] and not _asksForHelp(options["arguments"]):
        raise usage.UsageError("standard output is a terminal: redirect it, as in '> FILE.tap', or use -o FILE")
    with pluginoutput.Aside(COMMAND, options["quiet"]) as aside:
        try:
            frozen = _frozen(options)
            frozen = frozen._replace(data=stateoptions.stated(options, frozen.data))
        except plugins.NoSuchPlugin as error:
            raise usage.UsageError(str(error)) from None
        except FreezeError as error:
            if options["style"] != "graph":
                raise
            raise TapError(f"{error} (without --style graph, the tap holds the command line instead)") from None
        except usage.UsageError as error:
            complain(COMMAND, f"{options['plugin']}: {error} (try 'mkapp {options['plugin']} --help')")
            return Status.USAGE
    if options["preview"]:
        return Status.DONE if stateoptions.preview(options, frozen.data) else Status.FAILED
    mode = stat.S_IMODE(os.stat(target).st_mode) if target and options["in-place"] else 0o600
    write(target, frozen, aside.output, mode)
    if not options["quiet"]:
        note(success(target, frozen, options["reactor"]))
    return Status.DONE


def _frozen(options: Options) -> Frozen:
    """Load the tap to add to, if there is one, and freeze what was asked for."""
    from mktap_compat.freezing.watching import Watch
    from mktap_compat.making import pipeline
    from mktap_compat.tapfile import Recipe

    with Watch(reactor=options["reactor"], looking=False):
        before = None
        if options["append"]:
            from mktap_compat.loading import appending

            before = appending.load(options["append"], options["style"], options["trust"])
        return pipeline.freeze(
            pipeline.Request(
                recipe=Recipe(options["plugin"], tuple(options["arguments"]), os.getcwd()),
                style=options["style"],
                uid=options["uid"],
                gid=options["gid"],
                processName=options["appname"],
                before=before,
                name=options["name"],
            )
        )


def _asksForHelp(arguments: Sequence[str]) -> bool:
    """Tell whether the plugin is only asked for its help or version, which go to a terminal."""
    return any(argument in ("--help", "-h", "--version") or argument.startswith("--help-") for argument in arguments)


def write(target: str | None, frozen: Frozen, output: int, mode: int = 0o600) -> None:
    """
    Write the tap.

    :param target: a file, which is replaced if it is there; ``None`` for standard output.
    :param frozen: the tap.
    :param output: the descriptor of standard output.
    :param mode: the permission bits of a file.
    :raise TapError: if that can't be done.
    """
    if target is not None:
        from mktap_compat.tapfile import writeSafely

        writeSafely(target, frozen.data, mode=mode, replace=True)
        return
    try:
        rest = memoryview(frozen.data)
        while rest:
            rest = rest[os.write(output, rest) :]
    except OSError as error:
        raise TapError(f"standard output: can't be written: {error.strerror}; use -o FILE") from None


def success(target: str | None, frozen: Frozen, reactor: str | None = None) -> str:
    """
    Return the line that tells what was written and how to run it.

    :param target: the file; ``None`` for standard output.
    :param frozen: the tap.
    :param reactor: the reactor that was asked for, which only the command line of twistd can name.
    """
    name = target or _redirected() or "standard output"
    run = shlex.quote(name) if name != "standard output" else "FILE"
    option = f" --reactor {reactor}" if reactor else ""
    why = f" ({frozen.reason})" if frozen.reason else ""
    size = len(frozen.data)
    return f"mkapp: wrote {name}: {size} bytes, style {frozen.style}{why}; run it with: twistd{option} -f {run}"


def _redirected() -> str | None:
    """Return the name of the file that standard output goes to, where the system tells."""
    try:
        name = os.readlink(f"/proc/self/fd/{sys.stdout.fileno()}")
    except (OSError, ValueError):
        return None
    if not os.path.isfile(name):
        return None
    return os.path.relpath(name) if name.startswith(os.getcwd() + os.sep) else name


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; see :func:`mktap_compat.commands.cli.exits.run`."""
    return run(COMMAND, Options(), work, argv)


def console() -> None:
    """Run the command and leave the process."""
    leave(main())
