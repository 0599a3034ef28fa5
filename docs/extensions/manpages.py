"""Man pages, written from the options classes."""

from __future__ import annotations

from importlib.metadata import version

from optionfacts import COMMANDS, Command, description, exitStatuses, optionsOf, subCommands, synopsis


def roff(text: str) -> str:
    """Return text with what roff would take for its own made harmless."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + escaped if escaped[:1] in ".'" else escaped


def manPage(command: Command) -> str:
    """Return the man page of a command, in section 1."""
    options = command.options()
    release = version("mktap-compat")
    lines = [
        f'.TH {command.page.upper()} 1 "" "mktap-compat {release}" "User Commands"',
        ".SH NAME",
        f"{roff(command.page)} \\- {roff(command.summary)}",
        ".SH SYNOPSIS",
        f".B {roff(synopsis(command, options))}",
    ]
    paragraphs = description(options)
    if paragraphs:
        lines += [".SH DESCRIPTION", *"\n.PP\n".join(map(roff, paragraphs)).splitlines()]
    lines.append(".SH OPTIONS")
    for option in optionsOf(options):
        names = f"\\fB\\-{option.short}\\fR, " if option.short else ""
        value = " \\fIVALUE\\fR" if option.value else ""
        default = f" Default: {option.default}." if option.default is not None else ""
        lines += [".TP", f"{names}\\fB\\-\\-{roff(option.long)}\\fR{value}", roff(option.text + default)]
    for name, text in subCommands(options).items():
        lines += [".TP", f"\\fB{roff(name)}\\fR", roff(text)]
    lines.append(".SH EXIT STATUS")
    for number, text in exitStatuses():
        lines += [".TP", f"\\fB{number}\\fR", roff(text)]
    others = ", ".join(f"\\fB{roff(one.page)}\\fR(1)" for one in COMMANDS if one is not command)
    lines += [".SH SEE ALSO", f"{others}, \\fBtwistd\\fR(1)"]
    return "\n".join(lines) + "\n"
