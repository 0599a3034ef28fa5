"""
What a tap may name, exactly: module, name and how it is used. Everything else is denied.

It covers what ``mktap`` of Twisted 2.0 to 11.0 wrote, what ``mkapp`` writes of today's plugins, and the plain parts
that servers are put together from. Nothing gets in by its package: ``twisted.persisted.styles`` alone could call
``os.system``.
"""

from __future__ import annotations

from collections.abc import Mapping


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


def names(*lines: str) -> frozenset[str]:
    """
    Return the dotted names in lines of ``module: name name``.

    :param lines: each a dotted module, a colon, and names in it.
    """
    found: set[str] = set()
    for line in lines:
        module, _, rest = line.partition(":")
        found.update(f"{module}.{name}" for name in rest.split())
    return frozenset(found)


#: Modules of Python 2 whose names mean the same in today's.
MODULES: Mapping[str, str] = {"__builtin__": "builtins", "copy_reg": "copyreg"}
#: Names of Python 2 that picklers of today still write in old protocols.
NAMES: Mapping[str, str] = {"long": "int", "unicode": "str", "xrange": "range"}

#: Classes that may be instantiated without their ``__init__`` and given attributes. None runs code of its own while
#: it is loaded, but for those in :data:`STATES`.
INSTANCES = names(
    "builtins: object",
    "uuid: UUID",
    # application, internet
    "twisted.application.internet: CooperatorService SSLClient SSLServer StreamServerEndpointService TCPClient"
    " TCPServer TimerService UDPServer UNIXClient UNIXDatagramClient UNIXDatagramServer UNIXServer",
    "twisted.application.service: MultiService Process Service",
    "twisted.internet.base: DelayedCall ThreadedResolver _ThreePhaseEvent",
    "twisted.internet.endpoints: SSL4ServerEndpoint TCP4ServerEndpoint TCP6ServerEndpoint UNIXServerEndpoint"
    " TCP4ClientEndpoint UNIXClientEndpoint HostnameEndpoint AdoptedStreamServerEndpoint _WrapperServerEndpoint",
    "twisted.internet.epollreactor: EPollReactor _ContinuousPolling",
    "twisted.internet.kqreactor: KQueueReactor",
    "twisted.internet.pollreactor: PollReactor",
    "twisted.internet.posixbase: PosixReactorBase _FDWaker _PipeWaker _SocketWaker _UnixWaker",
    "twisted.internet.process: Process",
    "twisted.internet.protocol: ClientFactory DatagramProtocol Factory ReconnectingClientFactory ServerFactory",
    "twisted.internet.selectreactor: SelectReactor",
    "twisted.internet.ssl: ClientContextFactory DefaultOpenSSLContextFactory",
    "twisted.internet.task: LoopingCall",
    "twisted.internet.tcp: Client Connector Port Server",
    "twisted.internet.udp: Port",
    "twisted.internet.unix: Client Connector Port Server",
    "twisted.internet._sslverify: OpenSSLAcceptableCiphers OpenSSLCipher _ChooseDiffieHellmanEllipticCurve",
    "twisted.persisted.dirdbm: DirDBM Shelf",
    "twisted.persisted.sob: Persistant Persistent",
    "twisted.persisted.styles: Ephemeral",
    "twisted.python.components: Componentized",
    "twisted.python.filepath: FilePath",
    "twisted.python.threadpool: ThreadPool",
    "twisted.python.util: InsensitiveDict _IntervalDifferentialIterator",
    # web
    "twisted.web.demo: Test",
    "twisted.web.distrib: ResourcePublisher ResourceSubscription UserDirectory",
    "twisted.web.guard: BasicCredentialFactory DigestCredentialFactory HTTPAuthSessionWrapper",
    "twisted.web._auth.basic: BasicCredentialFactory",
    "twisted.web._auth.digest: DigestCredentialFactory",
    "twisted.web._auth.wrapper: HTTPAuthSessionWrapper",
    "twisted.web.proxy: ReverseProxyResource",
    "twisted.web.resource: ErrorPage ForbiddenResource NoResource Resource",
    "twisted.web.pages: _ErrorPage",
    "twisted.web.rewrite: RewriterResource",
    "twisted.web.script: CacheScanner PythonScript ResourceScriptDirectory ResourceScriptWrapper",
    "twisted.web.server: GzipEncoderFactory Site",
    "twisted.web.static: ASISProcessor Data DirectoryLister File Redirect Registry",
    "twisted.web.tap: _AddHeadersResource",
    "twisted.web.twcgi: CGIDirectory CGIScript FilteredScript",
    "twisted.web.util: ChildRedirector DeferredResource ParentRedirect Redirect",
    "twisted.web.vhost: NameVirtualHost VHostMonsterResource _HostResource",
    "twisted.web.wsgi: WSGIResource",
    # names
    "twisted.names.authority: BindAuthority FileAuthority PySourceAuthority",
    "twisted.names.cache: CacheResolver",
    "twisted.names.client: DNSClientFactory Resolver",
    "twisted.names.dns: Charstr DNSDatagramProtocol IPv4Address Name Record_A Record_A6 Record_AAAA Record_AFSDB"
    " Record_CNAME Record_DNAME Record_HINFO Record_MB Record_MD Record_MF Record_MG Record_MINFO Record_MR"
    " Record_MX Record_NAPTR Record_NS Record_NULL Record_PTR Record_RP Record_SOA Record_SPF Record_SRV"
    " Record_SSHFP Record_TSIG Record_TXT Record_WKS SimpleRecord UnknownRecord",
    "twisted.names.hosts: Resolver",
    "twisted.names.resolve: ResolverChain",
    "twisted.names.secondary: SecondaryAuthority SecondaryAuthorityService",
    "twisted.names.server: DNSServerFactory",
    # mail
    "twisted.mail.alias: AddressAlias AliasGroup FileAlias ProcessAlias",
    "twisted.mail.bounce: BounceDomain",
    "twisted.mail.mail: BounceDomain DomainWithDefaultDict FileMonitoringService MailService",
    "twisted.mail.maildir: DirdbmDatabase MaildirDirdbmDomain",
    "twisted.mail.protocols: ESMTPFactory POP3Factory SMTPFactory SSLContextFactory",
    "twisted.mail.relay: DomainQueuer",
    "twisted.mail.relaymanager: MXCalculator Queue SmartHostESMTPRelayingManager SmartHostSMTPRelayingManager",
    "twisted.mail.smtp: Address User",
    "twisted.mail.tap: AliasUpdater",
    # conch, cred
    "twisted.conch.checkers: SSHProtocolChecker SSHPublicKeyChecker SSHPublicKeyDatabase UNIXAuthorizedKeysFiles"
    " UNIXPasswordDatabase",
    "twisted.conch.manhole_ssh: ConchFactory TerminalRealm",
    "twisted.conch.manhole_tap: _StupidRealm chainedProtocolFactory makeTelnetProtocol",
    "twisted.conch.openssh_compat.factory: OpenSSHFactory",
    "twisted.conch.ssh.factory: SSHFactory",
    "twisted.conch.unix: UnixSSHRealm",
    "twisted.cred.checkers: AllowAnonymousAccess FilePasswordDB InMemoryUsernamePasswordDatabaseDontUse"
    " PluggableAuthenticationModulesChecker",
    "twisted.cred.portal: Portal",
    "twisted.plugins.cred_unix: UNIXChecker",
    # words, spread
    "twisted.spread.jelly: SecurityOptions",
    "twisted.spread.pb: PBClientFactory PBServerFactory _PortalRoot",
    "twisted.words.protocols.jabber.component: Router XMPPComponentServerFactory",
    "twisted.words.protocols.jabber.xmlstream: XmlStreamFactory XmlStreamServerFactory",
    "twisted.words.service: Group InMemoryWordsRealm IRCFactory PBGroup PBUser User WordsRealm",
    # protocols, runner
    "twisted.protocols.ftp: FTPAnonymousShell FTPFactory FTPRealm FTPShell SystemFTPRealm",
    "twisted.protocols.policies: LimitConnectionsByPeer LimitTotalConnectionsFactory ThrottlingFactory"
    " TimeoutFactory WrappingFactory",
    "twisted.protocols.portforward: ProxyClientFactory ProxyFactory",
    "twisted.protocols.socks: SOCKSv4Factory",
    "twisted.protocols.tls: TLSMemoryBIOFactory",
    "twisted.runner.inetd: InetdFactory",
    "twisted.runner.inetdconf: InetdService",
    "twisted.runner.procmon: ProcessMonitor _Process LineLogger LoggingProtocol",
)

