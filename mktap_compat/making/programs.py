"""What a program makes by itself: an application in a ``.tac`` file, or what ``module:attribute`` names."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from twisted.application.service import IProcess, IService, IServiceCollection, MultiService, loadApplication
from twisted.logger import ILogObserver
from twisted.python import usage

#: The name that the application of this plugin has before its program gives it another.
NAME = "tac"


class Options(usage.Options):
    """What ``twistd tac`` takes."""

    synopsis = "FILE.tac | module:attribute"
    longdesc = "Runs the application that a .tac file makes, or an application or a service that a module holds."

    def parseArgs(self, *programs: str) -> None:
        """Take the program."""
        if len(programs) != 1:
            raise usage.UsageError("one .tac file, or one module:attribute")
        (self["program"],) = programs


class Program(MultiService):
    """
    The service that stands for what a program has made.

    In an application, the program's services and settings become those of that application.

    :param made: an application, or a service.
    """

    def __init__(self, made: Any) -> None:
        MultiService.__init__(self)
        self.made = made

    def setServiceParent(self, parent: Any) -> None:
        """Move into an application, or hang under any other parent."""
        process = IProcess(parent, None)
        theirs = IProcess(self.made, None)
        if process is None or theirs is None:
            IService(self.made).setServiceParent(parent)
            return
        for setting in ("uid", "gid", "processName"):
            if getattr(process, setting) is None:
                setattr(process, setting, getattr(theirs, setting))
        service = IService(parent)
        if service.name == NAME and IService(self.made).name:
            service.name = IService(self.made).name
        observer = self.made.getComponent(ILogObserver)
        if observer is not None:
            parent.setComponent(ILogObserver, observer)
        for each in list(IServiceCollection(self.made)):
            each.disownServiceParent()
            each.setServiceParent(parent)


def makeService(options: Options) -> Program:
    """
    Run the program.

    :param options: with the ``program``.
    :return: what it made.
    :raise twisted.python.usage.UsageError: if there is no such program, or it makes neither application nor service.
    """
    program = options["program"]
    module, colon, attribute = program.partition(":")
    if os.path.isfile(program):
        made = loadApplication(os.path.abspath(program), "python")
    elif colon and all(part.isidentifier() for part in [*module.split("."), *attribute.split(".")]):
        made = import_module(module)
        for part in attribute.split("."):
            made = getattr(made, part)
    else:
        raise usage.UsageError(f"can't read {program}: there is no such file, and it is no module:attribute")
    if IService(made, None) is None:
        raise usage.UsageError(f"{program} holds neither an application nor a service, but a {type(made).__name__}")
    return Program(made)
