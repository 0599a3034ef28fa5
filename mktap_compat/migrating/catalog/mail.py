"""``twisted.mail``: the mail service with its domains, and the factories of SMTP and POP3."""

from __future__ import annotations

from typing import Any

from mktap_compat.migrating.catalog.cred import checkersOf
from mktap_compat.migrating.constructions import Construction, Method, Name, Value
from mktap_compat.migrating.oldobject import Old
from mktap_compat.migrating.plainrules import plain
from mktap_compat.migrating.repairs import repaired
from mktap_compat.migrating.rules import discarded, rule, same, shape
from mktap_compat.migrating.services import addChildren, named
from mktap_compat.reading.nodes import Dict, Node, Object, Sequence

_DOMAIN = "twisted.mail.maildir.MaildirDirdbmDomain"
_TABLE = "twisted.mail.maildir.DirdbmDatabase"
_TLS = "mktap_compat.thaw.DefaultOpenSSLContextFactory"


@rule("twisted.mail.mail.MailService")
def mailService(old: Old) -> Construction:
    """``MailService()`` with its queue, domains, aliases and senders; it makes its monitor and portals by itself."""
    new = Construction(repaired(old, "twisted.mail.mail.MailService"))
    new.hint = "mailService"
    named(old, new)
    parts = {name: old.use(name) for name in ("domains", "monitor", "smtpPortal", "portals")}
    for name, node in parts.items():
        if node is not None:
            old.migration.became(node, Method(old.new, name))
    queue = old.value("queue")
    if queue is not None:
        new.call("setQueue", queue)
    _domains(old, new, _attributes(parts["domains"]), parts["portals"])
    portal = Method(old.new, "smtpPortal")
    for checker, interfaces in checkersOf(
        old, _attributes(parts["smtpPortal"]).get("checkers"), ".smtpPortal.checkers"
    ):
        new.callOn(portal, "registerChecker", checker, *interfaces)
    _watch(old, new, Method(old.new, "monitor"), _attributes(parts["monitor"]).get("files"))
    addChildren(old, old.new, into=new)
    # the monitor is a child from the beginning
    new.steps = [step for step in new.steps if not _isMonitor(step.target)]
    for step in new.steps:
        _relayHelper(step.target)
    old.ignore("aliases")
    return new


def _attributes(node: Node | None) -> dict[str, Node]:
    return node.attributes() if isinstance(node, Object) else {}


def _isMonitor(target: Value) -> bool:
    return isinstance(target, Method) and target.name == "monitor"


def _relayHelper(child: Value) -> None:
    """Write the timer of a relay as today's plugin makes it."""
    if isinstance(child, Construction) and Name("twisted.mail.relaymanager._checkState") in child.args[1:2]:
        step, _, manager = child.args
        child.function, child.args = "twisted.mail.relaymanager.RelayStateHelper", [manager, step]
        child.hint = "relayTimer"


def _domains(old: Old, new: Construction, domains: dict[str, Node], portals: Node | None) -> None:
    """Add the domains; one may have several names, as with ``--default``."""
    names: dict[int, list[bytes]] = {}
    nodes: dict[int, Node] = {}
    table = domains.get("domains")
    for key, node in table.pairs if isinstance(table, Dict) else []:
        names.setdefault(id(node), []).append(old.convert(key, ".domains.<key>", bytes))
        nodes[id(node)] = node
    for identity, node in nodes.items():
        aliases = _attributes(node).get("alias")
        if aliases is not None:
            # the names in them are completed here, where the domain's own name is known
            old.migration.became(aliases, None)
        home = (max(names[identity], key=bool) or b"localhost").decode("ascii", "replace")
        step = f".domains[{home!r}]"
        domain = old.convert(node, step)
        if isinstance(domain, Construction) and domain.args[:1] == [None]:
            domain.args[0] = old.new
        for name in names[identity]:
            new.call("addDomain", name, domain)
        if isinstance(aliases, Dict):
            groups = {old.convert(key, step, bytes): _group(old, group, step, home) for key, group in aliases.pairs}
            new.callOn(domain, "setAliasGroup", groups)
    default = domains.get("default")
    if default is not None and getattr(default, "dotted", "") != "twisted.mail.mail.BounceDomain":
        new.callOn(Method(old.new, "domains"), "setDefaultDomain", old.convert(default, ".domains.default"))
    _portals(old, new, portals)


def _portals(old: Old, new: Construction, portals: Node | None) -> None:
    """Register what checks users of POP3, besides the domain's own table."""
    for key, node in portals.pairs if isinstance(portals, Dict) else []:
        name = old.convert(key, ".portals.<key>", bytes)
        step = f".portals[{name!r}]"
        more = list(checkersOf(old, _attributes(node).get("checkers"), f"{step}.checkers", without=(_TABLE,)))
        if more:
            portal = old.convert(node, step)
            new.callOn(Method(old.new, "portals"), "__setitem__", name, portal)


