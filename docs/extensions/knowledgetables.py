"""Sphinx directives that list what the program knows: trust table, catalog, repairs, renamed options, verbs."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from commandreference import Generated, literal, table


def grouped(names: Iterable[str]) -> list[list[str]]:
    """Return dotted names as rows of a module and its names."""
    modules: dict[str, list[str]] = defaultdict(list)
    for dotted in sorted(names):
        module, _, name = dotted.rpartition(".")
        modules[module].append(f"``{name}``")
    return [[f"``{module}``", ", ".join(members)] for module, members in modules.items()]


def heading(title: str, text: str) -> list[str]:
    """Return a rubric and a paragraph."""
    return [f".. rubric:: {title}", "", text, ""]


class TrustTable(Generated):
    """``.. trusttable::``: everything that is permitted, from ``mktap_compat.trust``."""

    def lines(self) -> list[str]:
        """Return the tables."""
        from mktap_compat.trust import callrules, substitutes
        from mktap_compat.trust import table as known

        calls = [[f"``{name}``", ", or ".join(arguments(one) for one in forms)] for name, forms in known.CALLS.items()]
        methods = [
            [f"``{name}``", codes(which), codes(below)] for name, (which, below) in sorted(known.METHODS.items())
        ]
        judged = [[f"``{name}``", summary(judge)] for name, judge in sorted(callrules.SPECIAL.items())]
        stands = [[f"``{name}``", f"``{other}``"] for name, other in sorted(substitutes.OURS.items())]
        local = [f"{steps[0]}: {'.'.join(steps[1:])}" for steps in known.LOCAL_FUNCTIONS]
        return [
            *heading("Instance", "Classes of which instances may be made, and given attributes, without calling them."),
            *table(["Module", "Classes"], grouped(known.INSTANCES)),
            *heading("Instance, with certain attributes only", "These run code of their own when they get attributes."),
            *table(["Class", "Attributes"], [[f"``{name}``", codes(given)] for name, given in known.STATES.items()]),
            *heading("Call", "What may be called, and with which arguments."),
            *table(["Function", "Arguments"], calls),
            *heading("Call, judged by a rule of its own", "What words cannot tell."),
            *table(["Function", "What is looked at"], judged),
            *heading("Endpoints", "Prefixes of descriptions of endpoints: " + codes(known.ENDPOINTS) + "."),
            *heading("Local functions", "Functions within functions of Twisted: " + codes(local) + "."),
            *heading("Reference", "What may be mentioned without being called."),
            *table(["Module", "Names"], grouped(known.REFERENCES)),
            *heading("Reference, in certain places only", "What may stand only below these attributes."),
            *table(["Name", "Below"], [[f"``{name}``", codes(below)] for name, below in sorted(known.PLACES.items())]),
            *heading("Methods", "Methods that may be referred to, and below which attributes."),
            *table(["Class", "Methods", "Below"], methods),
            *heading("Of our own", "Classes that converted taps hold; each is permitted as the one it stands for."),
            *table(["Class", "Stands for"], stands),
            *heading(
                "Gone",
                "Names that nothing can load any more, and that are no findings in a tap of Python 2: a converter knows"
                " what to make of them, or says what to use instead.",
            ),
            *table(["Module", "Names"], grouped(known.GONE)),
            *heading("Plugins", "Plugins that a recipe may name: " + codes(known.PLUGINS) + "."),
        ]


def summary(judge: object) -> str:
    """Return what a rule says of itself, in its first line."""
    return literal((inspect.getdoc(judge) or "").partition("\n")[0].replace("``", ""))


def codes(names: Iterable[str]) -> str:
    """Return names as literals, sorted."""
    return ", ".join(f"``{name}``" for name in sorted(names))


def arguments(form: str) -> str:
    """Return what a call may be given, as a reader would say it."""
    return f"``{form}``" if form else "nothing"


class CatalogTable(Generated):
    """``.. catalogtable::``: every rule of the catalog, by its module, and what is gone."""

    def lines(self) -> list[str]:
        """Return a table for each module, and one of the classes that are gone."""
        from mktap_compat.migrating import catalog, rules

        catalog.load()
        modules: dict[str, list[list[str]]] = defaultdict(list)
        for name, rule in sorted(rules.RULES.items()):
            text = (inspect.getdoc(rule) or "").split("\n\n")[0]
            modules[rule.__module__].append([f"``{name}``", " ".join(text.split())])
        lines: list[str] = []
        for module, rows in sorted(modules.items()):
            about = (importlib.import_module(module).__doc__ or "").strip().split("\n\n")[0]
            lines += heading(module.rpartition(".")[2].capitalize(), " ".join(about.split()))
            lines += table(["Old class or function", "Made today"], rows)
        shapes = [[f"``{name}``", codes(one.fill), codes(one.drop)] for name, one in sorted(rules.SHAPES.items())]
        lines += heading("Classes of users", "What a subclass of the user's gets, and loses, by the class it inherits.")
        lines += table(["Inherits from", "Gets", "Loses"], shapes)
        renamed = [[f"``{old}``", f"``{new}``"] for old, new in sorted(rules.REFERENCES.items()) if old != new]
        lines += heading("Renamed", "Names that files mention, and what they are called today.")
        lines += table(["Then", "Now"], renamed)
        lines += heading(
            "Gone", "Classes without a successor. A tap that needs one is refused; ``--drop`` leaves it out."
        )
        lines += table(["Class", "Use instead"], refusals(rules.GONE))
        lines += heading("Not kept", "Classes that are there, but of which no file can keep what they stand for.")
        return [*lines, *table(["Class", "Why"], refusals(rules.UNKEPT))]


def refusals(known: Mapping[str, str]) -> list[list[str]]:
    """Return rows of classes that are refused, and why; a module stands for all of its classes."""
    return [
        [f"``{name}*``" if name.endswith(".") else f"``{name}``", literal(why)] for name, why in sorted(known.items())
    ]


class RepairTable(Generated):
    """``.. repairtable::``: the faults of today's Twisted that converted servers are spared."""

    def lines(self) -> list[str]:
        """Return a table of modules, the classes that each replaces, and the fault."""
        from mktap_compat.migrating import repairs

        replaced: dict[str, list[str]] = defaultdict(list)
        for name, module in repairs.REPAIRS.items():
            replaced[module].append(name)
        rows = []
        for found in pkgutil.iter_modules(repairs.__path__):
            module = importlib.import_module(f"{repairs.__name__}.{found.name}")
            fault = " ".join((module.__doc__ or "").strip().split("\n\n")[0].split())
            rows.append([f"``{found.name}``", codes(replaced[found.name]) or "\\-", fault])
        return table(["Repair", "Stands in for", "The fault"], rows)


