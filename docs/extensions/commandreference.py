"""Sphinx directives that write the reference from the program itself: commands, exit statuses, trust, catalog."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from optionfacts import COMMANDS, Command, description, exitStatuses, optionsOf, subCommands, synopsis
from sphinx.util.nodes import nested_parse_with_titles


class Generated(Directive):
    """A directive whose content is reST that a function returns."""

    def lines(self) -> list[str]:
        """Return the reST."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """Parse the lines in the place of the directive."""
        parent = nodes.section()
        parent.document = self.state.document
        nested_parse_with_titles(self.state, StringList(self.lines(), "generated"), parent)
        return parent.children


def literal(text: str) -> str:
    """Escape text that is no reST of ours."""
    for character in "\\*`|_":
        text = text.replace(character, f"\\{character}")
    return text


class CommandDirective(Generated):
    """``.. command:: WORDS``: synopsis, description and every option of a command."""

    required_arguments = 1
    final_argument_whitespace = True

    def lines(self) -> list[str]:
        """Return the page of the command."""
        return list(commandPage(next(one for one in COMMANDS if one.words == self.arguments[0])))


def commandPage(command: Command) -> list[str]:
    """Return the reST of a command."""
    options = command.options()
    lines = [".. code-block:: text", "", f"    {synopsis(command, options)}", ""]
    for paragraph in description(options):
        lines += [literal(paragraph), ""]
    for option in optionsOf(options):
        spelled = f"--{option.long}" + (" VALUE" if option.value else "")
        names = f"-{option.short}, {spelled}" if option.short else spelled
        default = f" Default: ``{option.default}``." if option.default is not None else ""
        lines += [f"``{names}``", f"    {literal(option.text)}{default}", ""]
    commands = subCommands(options)
    if commands:
        lines += ["Sub-commands:", ""]
        for name, text in commands.items():
            lines += [f"``{name}``", f"    {literal(text or '')}", ""]
    return lines


class ExitStatuses(Generated):
    """``.. exitstatuses::``: what the numbers mean."""

    def lines(self) -> list[str]:
        """Return a table."""
        return table(["Status", "Meaning"], [[f"{number}", text] for number, text in exitStatuses()])


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """Return a list-table; the cells are reST."""
    lines = [".. list-table::", "   :header-rows: 1", "   :widths: auto", ""]
    for row in [head, *rows]:
        for index, cell in enumerate(row):
            lines.append(f"   {'*' if index == 0 else ' '} - {cell}")
    return [*lines, ""]


def setup(app: Any) -> dict[str, bool]:
    """Register the directives with Sphinx."""
    app.add_directive("command", CommandDirective)
    app.add_directive("exitstatuses", ExitStatuses)
    return {"parallel_read_safe": True}
