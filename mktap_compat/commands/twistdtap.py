"""``twistd tap FILE``: the plugin that checks a tap, loads exactly what it checked, and runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from twisted.application.service import IProcess, IService, IServiceCollection, MultiService
from twisted.logger import ILogObserver
from twisted.persisted.sob import IPersistable
from twisted.python import usage

from mktap_compat.commands.cli import exits, inputs
from mktap_compat.commands.cli.permutedoptions import PermutedOptions
from mktap_compat.commands.cli.trusting import trustedNames
from mktap_compat.errors import TapError
from mktap_compat.views.visible import visible

if TYPE_CHECKING:
    from twisted.python.components import Componentized

#: What an application is, for twistd.
COMPONENTS = (IService, IServiceCollection, IProcess, IPersistable, ILogObserver)


class Options(PermutedOptions):
    """The options of ``twistd tap``."""

    synopsis = "[options] FILE"
    longdesc = (
        "Runs a tap of any kind and age, as 'twistd -f' would, once everything in it is allowed. The uid, gid and"
        " process name that it was made with are used. State is saved at shutdown, unless twistd is given"
        " --no_save. 'tapinspect --check FILE' tells beforehand what is not allowed."
    )
    optFlags = [["resume", None, "Go on from the newest state file of this tap, which is checked too."]]
    compData = usage.Completions(extraActions=[usage.CompleteFiles("*.ta[psx]")])

    def __init__(self) -> None:
        PermutedOptions.__init__(self)
        self["trust"] = []
        self["path"] = []
        self["no_save"] = True

    def opt_trust(self, name: str) -> None:
        """Allow a class, function or package of yours, plugin:NAME, or names from @FILE. May be repeated."""
        self["trust"].append(name)

    def opt_path(self, directory: str) -> None:
        """Look for your modules and plugins in this directory too, after all others. May be repeated."""
        self["path"].append(directory)

    def parseOptions(self, options: Sequence[str] | None = None) -> None:
        """
        Read the command line.

        :raise SystemExit: with one line and status 2 for wrong usage, below twistd, which would show its help first.
        :raise UsageError: for wrong usage, anywhere else.
        """
        try:
            PermutedOptions.parseOptions(self, options)
        except usage.UsageError as error:
            if not type(self.parent).__module__.startswith("twisted."):
                raise
            exits.complain("twistd tap", f"{error} (try 'twistd tap --help')")
            raise SystemExit(exits.Status.USAGE) from error

    def parseArgs(self, *files: str) -> None:
        """Take the file."""
        if len(files) != 1:
            raise usage.UsageError("one file only" if files else "which file?")
        (self["file"],) = files

    def postOptions(self) -> None:
        """Sort out the names, and note what twistd was told about saving before it forgets it."""
        self["trust"] = trustedNames("twistd tap", self["trust"])
        self["no_save"] = bool(self.parent and self.parent.get("no_save"))


class LoadedApplication(MultiService):
    """
    The service that stands for a loaded application.

    twistd makes an application of its own for the services of plugins. It becomes the loaded one: its components are
    replaced, so that twistd runs, names, logs and saves what was in the tap.

    :ivar application: what was loaded.
    """

    def __init__(self, application: Componentized) -> None:
        MultiService.__init__(self)
        self.application = application

    def setServiceParent(self, parent: Any) -> None:
        """Replace the components of an application, or hang under any other parent."""
        if IProcess(parent, None) is None:
            IService(self.application).setServiceParent(self)
            MultiService.setServiceParent(self, parent)
            return
        for interface in COMPONENTS:
            component = interface(self.application, None)
            if component is not None:
                parent.setComponent(interface, component)


def _resume(application: Componentized, name: str) -> None:
    """Have an application go on from its newest state file."""
    from mktap_compat.state.service import serviceOf

    service = serviceOf(application)
    if service is None:
        raise TapError(f"{name}: has no state: it was not made by mktap-compat")
    service.settings = service.settings._replace(resume=True)


def makeService(options: Options) -> LoadedApplication:
    """
    Check and load a tap.

    :param options: parsed, with twistd's own as their parent.
    :return: what makes twistd's application the loaded one.
    :raise SystemExit: with one line that says why, if the tap is refused or does not load; the status is 1.
    """
    from mktap_compat.deploying import supervised
    from mktap_compat.loading import checked, searching

    begin = supervised.prepare()
    try:
        tap = inputs.read(options["file"])
        for directory in options["path"]:
            searching.addPath(directory)
        application = checked.load(tap, options["trust"])
        if options["resume"]:
            _resume(application, tap.name)
    except TapError as error:
        raise SystemExit(f"twistd tap: {visible(' '.join(str(error).split()))}") from error
    begin(application)
    if options.parent is not None and "no_save" in options.parent:
        options.parent["no_save"] = options["no_save"]
    return LoadedApplication(application)
