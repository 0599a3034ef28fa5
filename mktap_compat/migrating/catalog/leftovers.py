"""What no server keeps: objects of a running process, of Twisted's own tools, and modules that went without a word."""

from __future__ import annotations

from mktap_compat.migrating.rules import gone, unkept

gone(
    "twisted.lore.*",
    "twisted.persisted.journal.*",
    "twisted.persisted.marmalade.*",
    "twisted.python.dispatch.*",
    "twisted.python.finalize.*",
    "twisted.python.otp.*",
    "twisted.python.timeoutqueue.*",
    "twisted.python.util.SubclassableCStringIO",
    "twisted.spread.refpath.*",
    "twisted.spread.ui.*",
    "twisted.coil.*",
    "twisted.flow.*",
    "twisted.im.*",
    "twisted.popsicle.*",
    "twisted.sister.*",
    "twisted.zoot.*",
    instead="nothing took its place",
)
gone(
    "twisted.cred.authorizer.*",
    "twisted.cred.identity.*",
    "twisted.cred.perspective.*",
    "twisted.cred.service.*",
    instead="the authorizers of Twisted 1 became twisted.cred portals and checkers",
)
gone("twisted.manhole.*", instead="use 'mkapp manhole --telnetPort tcp:PORT --passwd FILE'")
gone(
    "twisted.runner.inetdtap.RPCServer",
    instead="inetd of Twisted serves no RPC today; use the system's rpcbind",
)
gone("twisted.internet.app.*", instead="write the server as a twisted.application.service.Service")
unkept(
    "twisted.application.app.*",
    "twisted.application.internet.*",
    "twisted.application.reactors.*",
    "twisted.application.service.ServiceMaker",
    "twisted.conch.*",
    "twisted.cred.*",
    "twisted.internet.*",
    "twisted.mail.*",
    "twisted.names.*",
    "twisted.persisted.*",
    "twisted.plugin.*",
    "twisted.python.*",
    "twisted.runner.*",
    "twisted.spread.*",
    because="it belongs to the process that wrote the file",
)
unkept("twisted.pair.*", because="its network devices are opened when the server starts")
unkept(
    "twisted.internet._sslverify.*",
    "twisted.conch.ssh.factory.SSHFactory",
    "twisted.conch.ssh.keys.*",
    because="it holds keys; name their files in the program, which reads them when it starts",
)
unkept(
    "twisted.python.log.*",
    "twisted.python.logfile.*",
    "twisted.python.syslog.*",
    because="twistd keeps the log: --logfile, --syslog or --logger",
)
unkept(
    "twisted.plugins.*",
    "twisted.scripts.*",
    "twisted.tap.*",
    "twisted.test.*",
    "twisted.trial.*",
    because="it belongs to a command or a test",
)