def _group(old: Old, node: Node, step: str, home: str) -> Construction:
    """Return what one name stands for; names without a host are in a domain, if that is known."""
    state = _attributes(node)
    original = _attributes(state.get("original")).get("addrstr")
    name = old.convert(original, step, bytes) if original is not None else b""
    function = repaired(old, "twisted.mail.alias.AliasGroup")
    domains = old.convert(state["domains"], f"{step}.domains") if "domains" in state else None
    group = Construction(function, [], domains, _inDomain(name, home))
    items = state.get("aliases")
    for item in items.items if isinstance(items, Sequence) else []:
        if not _member(old, group, item, step, home):
            # the rule's own construction stands for the group in the end
            itself = old.new if old.node is node else group
            group.callOn(Method(itself, "aliases"), "append", old.convert(item, step))
    return group


def _member(old: Old, group: Construction, item: Node, step: str, home: str) -> bool:
    """Add what stands on the right side of a line of an alias file; tell whether it is of a kind that can."""
    state = _attributes(item)
    dotted = getattr(item, "dotted", "")
    if dotted == "twisted.mail.alias.AddressAlias":
        address = old.convert(_attributes(state.get("alias"))["addrstr"], step, bytes)
        group.args[0].append(_inDomain(address, home))
    elif dotted == "twisted.mail.alias.FileAlias":
        group.args[0].append(old.convert(state["filename"], step, str))
    elif dotted == "twisted.mail.alias.ProcessAlias":
        group.args[0].append("|" + " ".join(old.convert(state["path"], step, list[str])))
    else:
        return False
    return True


def _inDomain(address: bytes, home: str) -> str:
    text = address.decode("ascii", "replace")
    return text if "@" in text or not home else f"{text}@{home}"


def _watch(old: Old, new: Construction, monitor: Value, files: Node | None) -> None:
    """Watch files as ``monitorFile`` does, but from when they were read for the old tap."""
    for index, node in enumerate(files.items if isinstance(files, Sequence) else []):
        entry = old.convert(node, f".monitor.files[{index}]", tuple[Any, str, Any, Any])
        new.callOn(Method(monitor, "files"), "append", list(entry))
        new.callOn(Method(monitor, "intervals"), "addInterval", entry[0])


@rule("twisted.mail.mail.FileMonitoringService")
def fileMonitoringService(old: Old) -> Construction:
    """``FileMonitoringService()`` with its files, outside of a mail service."""
    new = Construction("twisted.mail.mail.FileMonitoringService")
    named(old, new)
    _watch(old, new, old.new, old.use("files"))
    old.ignore("intervals", "index", "_call", "call", "step")
    return new


@rule("twisted.mail.mail.DomainWithDefaultDict")
def domainWithDefaultDict(old: Old) -> Construction:
    """``DomainWithDefaultDict(domains, default)``, outside of a mail service."""
    domains = old.value("domains", {}, dict[bytes, Any])
    return Construction("twisted.mail.mail.DomainWithDefaultDict", domains, old.value("default"))


@rule("twisted.mail.mail.BounceDomain")
def bounceDomain(old: Old) -> Construction:
    """``BounceDomain()``."""
    return Construction("twisted.mail.mail.BounceDomain")


@rule(_DOMAIN)
def maildirDirdbmDomain(old: Old) -> Construction:
    """``MaildirDirdbmDomain(service, root)``; the mail service puts itself in, and sets the aliases."""
    new = Construction(repaired(old, _DOMAIN), None, old.text("root"))
    new.hint = "maildirDomain"
    if old.number("postmaster", 0):
        new.kwargs["postmaster"] = True
    old.ignore("dbm", "_credcheckers")
    aliases = old.value("alias", None, dict[bytes, Any])
    if aliases is not None:
        new.call("setAliasGroup", aliases)
    return new


@rule("twisted.mail.alias.AliasGroup")
def aliasGroup(old: Old) -> Construction:
    """``AliasGroup(items, domains, original)``, in a domain whose name is not known."""
    old.ignore("aliases", "domains", "original")
    return _group(old, old.node, "", "")


@rule(_TABLE)
def dirdbmDatabase(old: Old) -> Construction:
    """``DirdbmDatabase(dbm)``."""
    return Construction(_TABLE, old.value("dirdbm"))


@rule("twisted.mail.tap.AliasUpdater")
def aliasUpdater(old: Old) -> Construction:
    """``AliasUpdater(domains, domain)``."""
    return Construction(repaired(old, "twisted.mail.tap.AliasUpdater"), old.value("domains"), old.value("domain"))