#: For each plugin whose options changed since 2007, command lines that have each of those options, and the defaults.
LINES = {
    "conch": ["--port 5022"],
    "mail": [
        "--pop3 8110",
        "--pop3 0",
        "--smtp 8025",
        "--smtp 0",
        "--pop3s 995 --certificate server.pem",
        "--passwordfile /etc/mail.pw",
        "--certificate server.pem",
        "--maildirdbmdomain example.org=/var/mail --user ada=secret",
    ],
    "manhole": ["--telnetPort 4040", "--sshPort 4022"],
    "portforward": ["--port 8000"],
    "web": [
        "--port 8080",
        "--port 8080:interface=127.0.0.1",
        "--static /var/www",
        "--https 8443",
        "--https 8443 --port 8080 --privkey key.pem --certificate cert.pem",
        "--notracebacks",
    ],
    "words": ["--irc-port 6667", "--pb-port 8787"],
    "xmpp-router": ["--port 5347"],
}


class RenamedTable(Generated):
    """``.. renamedtable::``: command lines of 2007 as ``mktap`` translates them, and the plugins that are gone."""

    def lines(self) -> list[str]:
        """Return both tables; :class:`ValueError` if a plugin whose options changed is not shown."""
        from mktap_compat.legacy.mktap import loadPlugins
        from mktap_compat.making import modernizing

        if missing := modernizing.PLUGINS.keys() - LINES.keys():
            raise ValueError(f"no command line is shown of {sorted(missing)}")
        plugins = loadPlugins()
        rows = []
        for name, lines in LINES.items():
            for line in lines:
                modern = modernizing.modernize(name, line.split(), plugins[name].options)
                notes = [literal(loss) for loss in modern.losses]
                notes += [f"``{one.user}`` is added to the users in ``{one.domain}``" for one in modern.accounts]
                today = " ".join([name, *modern.arguments])
                rows.append([f"``{name} {line}``", f"``{today}``", "; ".join(notes)])
        gone = [[f"``{name}``", literal(advice)] for name, advice in sorted(modernizing.GONE.items())]
        return [
            *table(["In 2007", "Today", "What else happens"], rows),
            *heading("Gone", "Plugins that Twisted has no more; ``mktap`` says so with status 2."),
            *table(["Plugin", "Instead"], gone),
        ]


class Verbs(Generated):
    """``.. verbs::``: the verbs of myapp's protocol, from its plugins."""

    def lines(self) -> list[str]:
        """Return a table."""
        from twisted.plugin import getPlugins

        from myapp import plugins
        from myapp.interfaces import ICommand

        verbs = sorted(getPlugins(ICommand, plugins), key=lambda command: command.verb)
        return table(["Line", "What it does"], [[f"``{verb.usage}``", literal(verb.summary)] for verb in verbs])


def setup(app: Any) -> dict[str, bool]:
    """Register the directives with Sphinx."""
    app.add_directive("trusttable", TrustTable)
    app.add_directive("catalogtable", CatalogTable)
    app.add_directive("repairtable", RepairTable)
    app.add_directive("renamedtable", RenamedTable)
    app.add_directive("verbs", Verbs)
    return {"parallel_read_safe": True}
