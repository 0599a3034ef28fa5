"""Classes of ours that converted taps hold in place of those of Twisted: each counts as the one it stands for."""

from __future__ import annotations

from collections.abc import Mapping

_THAW = "mktap_compat.thaw"
_SERVICE = "twisted.application.service"

#: Our classes, to the classes of Twisted that they derive from and are allowed as.
OURS: Mapping[str, str] = {
    f"{_THAW}.AddressAlias": "twisted.mail.alias.AddressAlias",
    f"{_THAW}.AliasGroup": "twisted.mail.alias.AliasGroup",
    f"{_THAW}.AliasUpdater": "twisted.mail.tap.AliasUpdater",
    f"{_THAW}.FileAlias": "twisted.mail.alias.FileAlias",
    f"{_THAW}.ProcessAlias": "twisted.mail.alias.ProcessAlias",
    f"{_THAW}.FilePasswordDB": "twisted.cred.checkers.FilePasswordDB",
    f"{_THAW}.InMemoryUsernamePasswordDatabaseDontUse": (
        "twisted.cred.checkers.InMemoryUsernamePasswordDatabaseDontUse"
    ),
    f"{_THAW}.FTP": "twisted.protocols.ftp.FTP",
    f"{_THAW}.IRCFactory": "twisted.words.service.IRCFactory",
    f"{_THAW}.IRCUser": "twisted.words.service.IRCUser",
    f"{_THAW}.MaildirDirdbmDomain": "twisted.mail.maildir.MaildirDirdbmDomain",
    f"{_THAW}.POP3Factory": "twisted.mail.protocols.POP3Factory",
    f"{_THAW}.VirtualPOP3": "twisted.mail.protocols.VirtualPOP3",
    f"{_THAW}.Process": f"{_SERVICE}.Process",
    f"{_THAW}.ProcessMonitor": "twisted.runner.procmon.ProcessMonitor",
    f"{_THAW}.DomainQueuer": "twisted.mail.relay.DomainQueuer",
    f"{_THAW}.MXCalculator": "twisted.mail.relaymanager.MXCalculator",
    f"{_THAW}.Queue": "twisted.mail.relaymanager.Queue",
    f"{_THAW}.SmartHostESMTPRelayingManager": "twisted.mail.relaymanager.SmartHostESMTPRelayingManager",
    f"{_THAW}.SmartHostSMTPRelayingManager": "twisted.mail.relaymanager.SmartHostSMTPRelayingManager",
    f"{_THAW}.MailService": "twisted.mail.mail.MailService",
    f"{_THAW}.SOCKSv4": "twisted.protocols.socks.SOCKSv4",
    f"{_THAW}.SOCKSv4Factory": "twisted.protocols.socks.SOCKSv4Factory",
    f"{_THAW}.UnixSSHRealm": "twisted.conch.unix.UnixSSHRealm",
    f"{_THAW}.Daytime": "twisted.protocols.wire.Daytime",
    f"{_THAW}.ConchFactory": "twisted.conch.manhole_ssh.ConchFactory",
    f"{_THAW}.ThreadPoolService": f"{_SERVICE}.Service",
    f"{_THAW}.DefaultOpenSSLContextFactory": "twisted.internet.ssl.DefaultOpenSSLContextFactory",
    f"{_THAW}.Zone": "twisted.names.authority.FileAuthority",
}


def standsFor(name: str) -> str:
    """Return the class of Twisted that a class of ours is allowed as; of any other name the name itself."""
    return OURS.get(name, name)
