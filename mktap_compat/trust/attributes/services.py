"""Attributes of the table's classes: services, endpoints, reactors, processes and what is persisted."""

from __future__ import annotations

TEXT = """
module builtins
object:
module twisted.application.internet
CooperatorService: coop=any name=any parent=any running=any
SSLClient: _connection=any args=any kwargs=any name=any parent=any reactor=any running=any
SSLServer: _port=any args=items kwargs=items name=any parent=object reactor=any running=any
StreamServerEndpointService: _raiseSynchronously _waitingForPort endpoint=object factory=object name=any
    parent=object running=any
TCPClient: _connection=any args=any kwargs=any name=any parent=any reactor=any running=any
TCPServer: _port=any args=items kwargs=items name parent=object reactor=any running=any
TimerService: _loop=any _loopFinished=any call=items clock name=any parent=object running=any step
UDPServer: _port=any args=items kwargs=items name=any parent=object reactor=any running=any
UNIXClient: _connection=any args=any kwargs=any name=any parent=any reactor=any running=any
UNIXDatagramClient: _connection=any args=any kwargs=any name=any parent=any reactor=any running=any
UNIXDatagramServer: _port=any args=any kwargs=any name=any parent=any reactor=any running=any
UNIXServer: _port=any args=items kwargs=items name=any parent=object reactor=any running=any
module twisted.application.service
MultiService: name namedServices=items parent=object running=any services=items
Process: gid processName uid
Service: name=any parent=object pool=object running=any
module twisted.internet._sslverify
OpenSSLAcceptableCiphers: _ciphers=any
OpenSSLCipher:
_ChooseDiffieHellmanEllipticCurve: _ecCurve=any _openSSLcrypto=any _openSSLlib=any configureECDHCurve=any
module twisted.internet.base
DelayedCall: _repr=any args=any called=any cancelled=any canceller=any creator=any delayed_time=any func=any
    kw=any resetter=any seconds=any time=any
ThreadedResolver: _runningQueries=items reactor=object
_ThreePhaseEvent: after=items before=items during=items finishedBefore=any state
module twisted.internet.endpoints
AdoptedStreamServerEndpoint: _used=any addressFamily=any fileno=any reactor=any
HostnameEndpoint: _attemptDelay=any _badHostname=any _bindAddress=any _hostBytes=any _hostStr=any _hostText=any
    _nameResolver=any _port=any _reactor=any _timeout=any
SSL4ServerEndpoint: _backlog _interface _port _reactor=object _sslContextFactory=object
TCP4ClientEndpoint: _bindAddress=any _host=any _port=any _reactor=any _timeout=any
TCP4ServerEndpoint: _backlog _interface _listenArgs=items _port _reactor=object
TCP6ServerEndpoint: _backlog=any _interface=any _port=any _reactor=any
UNIXClientEndpoint: _checkPID=any _path=any _reactor=any _timeout=any
UNIXServerEndpoint: _address _backlog _mode _reactor=object _wantPID
_WrapperServerEndpoint: _wrappedEndpoint=any _wrapperFactory=any
module twisted.internet.epollreactor
EPollReactor(twisted.internet.posixbase.PosixReactorBase): _continuousPolling=any _poller=any _reads=any
    _selectables=any _writes=any
_ContinuousPolling:
module twisted.internet.kqreactor
KQueueReactor(twisted.internet.posixbase.PosixReactorBase): _impl=any _kq=any _reads=any _selectables=any
    _writes=any
module twisted.internet.pollreactor
PollReactor(twisted.internet.posixbase.PosixReactorBase): _poller=any _reads=any _selectables=any _writes=any
module twisted.internet.posixbase
PosixReactorBase: _cancellations=any _childWaker=any _eventTriggers=any _exitSignal=any
    _installSignalHandlers=any _internalReaders=any _justStopped=any _newTimedCalls=any _pendingTimedCalls=any
    _started=any _startedBefore=any _stopped=any _threadpoolStartupID=any running=any threadCallQueue=any
    threadpool=any threadpoolShutdownID=any usingThreads=any waker=any
_FDWaker:
_PipeWaker:
_SocketWaker:
_UnixWaker:
module twisted.internet.protocol
ClientFactory: numPorts=any protocol=object+name
DatagramProtocol: numPorts=any transport=any
Factory: numPorts=any protocol=object+name
ReconnectingClientFactory: _callID=any clock=any connector=any continueTrying=any delay numPorts=any
    protocol=object+name retries=any
ServerFactory: numPorts protocol=object+name
module twisted.internet.selectreactor
SelectReactor: _cancellations _childWaker=any _eventTriggers=items _exitSignal=any _installSignalHandlers=any
    _internalReaders=items _justStopped _newTimedCalls=items _pendingTimedCalls=items _reads=items _started
    _startedBefore _stopped=any _threadpoolStartupID=any _writes=items resolver=object running
    threadCallQueue=items threadpool=any threadpoolShutdownID=any usingThreads waker=object
module twisted.internet.ssl
ClientContextFactory:
DefaultOpenSSLContextFactory: _context=any _contextFactory=name certificateFileName privateKeyFileName sslmethod
module twisted.internet.task
LoopingCall: _deferred _realLastTime=any _runAtStart a=items call clock=object f=object interval kw=items
    running starttime
module twisted.persisted.dirdbm
DirDBM: _dnamePath=object dname
Shelf: _dnamePath=any dname
module twisted.persisted.sob
Persistant:
Persistent: name original=object style
module twisted.python.components
Componentized: _adapterCache=items twisted.python.components.Componentized.persistenceVersion
module twisted.python.filepath
FilePath: _statinfo=any alwaysCreate path
module twisted.python.threadpool
ThreadPool: _team=any joined=any max min name=any started=any threads=any
module twisted.python.util
InsensitiveDict: data=any preserve=any
_IntervalDifferentialIterator: default intervals=items last
module twisted.runner.inetd
InetdFactory: numPorts service=object
module twisted.runner.inetdconf
InetdService: group name port program programArgs=items protocol socketType user wait
module twisted.runner.procmon
LineLogger: _buffer=any _busyReceiving=any connected=any line_mode=any paused=any transport=any
LoggingProtocol: _error=any _errorEmpty=any _output=any _outputEmpty=any connected=any transport=any
ProcessMonitor: _clock=object _processes=items _reactor=object delay=items killTime maxRestartDelay
    minRestartDelay murder=items name=any parent=object processes=items protocols=items restart=items
    running=any threshold timeStarted=items
_Process: args=items cwd env=items gid uid
module uuid
UUID:
"""
