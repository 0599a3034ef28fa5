"""``mktap [options] PLUGIN [plugin options]``: the command of 2001 to 2011, for Makefiles and init scripts of then."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from twisted.python import usage

from mktap_compat.commands.cli.exits import Status, complain, leave, run
from mktap_compat.commands.cli.firstpass import FirstPassOptions

if TYPE_CHECKING:
    from twisted.logger import ILogObserver

COMMAND = "mktap"


class Options(FirstPassOptions):
    """The options of 2007; a command that is not there names what took its place."""

    def __init__(self) -> None:
        super().__init__()
        self["trust"] = []

    def opt_trust(self, name: str) -> None:
        """With --append: allow a class, function or package of yours, plugin:NAME, or names from @FILE in that tap."""
        self["trust"].append(name)

    def postOptions(self) -> None:
        """Sort out the names."""
        from mktap_compat.commands.cli.trusting import trustedNames

        self["trust"] = trustedNames(COMMAND, self["trust"])

    def parseArgs(self, *rest: str) -> None:
        """
        Take the plugin's name and its arguments.

        :raise twisted.python.usage.UsageError: if there is none, after its help was shown; or if nobody has it.
        """
        from mktap_compat.making.modernizing import GONE

        if not rest:
            print(self.helpWithCommands())
            raise usage.UsageError("no command given")
        if rest[0] in GONE and rest[0] not in self.tapLookup:
            raise usage.UsageError(f"Unknown command: {rest[0]}: Twisted has it no more; {GONE[rest[0]]}")
        if near := difflib.get_close_matches(rest[0], self.tapLookup, 1) if rest[0] not in self.tapLookup else []:
            raise usage.UsageError(f"Unknown command: {rest[0]}: did you mean {near[0]}?")
        super().parseArgs(*rest)


def work(options: Options) -> int:
    """Make the service that the options ask for, and the tap; see :func:`mktap_compat.commands.cli.exits.run`."""
    from mktap_compat.commands.cli import mktapfiles
    from mktap_compat.freezing.frozen import GRAPH
    from mktap_compat.freezing.watching import Watch
    from mktap_compat.making import pipeline
    from mktap_compat.making.modernizing import modernize, writeAccounts
    from mktap_compat.making.plugins import calling
    from mktap_compat.tapfile import Recipe

    mktapfiles.checkType(options["type"], options["encrypted"])
    name, *arguments = options.params
    plugin = options.tapLookup[name]
    ours = _isTwisteds(plugin)
    with Watch(looking=False):
        parser = calling(f"the options of {name!r}", lambda: plugin.options)
        modern = modernize(name if ours else "", arguments, parser)
        request = pipeline.Request(
            recipe=Recipe(name, tuple(modern.arguments), os.getcwd(), repaired=ours),
            uid=options["uid"],
            gid=options["gid"],
            processName=options["appname"] or None,
            before=mktapfiles.existing(options["append"], options["trust"]),
            synopsis=Options.synopsis.rstrip(),
            preference=GRAPH,
        )
        frozen = pipeline.freeze(request)
    writeAccounts(modern.accounts)
    target = mktapfiles.write(frozen, name, options["append"], options["type"])
    for loss in modern.losses:
        complain(COMMAND, loss)
    if frozen.style == "recipe":
        complain(COMMAND, f"{target}: holds the command line, which is run anew at each start: {frozen.reason}")
    return Status.DONE


def _isTwisteds(plugin: Any) -> bool:
    """Tell whether a plugin is one of Twisted's own, whose options of 2007 we know."""
    return str(getattr(plugin, "module", "")).startswith("twisted.")


def _lookThere() -> None:
    """Have plugins looked for in what was added to the path since Twisted was imported."""
    import twisted.plugins
    from twisted.plugin import pluginPackagePaths

    known = twisted.plugins.__path__
    known.extend(path for path in pluginPackagePaths("twisted.plugins") if path not in known)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; see :func:`mktap_compat.commands.cli.exits.run`."""
    import mktap_compat.shim  # noqa: F401  (old plugin files import names of 2007)

    if not hasattr(os, "getuid") or os.getuid() != 0:
        # as then: not for root, who must not import what others put into a directory
        sys.path.insert(0, os.getcwd())
        _lookThere()
    from twisted.logger import globalLogBeginner

    from mktap_compat.commands.cli.pluginoutput import Aside

    # failures of plugins are one line each
    observer = cast("ILogObserver", Aside(COMMAND, quiet=False).observe)
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False)
    return run(COMMAND, Options(), work, argv)


def console() -> None:
    """Run the command and leave the process."""
    leave(main())
