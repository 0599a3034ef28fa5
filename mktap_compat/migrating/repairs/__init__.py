"""
Small subclasses of classes that are broken in today's Twisted, one module a fault.

Each module says the fault in its docstring and has ``upstreamWorks()``, which tries Twisted's own class on it: a
conversion takes the repair only when that fails.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module

from mktap_compat.migrating.oldobject import Old

#: Today's dotted names, and the module here that has a class of the same name which does it right.
REPAIRS = {
    "twisted.application.service.Process": "process",
    "twisted.conch.unix.UnixSSHRealm": "unix",
    "twisted.cred.checkers.FilePasswordDB": "checkers",
    "twisted.cred.checkers.InMemoryUsernamePasswordDatabaseDontUse": "checkers",
    "twisted.mail.alias.AddressAlias": "alias",
    "twisted.mail.alias.AliasGroup": "alias",
    "twisted.mail.alias.FileAlias": "alias",
    "twisted.mail.alias.ProcessAlias": "alias",
    "twisted.mail.mail.MailService": "smtp",
    "twisted.mail.maildir.MaildirDirdbmDomain": "maildir",
    "twisted.mail.protocols.POP3Factory": "pop3",
    "twisted.mail.relay.DomainQueuer": "relay",
    "twisted.mail.relaymanager.Queue": "relaymanager",
    "twisted.mail.relaymanager.SmartHostESMTPRelayingManager": "relaymanager",
    "twisted.mail.relaymanager.SmartHostSMTPRelayingManager": "relaymanager",
    "twisted.mail.tap.AliasUpdater": "alias",
    "twisted.protocols.ftp.FTP": "ftp",
    "twisted.protocols.socks.SOCKSv4Factory": "socks",
    "twisted.protocols.wire.Daytime": "wire",
    "twisted.runner.procmon.ProcessMonitor": "procmon",
    "twisted.words.service.IRCFactory": "irc",
}

#: What is wrong today, for the report.
FAULTS = {
    "alias": "today's Twisted delivers no mail through aliases",
    "checkers": "today's FTP and IRC hand text to checkers that hold bytes",
    "ftp": "today's FTP does not find files whose names are not ASCII",
    "irc": "today's IRC ends a connection over what is no UTF-8",
    "maildir": "today's Twisted cannot store or read a message in a Maildir",
    "pop3": "today's Twisted refuses every APOP login",
    "process": "today's twistd leaves the virtual environment when it changes the name of its process",
    "procmon": "today's ProcessMonitor cannot be loaded from a pickle",
    "relay": "today's Twisted queues no mail for other hosts",
    "relaymanager": "today's Twisted sends no mail that is queued",
    "smtp": "today's Twisted refuses the mail of users who logged in",
    "socks": "today's Twisted breaks connections that are logged",
    "unix": "today's SFTP finds no file of a system account",
    "wire": "today's Daytime answers nothing",
}


def repaired(old: Old, name: str) -> str:
    """
    Return what a conversion uses instead of a class of today's Twisted, and report it if that is a repair.

    :param old: the object that is converted.
    :param name: dotted name of the class.
    :return: as :func:`repairedName` does.
    """
    chosen = repairedName(name)
    if chosen != name:
        old.repaired(chosen, FAULTS[REPAIRS[name]])
    return chosen


def repairedName(name: str) -> str:
    """
    Return what a conversion uses instead of a class of today's Twisted.

    :param name: dotted name of the class.
    :return: the name itself if there is no repair or today's class works, else that of the repair.
    """
    module = REPAIRS.get(name)
    if module is None or _upstreamWorks(module):
        return name
    return f"mktap_compat.thaw.{name.rpartition('.')[2]}"


@cache
def _upstreamWorks(module: str) -> bool:
    try:
        works: bool = import_module(f"{__name__}.{module}").upstreamWorks()
    except ModuleNotFoundError as error:
        if sys.platform == "win32" and error.name == "fcntl":
            # system accounts can't be served here; what is converted may be for where they can
            return False
        raise
    return works
