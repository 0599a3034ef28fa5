"""Attributes of the table's classes: web resources and Perspective Broker."""

from __future__ import annotations

TEXT = """
module twisted.spread.jelly
SecurityOptions: allowedClasses=items allowedModules=items allowedTypes=items
module twisted.spread.pb
PBClientFactory: _broker=any _root=any numPorts=any rootObjectRequests=any security=any unsafeTracebacks=any
PBServerFactory: numPorts root=object security=object unsafeTracebacks
_PortalRoot: portal=object
module twisted.web._auth.basic
BasicCredentialFactory: authenticationRealm=any
module twisted.web._auth.digest
DigestCredentialFactory: digest=any
module twisted.web._auth.wrapper
HTTPAuthSessionWrapper: _credentialFactories=any _portal=any
module twisted.web.demo
Test: children=items data server=object type
module twisted.web.distrib
ResourcePublisher: site=object twisted.web.distrib.ResourcePublisher.persistenceVersion
ResourceSubscription: children=items host=any pending=any port=any publisher=any server=object waiting=any
UserDirectory: _getter _inputhandlers=items _invalid=items _parent _process=items _pwd=object _setter
    _valid=items cachedFor children=items controller=object controllerRendered controllerStack doneCallback=name
    failed mainModel=object model=object modelStack name original=object outstandingCallbacks
    outstandingNodes=items parent server=object setupMethods=items subcontrollers=items submodels=items
    subviews=items view=object viewStack views=items
module twisted.web.guard
BasicCredentialFactory: authenticationRealm=any
DigestCredentialFactory: digest=any
HTTPAuthSessionWrapper: _credentialFactories=any _portal=any
module twisted.web.pages
_ErrorPage: _brief=any _code=any _detail=any children=items server=object
module twisted.web.proxy
ReverseProxyResource: children=items host=any path=any port=any reactor=any server=object
module twisted.web.resource
ErrorPage:
ForbiddenResource:
NoResource:
Resource: children=items server=object
module twisted.web.rewrite
RewriterResource: children=items resource=any rewriteRules=any server=object
module twisted.web.script
CacheScanner: doCache=any path=any registry=any
PythonScript: children=items filename=any registry=any server=object
ResourceScriptDirectory: children=items path=any registry=any server=object
ResourceScriptWrapper: children=items path registry=object server=object
module twisted.web.server
GzipEncoderFactory:
Site: _logDateTime _logDateTimeCall _logFile _logFormatter=name _parsePOSTFormSubmission counter=any
    displayTracebacks logPath numPorts reactor=object requestFactory=name resource=object sessionFactory=name
    sessions=items timeOut
module twisted.web.static
ASISProcessor: children=items path=any registry=any server=object
Data: children=items data server type
DirectoryLister: children=items contentEncodings=any contentTypes=any defaultType=any dirs=any path=any
    server=object
File(twisted.python.filepath.FilePath): childNotFound=object children=items contentEncodings=items
    contentTypes=items defaultType encoding=any forbidden=object ignoredExts=items indexNames=items
    processors=items registry=object server twisted.web.static.File.persistenceVersion type=any
Redirect: children=items server=object url=any
Registry: _adapterCache=items _pathCache=items twisted.python.components.Componentized.persistenceVersion
    twisted.web.static.Registry.persistenceVersion
module twisted.web.tap
_AddHeadersResource: _headers=items _originalResource=object children=items server=object
module twisted.web.twcgi
CGIDirectory: _statinfo=any alwaysCreate=any children=items path=any server=object
CGIScript: _reactor=any children=items filename=any server=object
FilteredScript(twisted.web.twcgi.CGIScript):
module twisted.web.util
ChildRedirector: children=items server=object url=any
DeferredResource: children=items d=any server=object
ParentRedirect: children=items server=object
Redirect: children=items server=object url=any
module twisted.web.vhost
NameVirtualHost: children=items hosts=any server=object
VHostMonsterResource: children=items server=object
_HostResource: children=items server=object
module twisted.web.wsgi
WSGIResource: _application=name _reactor=object _threadpool=object
"""
