"""Shell completion: zsh asks the command itself, as for Twisted's own; bash gets a function written for each."""

from __future__ import annotations

from optionfacts import COMMANDS, Command, optionsOf

#: Commands with a script of their own; what follows the word twistd is completed by Twisted.
SCRIPTS = tuple(command for command in COMMANDS if " " not in command.words)
#: Commands whose first plain word is a twistd plugin: from there on twistd is asked.
WITH_PLUGINS = ("mkapp", "mktap")

ZSH = """\
#compdef {names}
# twisted.python.usage writes the completion function for the words typed so far. From a plugin's name on, the words
# mean what they mean to twistd.
local code index plugin=0
typeset -A withValue
withValue=({values})
if [[ -n $withValue[$service] ]]; then
    for ((index = 2; index < CURRENT; index++)); do
        [[ $words[index] == -* || " $withValue[$service] " == *" $words[index-1] "* ]] && continue
        plugin=$index
        break
    done
    if ((plugin)); then
        words=(twistd "${{(@)words[plugin,-1]}}")
        ((CURRENT -= plugin - 2))
    elif [[ $words[CURRENT] != -* && " $withValue[$service] " != *" $words[CURRENT-1] "* ]]; then
        words=(twistd "$words[CURRENT]")
        CURRENT=2
    fi
fi
code=$("${{words[@]}}" --_shell-completion zsh:$CURRENT 2>/dev/null)
[[ $code == '#compdef '* ]] && eval $code
"""

BASH = """\
# bash completion of {name}; written by docs/generate.py
_{name}()
{{
    local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}
    local options='{options}'
    local withValue='{values}'
    COMPREPLY=()
    [[ " $withValue " == *" $previous "* ]] && return
{plugins}    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$word"))
    fi
}}
complete -o default -F _{name} {name}
"""

#: Each target has options of its own, and the targets are what is typed first.
TARGETS = """\
    if ((COMP_CWORD == 1)) && [[ $word != -* ]]; then
        COMPREPLY=($(compgen -W '{names}' -- "$word"))
        return
    fi
    case ${{COMP_WORDS[1]}} in
{cases}
    esac
"""

#: What twistd tells zsh has lines '--option[text]...' and "plugin:text": the names are taken from there.
PLUGINS = """\
    local index plugin=0
    for ((index = 1; index < COMP_CWORD; index++)); do
        [[ ${COMP_WORDS[index]} == -* || " $withValue " == *" ${COMP_WORDS[index-1]} "* ]] && continue
        plugin=$index
        break
    done
    if ((plugin)) && [[ $word == -* ]]; then
        options=$(twistd "${COMP_WORDS[@]:plugin}" --_shell-completion zsh:$((COMP_CWORD - plugin + 2)) 2>/dev/null |
            sed -n "s/^'\\(([^)]*)\\)*\\(--[a-z-]*\\).*/\\2/p")
    elif ((!plugin)) && [[ $word != -* ]]; then
        options=$(twistd "" --_shell-completion zsh:2 2>/dev/null | sed -n 's/^"\\([^:]*\\):.*/\\1/p')
        COMPREPLY=($(compgen -W "$options" -- "$word"))
    fi
"""


def zshCompletion() -> str:
    """Return the completion file for zsh, which serves all commands."""
    commands = [command for command in SCRIPTS if command.words in WITH_PLUGINS]
    values = " ".join(f"{command.words} '{' '.join(spellings(command, valuesOnly=True))}'" for command in commands)
    return ZSH.format(names=" ".join(command.words for command in SCRIPTS), values=values)


def bashCompletion(command: Command) -> str:
    """Return the completion file of one command for bash."""
    return BASH.format(
        name=command.words,
        options=" ".join(spellings(command)),
        values=" ".join(spellings(command, valuesOnly=True)),
        plugins=PLUGINS if command.words in WITH_PLUGINS else targets(command),
    )


def targets(command: Command) -> str:
    """Return what completes the targets of a command and their options; nothing for one without."""
    found = [one for one in COMMANDS if one.words.startswith(f"{command.words} ")]
    cases = "\n".join(f"        {one.words.split()[1]}) options='{' '.join(spellings(one))}' ;;" for one in found)
    return TARGETS.format(names=" ".join(one.words.split()[1] for one in found), cases=cases) if found else ""


def spellings(command: Command, valuesOnly: bool = False) -> list[str]:
    """Return a command's options, long and short, with their dashes; on request only those that take a value."""
    found = []
    for option in optionsOf(command.options()):
        if option.value or not valuesOnly:
            found += [f"--{option.long}", *([f"-{option.short}"] if option.short else [])]
    return found
