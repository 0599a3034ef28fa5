"""``tapdeploy windows``: a tap as a service of Windows, or in the background of a user's session."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from twisted.python import usage

from mktap_compat.commands.cli import permutedoptions
from mktap_compat.commands.cli.exits import Status, note, showVersions
from mktap_compat.errors import TapError

if TYPE_CHECKING:
    from mktap_compat.deploying.windows import Server

ACTIONS = ("install", "start", "stop", "status", "remove")


class Windows(permutedoptions.PermutedOptions):
    """The options of ``tapdeploy windows``."""

    synopsis = f"Usage: tapdeploy windows {'|'.join(ACTIONS)} NAME [--tap FILE --dir DIR]"
    longdesc = (
        "install makes a service that starts with the machine, as LocalService, and starts again after a crash; it"
        " needs administrator's rights, as remove does. start and stop act on the service of that name. Where there is"
        " none, start serves the tap in the background of this session, without special rights, until stop. stop waits"
        " until the state is saved. The state, and NAME.log, are in the directory. status ends with 1 if"
        " it does not run."
    )
    optFlags = [["quiet", "q", "say nothing when all went well"]]
    optParameters: list[list[Any]] = [
        ["tap", None, None, "the tap to serve"],
        ["dir", None, None, "where it runs and keeps its state; made if it is not there"],
    ]
    compData = usage.Completions(
        optActions={"tap": usage.CompleteFiles("*.tap"), "dir": usage.CompleteDirs()},
        extraActions=[usage.CompleteList(list(ACTIONS))],
    )

    def getSynopsis(self) -> str:
        """Return how it is called; see :class:`twisted.python.usage.Options`."""
        return str(self.synopsis)

    def opt_version(self) -> None:
        """Show the versions of mktap-compat and Twisted."""
        showVersions("tapdeploy")

    def parseArgs(self, *words: str) -> None:
        """Take what to do, and the name."""
        if len(words) != 2 or words[0] not in ACTIONS:
            raise usage.UsageError(f"what to do, and the name of the service: one of {', '.join(ACTIONS)}, then NAME")
        self["action"], self["name"] = words

    def postOptions(self) -> None:
        """Refuse half a server."""
        if bool(self["tap"]) != bool(self["dir"]) or (self["action"] == "install" and not self["tap"]):
            raise usage.UsageError("--tap FILE and --dir DIR belong together, and install needs them")

    def server(self) -> Server | None:
        """
        Return what is to be served, ``None`` if nothing is named.

        :raise TapError: if the tap can't be read, or is none that twistd loads.
        """
        from mktap_compat.commands.cli.inputs import read
        from mktap_compat.deploying.windows import Server

        if not self["tap"]:
            return None
        tap = read(self["tap"])
        if tap.header is None:
            raise TapError(f"{tap.name} was not made by mkapp: 'tapconvert -o NEW.tap {tap.name}' makes one of it")
        return Server(self["name"], os.path.abspath(self["tap"]), os.path.abspath(self["dir"]))

    def work(self) -> int:
        """Do it; see :func:`mktap_compat.commands.cli.exits.run`."""
        from mktap_compat.deploying import windows

        name = windows.checked(self["name"])
        if sys.platform != "win32":
            raise TapError("services of Windows are made on Windows; here, 'tapdeploy systemd' may be what you want")
        from mktap_compat.deploying.windows import control

        if self["action"] == "status":
            said, runs = control.status(name)
            print(said)
            return Status.DONE if runs else Status.FAILED
        server = self.server()
        if self["action"] == "install":
            assert server is not None
            said = control.install(server)
        elif self["action"] == "start":
            said = control.start(server, name)
        else:
            said = {"stop": control.stop, "remove": control.remove}[self["action"]](name)
        if not self["quiet"]:
            note(f"tapdeploy: {said}")
        return Status.DONE
