"""Attributes of the table's classes: names, mail, FTP and the plain protocols."""

from __future__ import annotations

TEXT = """
module twisted.mail.alias
AddressAlias: alias=object domains=object original=object
AliasGroup: aliases=items domains=object original=object
FileAlias: domains=any filename=any original=any
ProcessAlias: domains=any original=any path=any program=any
module twisted.mail.bounce
BounceDomain:
module twisted.mail.mail
BounceDomain:
DomainWithDefaultDict: default=object domains=items
FileMonitoringService: _call _loop=any _loopFinished=any call=any clock=any files=items index intervals=object
    name=any parent=object running=any step=any
MailService: domains=object monitor=object name=any namedServices=items parent=object portals=items queue=object
    running=any services=items smtpPortal=object
module twisted.mail.maildir
DirdbmDatabase: dirdbm=object
MaildirDirdbmDomain: _credcheckers=items alias=items dbm=object postmaster root
module twisted.mail.protocols
ESMTPFactory(twisted.mail.protocols.SMTPFactory): challengers=items
POP3Factory: numPorts service=object
SMTPFactory: context domain fArgs=items numPorts portal=object protocol=object+name service=object
SSLContextFactory: filename
module twisted.mail.relay
DomainQueuer: authed service=object
module twisted.mail.relaymanager
MXCalculator: badMXs=any clock=any resolver=any
Queue: directory n=any relayed=any waiting=any
SmartHostESMTPRelayingManager: fArgs=any fKwArgs=any managed=any maxConnections=any maxMessagesPerConnection=any
    mxcalc=any queue=any
SmartHostSMTPRelayingManager: fArgs=items fKwArgs=items managed=any maxConnections maxMessagesPerConnection
    mxcalc=any queue=object
module twisted.mail.smtp
Address: addrstr domain local
User: dest=any helo=any orig=any protocol=items+object+name
module twisted.mail.tap
AliasUpdater: domain=object domains=object
module twisted.names.authority
BindAuthority(twisted.names.authority.FileAuthority): origin
FileAuthority: _cache=items records=items soa=items typeToMethod=items
PySourceAuthority(twisted.names.authority.FileAuthority):
module twisted.names.cache
CacheResolver: _reactor=object cache=items cancel=items typeToMethod=items verbose
module twisted.names.client
DNSClientFactory: controller=object noisy numPorts=any timeout=items
Resolver: _lastResolvTime _parseCall _reactor=object _waiting=items connections=items domain=any
    dynServers=items factory=object index=any pending=items protocol=object+name resolv search=any servers=items
    timeout=items typeToMethod=items
module twisted.names.dns
Charstr: string=any
DNSDatagramProtocol: _addressValidation=items _reactor=object controller=object id liveMessages=items noisy
    numPorts resends=items transport
IPv4Address:
Name: name
Record_A: address ttl
Record_A6: bytes=any prefix=any prefixLen=any suffix=any ttl=any
Record_AAAA: address ttl
Record_AFSDB: hostname=any subtype=any ttl=any
Record_CNAME: name=object ttl
Record_DNAME: name=any ttl=any
Record_HINFO: cpu=any os=any ttl=any
Record_MB: name=any ttl=any
Record_MD: name=any ttl=any
Record_MF: name=any ttl=any
Record_MG: name=any ttl=any
Record_MINFO: emailbx=any rmailbx=any ttl=any
Record_MR: name=any ttl=any
Record_MX: name=object preference ttl
Record_NAPTR: flags=any order=any preference=any regexp=any replacement=any service=any ttl=any
Record_NS: name=object ttl
Record_NULL: payload=any ttl=any
Record_PTR: name=object ttl
Record_RP: mbox=any ttl=any txt=any
Record_SOA: expire minimum mname=object refresh retry rname=object serial ttl
Record_SPF: data=any ttl=any
Record_SRV: port=any priority=any target=any ttl=any weight=any
Record_SSHFP: algorithm=any fingerprint=any fingerprintType=any ttl=any
Record_TSIG: MAC=any algorithm=any error=any fudge=any originalID=any otherData=any timeSigned=any ttl=any
Record_TXT: data=items ttl
Record_WKS: address=any map=any protocol=items+object+name ttl=any
SimpleRecord: name=any ttl=any
UnknownRecord: data=any ttl=any
module twisted.names.hosts
Resolver: file ttl twisted.names.hosts.Resolver.persistenceVersion typeToMethod=items
module twisted.names.resolve
ResolverChain: resolvers=items typeToMethod=items
module twisted.names.secondary
SecondaryAuthority: _cache=any _port domain primary records=items soa=items transfering transferred=any
    transferring=any typeToMethod=items
SecondaryAuthorityService: _port calls=items domains=items name=any parent=object primary running=any
module twisted.names.server
DNSServerFactory: cache=object canRecurse connections=items noisy numPorts resolver=object verbose
module twisted.protocols.ftp
FTPAnonymousShell: filesystemRoot=any
FTPFactory: connectionCount instances=items numPorts overflowProtocol=object+name portal=object
    protocol=object+name tld userAnonymous
FTPRealm: anonymousRoot=object userHome=object
FTPShell: filesystemRoot=any
SystemFTPRealm: anonymousRoot=any
module twisted.protocols.policies
LimitConnectionsByPeer: numPorts=any peerConnections=any protocols=any wrappedFactory=any
LimitTotalConnectionsFactory: connectionCount=any numPorts=any protocol=object+name
ThrottlingFactory(twisted.protocols.policies.WrappingFactory): checkReadBandwidthID=any
    checkWriteBandwidthID=any connectionCount=any maxConnectionCount=any readLimit=any readThisSecond=any
    unthrottleReadsID=any unthrottleWritesID=any writeLimit=any writtenThisSecond=any
TimeoutFactory(twisted.protocols.policies.WrappingFactory): timeoutPeriod=any
WrappingFactory: numPorts=any protocol=object+name protocols=any wrappedFactory=any
module twisted.protocols.portforward
ProxyClientFactory: numPorts=any server=any
ProxyFactory: host numPorts port
module twisted.protocols.socks
SOCKSv4Factory: logging numPorts
module twisted.protocols.tls
TLSMemoryBIOFactory: _clock=any _connectionCreator=any _creatorCallable=any _creatorInterface=any numPorts=any
    protocols=any wrappedFactory=any
"""
