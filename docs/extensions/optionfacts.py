"""What a ``usage.Options`` class says about its command, as plain facts: the one source of reference, man and shell."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mktap_compat.commands.cli.exits import Status


@dataclass(frozen=True)
class Command:
    """
    A command and where its options class is.

    :ivar words: how it is called.
    :ivar module: the module with the class ``Options``.
    :ivar summary: what it does, as a man page's NAME line.
    """

    words: str
    module: str
    summary: str
    name: str = "Options"

    @property
    def page(self) -> str:
        """The name of its man page and of its reference label."""
        return self.words.replace(" ", "-")

    def options(self) -> Any:
        """Return a fresh instance of its options class."""
        return getattr(importlib.import_module(self.module), self.name)()


#: Where the options of the targets of tapdeploy are.
TARGETS = "mktap_compat.commands.targets"
#: Everything that is documented, in the order of the reference.
COMMANDS = (
    Command("mkapp", "mktap_compat.commands.mkapp", "freeze a twistd plugin and its options into a tap"),
    Command("mktap", "mktap_compat.commands.mktap", "make a tap with the command line of 2007"),
    Command("tapinspect", "mktap_compat.commands.tapinspect", "look into a tap, or check it, without running it"),
    Command("tapconvert", "mktap_compat.commands.tapconvert", "bring a tap to today's Twisted, or to another form"),
    Command("tapdeploy", "mktap_compat.commands.tapdeploy", "write what starts a tap on a machine"),
    Command("tapdeploy systemd", TARGETS, "a unit for systemd that starts a tap", "Systemd"),
    Command("tapdeploy pyz", TARGETS, "a tap and all it needs in one executable file", "Pyz"),
    Command("tapdeploy deb", TARGETS, "a package for Debian of a tap", "Deb"),
    Command("tapdeploy rpm", TARGETS, "a package for Fedora and RHEL of a tap", "Rpm"),
    Command("tapdeploy container", TARGETS, "what builds a container of a tap", "Container"),
    Command("tapdeploy kubernetes", TARGETS, "manifests for Kubernetes of a tap", "Kubernetes"),
    Command("tapdeploy launchd", TARGETS, "a property list for macOS that starts a tap", "Launchd"),
    Command("tapdeploy windows", "mktap_compat.commands.windows", "a service of Windows that serves a tap", "Windows"),
    Command("tap2deb", "mktap_compat.commands.tap2deb", "a package for Debian, with the options of 2007"),
    Command("tap2rpm", "mktap_compat.commands.tap2rpm", "a package of RPM, with the options of 2007"),
    Command("twistd tap", "mktap_compat.commands.twistdtap", "check a tap and run it"),
    Command("twistd myapp", "myapp.tap", "the notice board that serves as the example"),
)


@dataclass(frozen=True)
class Option:
    """One option: its long and short name, whether it takes a value, what it does, and its default."""

    long: str
    short: str | None
    value: bool
    text: str
    default: str | None

    @property
    def spelling(self) -> str:
        """The option as usage messages write it."""
        short = f"-{self.short}, " if self.short else ""
        return f"{short}--{self.long}{'=' if self.value else ''}"


def optionsOf(options: Any) -> list[Option]:
    """
    Read an options instance the way ``usage.Options.getUsage`` does.

    :param options: an instance of a ``usage.Options`` subclass.
    :return: its options, sorted by their long names.
    """
    shorts: dict[str, str] = {}
    for key, long in options.synonyms.items():
        if len(key) == 1 and key != long:
            shorts.setdefault(long, key)
    found = []
    for spelled in options.longOpt:
        long, value = spelled.rstrip("="), spelled.endswith("=")
        dispatch = options._dispatch.get(long)
        text = oneLine(options.docs.get(long) or "")
        coerced = getattr(dispatch, "doc", None) if value else None
        if coerced:
            text = f"{text} {coerced}"
        default = options.defaults.get(long)
        shown = value and default not in (None, "", (), [])
        found.append(Option(long, shorts.get(long), value, text, str(default) if shown else None))
    return sorted(found, key=lambda option: option.long)


def oneLine(text: str) -> str:
    """Return a docstring or help text with its line breaks and indentation gone."""
    return " ".join(text.split())


def synopsis(command: Command, options: Any) -> str:
    """Return the synopsis of a command without the word Usage; what comes before it for plugins is added."""
    text = oneLine(str(getattr(options, "synopsis", "") or f"{command.words} [options]"))
    text = re.sub(r"^Usage:\s*", "", text)
    return text if text.startswith(command.words.split()[0]) else f"{command.words} {text}"


def description(options: Any) -> list[str]:
    """Return the paragraphs of the long description."""
    text = inspect.cleandoc(getattr(options, "longdesc", None) or "")
    return [oneLine(paragraph) for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def subCommands(options: Any) -> Mapping[str, str]:
    """Return the names and descriptions of sub-commands, if the command has a fixed set of its own."""
    declared = type(options).__dict__.get("subCommands")
    return {} if declared is None or isinstance(declared, property) else {row[0]: row[3] for row in declared}


def exitStatuses() -> list[tuple[int, str]]:
    """Return the exit statuses of all commands with the comments that explain them."""
    found = re.findall(r"#: (.+)\n\s+\w+ = (\d)", inspect.getsource(Status))
    return [(int(number), text) for text, number in found]