@rule("twisted.mail.relay.DomainQueuer")
def domainQueuer(old: Old) -> Construction:
    """``DomainQueuer(service)``."""
    new = Construction(repaired(old, "twisted.mail.relay.DomainQueuer"), old.value("service"))
    if old.number("authed", False):
        new.kwargs["authenticated"] = True
    return new


@rule("twisted.mail.relaymanager.Queue")
def queue(old: Old) -> Construction:
    """``Queue(directory)``."""
    new = Construction(repaired(old, "twisted.mail.relaymanager.Queue"), old.text("directory"))
    new.hint = "queue"
    if "noisy" in old:
        new.set("noisy", old.number("noisy"))
    return new


@rule(
    "twisted.mail.relaymanager.SmartHostSMTPRelayingManager",
    "twisted.mail.relaymanager.SmartHostESMTPRelayingManager",
)
def relayingManager(old: Old) -> Construction:
    """The manager with its queue, its limits, and the name that it says hello with, in bytes."""
    new = Construction(repaired(old, old.dotted), old.value("queue"))
    new.hint = "relayingManager"
    for name, default in (("maxConnections", 2), ("maxMessagesPerConnection", 10)):
        value = old.number(name, default)
        if value != default:
            new.kwargs[name] = value
    new.set("fArgs", old.value("fArgs", (), tuple[bytes, ...]))
    if keywords := old.value("fKwArgs", {}, dict[str, bytes]):
        new.set("fKwArgs", keywords)
    old.drop("mxcalc", why="it asks for mail hosts anew")
    return new


@rule("twisted.mail.protocols.SMTPFactory", "twisted.mail.protocols.ESMTPFactory")
def smtpFactory(old: Old) -> Construction:
    """``SMTPFactory(service, portal)`` or ``ESMTPFactory``, with the name that it says hello with, in bytes."""
    new = Construction(old.dotted, old.value("service"), old.value("portal"))
    new.hint = "smtpFactory"
    if "domain" in old:
        new.set("domain", old.bytes("domain"))
    if "timeout" in old:
        new.set("timeout", old.number("timeout"))
    context = old.value("context")
    if context is not None:
        new.set("context", context)
    challengers = old.value("challengers", None, dict[bytes, Any])
    if challengers is not None and set(challengers) != {b"CRAM-MD5"}:
        new.set("challengers", challengers)
    old.ignore("fArgs", "fKwArgs", "numPorts", "noisy")
    return new


@rule("twisted.mail.protocols.POP3Factory")
def pop3Factory(old: Old) -> Construction:
    """``POP3Factory(service)``."""
    new = Construction(repaired(old, "twisted.mail.protocols.POP3Factory"), old.value("service"))
    new.hint = "pop3Factory"
    old.ignore("numPorts")
    return new


@rule("twisted.mail.protocols.SSLContextFactory")
def sslContextFactory(old: Old) -> Construction:
    """``DefaultOpenSSLContextFactory(file, file)``: key and certificate were in one file."""
    path = old.text("filename")
    return Construction(_TLS, path, path)


@rule("twisted.mail.smtp.Address")
def address(old: Old) -> Construction:
    """``Address(address)``, in bytes."""
    old.ignore("local", "domain")
    return Construction("twisted.mail.smtp.Address", old.bytes("addrstr"))


plain("twisted.mail.imap4.MemoryAccount", "name:text", ".mailboxes:byText", ".subscriptions:texts", ".top_id:number")
plain("twisted.mail.maildir.StringListMailbox", "msgs:listOfBytes", ignore="_delete")
plain("twisted.mail.pb.MaildirCollection", "root:text")
plain("twisted.mail.pb.Maildir", "directory:text", "rootDirectory:text", ignore="virtualDirectory")
plain("twisted.mail.pop3.Mailbox")
plain("twisted.mail.relaymanager.MXCalculator", ignore="badMXs clock resolver")
plain("twisted.mail.smtp.SMTPFactory", "portal=portal", ".domain:bytes", ".protocol", ".timeout:number")
shape("twisted.mail.mail.MailService", hints={"portals": dict[bytes, Any]})
shape("twisted.mail.protocols.SMTPFactory", hints={"domain": bytes}, drop=("fArgs",))
shape(_DOMAIN, hints={"root": bytes, "alias": dict[bytes, Any]})
discarded(
    "twisted.mail.alias.AddressAlias",
    "twisted.mail.alias.FileAlias",
    "twisted.mail.alias.ProcessAlias",
)
same(
    "twisted.mail.protocols.ESMTPFactory",
    "twisted.mail.protocols.SMTPFactory",
    "twisted.mail.relaymanager._checkState",
    "twisted.mail.smtp.LOGINCredentials",
    "twisted.mail.smtp.PLAINAuthenticator",
    "twisted.mail.smtp.LOGINAuthenticator",
)
