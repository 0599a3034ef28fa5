"""Attributes of the table's classes: conch, cred and words."""

from __future__ import annotations

TEXT = """
module twisted.conch.checkers
SSHProtocolChecker: checkers=any successfulCredentials=any
SSHPublicKeyChecker: _keydb=object
SSHPublicKeyDatabase:
UNIXAuthorizedKeysFiles: _parseKey=object _userdb=object
UNIXPasswordDatabase: _getByNameFunctions=items
module twisted.conch.manhole_ssh
ConchFactory(twisted.conch.ssh.factory.SSHFactory): hostKey portal=object
TerminalRealm: chainedProtocolFactory=object
module twisted.conch.manhole_tap
_StupidRealm: protocolArgs=items protocolFactory=name protocolKwArgs=items
chainedProtocolFactory: namespace=items
makeTelnetProtocol: portal=object
module twisted.conch.openssh_compat.factory
OpenSSHFactory: dataRoot moduliRoot numPorts portal=object primes=any privateKeys=any publicKeys=any
module twisted.conch.ssh.factory
SSHFactory: numPorts=any primes=any privateKeys=any publicKeys=any
module twisted.conch.unix
UnixSSHRealm:
module twisted.cred.checkers
AllowAnonymousAccess:
FilePasswordDB: _cacheTimestamp=any _credCache=any cache caseSensitive credentialInterfaces=items delim filename
    hash pfield ufield
InMemoryUsernamePasswordDatabaseDontUse: users=items
PluggableAuthenticationModulesChecker:
module twisted.cred.portal
Portal: checkers=items realm=object
module twisted.plugins.cred_unix
UNIXChecker:
module twisted.words.protocols.jabber.component
Router: routes=items
XMPPComponentServerFactory: authenticatorFactory=object bootstraps=items logTraffic numPorts
    protocol=object+name router=object secret serial
module twisted.words.protocols.jabber.xmlstream
XmlStreamFactory: _callID=any args=any authenticator=any bootstraps=any clock=any connector=any
    continueTrying=any kwargs=any numPorts=any protocol=object+name retries=any
XmlStreamServerFactory: authenticatorFactory=any bootstraps=any numPorts=any
module twisted.words.service
Group: meta=any name=any users=any
IRCFactory: _serverInfo=items numPorts portal=object realm=object
InMemoryWordsRealm: groups=items name users=items
PBGroup: avatar=any group=any realm=any
PBUser: avatar=any realm=any user=any
User: groups=items lastMessage mind name realm signOn
WordsRealm: name=any
"""