#: Classes of Twisted that are gone. Nothing can load them any more; a converter knows what to make of them, or says so.
GONE = names(
    "sets: ImmutableSet Set",
    "twisted.application.compat: _NewService _ServiceNetwork",
    "twisted.conch.credentials: ISSHPrivateKey",
    "twisted.cred.authorizer: DefaultAuthorizer",
    "twisted.cred.identity: Identity",
    "twisted.internet.app: Application",
    "twisted.internet.default: SelectReactor",
    "twisted.internet.glib2reactor: Glib2Reactor",
    "twisted.internet.gtk2reactor: Gtk2Reactor",
    "twisted.mail.protocols: SSLContextFactory",
    "twisted.manhole.service: Perspective Realm Service",
    "twisted.manhole.telnet: Shell ShellFactory",
    "twisted.news.database: NewsShelf NewsStorageAugmentation PickleStorage",
    "twisted.news.news: NNTPFactory UsenetClientFactory UsenetServerFactory",
    "twisted.protocols.toc: TOCFactory",
    "twisted.spread.pb: AuthRoot BrokerFactory",
    "twisted.web.trp: ResourceUnpickler",
    "twisted.web.twcgi: PHP3Script PHPScript",
    "twisted.web.woven.utils: doSendPage",
    "twisted.web2.channel.http: HTTPFactory",
    "twisted.web2.log: DefaultCommonAccessLoggingObserver LogWrapperResource",
    "twisted.web2.server: Site",
    "twisted.web2.static: File",
    "twisted.web2.tap: Web2Service",
    "twisted.words.ircservice: IRCGateway",
    "twisted.words.protocols.toc: Chatroom SavedUser TOC TOCFactory",
    "twisted.words.service: NormalPolicy Participant Service",
    "twisted.words.webwords: AccountCreationWidget ParticipantListWidget WordsGadget",
)

