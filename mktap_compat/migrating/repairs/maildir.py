"""
Mail for a Maildir: ``twisted.mail.maildir.AbstractMaildirDomain.startMessage`` joins a path in bytes with ``"tmp"`` and
opens the message in text mode, and ``MaildirMailbox`` reads, counts and deletes it as text; nothing arrives.
"""

from __future__ import annotations

import os
import tempfile
from hashlib import md5
from pathlib import Path
from typing import IO, Any

from twisted.cred.checkers import ANONYMOUS
from twisted.internet.defer import Deferred
from twisted.mail import mail, maildir, pop3, smtp
from twisted.persisted.dirdbm import DirDBM
from twisted.python.filepath import FilePath


class MaildirMessage(maildir.MaildirMessage):
    """A message on its way into a Maildir, in bytes."""

    size: int

    def eomReceived(self) -> Deferred[bytes]:
        """
        Move the message to its place; its name says its size.

        :return: fires with the name of the file.
        """
        self.finalName += b",S=%d" % self.size
        result: Deferred[bytes] = mail.FileMessage.eomReceived(self)
        return result


class MaildirMailbox(maildir.MaildirMailbox):
    """A Maildir that POP3 reads, in bytes."""

    def __init__(self, path: bytes) -> None:
        """
        Look for messages.

        :param path: the folder; it is made if it is missing.
        """
        maildir.initializeMaildir(path)
        self.path = path
        self.deleted: dict[bytes, bytes] = {}
        found = [(name, folder) for folder in (b"cur", b"new") for name in os.listdir(os.path.join(path, folder))]
        self.list: list[int | bytes] = [os.path.join(path, folder, name) for name, folder in sorted(found)]

    def getMessage(self, i: int) -> IO[Any]:
        """
        Open a message.

        :param i: its number, from 0.
        """
        return open(self.list[i], "rb")

    def getUidl(self, i: int) -> bytes:
        """
        Return what names a message for all time.

        :param i: its number, from 0.
        """
        name = self.list[i]
        assert isinstance(name, bytes)
        return md5(os.path.basename(name)).hexdigest().encode("ascii")

    def deleteMessage(self, i: int) -> None:
        """
        Move a message to the trash folder.

        :param i: its number, from 0.
        """
        name = self.list[i]
        assert isinstance(name, bytes)
        trash = os.path.join(self.path, b".Trash", b"cur", os.path.basename(name))
        os.rename(name, trash)
        self.deleted[name] = trash
        self.list[i] = 0


class MaildirDirdbmDomain(maildir.MaildirDirdbmDomain):
    """
    A domain whose users are in a ``DirDBM`` and whose mail is in one Maildir a user.

    Making one touches no file: the folders may be on another machine than the one that makes a tap.
    """

    __module__ = "mktap_compat.thaw"

    def __init__(self, service: object, root: str | bytes, postmaster: bool = False) -> None:
        """
        Take a folder as it is.

        :param service: the mail service.
        :param root: the folder, with a folder ``passwd`` and one folder a user.
        :param postmaster: whether mail for nobody goes to the postmaster.
        """
        self.root = os.fsencode(root)
        self.postmaster = postmaster
        self.dbm = _table(os.path.join(self.root, b"passwd"))

    def userDirectory(self, name: bytes) -> bytes | None:
        """
        Return the folder of a user's mail, which is made if it is missing.

        :param name: the user.
        :return: the postmaster's if there is no such user and the postmaster takes everything, else ``None``.
        """
        if name not in self.dbm:
            if not self.postmaster:
                return None
            name = b"postmaster"
        directory = os.path.join(self.root, name)
        maildir.initializeMaildir(directory)
        return directory

    def addUser(self, user: bytes, password: bytes) -> None:
        """
        Add a user, and the folders that are missing.

        :param user: the name.
        :param password: the password in clear.
        """
        os.makedirs(self.dbm.dname, exist_ok=True)
        super().addUser(user, password)

    def startMessage(self, user: smtp.User) -> MaildirMessage:
        """
        Begin a message.

        :param user: whom it is for.
        :return: takes the message's lines.
        """
        directory = self.userDirectory(user.dest.local)
        assert directory is not None, "exists() was asked before"
        name = os.fsencode(maildir._generateMaildirName())
        temporary = os.path.join(directory, b"tmp", name)
        return MaildirMessage(bytes(user.dest), open(temporary, "xb"), temporary, os.path.join(directory, b"new", name))

    def requestAvatar(self, avatarId: Any, mind: object, *interfaces: Any) -> Any:
        """
        Return the mailbox of a user.

        :param avatarId: the user's name in bytes, or ``ANONYMOUS``.
        :raise NotImplementedError: for anything but ``IMailbox``.
        """
        if pop3.IMailbox not in interfaces:
            raise NotImplementedError("No interface")
        if avatarId == ANONYMOUS:
            refusal = maildir.StringListMailbox([maildir.INTERNAL_ERROR.encode("ascii")])
            return pop3.IMailbox, refusal, lambda: None
        return pop3.IMailbox, MaildirMailbox(os.path.join(self.root, avatarId)), lambda: None


def _table(folder: bytes) -> DirDBM:
    """Return a table without looking at its folder, as the tap of 2007 had it."""
    table = DirDBM.__new__(DirDBM)
    table.dname = folder
    table._dnamePath = FilePath(folder)
    return table


def upstreamWorks() -> bool:
    """Tell whether today's own domain delivers a message of bytes, and its mailbox gives it back and deletes it."""
    with tempfile.TemporaryDirectory() as folder:
        domain = maildir.MaildirDirdbmDomain(None, folder.encode())  # type: ignore[arg-type]
        domain.addUser(b"alice", b"wonder")
        try:
            message = domain.startMessage(smtp.User(b"alice@example.test", None, None, b"me@example.test"))
            message.lineReceived(b"caf\xe9")
            message.eomReceived()
            mailbox: Any = domain.requestAvatar(b"alice", None, pop3.IMailbox)[1]
            with mailbox.getMessage(0) as stream:
                text: Any = stream.read()
            mailbox.deleteMessage(0)
        except (AttributeError, TypeError, UnicodeError):
            return False
        left = list(Path(folder, "alice", "new").iterdir())
    return text.endswith(b"caf\xe9\n") and not left
