"""The options of ``mktap``, as plugin files and programs of 2007 could take them too."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import twisted.plugins
from twisted.application.service import IServiceMaker
from twisted.python import usage, util
from twisted.python.util import gidFromString, uidFromString

from mktap_compat.making.plugins import PluginOptions


def loadPlugins(
    debug: Callable[[str], object] | None = None, progress: Callable[[float], object] | None = None
) -> dict[str, Any]:
    """
    Find the plugins that make services.

    :param debug: called with a sentence for each directory looked in and each plugin found.
    :param progress: called with the part that is done, 0.0 to 1.0.
    :return: the plugins, providers of ``IServiceMaker``, by ``tapname``.
    """
    debug, progress = debug or _ignore, progress or _ignore
    progress(0.0)
    for directory in twisted.plugins.__path__:
        debug(f"Looking for plugins in {directory}")
    found = {}
    for each in PluginOptions._getPlugins(IServiceMaker):
        debug(f"Found {each.tapname}: {getattr(each, 'module', type(each).__module__)}")
        found[each.tapname] = each
    progress(1.0)
    return found


def _ignore(information: object) -> None:
    """Do nothing with it."""


def _userNumber(text: str) -> int:
    """Return the number of a user; :class:`ValueError`, which ``usage`` reports, if there is no such user."""
    try:
        return int(uidFromString(text))
    except (KeyError, ValueError):
        raise ValueError(f"no user {text!r} on this system") from None


def _groupNumber(text: str) -> int:
    """Return the number of a group; :class:`ValueError`, which ``usage`` reports, if there is no such group."""
    try:
        return int(gidFromString(text))
    except (KeyError, ValueError):
        raise ValueError(f"no group {text!r} on this system") from None


class FirstPassOptions(usage.Options):
    """
    The options of ``mktap`` itself; what follows them is the command, a plugin's name, and the plugin's options.

    After :meth:`parseOptions`, ``subCommand`` is the plugin's name, ``params`` its name and arguments as given,
    ``tapLookup`` all plugins by name, and ``subOptions`` the plugin's own options, parsed when first asked for.
    """

    synopsis = "Usage:    mktap [options] <command> [command options] "

    optParameters = [
        ["uid", "u", None, "The uid to run as.", _userNumber],
        ["gid", "g", None, "The gid to run as.", _groupNumber],
        ["append", "a", None, "An existing .tap file to append the plugin to, rather than creating a new one."],
        ["type", "t", "pickle", "The output format to use; this can be 'pickle', 'xml', or 'source'."],
        ["appname", "n", None, "The process name to use for this application."],
    ]
    optFlags = [
        [
            "encrypted",
            "e",
            "Encrypt file before writing (will make the extension of the resultant file begin with 'e')",
        ],
        ["debug", "d", "Show debug information for plugin loading"],
        ["progress", "p", "Show progress information for plugin loading"],
    ]
    compData = usage.Completions(
        optActions={
            "append": usage.CompleteFiles("*.tap"),
            "type": usage.CompleteList(["pickle", "xml", "source"]),
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self.params: tuple[str, ...] = ()

    @cached_property
    def tapLookup(self) -> dict[str, Any]:
        """All plugins by name; looking for them is told if the options want it."""
        return loadPlugins(
            self._reportDebug if self["debug"] else None, self._reportProgress if self["progress"] else None
        )

    @cached_property
    def subOptions(self) -> usage.Options:
        """The options of the plugin that the command line names, parsed; :class:`AttributeError` if it names none."""
        if not self.params:
            # getUsage asks by hasattr
            raise AttributeError("subOptions")
        options: usage.Options = self.tapLookup[self.params[0]].options()
        options.parent = self
        options.parseOptions(list(self.params[1:]))
        return options

    def _reportDebug(self, information: str) -> None:
        """Show what is looked for and found."""
        print("Debug: ", information)

    def _reportProgress(self, part: float) -> None:
        """Show how much is done."""
        print("\rProgress: ", util.makeStatBar(60, 1.0)(part), end="\n" if part == 1.0 else "")

    def opt_help(self) -> None:
        """Display this help and exit."""
        print(self.helpWithCommands())
        raise SystemExit(0)

    opt_h = opt_help

    def helpWithCommands(self) -> str:
        """Return the help, at its end the list of all plugins."""
        self.subCommands = [
            # asking for a plugin's options imports it
            (name, None, lambda found=found: found.options(), found.description)
            for name, found in sorted(self.tapLookup.items())
        ]
        return str(self)

    def parseArgs(self, *rest: str) -> None:
        """
        Take the command and its arguments.

        :raise usage.UsageError: if there is no command, its text is then the whole help; or if there is no such plugin.
        """
        self.params = rest
        if not rest:
            raise usage.UsageError(self.helpWithCommands())
        if rest[0] not in self.tapLookup:
            raise usage.UsageError(f"Unknown command: {rest[0]}")
        self.subCommand = rest[0]
