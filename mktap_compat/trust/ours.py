"""Classes of ours that converted taps hold in place of those of Twisted: each counts as the one it stands for."""

from __future__ import annotations

from collections.abc import Mapping

_REPAIRS = "mktap_compat.migrating.repairs"
_SERVICE = "twisted.application.service"

#: Our classes, to the classes of Twisted that they derive from and are allowed as.
OURS: Mapping[str, str] = {
    f"{_REPAIRS}.alias.AddressAlias": "twisted.mail.alias.AddressAlias",
    f"{_REPAIRS}.alias.AliasGroup": "twisted.mail.alias.AliasGroup",
    f"{_REPAIRS}.alias.AliasUpdater": "twisted.mail.tap.AliasUpdater",
    f"{_REPAIRS}.alias.FileAlias": "twisted.mail.alias.FileAlias",
    f"{_REPAIRS}.alias.ProcessAlias": "twisted.mail.alias.ProcessAlias",
    f"{_REPAIRS}.checkers.FilePasswordDB": "twisted.cred.checkers.FilePasswordDB",
    f"{_REPAIRS}.checkers.InMemoryUsernamePasswordDatabaseDontUse": (
        "twisted.cred.checkers.InMemoryUsernamePasswordDatabaseDontUse"
    ),
    f"{_REPAIRS}.ftp.FTP": "twisted.protocols.ftp.FTP",
    f"{_REPAIRS}.irc.IRCFactory": "twisted.words.service.IRCFactory",
    f"{_REPAIRS}.irc.IRCUser": "twisted.words.service.IRCUser",
    f"{_REPAIRS}.maildir.MaildirDirdbmDomain": "twisted.mail.maildir.MaildirDirdbmDomain",
    f"{_REPAIRS}.pop3.POP3Factory": "twisted.mail.protocols.POP3Factory",
    f"{_REPAIRS}.pop3.VirtualPOP3": "twisted.mail.protocols.VirtualPOP3",
    f"{_REPAIRS}.process.Process": f"{_SERVICE}.Process",
    f"{_REPAIRS}.procmon.ProcessMonitor": "twisted.runner.procmon.ProcessMonitor",
    f"{_REPAIRS}.relay.DomainQueuer": "twisted.mail.relay.DomainQueuer",
    f"{_REPAIRS}.relaymanager.MXCalculator": "twisted.mail.relaymanager.MXCalculator",
    f"{_REPAIRS}.relaymanager.Queue": "twisted.mail.relaymanager.Queue",
    f"{_REPAIRS}.relaymanager.SmartHostESMTPRelayingManager": "twisted.mail.relaymanager.SmartHostESMTPRelayingManager",
    f"{_REPAIRS}.relaymanager.SmartHostSMTPRelayingManager": "twisted.mail.relaymanager.SmartHostSMTPRelayingManager",
    f"{_REPAIRS}.smtp.MailService": "twisted.mail.mail.MailService",
    f"{_REPAIRS}.socks.SOCKSv4": "twisted.protocols.socks.SOCKSv4",
    f"{_REPAIRS}.socks.SOCKSv4Factory": "twisted.protocols.socks.SOCKSv4Factory",
    f"{_REPAIRS}.unix.UnixSSHRealm": "twisted.conch.unix.UnixSSHRealm",
    f"{_REPAIRS}.wire.Daytime": "twisted.protocols.wire.Daytime",
    "mktap_compat.migrating.hostkey.ConchFactory": "twisted.conch.manhole_ssh.ConchFactory",
    "mktap_compat.migrating.pool.ThreadPoolService": f"{_SERVICE}.Service",
    "mktap_compat.migrating.tls.DefaultOpenSSLContextFactory": "twisted.internet.ssl.DefaultOpenSSLContextFactory",
    "mktap_compat.migrating.zones.Zone": "twisted.names.authority.FileAuthority",
}


def standsFor(name: str) -> str:
    """Return the class of Twisted that a class of ours is allowed as; of any other name the name itself."""
    return OURS.get(name, name)