#: What may stand anywhere as a plain reference, because calling it with anything at all has no effect outside of it.
REFERENCES = names(
    "builtins: bool bytearray bytes complex dict float frozenset int len list object set str tuple",
    "collections: OrderedDict deque",
    "OpenSSL.SSL: Context",
    "mktap_compat.thaw: Forbidden",
    "twisted.conch.checkers: _pwdGetByName _shadowGetByName",
    "twisted.conch.insults.insults: ServerProtocol",
    "twisted.conch.interfaces: IConchUser ISession",
    "twisted.conch.manhole: ColoredManhole Manhole",
    "twisted.conch.manhole_ssh: TerminalSession TerminalSessionTransport TerminalUser",
    "twisted.conch.telnet: AuthenticatingTelnetProtocol StatefulTelnetProtocol Telnet TelnetBootstrapProtocol"
    " TelnetProtocol TelnetTransport",
    "twisted.cred.checkers: ICredentialsChecker",
    "twisted.cred.credentials: Anonymous CramMD5Credentials IAnonymous ICredentials ISSHPrivateKey"
    " IUsernameDigestHash IUsernameHashedPassword IUsernamePassword",
    "twisted.cred.portal: IRealm",
    "twisted.application.service: IProcess IService IServiceCollection IServiceMaker",
    "twisted.internet.interfaces: IServiceCollection",
    "twisted.persisted.sob: IPersistable",
    "twisted.mail.imap4: CramMD5ClientAuthenticator IMAP4Server LOGINCredentials PLAINCredentials",
    "twisted.mail.pop3: POP3",
    "twisted.mail.protocols: DomainESMTP DomainSMTP ESMTPFactory VirtualPOP3",
    "twisted.mail.smtp: ESMTP SMTP LOGINAuthenticator LOGINCredentials PLAINAuthenticator",
    "twisted.names.dns: DNSProtocol",
    "twisted.protocols.amp: AMP",
    "twisted.protocols.finger: Finger",
    "twisted.protocols.ident: IdentServer",
    "twisted.protocols.postfix: PostfixTCPMapServer",
    "twisted.protocols.ftp: FTP FTPAnonymousShell FTPShell",
    "twisted.protocols.haproxy._wrapper: HAProxyWrappingFactory",
    "twisted.protocols.portforward: Proxy ProxyClientFactory ProxyServer",
    "twisted.protocols.socks: SOCKSv4",
    "twisted.protocols.wire: Chargen Daytime Discard Echo QOTD Time Who",
    "twisted.runner.inetd: InetdProtocol",
    "twisted.spread.pb: Broker IPerspective",
    "twisted.web.http: HTTPChannel combinedLogFormatter proxiedLogFormatter",
    "twisted.web.proxy: Proxy ReverseProxy",
    "twisted.web.resource: IResource",
    "twisted.web.script: PythonScript",
    "twisted.web.server: Request Session",
    "twisted.web.twcgi: CGIScript",
    "twisted.words.iwords: IUser",
    "twisted.words.protocols.irc: IRC",
    "twisted.words.service: IRCUser PBMind",
)

