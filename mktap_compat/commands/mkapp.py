"""``mkapp PLUGIN [plugin options] > FILE.tap``: freeze what ``twistd PLUGIN`` would run."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from twisted.python import usage
from twisted.python.util import gidFromString, uidFromString

from mktap_compat.commands.exits import Status, run

COMMAND = "mkapp"


class Options(usage.Options):
    """What mkapp itself takes; everything after the plugin's name is the plugin's."""

    synopsis = "Usage: mkapp [options] PLUGIN [plugin options]"
    longdesc = "Makes the application that 'twistd PLUGIN' would run and writes it as a tap, for 'twistd -f'."

    optFlags = [
        ["quiet", "q", "Say nothing on success."],
    ]
    optParameters = [
        ["output", "o", None, "The file to write, instead of standard output."],
        ["uid", "u", None, "The user to run as, a name or a number.", uidFromString],
        ["gid", "g", None, "The group to run as, a name or a number.", gidFromString],
        ["appname", "n", None, "The process name to use."],
        ["style", None, "auto", "auto, graph or recipe."],
    ]

    def parseArgs(self, plugin: str = "", *arguments: str) -> None:
        """Keep the plugin and its command line."""
        if not plugin:
            raise usage.UsageError("name a plugin")
        self["plugin"] = plugin
        self["arguments"] = arguments


def work(options: Options) -> int:
    """Make the tap that the options ask for."""
    from mktap_compat import making, tapfile
    from mktap_compat.freezing import completeness, watching

    with watching.Watch() as watch:
        try:
            made = making.make(making.Recipe(options["plugin"], options["arguments"], os.getcwd()))
        except making.NoSuchPlugin as error:
            raise usage.UsageError(str(error)) from None
        application = making.newApplication(options["plugin"], options["uid"], options["gid"], options["appname"])
        made.service.setServiceParent(application)
        frozen = tapfile.freeze(
            application,
            [made.recipe],
            style=options["style"],
            missing=lambda graph: completeness.missing(application, graph, watch, made.recipe.package),
        )
    if options["output"]:
        tapfile.writeSafely(options["output"], frozen.data, mode=0o600, replace=True)
    else:
        sys.stdout.buffer.write(frozen.data)
        sys.stdout.buffer.flush()
    if not options["quiet"]:
        print(f"mkapp: style {frozen.style}, {len(frozen.data)} bytes {frozen.reason}", file=sys.stderr)
    return Status.DONE


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; see :func:`mktap_compat.commands.exits.run`."""
    return run(COMMAND, Options(), work, argv)


def console() -> None:
    """Run the command and leave the process."""
    sys.exit(main())