_PROCESSORS = frozenset({"twisted.web.static.File.processors"})
_TIMERS = frozenset({"twisted.application.internet.TimerService.call"})

#: What may be referred to, but only below these attributes: where it is called is where it always was called.
#: ``ResourceScript``, for one, runs the file that it is called with.
PLACES: Mapping[str, frozenset[str]] = {
    "twisted.web.script.ResourceScript": _PROCESSORS,
    "twisted.web.script.ResourceTemplate": _PROCESSORS,
    "twisted.web.static.ASISProcessor": _PROCESSORS,
    "twisted.web.twcgi.FilteredScript": _PROCESSORS,
    "twisted.web.trp.ResourceUnpickler": _PROCESSORS,
    "twisted.mail.relaymanager._checkState": _TIMERS,
    # every look-up in it loads a pickle; what holds it is gone
    "twisted.persisted.dirdbm.Shelf": frozenset({"twisted.news.database.NewsShelf.dbm"}),
}

#: What may be called, and with which arguments; words as in :mod:`mktap_compat.trust.signatures`.
CALLS: Mapping[str, tuple[str, ...]] = {
    "_codecs.encode": ("text 'latin1'",),
    "builtins.bytearray": ("", "bytes", "text 'latin-1'", "text 'latin1'"),
    "builtins.bytes": ("",),
    "builtins.complex": ("number number",),
    "builtins.frozenset": ("", "list"),
    "builtins.list": ("",),
    "builtins.dict": ("",),
    "builtins.object": ("",),
    "builtins.set": ("", "list"),
    "builtins.slice": ("index index index",),
    "builtins.range": ("int int int",),
    "sets.Set": ("", "list"),
    "collections.OrderedDict": ("", "list"),
    "collections.deque": ("", "list", "list index", "tuple index"),
    "collections.defaultdict": ("", "none", "type"),
    "collections.Counter": ("", "dict"),
    "datetime.date": ("bytes",),
    "datetime.datetime": ("bytes", "bytes object"),
    "datetime.time": ("bytes", "bytes object"),
    "datetime.timedelta": ("int int int",),
    "datetime.timezone": ("object", "object text"),
    "decimal.Decimal": ("text",),
    "fractions.Fraction": ("fraction", "int int"),
    "ipaddress.IPv4Address": ("int",),
    "ipaddress.IPv6Address": ("int", "text"),
    "ipaddress.IPv4Network": ("text",),
    "ipaddress.IPv6Network": ("text",),
    "logging.getLogger": ("text",),
    "pathlib.Path": ("text*",),
    "pathlib.PosixPath": ("text*",),
    "pathlib.PurePath": ("text*",),
    "pathlib.PurePosixPath": ("text*",),
    "pathlib._local.PosixPath": ("text*",),
    "pathlib._local.PurePosixPath": ("text*",),
    "mktap_compat.thaw.cell": ("",),
    "mktap_compat.thaw.fillCell": ("cell tuple",),
    "mktap_compat.thaw.fillFunction": ("localFunction functionState",),
    "mktap_compat.thaw.now": ("",),
    "mktap_compat.thaw.reactor": ("",),
    "mktap_compat.thaw.threadPool": ("",),
    "mktap_compat.thaw.thaw": ("dict bytes", "dict none"),
    "twisted.persisted.sob.Persistent": ("object text",),
    "twisted.persisted.styles.Ephemeral": ("",),
    "twisted.persisted.styles.unpickleModule": ("'pwd'", "'spwd'"),
}

#: What takes items or pairs (APPENDS, SETITEMS, ADDITEMS); on anything else the file could choose what takes them.
CONTAINERS = names("collections: Counter OrderedDict defaultdict deque", "builtins: bytearray dict list")

_LOOKUPS = frozenset(
    f"lookup{what}"
    for what in words(
        "AFSDatabase Address Address6 AllRecords Authority CanonicalName HostInfo IPV6Address MailBox MailExchange"
        " MailGroup MailRename MailboxInfo Nameservers NamingAuthorityPointer Null Pointer Responsibility"
        " SenderPolicy Service Text WellKnownServices Zone"
    )
)
_RESOLVERS = names(
    "twisted.names.authority: BindAuthority FileAuthority PySourceAuthority",
    "twisted.names.cache: CacheResolver",
    "twisted.names.client: Resolver",
    "twisted.names.hosts: Resolver",
    "twisted.names.resolve: ResolverChain",
    "twisted.names.secondary: SecondaryAuthority",
)
_EVENTS = frozenset(f"twisted.internet.base._ThreePhaseEvent.{phase}" for phase in ("before", "during", "after"))
_REACTORS = names(
    "twisted.internet.epollreactor: EPollReactor",
    "twisted.internet.kqreactor: KQueueReactor",
    "twisted.internet.pollreactor: PollReactor",
    "twisted.internet.selectreactor: SelectReactor",
)
_COMPONENTS = "twisted.words.protocols.jabber.component.XMPPComponentServerFactory"
_AUTHORIZED = "twisted.conch.checkers.UNIXAuthorizedKeysFiles"

#: Classes whose methods may be referred to: which methods, and below which attributes.
METHODS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    **{each: (_LOOKUPS, frozenset({f"{each}.typeToMethod"})) for each in _RESOLVERS},
    **{each: (frozenset({"_reallyStartRunning", "crash", "disconnectAll"}), _EVENTS) for each in _REACTORS},
    "twisted.python.threadpool.ThreadPool": (frozenset({"start", "stop"}), _EVENTS),
    _COMPONENTS: (frozenset({"onAuthenticated", "onConnectionMade"}), frozenset({f"{_COMPONENTS}.bootstraps"})),
    "twisted.conch.ssh.keys.Key": (frozenset({"fromString"}), frozenset({f"{_AUTHORIZED}._parseKey"})),
    "twisted.internet._sslverify._ChooseDiffieHellmanEllipticCurve": (
        frozenset({"_configureOpenSSL102", "_configureOpenSSL110", "_configureOpenSSL110BSD"}),
        frozenset({"twisted.internet._sslverify._ChooseDiffieHellmanEllipticCurve.configureECDHCurve"}),
    ),
}

#: Prefixes of endpoint descriptions that Twisted itself understands; any other runs the plugin that has it.
ENDPOINTS = words("fd ssl stdio systemd tcp tcp6 unix")

#: Local functions of Twisted that a graph may make again: module, and the way to the code in it.
LOCAL_FUNCTIONS: frozenset[tuple[str, ...]] = frozenset(
    {("twisted.words.protocols.jabber.component", "XMPPComponentServerFactory", "__init__", "0")}
)

_RESOLVER = words(
    "_lastResolvTime _parseCall _reactor _waiting connections domain dynServers factory pending protocol resolv search"
    " servers timeout typeToMethod"
)
_RELAYING = words("fArgs fKwArgs managed maxConnections maxMessagesPerConnection mxcalc queue")
_PUBLISHED = "twisted.web.distrib.ResourcePublisher.persistenceVersion"

#: What :func:`mktap_compat.thaw.contextFactory` may set, before it has the context made.
CONTEXT_FACTORY = "twisted.internet.ssl.DefaultOpenSSLContextFactory"
CONTEXT_STATE = words("_contextFactory certificateFileName privateKeyFileName sslmethod")
CONTEXT = "OpenSSL.SSL.Context"

#: What was open in the process that wrote a tap: old files have no attributes of these.
_HOLLOW = names(
    "twisted.internet.process: Process",
    "twisted.internet.tcp: Client Connector Port Server",
    "twisted.internet.udp: Port",
    "twisted.internet.unix: Client Connector Port Server",
    "twisted.persisted.styles: Ephemeral",
)

#: Classes that run code of their own when they get their attributes, and the attributes they may get: with others,
#: the file would choose what that code calls.
STATES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_HOLLOW, frozenset()),
    "twisted.mail.relaymanager.Queue": frozenset({"directory"}),
    "twisted.mail.relaymanager.SmartHostESMTPRelayingManager": _RELAYING,
    "twisted.mail.relaymanager.SmartHostSMTPRelayingManager": _RELAYING,
    "twisted.names.cache.CacheResolver": words("_reactor cache cancel typeToMethod verbose"),
    "twisted.names.client.Resolver": _RESOLVER,
    "twisted.python.threadpool.ThreadPool": frozenset({"min", "max"}),
    # Its upgrade would delete what the file names from what the file names.
    "twisted.web.distrib.ResourcePublisher": frozenset({"site", _PUBLISHED}),
    "uuid.UUID": frozenset({"int", "is_safe"}),
}

#: Twisted's own plugins of today; somebody else's may have taken the name of one that is gone.
PLUGINS = words("conch dns ftp inetd mail manhole portforward procmon socks web words xmpp-router")
